"""Finding persons and units of one society."""

from collections.abc import Iterable, Mapping
from itertools import islice

import sqlalchemy as sa

from meeting.db import db
from meeting.people.models import Person, Unit, UnitAlias
from meeting.people.names import name_key

CHUNK = 500
"""Keys in one IN list: SQLite and PostgreSQL both plan it well."""


def unit_named(society_id: int, name: str) -> Unit | None:
    """By its name or one of its aliases, however it is spaced or padded."""
    return units_named(society_id, [name]).get(name_key(name))


def units_named(society_id: int, names: Iterable[str]) -> dict[str, Unit]:
    """Key → unit, for those names that the society knows. The name goes before an alias of another unit."""
    found: dict[str, Unit] = {}
    for keys in _chunks({name_key(name) for name in names} - {""}):
        aliased = (
            sa.select(UnitAlias.key, Unit)
            .join(UnitAlias.unit)
            .where(UnitAlias.society_id == society_id, UnitAlias.key.in_(keys), Unit.merged_into_id.is_(None))
        )
        named = sa.select(Unit.key, Unit).where(
            Unit.society_id == society_id, Unit.key.in_(keys), Unit.merged_into_id.is_(None)
        )
        for query in (aliased, named):
            found.update((key, unit) for key, unit in db.session.execute(query))
    return found


def persons_named(society_id: int, names: Iterable[str]) -> dict[str, list[Person]]:
    """Key → the persons of that name, oldest first."""
    found: dict[str, list[Person]] = {}
    for keys in _chunks({name_key(name) for name in names} - {""}):
        query = (
            sa.select(Person)
            .where(Person.society_id == society_id, Person.key.in_(keys), Person.merged_into_id.is_(None))
            .order_by(Person.id)
        )
        for person in db.session.scalars(query):
            found.setdefault(person.key, []).append(person)
    return found


def unit_order(society_id: int) -> sa.Select[tuple[Unit]]:
    """The society's units in their official order (单位序)."""
    return (
        sa.select(Unit)
        .where(Unit.society_id == society_id, Unit.merged_into_id.is_(None))
        .order_by(Unit.position.is_(None), Unit.position, Unit.id)
    )


def _chunks(keys: set[str]) -> Iterable[list[str]]:
    remaining = iter(sorted(keys))
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


Known = Mapping[str, list[Person]]


def matching_persons(society_id: int, wanted: str) -> sa.Select[tuple[Person]]:
    """Persons found by name, pinyin, initials or tail of the mobile, in order of pinyin; all where nothing is asked."""
    query = (
        sa.select(Person)
        .where(Person.society_id == society_id, Person.merged_into_id.is_(None))
        .order_by(Person.pinyin_key, Person.id)
    )
    key = name_key(wanted)
    if not key:
        return query
    if key.isdigit():
        return query.where(Person.mobile.endswith(key, autoescape=True))
    return query.where(
        sa.or_(
            Person.key.contains(key, autoescape=True),
            Person.initials.startswith(key, autoescape=True),
            sa.func.replace(Person.pinyin, " ", "").startswith(key, autoescape=True),
        )
    )
