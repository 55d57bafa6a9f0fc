"""What a person or a unit is, over all meetings; and which entries look like one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting.accounts.models import Society
from meeting.awards.models import Award, Recipient, RecipientPerson
from meeting.db import db
from meeting.errors import N_, NotFound
from meeting.exhibition.models import Exhibition, Exhibitor
from meeting.meetings.models import Guest, Meeting, MeetingHost
from meeting.people.models import Person, Unit
from meeting.programme.models import AgendaItem, NamedPerson, Session, Speaker
from meeting.registration.models import Delegate, Delegation
from meeting.web.paging import Page

Row = TypeVar("Row")


@dataclass
class PersonRoles:
    """A person's rows in every room."""

    delegates: list[Delegate]
    guests: list[Guest]
    speakers: list[Speaker]
    named: list[NamedPerson]
    contacts: list[Exhibitor]
    recipients: list[RecipientPerson]

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass
class UnitRoles:
    """A unit's rows in every room."""

    hosts: list[MeetingHost]
    delegations: list[tuple[Delegation, int]]
    """With the number of delegates."""
    exhibitors: list[Exhibitor]
    awards: list[Award]
    """Which it issues."""
    recipients: list[Recipient]
    persons: int

    def __bool__(self) -> bool:
        return any(vars(self).values())


class Origin(NamedTuple):
    """One row that made an entry of the directory: 获奖, of an award; 参会, of a meeting."""

    word: str
    title: str


def person_in(society: Society, person_id: int) -> Person:
    """Raises ``NotFound``. A merged entry leads to the one that was kept."""
    person = db.session.scalar(
        sa.select(Person)
        .where(Person.id == person_id, Person.society_id == society.id)
        .options(joinedload(Person.unit))
    )
    if person is None:
        raise NotFound
    return person_in(society, person.merged_into_id) if person.merged_into_id else person


def unit_in(society: Society, unit_id: int) -> Unit:
    """Raises ``NotFound``. A merged entry leads to the one that was kept."""
    unit = db.session.scalar(
        sa.select(Unit).where(Unit.id == unit_id, Unit.society_id == society.id).options(selectinload(Unit.aliases))
    )
    if unit is None:
        raise NotFound
    return unit_in(society, unit.merged_into_id) if unit.merged_into_id else unit


def roles_of_person(person: Person) -> PersonRoles:
    """A fixed number of queries, whatever the person did."""
    return PersonRoles(
        delegates=_all(
            sa.select(Delegate)
            .where(Delegate.person_id == person.id)
            .options(joinedload(Delegate.meeting), joinedload(Delegate.delegation).joinedload(Delegation.unit))
            .order_by(Delegate.id.desc())
        ),
        guests=_all(sa.select(Guest).where(Guest.person_id == person.id).options(joinedload(Guest.meeting))),
        speakers=_all(
            sa.select(Speaker)
            .where(Speaker.person_id == person.id)
            .options(joinedload(Speaker.item).joinedload(AgendaItem.session).joinedload(Session.meeting))
        ),
        named=_all(
            sa.select(NamedPerson)
            .where(NamedPerson.person_id == person.id)
            .options(joinedload(NamedPerson.session).joinedload(Session.meeting))
        ),
        contacts=_all(
            sa.select(Exhibitor)
            .where(Exhibitor.contact_id == person.id)
            .options(joinedload(Exhibitor.unit), joinedload(Exhibitor.exhibition).joinedload(Exhibition.meeting))
        ),
        recipients=_all(
            sa.select(RecipientPerson)
            .where(RecipientPerson.person_id == person.id)
            .options(
                joinedload(RecipientPerson.recipient).options(
                    joinedload(Recipient.award).joinedload(Award.meeting),
                    joinedload(Recipient.grade),
                    selectinload(Recipient.certificates),
                )
            )
        ),
    )


