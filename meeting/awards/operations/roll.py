"""Who is honoured in some awards already: all that adding to them asks, read once, for one as for a whole list."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeGuard

import sqlalchemy as sa

from meeting.awards.errors import AlreadyRecipient, AwardTextTooLong, GradeUnknown, QuotaFull, RecipientMissing
from meeting.awards.models import Award, Grade, Recipient
from meeting.awards.operations.awards import short
from meeting.awards.queries.recipients import last_positions, places_taken, recipients_that_may_be
from meeting.awards.rules import recipient_key
from meeting.errors import N_
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.people.names import EDGE, check_name, name_key
from meeting.people.operations import unit_of
from meeting.people.queries import units_named

LONGEST_NAMES = 500
"""Characters of all co-authors' names together, as the certificate keeps them."""

Meaning = tuple[int, Unit | None, str, tuple[str, ...]]
"""Award's id, unit, keys of work and names."""


@dataclass(frozen=True)
class Wish:
    """Somebody to be honoured, in the words that it came with."""

    award: Award
    names: list[str]
    unit_name: str
    grade: str
    work: str
    persons: Sequence[Person] = ()
    """Who they are, where that is known."""

    @cached_property
    def key(self) -> str:
        """Of the words as they came: they stay, whatever persons and units are merged or renamed later."""
        unit_key = name_key(self.unit_name)
        only_unit = len(self.names) == 1 and name_key(self.names[0]) == unit_key
        return recipient_key([] if only_unit else self.names, unit_key, self.work)


def wish(
    award: Award, names: Sequence[str], unit_name: str, grade: str, work: str, persons: Sequence[Person] | None = None
) -> Wish:
    """Raises ``InvalidName`` and its kinds, ``AwardTextTooLong``."""
    if persons:
        cleaned = [person.name for person in persons]
    else:
        cleaned = [check_name(name) for name in names if name.strip(EDGE)]
        if len("、".join(cleaned)) > LONGEST_NAMES:
            raise AwardTextTooLong(field="names", what=N_("获奖者"), given=cleaned[0][:20], longest=LONGEST_NAMES)
    work = short(work, N_("作品"), 300, "work")
    return Wish(award, cleaned, unit_name.strip(EDGE), "".join(grade.split()), work, tuple(persons or ()))


@dataclass
class Entered:
    """A new recipient, not written yet, with the names that it came with."""

    recipient: Recipient
    wish: Wish
    names: list[str]
    unit: Unit | None


