"""Awards and their recipients."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from meeting.awards.enums import CertificateState
from meeting.awards.models import Award, Certificate, Grade, Recipient, RecipientPerson
from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting, MeetingHost
from meeting.people.models import Person, Unit
from meeting.people.names import name_key
from meeting.people.queries import CHUNK

# No joined loading here: what is loaded so can't be locked on PostgreSQL, which refuses FOR UPDATE of outer joins.
_HOSTS = (
    selectinload(Award.issuer).selectinload(Unit.aliases),
    selectinload(Award.meeting).selectinload(Meeting.hosts).selectinload(MeetingHost.unit),
    selectinload(Award.meeting).selectinload(Meeting.society),
    selectinload(Award.grades),
)


class Counted(NamedTuple):
    """An award with its recipients counted, those that stand."""

    award: Award
    by_grade: dict[int | None, int]
    """Grade's id (None: without grade) → recipients."""

    @property
    def recipients(self) -> int:
        return sum(self.by_grade.values())


def recipients_of(meeting_id: int) -> sa.Select[tuple[Recipient]]:
    """A meeting's recipients in calling order: by award, grade (those without one last), then as they were added.

    With persons, unit, grade, and the award with its grades and what ``is_handed_over`` looks at.
    """
    award = contains_eager(Recipient.award)
    return (
        sa.select(Recipient)
        .join(Recipient.award)
        .outerjoin(Recipient.grade)
        .where(Award.meeting_id == meeting_id)
        .order_by(Award.position, Award.id, Grade.position.is_(None), Grade.position, Recipient.position, Recipient.id)
        .options(
            award.selectinload(Award.issuer).selectinload(Unit.aliases),
            award.selectinload(Award.meeting).selectinload(Meeting.hosts).selectinload(MeetingHost.unit),
            award.selectinload(Award.meeting).selectinload(Meeting.society),
            award.selectinload(Award.grades),
            contains_eager(Recipient.grade),
            selectinload(Recipient.unit),
            selectinload(Recipient.persons).selectinload(RecipientPerson.person),
        )
        .execution_options(populate_existing=True)
    )


def standing() -> sa.ColumnElement[bool]:
    """Whether a recipient is honoured: until its certificate was revoked and no other given. Only such ones are called
    at the ceremony and take a place of their grade's quota."""
    certificate = sa.exists().where(Certificate.recipient_id == Recipient.id)
    return ~certificate | certificate.where(Certificate.state == CertificateState.VALID)


def stands(recipient: Recipient) -> bool:
    """The same of one."""
    return bool(db.session.scalar(sa.select(standing()).where(Recipient.id == recipient.id)))


def places_taken(award_ids: Collection[int], *, but: Recipient | None = None) -> dict[int, int]:
    """Grade's id → its recipients, without those whose certificate was revoked; ``but`` isn't counted."""
    query = (
        sa.select(Recipient.grade_id, sa.func.count())
        .where(Recipient.award_id.in_(award_ids), Recipient.grade_id.is_not(None), standing())
        .group_by(Recipient.grade_id)
    )
    if but is not None:
        query = query.where(Recipient.id != but.id)
    return {grade_id: count for grade_id, count in db.session.execute(query).tuples() if grade_id is not None}


def last_positions(award_ids: Collection[int]) -> dict[int, int]:
    """Award's id → the last place in its calling order."""
    query = sa.select(Recipient.award_id, sa.func.max(Recipient.position)).group_by(Recipient.award_id)
    return dict(db.session.execute(query.where(Recipient.award_id.in_(award_ids))).tuples().all())


