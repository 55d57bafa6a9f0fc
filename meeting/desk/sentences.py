"""Entries of the history as a secretary reads them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext

from meeting.accounts.actors import actor_in_words
from meeting.accounts.models import Account
from meeting.awards.models import Award, Certificate, NumberPattern
from meeting.checkin.models import Gate
from meeting.db import db
from meeting.desk.words import ACTIONS, CHOICES, CHOICES_OF, FIELDS, INWARD, TRUTH
from meeting.exhibition.models import Booth, Exhibitor
from meeting.history.models import Entry, Value
from meeting.layouts.models import SavedLayout, Seal, SocietyFont
from meeting.letters.models import Letter
from meeting.logistics.models import Meal
from meeting.meetings.models import Guest, MeetingHost, Room
from meeting.people.models import Person, Unit
from meeting.printing.models import Printer
from meeting.programme.models import AgendaItem, Session
from meeting.registration.models import Delegate, Delegation
from meeting.web.filters import DEFAULT_ZONE, day, instant

_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KEY = re.compile(r" #\d+$")

SUBJECTS: dict[str, sa.Select[tuple[int, str]]] = {
    "account": sa.select(Account.id, Account.name),
    "agenda_item": sa.select(AgendaItem.id, AgendaItem.title),
    "award": sa.select(Award.id, Award.title),
    "booth": sa.select(Booth.id, Booth.number),
    "certificate": sa.select(Certificate.id, Certificate.number),
    "delegate": sa.select(Delegate.id, Person.name).join(Delegate.person),
    "delegation": sa.select(Delegation.id, Unit.name).join(Delegation.unit),
    "exhibitor": sa.select(Exhibitor.id, Unit.name).join(Exhibitor.unit),
    "gate": sa.select(Gate.id, Gate.name),
    "guest": sa.select(Guest.id, Person.name).join(Guest.person),
    "letter": sa.select(Letter.id, Letter.title),
    "meal": sa.select(Meal.id, Meal.title),
    "meeting_host": sa.select(MeetingHost.id, Unit.name).join(MeetingHost.unit),
    "number_pattern": sa.select(NumberPattern.id, NumberPattern.letters),
    "person": sa.select(Person.id, Person.name),
    "printer": sa.select(Printer.id, Printer.name),
    "room": sa.select(Room.id, Room.name),
    "saved_layout": sa.select(SavedLayout.id, SavedLayout.title),
    "seal": sa.select(Seal.id, sa.func.coalesce(Unit.name, Person.name)).outerjoin(Seal.unit).outerjoin(Seal.person),
    "session": sa.select(Session.id, Session.title),
    "society_font": sa.select(SocietyFont.id, SocietyFont.name),
    "unit": sa.select(Unit.id, Unit.name),
}
"""What a subject is called now. One that is gone is known by its values."""


@dataclass(frozen=True)
class Change:
    """One field, in words; ``None``: there was nothing on that side."""

    field: str
    before: str | None
    after: str | None
    erased: bool


@dataclass(frozen=True)
class Line:
    """One entry, in words; mobiles are masked."""

    at: datetime
    actor: str
    action: str
    subject: str
    values: tuple[Change, ...]


def in_sentences(entries: Sequence[Entry], *, zone: str = DEFAULT_ZONE) -> list[Line]:
    """One query for each kind of subject among them, however many entries. ``zone``: of the times in them."""
    names = _names(entries)
    return [
        Line(
            at=entry.at,
            actor=actor_in_words(entry.actor),
            action=_action(entry.action),
            subject=names.get((entry.subject_type, entry.subject_id), ""),
            values=tuple(_change(entry, value, zone) for value in entry.values if _is_shown(value)),
        )
        for entry in entries
    ]


def actions_in_words(actions: Iterable[str]) -> list[tuple[str, str]]:
    """(action, its words), for a choice."""
    return [(action, _action(action)) for action in actions]


def _action(action: str) -> str:
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def _is_shown(value: Value) -> bool:
    """Not what was empty and stayed so."""
    return value.field not in INWARD and (value.salt is None or bool(value.before or value.after))


def _change(entry: Entry, value: Value, zone: str) -> Change:
    return Change(
        field=gettext(FIELDS[value.field]) if value.field in FIELDS else value.field,
        before=_in_words(entry.subject_type, value.field, value.before, zone),
        after=_in_words(entry.subject_type, value.field, value.after, zone),
        erased=value.salt is None,
    )


def _in_words(subject_type: str, field: str, text: str | None, zone: str) -> str | None:
    if text is None:
        return None
    own = CHOICES_OF.get((subject_type, field))
    for kind in (own,) if own else CHOICES.get(field, ()):
        if text in {member.value for member in kind}:
            return str(gettext(kind(text).label))  # type: ignore[attr-defined]
    if text in TRUTH:
        return str(gettext(TRUTH[text]))
    if _INSTANT.fullmatch(text):
        return instant(datetime.fromisoformat(text), zone)
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if field == "format":
        return text.upper()
    if field == "merged":
        return _KEY.sub("", text)
    return _MOBILE.sub(r"\1****\2", text)


def _names(entries: Sequence[Entry]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    return {
        (kind, subject_id): name
        for kind, ids in wanted.items()
        if kind in SUBJECTS
        for subject_id, name in db.session.execute(_among(SUBJECTS[kind], ids))
    }


def _among(query: sa.Select[tuple[int, str]], ids: set[int]) -> sa.Select[tuple[int, str]]:
    key = query.selected_columns[0]
    return query.where(key.in_(ids))
