"""Who has which role in a meeting."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission, Role
from meeting.accounts.forms import KnownStaffForm, NewStaffForm
from meeting.accounts.operations import add_account, grant_role, take_role
from meeting.accounts.passwords import hashed
from meeting.accounts.queries import account_called, grant_in_meeting, grants_of_meeting
from meeting.accounts.rules import fresh_password
from meeting.db import release, transaction
from meeting.desk.views import bp
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.once import once

Answer = Response | str | tuple[str, int]


@bp.get("/desk/<slug>/staff")
@meeting_staff(Permission.GRANT)
def staff(meeting: Meeting, actor: Actor) -> Answer:
    return _page(meeting)


@bp.post("/desk/<slug>/staff")
@meeting_staff(Permission.GRANT)
def add_staff(meeting: Meeting, actor: Actor) -> Answer:
    """A new account: no ``once``, for its password is hashed first; a second sending meets the taken login name."""
    form = NewStaffForm()
    if not form.validate_on_submit():
        return _page(meeting, new=form), 422
    society_id, meeting_id, fresh = meeting.society_id, meeting.id, fresh_password()
    release()
    try:
        stored = hashed(fresh, username=form.username.data, name=form.name.data)
        with transaction():
            account = add_account(
                form.username.data, name=form.name.data, password=stored, role=Role(form.role.data),
                society_id=society_id, meeting_id=meeting_id, at=clock.now(), by=actor,
            )  # fmt: skip
    except MeetingError as error:
        status = form.refuse(error)
        return _page(meeting, new=form), status
    return _page(meeting, fresh=(account.username, fresh))


@bp.post("/desk/<slug>/staff/roles")
@meeting_staff(Permission.GRANT)
@once
def grant_staff(meeting: Meeting, actor: Actor) -> Answer:
    form = KnownStaffForm()
    if not form.validate_on_submit():
        return _page(meeting, known=form), 422
    try:
        with transaction():
            account = account_called(form.username.data, society_id=meeting.society_id)
            grant_role(
                account, Role(form.role.data), society_id=meeting.society_id, meeting_id=meeting.id,
                at=clock.now(), by=actor,
            )  # fmt: skip
            name = account.name
    except MeetingError as error:
        status = form.refuse(error)
        return _page(meeting, known=form), status
    flash(gettext("%(name)s 已加入本次会议。", name=name), "success")
    return redirect(url_for("desk.staff", slug=meeting.slug))


@bp.post("/desk/<slug>/staff/roles/<int:grant_id>/take")
@meeting_staff(Permission.GRANT)
@once
def take_staff(meeting: Meeting, actor: Actor, grant_id: int) -> Answer:
    with transaction():
        take_role(grant_in_meeting(meeting.id, grant_id), at=clock.now(), by=actor)
    flash(gettext("角色已收回。"), "success")
    return redirect(url_for("desk.staff", slug=meeting.slug))


def _page(
    meeting: Meeting,
    *,
    new: NewStaffForm | None = None,
    known: KnownStaffForm | None = None,
    fresh: tuple[str, str] | None = None,
) -> str:
    return render_template(
        "accounts/staff.html",
        meeting=meeting,
        grants=grants_of_meeting(meeting.society_id, meeting.id),
        new_form=new or NewStaffForm(formdata=None),
        known_form=known or KnownStaffForm(formdata=None),
        fresh=fresh,
    )
