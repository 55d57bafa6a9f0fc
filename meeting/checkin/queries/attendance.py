"""应到 and 实到: who is expected at a gate, and who of them came. All linear in the number of delegates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from meeting.checkin.models import Attendance, Gate, Scan
from meeting.db import db
from meeting.history.models import Head
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person, Unit
from meeting.programme.enums import SessionKind
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


def expected_at(gate: Gate) -> int:
    """How many are expected: of a sub-forum those enrolled, else everybody confirmed."""
    return db.session.scalar(sa.select(sa.func.count(Delegate.id)).where(*_expected(gate))) or 0


def figures_at(gate: Gate) -> Figures:
    """One statement, whatever the number of units."""
    query = (
        sa.select(
            sa.func.coalesce(Unit.name, ""),
            sa.func.coalesce(Unit.region, ""),
            Delegate.category,
            sa.func.count(Delegate.id),
            sa.func.count(Attendance.id),
        )
        .select_from(Delegate)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Attendance, _here(gate))
        .where(*_expected(gate))
        .group_by(Unit.id, Unit.name, Unit.region, Unit.position, Unit.strokes, Delegate.category)
        .order_by(Unit.id.is_(None), Unit.position.is_(None), Unit.position, Unit.strokes, Unit.name)
    )
    return Figures([Group(*row) for row in db.session.execute(query)])


def overview(meeting: Meeting, gates: Iterable[Gate]) -> dict[int, tuple[int, int]]:
    """(实到, 应到) by gate, in three statements whatever the number of gates."""
    confirmed = sa.and_(Delegate.meeting_id == meeting.id, Delegate.state == DelegateState.CONFIRMED)
    everybody = db.session.scalar(sa.select(sa.func.count(Delegate.id)).where(confirmed)) or 0
    enrolled = _pairs(
        sa.select(Enrolment.session_id, sa.func.count(Delegate.id))
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .where(confirmed, Enrolment.state == EnrolmentState.ENROLLED)
        .group_by(Enrolment.session_id)
    )
    present = _pairs(
        sa.select(Attendance.gate_id, sa.func.count(Delegate.id))
        .join(Gate, Gate.id == Attendance.gate_id)
        .join(Delegate, Delegate.id == Attendance.delegate_id)
        .where(Gate.meeting_id == meeting.id, confirmed, Attendance.entry == 1)
        .group_by(Attendance.gate_id)
    )
    return {
        gate.id: (
            present.get(gate.id, 0),
            enrolled.get(gate.session_id or 0, 0) if _for_the_enrolled(gate) else everybody,
        )
        for gate in gates
    }


def guests_arrived(meeting_id: int) -> tuple[int, int]:
    """(arrived, all) of the leaders and guests."""
    row = db.session.execute(
        sa.select(sa.func.count(Guest.arrived_at), sa.func.count(Guest.id)).where(Guest.meeting_id == meeting_id)
    ).one()
    return row[0], row[1]


def missing_at(gate: Gate, *, limit: int, offset: int = 0) -> list[Missing]:
    """Who is expected and hasn't come, in the order of units: one page of them."""
    query = (
        sa.select(
            sa.func.coalesce(Unit.name, ""),
            sa.func.coalesce(Delegation.contact, ""),
            sa.func.coalesce(Delegation.contact_mobile, ""),
            Person.name,
            Delegate.post,
            Delegate.category,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Attendance, _here(gate))
        .where(*_expected(gate), Attendance.id.is_(None))
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


def _expected(gate: Gate) -> list[sa.ColumnElement[bool]]:
    wanted = [Delegate.meeting_id == gate.meeting_id, Delegate.state == DelegateState.CONFIRMED]
    if _for_the_enrolled(gate):
        enrolled = sa.select(Enrolment.delegate_id).where(
            Enrolment.session_id == gate.session_id, Enrolment.state == EnrolmentState.ENROLLED
        )
        wanted.append(Delegate.id.in_(enrolled))
    return wanted


def _for_the_enrolled(gate: Gate) -> bool:
    return gate.session is not None and gate.session.kind is SessionKind.SUB_FORUM


def _here(gate: Gate) -> sa.ColumnElement[bool]:
    return sa.and_(Attendance.delegate_id == Delegate.id, Attendance.gate_id == gate.id, Attendance.entry == 1)


def _pairs(query: sa.Select[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _added(groups: Iterable[Group], key: Callable[[Group], str]) -> list[Share]:
    """Summed by label, in the order in which the labels come first."""
    sums: dict[str, tuple[int, int]] = {}
    for group in groups:
        present, expected = sums.get(key(group), (0, 0))
        sums[key(group)] = (present + group.present, expected + group.expected)
    return [Share(label, present, expected) for label, (present, expected) in sums.items()]
