"""用印审批: what is asked for, and what was decided."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.accounts.queries import meetings_named, others_who_may
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.layouts.forms import DeclineForm
from meeting.layouts.operations import approve_request, decline_request
from meeting.layouts.queries import request_in_society, requests_of
from meeting.layouts.views import Page, bp
from meeting.web.once import once
from meeting.web.paging import asked_page

PER_PAGE = 50


@bp.get("/seal-requests")
@society_staff(Permission.SEALS)
def requests(society: Society, actor: Actor) -> Page:
    """What waits for a decision first."""
    page = db.paginate(requests_of(society.id), page=asked_page(), per_page=PER_PAGE, error_out=False)
    return render_template(
        "layouts_room/requests.html", society=society, page=page,
        meetings=meetings_named({each.meeting_id for each in page.items}),
    )  # fmt: skip


@bp.get("/seal-requests/<int:request_id>")
@society_staff(Permission.SEALS)
def request_page(request_id: int, society: Society, actor: Actor) -> Page:
    return _page(society, request_id, DeclineForm(formdata=None), actor)


@bp.post("/seal-requests/<int:request_id>/approve")
@society_staff(Permission.SEALS)
@once
def approve(request_id: int, society: Society, actor: Actor) -> Page:
    slug = society.slug
    with transaction():
        approve_request(request_in_society(society.id, request_id), at=clock.now(), by=actor)
    flash(gettext("已批准，会务组可以按份数打印。"))
    return redirect(url_for("layouts.request_page", society_slug=slug, request_id=request_id))


@bp.post("/seal-requests/<int:request_id>/decline")
@society_staff(Permission.SEALS)
@once
def decline(request_id: int, society: Society, actor: Actor) -> Page:
    form, slug, status = DeclineForm(), society.slug, 422
    if form.validate():
        try:
            with transaction():
                found = request_in_society(society.id, request_id)
                decline_request(found, reason=form.reason.data or "", at=clock.now(), by=actor)
            flash(gettext("申请未批准，原因已告知申请人。"))
            return redirect(url_for("layouts.request_page", society_slug=slug, request_id=request_id))
        except MeetingError as error:
            status = form.refuse(error)
    return _page(society, request_id, form, actor), status


def _page(society: Society, request_id: int, form: DeclineForm, actor: Actor) -> str:
    found = request_in_society(society.id, request_id)
    others = others_who_may(Permission.SEALS, society_id=society.id, account_id=actor.account_id)
    return render_template(
        "layouts_room/request.html", society=society, asked=found, form=form,
        meeting_title=meetings_named({found.meeting_id})[found.meeting_id][1],
        own=found.asked_by_id == actor.account_id, others=others,
        history=entries_of(found, society_id=society.id),
    )  # fmt: skip