@dataclass
class Roll:
    """The awards are locked: nobody comes in between."""

    meeting: Meeting
    at: datetime
    units: dict[str, Unit]
    by_key: dict[tuple[int, str], Recipient]
    by_meaning: dict[Meaning, list[Recipient]]
    taken: Counter[int]
    """Grade's id → places."""
    last: dict[int, int]
    """Award's id → position."""
    ungraded: Collection[int] = ()
    """Ids of awards that take whatever grades are named."""
    entered: dict[Recipient, Entered] = field(default_factory=dict)
    new_units: list[Unit] = field(default_factory=list)

    def enter(self, given: Wish) -> tuple[Recipient, bool]:
        """The recipient that is meant, and whether it is new and to be written. What is refused leaves no trace.

        Raises ``RecipientMissing``, ``AlreadyRecipient``, ``GradeUnknown``, ``QuotaFull`` and what units raise.
        """
        award, place = given.award, (given.award.id, given.key)
        known, names, unit = self.by_key.get(place), given.names, None
        if known is None:  # only then: a name that a unit had before must not become a unit of its own
            names, unit = self.honoured(given)
            known = next(self.meant(given, names, unit), None)
        if known is not None:
            if given.grade and (known.grade is None or known.grade.title != given.grade):
                raise self.already(known, award)
            return known, False
        grade = self._grade(given)
        self.last[award.id] = self.last.get(award.id, 0) + 1
        recipient = Recipient(
            award_id=award.id, grade=grade, unit=unit, work=given.work, key=given.key, position=self.last[award.id]
        )
        if grade is not None and grade not in award.grades:
            award.grades.append(grade)
        if grade is not None and grade.quota is not None:
            self.taken[grade.id] += 1
        if self.is_new(unit):
            self.units[unit.key] = unit
            self.new_units.append(unit)
        self.by_key[place] = recipient
        self.by_meaning.setdefault(_meaning(given, names, unit), []).append(recipient)
        self.entered[recipient] = Entered(recipient, given, names, unit)
        return recipient, True

    def honoured(self, given: Wish) -> tuple[list[str], Unit | None]:
        """Names and unit as they are meant: one name that is a unit's means the unit. A unit that nobody knows is new,
        and not written yet.

        Raises ``RecipientMissing``, ``UnitNameMissing``, ``UnitNameTooLong``.
        """
        names, unit_name = given.names, given.unit_name
        if not names and not unit_name:
            raise RecipientMissing
        if len(names) == 1 and not given.persons:
            if name_key(names[0]) == name_key(unit_name):
                names = []
            elif not unit_name and (unit := self.units.get(name_key(names[0]))) is not None:
                return [], unit
        if not unit_name:
            return names, None
        return names, self.units.get(name_key(unit_name)) or unit_of(self.meeting.society_id, unit_name, at=self.at)

    def is_new(self, unit: Unit | None) -> TypeGuard[Unit]:
        """Whether nobody knows it, this list neither."""
        return unit is not None and sa.inspect(unit).transient and unit.key not in self.units

    def meant(self, given: Wish, names: Sequence[str], unit: Unit | None) -> Iterator[Recipient]:
        """Who is honoured in this award as these persons, of this unit under whichever of its names, for this work."""
        yield from self.by_meaning.get(_meaning(given, names, unit), ())

    def already(self, known: Recipient, award: Award) -> AlreadyRecipient:
        """That it is honoured, with its grade."""
        entered = self.entered.get(known)
        names = "、".join(entered.names) if entered else known.names
        return AlreadyRecipient(
            names=names or (known.unit.name if known.unit else ""), award=award.title,
            grade=known.grade.title if known.grade else "",
        )  # fmt: skip

    def _grade(self, given: Wish) -> Grade | None:
        award = given.award
        if given.award.id in self.ungraded and given.grade and grade_titled(award, given.grade) is None:
            return Grade(title=given.grade, position=len(award.grades) + 1)
        grade = wanted_grade(award, given.grade)
        if grade is not None:
            refuse_full(award, grade, self.taken[grade.id])
        return grade


def read_roll(
    meeting: Meeting, awards: Sequence[Award], wishes: Sequence[Wish], *, at: datetime, ungraded: Collection[int] = ()
) -> Roll:
    """As far as these wishes ask."""
    named = {given.unit_name or (given.names[0] if len(given.names) == 1 else "") for given in wishes}
    units = units_named(meeting.society_id, named)
    ids = [award.id for award in awards]
    found = recipients_that_may_be(
        meeting.society_id, ids, keys={given.key for given in wishes},
        names={name for given in wishes for name in given.names[:1]}, unit_ids={unit.id for unit in units.values()},
    )  # fmt: skip
    roll = Roll(meeting, at, units, {}, {}, Counter(places_taken(ids)), last_positions(ids), ungraded)
    for recipient in found:
        roll.by_key[recipient.award_id, recipient.key] = recipient
        keys = tuple(row.person.key for row in recipient.persons)
        meaning = recipient.award_id, recipient.unit, name_key(recipient.work), keys
        roll.by_meaning.setdefault(meaning, []).append(recipient)
    return roll


def grade_titled(award: Award, title: str) -> Grade | None:
    """By its title without blanks."""
    return next((each for each in award.grades if each.title == title), None)


def wanted_grade(award: Award, title: str) -> Grade | None:
    """None for no title. Raises ``GradeUnknown``."""
    grade = grade_titled(award, title) if title else None
    if grade is None and title:
        known = "、".join(each.title for each in award.grades) or "—"
        raise GradeUnknown(award=award.title, grade=title[:40], known=known)
    return grade


def refuse_full(award: Award, grade: Grade, taken: int) -> None:
    """Raises ``QuotaFull`` where all of the grade's places are ``taken``."""
    if grade.quota is not None and taken >= grade.quota:
        raise QuotaFull(award=award.title, grade=grade.title, quota=grade.quota)


def _meaning(given: Wish, names: Sequence[str], unit: Unit | None) -> Meaning:
    return given.award.id, unit, name_key(given.work), tuple(name_key(name) for name in names)
