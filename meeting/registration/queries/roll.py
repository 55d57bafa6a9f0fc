"""What is known already of the people and units of a list, read in a few queries however long the list."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.people.queries import CHUNK, persons_named, units_named
from meeting.registration.models import Delegate, Delegation, Enrolment


@dataclass(frozen=True)
class Roll:
    """Kept up to date by whoever adds to it: one roll serves a whole list."""

    units: dict[str, Unit]
    """By ``name_key`` of a name or alias."""
    persons: dict[str, list[Person]]
    """By ``name_key``, oldest first."""
    delegations: dict[int, Delegation]
    """By unit id."""
    delegates: dict[int, Delegate]
    """By person id, whatever their state; with person, unit and enrolment loaded."""


def roll_of(meeting: Meeting, names: Iterable[str], unit_names: Iterable[str]) -> Roll:
    """The roll for persons of these names and units of these names or aliases."""
    units = units_named(meeting.society_id, unit_names)
    persons = persons_named(meeting.society_id, names)
    delegations: dict[int, Delegation] = {}
    for ids in _chunks({unit.id for unit in units.values()}):
        query = sa.select(Delegation).where(Delegation.meeting_id == meeting.id, Delegation.unit_id.in_(ids))
        delegations.update((delegation.unit_id, delegation) for delegation in db.session.scalars(query))
    delegates: dict[int, Delegate] = {}
    for ids in _chunks({person.id for same in persons.values() for person in same}):
        found = db.session.scalars(
            sa.select(Delegate)
            .where(Delegate.meeting_id == meeting.id, Delegate.person_id.in_(ids))
            .options(
                joinedload(Delegate.person),
                joinedload(Delegate.delegation).joinedload(Delegation.unit),
                joinedload(Delegate.enrolment).joinedload(Enrolment.session),
            )
        )
        delegates.update((delegate.person_id, delegate) for delegate in found)
    return Roll(units, persons, delegations, delegates)


def _chunks(ids: set[int]) -> Iterable[list[int]]:
    remaining = sorted(ids)
    return (remaining[start : start + CHUNK] for start in range(0, len(remaining), CHUNK))
