"""应到 and 实到: who is expected at a gate, and who of them came. All linear in the number of delegates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from meeting.checkin.enums import Passing, RuleKind
from meeting.checkin.models import Attendance, Gate, Leave, Scan
from meeting.checkin.rules import entry_at, is_expected
from meeting.db import db
from meeting.history.models import Head
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment


class Share(NamedTuple):
    """One row of a plot."""

    label: str
    present: int
    expected: int


class Group(NamedTuple):
    """The delegates of one unit and category who are expected at a gate."""

    unit: str
    region: str
    category: Category
    expected: int
    present: int
    excused: int
    """Who has said that they won't come, and hasn't."""


@dataclass(frozen=True)
class Figures:
    """应到 and 实到 of one gate, in the order of units; guests are counted apart."""

    groups: list[Group]

    @property
    def present(self) -> int:
        return sum(group.present for group in self.groups)

    @property
    def expected(self) -> int:
        return sum(group.expected for group in self.groups)

    @property
    def excused(self) -> int:
        """请假."""
        return sum(group.excused for group in self.groups)

    @property
    def absent(self) -> int:
        """未到, without having said so."""
        return self.expected - self.present - self.excused

    def by_unit(self) -> list[Share]:
        return _added(self.groups, lambda group: group.unit)

    def by_region(self) -> list[Share]:
        return _added(self.groups, lambda group: group.region)

    def by_category(self) -> list[tuple[Category, int, int]]:
        shares = {category: [group for group in self.groups if group.category is category] for category in Category}
        return [
            (category, sum(group.present for group in groups), sum(group.expected for group in groups))
            for category, groups in shares.items()
            if groups
        ]


class Missing(NamedTuple):
    """Somebody who is expected and hasn't come."""

    unit: str
    contact: str
    """The unit's 联络员, who can be called."""
    contact_mobile: str
    name: str
    post: str
    category: Category
    delegate_id: int
    leave: str | None
    """Why they won't come, as far as they said; None: nobody knows of it."""


def counts_at(meeting: Meeting, gate: Gate, at: datetime) -> tuple[int, int]:
    """(实到, 应到) of one gate."""
    return overview(meeting, [gate], at)[gate.id]


def figures_at(gate: Gate, at: datetime) -> Figures:
    """As they are then: of a gate through which one goes once a day, the day's; where in and out are scanned, who is
    inside. One statement, whatever the number of units.
    """
    query = (
        sa.select(
            sa.func.coalesce(Unit.name, ""),
            sa.func.coalesce(Unit.region, ""),
            Delegate.category,
            sa.func.count(Delegate.id),
            sa.func.count(Attendance.id),
            sa.func.count(Leave.id).filter(Attendance.id.is_(None)),
        )
        .select_from(Delegate)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Attendance, _here(gate, at))
        .outerjoin(Leave, _excused(gate))
        .where(*expected_conditions(gate))
        .group_by(Unit.id, Unit.name, Unit.region, Unit.position, Unit.strokes, Delegate.category)
        .order_by(Unit.id.is_(None), Unit.position.is_(None), Unit.position, Unit.strokes, Unit.name)
    )
    return Figures([Group(*row) for row in db.session.execute(query)])


def overview(meeting: Meeting, gates: Iterable[Gate], at: datetime) -> dict[int, tuple[int, int]]:
    """(实到, 应到) by gate as they are then, in two statements whatever the number of gates."""
    gates, connection = list(gates), db.session.connection()
    groups = connection.execute(_EXPECTED, {"meeting": meeting.id}).all()
    kinds = {passing: [gate.id for gate in gates if gate.passing is passing] for passing in Passing}
    here = {
        "meeting": meeting.id, "today": entry_at(at, Passing.DAILY, meeting.zone), "once": kinds[Passing.ONCE],
        "daily": kinds[Passing.DAILY], "in_out": kinds[Passing.IN_OUT],
    }  # fmt: skip
    present = {row[0]: row[1] for row in connection.execute(_PRESENT, here)}
    return {
        gate.id: (
            present.get(gate.id, 0),
            sum(count for category, forum, count in groups if is_expected(gate.rules, category, forum)),
        )
        for gate in gates
    }


def _gates(kind: str) -> sa.ColumnElement[bool]:
    return Attendance.gate_id.in_(sa.bindparam(kind, expanding=True))


_CONFIRMED = sa.and_(Delegate.meeting_id == sa.bindparam("meeting"), Delegate.state == DelegateState.CONFIRMED)
_EXPECTED = (
    sa.select(Delegate.category, Enrolment.session_id, sa.func.count(Delegate.id))
    .select_from(Delegate)
    .outerjoin(
        Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED)
    )
    .where(_CONFIRMED)
    .group_by(Delegate.category, Enrolment.session_id)
)
_PRESENT = (  # as ``_at`` has it for one gate
    sa.select(Attendance.gate_id, sa.func.count(Delegate.id))
    .join(Delegate, Delegate.id == Attendance.delegate_id)
    .where(
        _CONFIRMED,
        sa.or_(
            sa.and_(_gates("once"), Attendance.entry == 1),
            sa.and_(_gates("daily"), Attendance.entry == sa.bindparam("today")),
            sa.and_(_gates("in_out"), Attendance.left_at.is_(None)),
        ),
    )
    .group_by(Attendance.gate_id)
)


