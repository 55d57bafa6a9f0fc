"""应到 and 实到, live; and who is missing."""

from itertools import groupby

from flask import Response as FlaskResponse
from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.enums import GateKind
from meeting.checkin.models import Gate
from meeting.checkin.queries.attendance import counts_at, figures_at, guests_arrived, missing_at, overview, version
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.views import bp
from meeting.errors import NotFound
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.paging import Page

PER_PAGE = 100


@bp.get("/desk/<slug>/attendance")
@meeting_staff(Permission.ATTENDANCE)
def attendance(meeting: Meeting, actor: Actor) -> str:
    gates = gates_of(meeting.id)
    return render_template("checkin/attendance.html", meeting=meeting, **_figures(meeting, gates, _chosen(gates)))


@bp.get("/desk/<slug>/attendance/figures")
@meeting_staff(Permission.ATTENDANCE)
def attendance_figures(meeting: Meeting, actor: Actor) -> Response:
    """The part that changes; 204 where the page shows it already (``seen``), so that nothing moves."""
    gates = gates_of(meeting.id)
    gate = _chosen(gates)
    if gate is None:
        raise NotFound
    if request.args.get("seen") == f"{gate.id}:{version(meeting, gates)}":
        return FlaskResponse(status=204)
    page = render_template("checkin/_figures.html", meeting=meeting, **_figures(meeting, gates, gate))
    return FlaskResponse(page, mimetype="text/html")


@bp.get("/desk/<slug>/attendance/<int:gate_id>/missing")
@meeting_staff(Permission.ATTENDANCE)
def missing(meeting: Meeting, actor: Actor, gate_id: int) -> str:
    gate = gate_for(meeting, gate_id)
    at = clock.now()
    present, expected = counts_at(meeting, gate, at)
    number = min(max(request.args.get("page", 1, type=int), 1), -(-expected // PER_PAGE) or 1)
    rows = missing_at(gate, at, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    page = Page(rows, number, PER_PAGE, expected - present)
    groups = [(unit, list(found)) for unit, found in groupby(rows, key=lambda one: one.unit)]
    return render_template("checkin/missing.html", meeting=meeting, gate=gate, page=page, groups=groups)


def _chosen(gates: list[Gate]) -> Gate | None:
    """The gate asked for, else the meeting's own. Raises ``NotFound``."""
    asked = request.args.get("gate", type=int)
    if asked is not None:
        for gate in gates:
            if gate.id == asked:
                return gate
        raise NotFound
    return next((gate for gate in gates if gate.kind is GateKind.MEETING), gates[0] if gates else None)


def _figures(meeting: Meeting, gates: list[Gate], gate: Gate | None) -> dict[str, object]:
    hall = request.args.get("hall") == "1"
    if gate is None:
        return {"gate": None, "hall": hall}
    seen = f"{gate.id}:{version(meeting, gates)}"  # before the figures: what comes in between is fetched the next time
    at = clock.now()
    figures = figures_at(gate, at)
    return {
        "hall": hall,
        "gate": gate,
        "gates": gates,
        "counts": overview(meeting, gates, at),
        "figures": figures,
        "categories": [
            (gettext(category.label), present, expected) for category, present, expected in figures.by_category()
        ],
        "guests": guests_arrived(meeting.id),
        "seen": seen,
    }
