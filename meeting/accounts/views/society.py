"""The society's accounts, for its admins."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission, Role
from meeting.accounts.forms import KnownAdminForm, NewAdminForm
from meeting.accounts.models import Society
from meeting.accounts.operations import (
    add_account,
    deactivate_account,
    grant_role,
    reactivate_account,
    require_own,
    set_password,
    take_role,
)
from meeting.accounts.passwords import hashed
from meeting.accounts.queries import (
    account_called,
    account_in,
    accounts_of_society,
    grant_in_society,
    meetings_named,
)
from meeting.accounts.rules import fresh_password
from meeting.accounts.views import bp
from meeting.db import release, transaction
from meeting.errors import MeetingError
from meeting.web.once import once

Answer = Response | str | tuple[str, int]


@bp.get("/society/<society_slug>/accounts")
@society_staff(Permission.SOCIETY)
def society_accounts(society: Society, actor: Actor) -> Answer:
    return _page(society)


@bp.post("/society/<society_slug>/accounts")
@society_staff(Permission.SOCIETY)
def add_admin(society: Society, actor: Actor) -> Answer:
    """A new account: no ``once``, for its password is hashed first; a second sending meets the taken login name."""
    form = NewAdminForm()
    if not form.validate_on_submit():
        return _page(society, new=form), 422
    society_id, fresh = society.id, fresh_password()
    release()
    try:
        stored = hashed(fresh, username=form.username.data, name=form.name.data)
        with transaction():
            account = add_account(
                form.username.data, name=form.name.data, password=stored, role=Role(form.role.data),
                society_id=society_id, at=clock.now(), by=actor,
            )  # fmt: skip
    except MeetingError as error:
        status = form.refuse(error)
        return _page(society, new=form), status
    return _page(society, fresh=(account.username, fresh))


@bp.post("/society/<society_slug>/admins")
@society_staff(Permission.SOCIETY)
@once
def grant_admin(society: Society, actor: Actor) -> Answer:
    form = KnownAdminForm()
    if not form.validate_on_submit():
        return _page(society, known=form), 422
    try:
        with transaction():
            account = account_called(form.username.data, society_id=society.id)
            grant = grant_role(account, Role(form.role.data), society_id=society.id, at=clock.now(), by=actor)
            name, role = account.name, gettext(grant.role.label)
    except MeetingError as error:
        status = form.refuse(error)
        return _page(society, known=form), status
    flash(gettext("%(name)s 已是%(role)s。", name=name, role=role), "success")
    return _back(society)


@bp.post("/society/<society_slug>/roles/<int:grant_id>/take")
@society_staff(Permission.SOCIETY)
@once
def take_society_role(society: Society, actor: Actor, grant_id: int) -> Answer:
    with transaction():
        take_role(grant_in_society(society.id, grant_id), at=clock.now(), by=actor)
    flash(gettext("角色已收回。"), "success")
    return _back(society)


@bp.post("/society/<society_slug>/accounts/<int:account_id>/<any(deactivate, reactivate):what>")
@society_staff(Permission.SOCIETY)
@once
def switch_account(society: Society, actor: Actor, account_id: int, what: str) -> Answer:
    switch = deactivate_account if what == "deactivate" else reactivate_account
    with transaction():
        account = account_in(society.id, account_id)
        switch(account, society_id=society.id, at=clock.now(), by=actor)
        name = account.name
    said = gettext("%(name)s 的账号已停用。") if what == "deactivate" else gettext("%(name)s 的账号已恢复。")
    flash(said % {"name": name}, "success")
    return _back(society)


@bp.post("/society/<society_slug>/accounts/<int:account_id>/password")
@society_staff(Permission.SOCIETY)
def reset_password(society: Society, actor: Actor, account_id: int) -> Answer:
    """A fresh password for somebody who forgot theirs: shown in this answer and never again."""
    account = account_in(society.id, account_id)
    society_id, username, fresh = society.id, account.username, fresh_password()
    require_own(account, society_id=society_id)
    release()
    stored = hashed(fresh, username=username)
    with transaction():
        account = account_in(society_id, account_id)
        require_own(account, society_id=society_id)
        set_password(account, stored, at=clock.now(), by=actor)
    return _page(society, fresh=(username, fresh))


def _page(
    society: Society,
    *,
    new: NewAdminForm | None = None,
    known: KnownAdminForm | None = None,
    fresh: tuple[str, str] | None = None,
) -> str:
    found = accounts_of_society(society.id)
    context: dict[str, Any] = {
        "society": society,
        "found": found,
        "meetings": meetings_named({grant.meeting_id for _, grants in found for grant in grants if grant.meeting_id}),
        "new_form": new or NewAdminForm(formdata=None),
        "known_form": known or KnownAdminForm(formdata=None),
        "fresh": fresh,
    }
    return render_template("accounts/society.html", **context)


def _back(society: Society) -> Response:
    return redirect(url_for("accounts.society_accounts", society_slug=society.slug))
