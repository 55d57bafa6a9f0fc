"""Attendance as lists: a gate's on paper, and who attended what from when to when."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from meeting import clock
from meeting.checkin.enums import Passing
from meeting.checkin.models import Attendance, Badge, Gate, Leave
from meeting.checkin.queries.attendance import expected_conditions
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState
from meeting.registration.models import Delegate, Delegation
from meeting.registration.queries.cards import HANDED_OUT


class Expected(NamedTuple):
    """One who is expected at a gate."""

    number: int
    name: str
    unit: str
    token: bytes | None
    key_id: int | None


class Attended(NamedTuple):
    """One delegate, and what their passages at each gate add up to."""

    number: int
    name: str
    unit: str
    post: str
    category: Category
    stays: dict[int, list[tuple[datetime, datetime | None]]]
    """Gate's id → from when to when; to the second None: didn't leave, or wasn't asked."""
    leaves: dict[int, str]
    """Gate's id → why they were excused."""

    def minutes(self, gate: Gate) -> int | None:
        """How long they were inside, whole minutes; None: the gate doesn't count that, or they never left."""
        if gate.passing is not Passing.IN_OUT:
            return None
        left = [(came, went) for came, went in self.stays.get(gate.id, []) if went is not None]
        return sum(int((went - came).total_seconds()) for came, went in left) // 60 if left else None


def expected_list(gate: Gate) -> list[Expected]:
    """Everybody who is expected at the gate, units together."""
    query = (
        sa.select(Delegate.number, Person.name, sa.func.coalesce(Unit.name, ""), Badge.token, Badge.key_id)
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Badge, sa.and_(Badge.delegate_id == Delegate.id, Badge.revoked_at.is_(None)))
        .where(*expected_conditions(gate))
        .order_by(*HANDED_OUT)
    )
    return [Expected(*row) for row in db.session.execute(query)]


def attended(meeting: Meeting, gates: Sequence[Gate]) -> list[Attended]:
    """All confirmed delegates and whoever was anywhere, units together; three statements."""
    stays: dict[int, dict[int, list[tuple[datetime, datetime | None]]]] = defaultdict(lambda: defaultdict(list))
    rows = sa.select(Attendance.delegate_id, Attendance.gate_id, Attendance.at, Attendance.left_at).where(
        Attendance.gate_id.in_([gate.id for gate in gates])
    )
    for delegate_id, gate_id, at, left_at in db.session.execute(rows.order_by(Attendance.at)):
        stays[delegate_id][gate_id].append((at, left_at))
    leaves: dict[int, dict[int, str]] = defaultdict(dict)
    excused = sa.select(Leave.delegate_id, Leave.gate_id, Leave.reason)
    for delegate_id, gate_id, reason in db.session.execute(excused.where(Leave.gate_id.in_([one.id for one in gates]))):
        leaves[delegate_id][gate_id] = reason
    query = (
        sa.select(
            Delegate.id, Delegate.number, Person.name, sa.func.coalesce(Unit.name, ""), Delegate.post,
            Delegate.category, Delegate.state,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .where(Delegate.meeting_id == meeting.id)
        .order_by(*HANDED_OUT)
    )  # fmt: skip
    return [
        Attended(number, name, unit, post, category, dict(stays.get(delegate_id, {})), leaves.get(delegate_id, {}))
        for delegate_id, number, name, unit, post, category, state in db.session.execute(query)
        if state is DelegateState.CONFIRMED or delegate_id in stays
    ]


def came_by_quarter(gate: Gate) -> list[tuple[tuple[str, int], int]]:
    """((day, minutes after midnight), people) of each quarter of an hour in which somebody first came, in order."""
    found: dict[tuple[str, int], int] = {}
    firsts = sa.select(sa.func.min(Attendance.at)).where(Attendance.gate_id == gate.id).group_by(Attendance.delegate_id)
    for at in sorted(clock.local(at, gate.meeting.zone) for at in db.session.scalars(firsts)):
        place = (f"{at.month}-{at.day}", at.hour * 60 + at.minute // 15 * 15)
        found[place] = found.get(place, 0) + 1
    return list(found.items())