def arriving(gate: Gate, at: datetime) -> float:
    """Passages in a minute, over the last five."""
    lately = sa.select(sa.func.count(Attendance.id)).where(
        Attendance.gate_id == gate.id, Attendance.at > at - timedelta(minutes=LATELY), Attendance.at <= at
    )
    return (db.session.scalar(lately) or 0) / LATELY


class Vip(NamedTuple):
    """A guest: whether they are there, and since when."""

    name: str
    unit: str
    here_at: datetime | None


def vips_at(gate: Gate, at: datetime) -> list[Vip]:
    """特邀嘉宾 among the delegates who are expected at the gate, those who aren't there first; one page of them."""
    query = (
        sa.select(Person.name, sa.func.coalesce(Unit.name, ""), Attendance.at)
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Attendance, _here(gate, at))
        .where(*expected_conditions(gate), Delegate.category == Category.GUEST)
        .order_by(
            Attendance.at.is_not(None), Delegate.position.is_(None), Delegate.position, Person.strokes, Delegate.id
        )
        .limit(MOST_VIPS)
    )
    return [Vip(*row) for row in db.session.execute(query)]


LATELY = 5
"""Minutes."""
MOST_VIPS = 60


def guests_arrived(meeting_id: int) -> tuple[int, int]:
    """(arrived, all) of the leaders and guests."""
    row = db.session.execute(
        sa.select(sa.func.count(Guest.arrived_at), sa.func.count(Guest.id)).where(Guest.meeting_id == meeting_id)
    ).one()
    return row[0], row[1]


def missing_at(gate: Gate, at: datetime, *, limit: int, offset: int = 0) -> list[Missing]:
    """Who is expected and hasn't come, in the order of units: one page of them."""
    query = (
        sa.select(
            sa.func.coalesce(Unit.name, ""),
            sa.func.coalesce(Delegation.contact, ""),
            sa.func.coalesce(Delegation.contact_mobile, ""),
            Person.name,
            Delegate.post,
            Delegate.category,
            Delegate.id,
            Leave.reason,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Attendance, _here(gate, at))
        .outerjoin(Leave, _excused(gate))
        .where(*expected_conditions(gate), Attendance.id.is_(None))
        .order_by(
            Unit.id.is_(None),
            Unit.position.is_(None),
            Unit.position,
            Unit.strokes,
            Unit.name,
            Delegate.position.is_(None),
            Delegate.position,
            Person.strokes,
            Delegate.id,
        )
        .limit(limit)
        .offset(offset)
    )
    return [Missing(*row) for row in db.session.execute(query)]


def version(meeting: Meeting, gates: Iterable[Gate]) -> str:
    """Changes whenever a figure may: with every scan, and with all that is in the history."""
    head = db.session.scalar(sa.select(Head.number).where(Head.society_id == meeting.society_id))
    scans = db.session.execute(
        sa.select(Scan.gate_id, sa.func.count())
        .where(Scan.gate_id.in_([gate.id for gate in gates]))
        .group_by(Scan.gate_id)
        .order_by(Scan.gate_id)
    )
    return ".".join([str(head or 0), *(f"{gate_id}-{count}" for gate_id, count in scans)])


def expected_conditions(gate: Gate) -> list[sa.ColumnElement[bool]]:
    """``rules.is_expected`` in SQL."""
    wanted = [Delegate.meeting_id == gate.meeting_id, Delegate.state == DelegateState.CONFIRMED]
    categories = [rule.category for rule in gate.rules if rule.kind is RuleKind.CATEGORY]
    forums = [rule.session_id for rule in gate.rules if rule.kind is RuleKind.ENROLLED]
    if categories:
        wanted.append(Delegate.category.in_(categories))
    if forums:
        enrolled = sa.select(Enrolment.delegate_id).where(
            Enrolment.session_id.in_(forums), Enrolment.state == EnrolmentState.ENROLLED
        )
        wanted.append(Delegate.id.in_(enrolled))
    return wanted


def _excused(gate: Gate) -> sa.ColumnElement[bool]:
    return sa.and_(Leave.delegate_id == Delegate.id, Leave.gate_id == gate.id)


def _here(gate: Gate, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Attendance.delegate_id == Delegate.id, _at(gate, at))


def _at(gate: Gate, at: datetime) -> sa.ColumnElement[bool]:
    """Attendance that counts then: one row for a delegate at most."""
    if gate.passing is Passing.IN_OUT:
        return sa.and_(Attendance.gate_id == gate.id, Attendance.left_at.is_(None))
    return sa.and_(Attendance.gate_id == gate.id, Attendance.entry == entry_at(at, gate.passing, gate.meeting.zone))


def _added(groups: Iterable[Group], key: Callable[[Group], str]) -> list[Share]:
    """Summed by label, in the order in which the labels come first."""
    sums: dict[str, tuple[int, int]] = {}
    for group in groups:
        present, expected = sums.get(key(group), (0, 0))
        sums[key(group)] = (present + group.present, expected + group.expected)
    return [Share(label, present, expected) for label, (present, expected) in sums.items()]
