"""Gates: opened, added, renamed, closed by organisers."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for, session_for
from meeting.checkin.enums import GateKind
from meeting.checkin.forms import GateForm, RenameForm
from meeting.checkin.operations.gates import (
    add_gate,
    close_gate,
    open_gates,
    open_session_gate,
    rename_gate,
    reopen_gate,
)
from meeting.checkin.queries.attendance import overview
from meeting.checkin.queries.gates import gates_of, sessions_without_gate
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.once import once

GATES = "/desk/<slug>/gates"
GATE = f"{GATES}/<int:gate_id>"


@bp.get(GATES)
@meeting_staff(Permission.SET_UP)
def gates(meeting: Meeting, actor: Actor) -> tuple[str, int]:
    return _page(meeting, GateForm(), 200)


@bp.post(GATES)
@meeting_staff(Permission.SET_UP)
@once
def add(meeting: Meeting, actor: Actor) -> Response | tuple[str, int]:
    form = GateForm()
    if not form.validate_on_submit():
        return _page(meeting, form, 422)
    try:
        with transaction():
            add_gate(meeting, form.name.data or "", kind=GateKind(form.kind.data), at=clock.now(), by=actor)
    except MeetingError as error:
        return _page(meeting, form, form.refuse(error))
    return _back(meeting)


@bp.post(f"{GATES}/open")
@meeting_staff(Permission.CHECK_IN)
@once
def open_all(meeting: Meeting, actor: Actor) -> Response:
    """报到 and 会议签到, where they aren't open yet: check-in staff may, for nothing is lost by it."""
    with transaction():
        open_gates(meeting, at=clock.now(), by=actor)
    return redirect(url_for("checkin.choose", slug=meeting.slug))


@bp.post(f"{GATES}/sessions/<int:session_id>")
@meeting_staff(Permission.SET_UP)
@once
def open_for_session(meeting: Meeting, actor: Actor, session_id: int) -> Response:
    session = session_for(meeting, session_id)
    with transaction():
        open_session_gate(meeting, session, at=clock.now(), by=actor)
    return _back(meeting)


@bp.route(f"{GATE}/name", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def rename(meeting: Meeting, actor: Actor, gate_id: int) -> Response | tuple[str, int]:
    gate = gate_for(meeting, gate_id)
    form = RenameForm(name=gate.name)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    rename_gate(gate, form.name.data or "", at=clock.now(), by=actor)
                return _back(meeting)
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("checkin/rename.html", meeting=meeting, gate=gate, form=form), status


@bp.post(f"{GATE}/close")
@meeting_staff(Permission.SET_UP)
@once
def close(meeting: Meeting, actor: Actor, gate_id: int) -> Response:
    gate = gate_for(meeting, gate_id)
    with transaction():
        close_gate(gate, at=clock.now(), by=actor)
    return _back(meeting)


@bp.post(f"{GATE}/reopen")
@meeting_staff(Permission.SET_UP)
@once
def reopen(meeting: Meeting, actor: Actor, gate_id: int) -> Response:
    gate = gate_for(meeting, gate_id)
    with transaction():
        reopen_gate(gate, at=clock.now(), by=actor)
    return _back(meeting)


def _page(meeting: Meeting, form: GateForm, status: int) -> tuple[str, int]:
    found = gates_of(meeting.id)
    page = render_template(
        "checkin/gates.html",
        meeting=meeting,
        form=form,
        gates=found,
        counts=overview(meeting, found, clock.now()),
        sessions=sessions_without_gate(meeting.id),
    )
    return page, status


def _back(meeting: Meeting) -> Response:
    return redirect(url_for("checkin.gates", slug=meeting.slug))
