"""用印申请 of a meeting: asking, and what became of it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.errors import SealOfNoHost
from meeting.awards.queries.certificates import Wanted, printable
from meeting.awards.rules import may_issue
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.layouts.forms import AskForm
from meeting.layouts.models import Seal
from meeting.layouts.operations import ask_for_seals, withdraw_request
from meeting.layouts.queries import request_in_meeting, requests_of, usable_seals
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.once import once
from meeting.web.paging import asked_page

PER_PAGE = 50


@bp.route("/desk/<slug>/seal-requests", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
@once
def seal_requests(meeting: Meeting, actor: Actor) -> Page:
    """The meeting's requests, and the form that makes one."""
    usable = {str(seal.id): seal for seal in usable_seals(meeting.society_id)}
    form, status = AskForm(), 200
    form.seals.choices = [
        SelectChoice(key, gettext("%(owner)s（%(kind)s）", owner=seal.owner, kind=gettext(seal.kind.label)))
        for key, seal in usable.items()
    ]
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                chosen = [usable[key] for key in form.seals.data or []]
                _require_issuers(meeting, chosen)
                with transaction():
                    number = ask_for_seals(
                        chosen, meeting_id=meeting.id, document=form.document.data or "",
                        purpose=form.purpose.data or "", copies=form.copies.data or 0, at=clock.now(), by=actor,
                    ).number  # fmt: skip
                flash(gettext("第%(number)d号用印申请已提出，批准之后就能在打印时选用。", number=number))
                return redirect(url_for("awards.seal_requests", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    elif not form.copies.data:
        form.copies.data = len(printable(meeting.id, Wanted())) or None
    found = requests_of(meeting.society_id, meeting_id=meeting.id)
    page = db.paginate(found, page=asked_page(), per_page=PER_PAGE, error_out=False)
    return render_template("awards/seal_requests.html", meeting=meeting, page=page, form=form), status


def _require_issuers(meeting: Meeting, seals: Sequence[Seal]) -> None:
    """Raises ``SealOfNoHost``."""
    for seal in seals:
        if seal.unit is not None and not may_issue(meeting, seal.unit):
            raise SealOfNoHost(owner=seal.owner)


@bp.post("/desk/<slug>/seal-requests/<int:request_id>/withdraw")
@meeting_staff(Permission.AWARDS)
@once
def withdraw_seal_request(request_id: int, meeting: Meeting, actor: Actor) -> Page:
    with transaction():
        withdraw_request(request_in_meeting(meeting.id, request_id), at=clock.now(), by=actor)
    flash(gettext("申请已撤回。"))
    return redirect(url_for("awards.seal_requests", slug=meeting.slug))