def roles_of_unit(unit: Unit) -> UnitRoles:
    """A fixed number of queries, whatever the unit did."""
    counted = (
        sa.select(Delegation, sa.func.count(Delegate.id))
        .outerjoin(Delegate, Delegate.delegation_id == Delegation.id)
        .where(Delegation.unit_id == unit.id)
        .group_by(Delegation.id)
        .options(selectinload(Delegation.meeting))
    )
    return UnitRoles(
        hosts=_all(
            sa.select(MeetingHost).where(MeetingHost.unit_id == unit.id).options(joinedload(MeetingHost.meeting))
        ),
        delegations=[(delegation, count) for delegation, count in db.session.execute(counted)],
        exhibitors=_all(
            sa.select(Exhibitor)
            .where(Exhibitor.unit_id == unit.id)
            .options(selectinload(Exhibitor.booths), joinedload(Exhibitor.exhibition).joinedload(Exhibition.meeting))
        ),
        awards=_all(sa.select(Award).where(Award.issuer_id == unit.id).options(joinedload(Award.meeting))),
        recipients=_all(
            sa.select(Recipient)
            .where(Recipient.unit_id == unit.id)
            .options(
                joinedload(Recipient.award).joinedload(Award.meeting),
                joinedload(Recipient.grade),
                selectinload(Recipient.persons).joinedload(RecipientPerson.person),
            )
        ),
        persons=db.session.scalar(
            sa.select(sa.func.count()).where(Person.unit_id == unit.id, Person.merged_into_id.is_(None))
        )
        or 0,
    )


def namesakes(society: Society, number: int = 1, *, per_page: int = 20) -> Page[list[Person]]:
    """Persons of one name who may be one person, one page of groups; the oldest entry first in each group."""
    names = (
        sa.select(Person.key)
        .where(Person.society_id == society.id, Person.merged_into_id.is_(None))
        .group_by(Person.key)
        .having(sa.func.count() > 1)
    )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(names.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // per_page)))
    shared = names.order_by(Person.key).limit(per_page).offset((number - 1) * per_page)
    persons = db.session.scalars(
        sa.select(Person)
        .where(Person.society_id == society.id, Person.merged_into_id.is_(None), Person.key.in_(shared))
        .options(joinedload(Person.unit))
        .order_by(Person.key, Person.id)
    )
    groups: dict[str, list[Person]] = {}
    for person in persons:
        groups.setdefault(person.key, []).append(person)
    return Page(list(groups.values()), number, per_page, total)


def origins(persons: Iterable[Person]) -> dict[int, list[Origin]]:
    """Where each entry comes from, so that one can judge whether two are one person; a fixed number of queries."""
    ids = [person.id for person in persons]
    found: dict[int, list[Origin]] = {person_id: [] for person_id in ids}
    titles: list[tuple[str, sa.Select[Any]]] = [
        (N_("参会"), sa.select(Delegate.person_id, Meeting.title).join(Delegate.meeting)),
        (N_("嘉宾"), sa.select(Guest.person_id, Meeting.title).join(Guest.meeting)),
        (N_("发言"), sa.select(Speaker.person_id, AgendaItem.title).join(Speaker.item)),
        (N_("指定参加"), sa.select(NamedPerson.person_id, Session.title).join(NamedPerson.session)),
        (N_("参展联系人"), sa.select(Exhibitor.contact_id, Unit.name).join(Exhibitor.unit)),
        (
            N_("获奖"),
            sa.select(RecipientPerson.person_id, Award.title).join(RecipientPerson.recipient).join(Recipient.award),
        ),
    ]
    for word, query in titles:
        for person_id, title in db.session.execute(query.where(query.selected_columns[0].in_(ids))):
            found[person_id].append(Origin(word, title))
    return found


def similar_units(society: Society) -> list[tuple[Unit, Unit]]:
    """Units one of whose names is the end of the other's: 江苏省交通运输厅, 省交通运输厅 (four characters at least)."""
    units = db.session.scalars(
        sa.select(Unit).where(Unit.society_id == society.id, Unit.merged_into_id.is_(None))
    ).all()
    backwards = sorted(((unit.key[::-1], unit) for unit in units), key=lambda pair: pair[0])
    return [
        (longer, shorter)
        for (short, shorter), (long, longer) in pairwise(backwards)
        if len(short) >= 4 and long.startswith(short)
    ]


def _all(query: sa.Select[tuple[Row]]) -> list[Row]:
    return list(db.session.scalars(query))
