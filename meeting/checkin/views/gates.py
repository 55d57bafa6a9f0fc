"""Gates: opened, added, renamed, closed by organisers."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for, session_for
from meeting.checkin.enums import GateKind, Passing, RuleKind, Shown
from meeting.checkin.forms import PARTS, GateForm, GateSettingsForm
from meeting.checkin.models import Gate
from meeting.checkin.operations.gates import (
    Rule,
    add_gate,
    close_gate,
    open_gates,
    open_session_gate,
    rename_gate,
    reopen_gate,
    set_rules,
)
from meeting.checkin.queries.attendance import overview
from meeting.checkin.queries.gates import gates_of, sessions_without_gate
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.programme.queries import sub_forums_of
from meeting.registration.enums import Category
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


@bp.route(f"{GATE}/settings", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def gate_settings(meeting: Meeting, actor: Actor, gate_id: int) -> Response | tuple[str, int]:
    gate = gate_for(meeting, gate_id)
    form = GateSettingsForm(data=_as_typed(gate, meeting.zone))
    form.forums.choices = [SelectChoice(session.id, session.title) for session in sub_forums_of(meeting)]
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    rename_gate(gate, form.name.data or "", at=clock.now(), by=actor)
                    rules = _rules(form, meeting.zone)
                    set_rules(
                        gate, Passing(form.passing.data), rules, takes_self=form.takes_self.data,
                        quorum=form.quorum.data, shows=[Shown(each) for each in form.shows.data or []],
                        at=clock.now(), by=actor,
                    )  # fmt: skip
                return _back(meeting)
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("checkin/gate_settings.html", meeting=meeting, gate=gate, form=form), status


def _as_typed(gate: Gate, zone: str) -> dict[str, Any]:
    kinds = {kind: [rule for rule in gate.rules if rule.kind is kind] for kind in RuleKind}
    warns = {kind: "1" if any(rule.warns for rule in those) else "" for kind, those in kinds.items()}
    hours = [
        {"from_at": _typed(rule.from_at, zone), "until_at": _typed(rule.until_at, zone)}
        for rule in kinds[RuleKind.HOURS]
    ]
    return {
        "name": gate.name, "passing": gate.passing.value,
        "categories": [rule.category.value for rule in kinds[RuleKind.CATEGORY] if rule.category],
        "forums": [rule.session_id for rule in kinds[RuleKind.ENROLLED]],
        "hours": [*hours, *[{}] * (PARTS - len(hours))][:PARTS],
        "categories_warn": warns[RuleKind.CATEGORY], "forums_warn": warns[RuleKind.ENROLLED],
        "hours_warn": warns[RuleKind.HOURS], "takes_self": gate.takes_self, "quorum": gate.quorum,
        "shows": [each.what.value for each in gate.shows],
    }  # fmt: skip


def _rules(form: GateSettingsForm, zone: str) -> list[Rule]:
    hours = [(part.form.from_at.data, part.form.until_at.data) for part in form.hours]
    return [
        *(Rule(RuleKind.CATEGORY, bool(form.categories_warn.data), category=Category(each))
          for each in form.categories.data or []),
        *(Rule(RuleKind.ENROLLED, bool(form.forums_warn.data), session_id=each) for each in form.forums.data or []),
        *(Rule(RuleKind.HOURS, bool(form.hours_warn.data), from_at=_instant(start, zone), until_at=_instant(end, zone))
          for start, end in hours if start or end),
    ]  # fmt: skip


def _typed(at: datetime | None, zone: str) -> datetime | None:
    return None if at is None else clock.local(at, zone).replace(tzinfo=None)


def _instant(typed: datetime | None, zone: str) -> datetime | None:
    return None if typed is None else clock.instant(typed.date(), typed.time(), zone)


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