def recipients_that_may_be(
    society_id: int, award_ids: Collection[int], *, keys: Collection[str], names: Collection[str],
    unit_ids: Collection[int],
) -> list[Recipient]:
    """In calling order, with persons: who came in one of these words, is first called by one of these names, or is one
    of these units."""
    found: dict[int, Recipient] = {}
    person_keys = sorted({name_key(name) for name in names})
    ways: list[tuple[list[Any], Callable[[list[Any]], sa.ColumnElement[bool]]]] = [
        (sorted(keys), Recipient.key.in_),
        (sorted(unit_ids), lambda chunk: Recipient.unit_id.in_(chunk) & ~Recipient.persons.any()),
        (person_keys, lambda chunk: Recipient.persons.any(
            RecipientPerson.person_id.in_(
                sa.select(Person.id).where(Person.society_id == society_id, Person.key.in_(chunk))
            )
        )),
    ]  # fmt: skip
    for values, condition in ways:
        for start in range(0, len(values), CHUNK):
            query = sa.select(Recipient).where(
                Recipient.award_id.in_(award_ids), condition(values[start : start + CHUNK])
            )
            persons = selectinload(Recipient.persons).selectinload(RecipientPerson.person)
            rows = db.session.scalars(query.options(persons, selectinload(Recipient.unit)))
            found.update((row.id, row) for row in rows)
    return sorted(found.values(), key=lambda row: (row.award_id, row.position))


def numbers_of(meeting_id: int) -> dict[int, str]:
    """Recipient's id → the number of its valid certificate."""
    rows = db.session.execute(
        sa.select(Certificate.recipient_id, Certificate.number)
        .join(Certificate.recipient)
        .join(Recipient.award)
        .where(Award.meeting_id == meeting_id, Certificate.state == CertificateState.VALID)
    )
    return dict(rows.tuples().all())


def never_numbered(meeting_id: int) -> sa.Select[tuple[int]]:
    """Ids of a meeting's recipients for whom no certificate was ever issued, in whatever state it is now."""
    return (
        sa.select(Recipient.id)
        .join(Recipient.award)
        .where(Award.meeting_id == meeting_id, ~sa.exists().where(Certificate.recipient_id == Recipient.id))
    )


def awards_of(meeting_id: int) -> list[Award]:
    """In calling order, with issuer, hosts and grades."""
    query = sa.select(Award).where(Award.meeting_id == meeting_id).order_by(Award.position, Award.id).options(*_HOSTS)
    return list(db.session.scalars(query))


def counted(awards: Sequence[Award]) -> list[Counted]:
    """Each award with how many recipients each grade has, without those whose certificate was revoked."""
    rows = db.session.execute(
        sa.select(Recipient.award_id, Recipient.grade_id, sa.func.count())
        .where(Recipient.award_id.in_([award.id for award in awards]), standing())
        .group_by(Recipient.award_id, Recipient.grade_id)
    )
    found: dict[int, dict[int | None, int]] = {}
    for award_id, grade_id, count in rows.tuples():
        found.setdefault(award_id, {})[grade_id] = count
    return [Counted(award, found.get(award.id, {})) for award in awards]


def award_in(meeting: Meeting, award_id: int) -> Award:
    """Raises ``NotFound``."""
    query = sa.select(Award).where(Award.id == award_id, Award.meeting_id == meeting.id).options(*_HOSTS)
    award = db.session.scalar(query)
    if award is None:
        raise NotFound
    return award


def recipients_in(award: Award) -> list[Recipient]:
    """One award's recipients in calling order, with their certificates."""
    query = recipients_of(award.meeting_id).where(Recipient.award_id == award.id)
    return list(db.session.scalars(query.options(selectinload(Recipient.certificates))))


def recipient_in(meeting: Meeting, recipient_id: int) -> Recipient:
    """Raises ``NotFound``."""
    query = recipients_of(meeting.id).where(Recipient.id == recipient_id)
    recipient = db.session.scalar(query.options(selectinload(Recipient.certificates)))
    if recipient is None:
        raise NotFound
    return recipient


def waiting_by_award(meeting_id: int) -> list[tuple[Award, int]]:
    """Each award with how many of its recipients never had a number."""
    rows = db.session.execute(
        sa.select(Recipient.award_id, sa.func.count())
        .where(Recipient.id.in_(never_numbered(meeting_id)))
        .group_by(Recipient.award_id)
    )
    counts = dict(rows.tuples().all())
    return [(award, counts.get(award.id, 0)) for award in awards_of(meeting_id)]
