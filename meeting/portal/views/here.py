"""Checking in by oneself: what the code on the venue's screen opens on a delegate's own phone."""

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import everyone
from meeting.accounts.actors import DELEGATE
from meeting.checkin.access import gate_for
from meeting.checkin.answers import answer_of
from meeting.checkin.enums import ScanMethod
from meeting.checkin.models import Gate
from meeting.checkin.operations.kiosks import the_one
from meeting.checkin.operations.scans import admit
from meeting.checkin.venue import holds, ticket, ticket_holds
from meeting.db import transaction, uuid7
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import public_meeting
from meeting.meetings.models import Meeting
from meeting.portal.forms import HereForm
from meeting.portal.limits import limited
from meeting.portal.views import bp

Page = Response | str | tuple[str, int]


@bp.route("/m/<slug>/here/<int:gate_id>/<code>", methods=["GET", "POST"])
@everyone
@limited("600 per minute", writing=True)
def here(slug: str, gate_id: int, code: str) -> Page:
    """Opening it changes nothing; the form admits. From one address a whole hall."""
    meeting = public_meeting(slug)
    gate = _gate(meeting, gate_id)
    secret: bytes = current_app.config["SECRET_KEY"]
    form = HereForm()
    if request.method == "GET":
        if not holds(gate.id, code, clock.now(), secret):
            return render_template("portal/here.html", meeting=meeting, gate=gate, form=None, answer=None), 410
        form.ticket.data = ticket(gate.id, secret)
        return render_template("portal/here.html", meeting=meeting, gate=gate, form=form, answer=None)
    if not ticket_holds(gate.id, form.ticket.data or "", secret):
        return render_template("portal/here.html", meeting=meeting, gate=gate, form=None, answer=None), 410
    status, answer = 422, None
    if form.validate():
        try:
            with transaction():
                delegate = the_one(meeting.id, form.name.data or "", (form.tail.data or "").strip())
                scan = admit(
                    meeting, gate, scan_id=uuid7(), delegate_id=delegate.id, method=ScanMethod.SELF, at=clock.now(),
                    by=DELEGATE,
                )  # fmt: skip
                answer, status = answer_of(scan, gate, meeting.zone), 200
        except MeetingError as error:
            status = form.refuse(error)
    return render_template("portal/here.html", meeting=meeting, gate=gate, form=form, answer=answer), status


def _gate(meeting: Meeting, gate_id: int) -> Gate:
    gate = gate_for(meeting, gate_id)
    if not gate.takes_self or gate.closed_at is not None:
        raise NotFound
    return gate
