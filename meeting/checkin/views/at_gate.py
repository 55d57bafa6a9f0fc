"""Choosing a gate, and the page at the gate."""

from flask import render_template

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.answers import answer_of
from meeting.checkin.enums import PASSAGES, Refusal, ScanResult
from meeting.checkin.queries.attendance import counts_at, overview
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.queries.scans import last_scans, undone_of
from meeting.checkin.views import bp
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting

LAST = 8
"""Scans shown: what one can still remember."""

@bp.get("/check-in/<slug>/")
@meeting_staff(Permission.CHECK_IN)
def choose(meeting: Meeting, actor: Actor) -> str:
    gates = [gate for gate in gates_of(meeting.id) if gate.closed_at is None]
    may_set_up = actor.may(Permission.SET_UP, society_id=meeting.society_id, meeting_id=meeting.id)
    return render_template(
        "checkin/choose.html",
        meeting=meeting,
        gates=gates,
        counts=overview(meeting, gates, clock.now()),
        may_set_up=may_set_up,
    )


@bp.get("/check-in/<slug>/<int:gate_id>")
@meeting_staff(Permission.CHECK_IN)
def gate(meeting: Meeting, actor: Actor, gate_id: int) -> str:
    found = gate_for(meeting, gate_id)
    last = last_scans(found.id, actor.account_id, LAST)
    undone = undone_of([scan.id for scan in last])
    present, expected = counts_at(meeting, found, clock.now())
    return render_template(
        "checkin/gate.html",
        meeting=meeting,
        gate=found,
        present=present,
        expected=expected,
        last=[
            (answer_of(scan, found, meeting.zone), scan.result in PASSAGES and scan.id not in undone)
            for scan in last
        ],
        may_override=actor.may(Permission.SET_UP, society_id=meeting.society_id, meeting_id=meeting.id),
        overridable=[refusal.value for refusal in Refusal if refusal.may_be_overridden],
        results=[(result.value, result.word(found.kind)) for result in ScanResult],
    )
