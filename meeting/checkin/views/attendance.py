"""应到 and 实到, live; and who is missing."""

from itertools import groupby
from threading import Lock

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import delegate_for, gate_for
from meeting.checkin.enums import GateKind
from meeting.checkin.forms import LeaveForm
from meeting.checkin.models import Gate
from meeting.checkin.operations.leaves import excuse, take_leave_back
from meeting.checkin.pushing import Shared, stream
from meeting.checkin.queries.attendance import (
    arriving,
    counts_at,
    figures_at,
    guests_arrived,
    missing_at,
    overview,
    version,
    vips_at,
)
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.views import bp
from meeting.db import db, transaction
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words
from meeting.web.once import once
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
    return FlaskResponse(_drawn(meeting, gates, gate), mimetype="text/html")


def _drawn(meeting: Meeting, gates: list[Gate], gate: Gate) -> str:
    """Drawn once for all the screens that ask at the same moment: nothing in it is of whoever asks."""
    now = version(meeting, gates)
    place = (current_app.instance_path, gate.id, str(get_locale()), request.args.get("hall"))
    with _watching:
        known = _drawings.get(place)
    if known is not None and known[0] == now:
        return known[1]
    page = render_template("checkin/_figures.html", meeting=meeting, **_figures(meeting, gates, gate))
    with _watching:
        if len(_drawings) >= MOST_DRAWN:
            _drawings.clear()
        _drawings[place] = (now, page)
    return page


_drawings: dict[tuple[str, int, str, str | None], tuple[str, str]] = {}
MOST_DRAWN = 200


@bp.get("/desk/<slug>/attendance/events")
@meeting_staff(Permission.ATTENDANCE)
def attendance_events(meeting: Meeting, actor: Actor) -> Response:
    """An event whenever a figure of this meeting may have changed."""
    app, meeting_id = current_app._get_current_object(), meeting.id  # type: ignore[attr-defined]
    place = (app.instance_path, meeting_id)
    with _watching:
        shared = _watched.setdefault(place, Shared(lambda: _seen(app, meeting_id)))
    db.session.remove()  # the stream holds no connection
    return stream(shared.now)


_watching = Lock()
_watched: dict[tuple[str, int], Shared] = {}


def _seen(app: Flask, meeting_id: int) -> str:
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        return version(meeting, gates_of(meeting_id))


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


@bp.post("/desk/<slug>/attendance/<int:gate_id>/leaves/<int:delegate_id>")
@meeting_staff(Permission.ATTENDANCE)
@once
def excuse_delegate(meeting: Meeting, actor: Actor, gate_id: int, delegate_id: int) -> Response:
    """请假."""
    gate, delegate, form = gate_for(meeting, gate_id), delegate_for(meeting, delegate_id), LeaveForm()
    try:
        with transaction():
            excuse(gate, delegate, form.reason.data or "", at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
    return _back_to_missing(meeting, gate)


@bp.post("/desk/<slug>/attendance/<int:gate_id>/leaves/<int:delegate_id>/delete")
@meeting_staff(Permission.ATTENDANCE)
@once
def take_leave_back_of(meeting: Meeting, actor: Actor, gate_id: int, delegate_id: int) -> Response:
    gate, delegate = gate_for(meeting, gate_id), delegate_for(meeting, delegate_id)
    with transaction():
        take_leave_back(gate, delegate, at=clock.now(), by=actor)
    return _back_to_missing(meeting, gate)


def _back_to_missing(meeting: Meeting, gate: Gate) -> Response:
    number = request.args.get("page", 1, type=int)
    return redirect(url_for("checkin.missing", slug=meeting.slug, gate_id=gate.id, page=number if number > 1 else None))


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
        "arriving": arriving(gate, at),
        "vips": [] if hall else vips_at(gate, at),
        "seen": seen,
    }
