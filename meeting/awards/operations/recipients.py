"""Who is honoured: adding, correcting and taking out recipients."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.awards.errors import (
    AlreadyRecipient,
    AwardTextTooLong,
    GradeUnknown,
    HasCertificates,
    QuotaFull,
    RecipientMissing,
)
from meeting.awards.models import Award, Certificate, Grade, Recipient, RecipientPerson
from meeting.awards.operations.awards import short
from meeting.awards.queries.recipients import standing
from meeting.awards.rules import recipient_key
from meeting.db import db, lock
from meeting.errors import N_
from meeting.history.operations import By, Changes, record, take_turn
from meeting.people.models import Person, Unit
from meeting.people.names import EDGE, check_name, name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit
from meeting.people.queries import persons_named, unit_named

LONGEST_NAMES = 500
"""Characters of all co-authors' names together, as the certificate keeps them."""


def add_recipient(
    award: Award,
    *,
    names: Sequence[str],
    unit_name: str = "",
    grade: str = "",
    work: str = "",
    persons: Sequence[Person] | None = None,
    at: datetime,
    by: By,
) -> Recipient:
    """One more recipient, last in calling order; the same persons, unit and work again are the same recipient.

    The same words are, too, whatever their persons and units have been merged into or renamed to since: a list that
    is handed in again adds nothing.

    ``names`` are the persons honoured together, in the work's order of authors; ``unit_name`` is the first one's
    unit. No names but a unit, or one name that is a unit's: the unit is honoured. ``persons``, where they are known,
    go before ``names``. Raises ``RecipientMissing``, ``GradeUnknown``, ``QuotaFull``, ``AlreadyRecipient``,
    ``AwardTextTooLong`` and what names and units raise.
    """
    take_turn(award.meeting.society_id)
    lock(award)
    names = [person.name for person in persons] if persons else _cleaned(names)
    work = short(work, N_("作品"), 300, "work")
    key = _key_of(names, unit_name, work)
    known = db.session.scalar(sa.select(Recipient).where(Recipient.award_id == award.id, Recipient.key == key))
    unit: Unit | None = None
    if known is None:  # only then: a name that a unit had before must not become a unit of its own
        names, unit = _honoured(award, names, unit_name, at=at, by=by, resolved=bool(persons))
        known = _honoured_already(award, names, unit, work)
    if known is not None:
        if grade and (known.grade is None or known.grade.title != "".join(grade.split())):
            raise AlreadyRecipient(
                names=known.names or (known.unit.name if known.unit else ""), award=award.title,
                grade=known.grade.title if known.grade else "",
            )  # fmt: skip
        return known
    last = db.session.scalar(sa.select(sa.func.max(Recipient.position)).where(Recipient.award_id == award.id))
    place = _grade_with_place(award, grade)
    resolved = list(persons) if persons else _persons(award, names, unit, at=at, by=by)
    recipient = Recipient(award=award, grade=place, unit=unit, work=work, key=key, position=(last or 0) + 1)
    db.session.add(recipient)
    for position, person in enumerate(resolved, start=1):
        recipient.persons.append(RecipientPerson(person=person, position=position))
    db.session.flush()  # the history needs its id
    _record("add-recipient", recipient, {field: (None, value) for field, value in _facts(recipient).items() if value},
            at=at, by=by)  # fmt: skip
    return recipient


def change_recipient(
    recipient: Recipient,
    *,
    names: Sequence[str],
    unit_name: str = "",
    grade: str = "",
    work: str = "",
    at: datetime,
    by: By,
) -> None:
    """Correct it. A certificate that is issued already keeps its words; reissuing picks up these.

    A person whose name stays the same stays the same person. Raises what ``add_recipient`` raises.
    """
    award = recipient.award
    take_turn(award.meeting.society_id)
    lock(award)
    lock(recipient)
    before = _facts(recipient)
    names = _cleaned(names)
    work = short(work, N_("作品"), 300, "work")
    key = _key_of(names, unit_name, work)
    names, unit = _honoured(award, names, unit_name, at=at, by=by)
    other = _honoured_already(award, names, unit, work, but=recipient)
    if other is not None:
        raise AlreadyRecipient(
            names="、".join(names), award=award.title, grade=other.grade.title if other.grade else ""
        )
    recipient.grade = _grade_with_place(award, grade, of=recipient)
    if not _is_honoured(recipient, names, unit, work) and not _is_key_of_another(recipient, key):
        recipient.key = key  # else it stays what the list said that it came from
    _set_persons(recipient, names, unit, at=at, by=by)
    recipient.unit, recipient.work = unit, work
    db.session.flush()  # what came meanwhile fails here
    after = _facts(recipient)
    changes = {field: (before[field], after[field]) for field in after if before[field] != after[field]}
    if changes:
        _record("change-recipient", recipient, changes, at=at, by=by)


def remove_recipient(recipient: Recipient, *, at: datetime, by: By) -> None:
    """Before anything was numbered; the persons stay. Raises ``HasCertificates``."""
    take_turn(recipient.award.meeting.society_id)
    issued = db.session.scalar(sa.select(Certificate.id).where(Certificate.recipient_id == recipient.id).limit(1))
    if issued is not None:
        raise HasCertificates
    _record("remove-recipient", recipient, {"names": (_facts(recipient)["names"], None)}, at=at, by=by)
    db.session.delete(recipient)
    db.session.flush()  # the list is read again


def _cleaned(names: Sequence[str]) -> list[str]:
    """Raises ``InvalidName`` and its kinds, ``AwardTextTooLong``."""
    cleaned = [check_name(name) for name in names if name.strip(EDGE)]
    if len("、".join(cleaned)) > LONGEST_NAMES:
        raise AwardTextTooLong(field="names", what=N_("获奖者"), given=cleaned[0][:20], longest=LONGEST_NAMES)
    return cleaned


def _key_of(names: Sequence[str], unit_name: str, work: str) -> str:
    """Of the words as they came: they stay, whatever persons and units are merged or renamed later."""
    unit_key = name_key(unit_name)
    only_unit = len(names) == 1 and name_key(names[0]) == unit_key
    return recipient_key([] if only_unit else names, unit_key, work)


def _honoured_already(
    award: Award, names: Sequence[str], unit: Unit | None, work: str, but: Recipient | None = None
) -> Recipient | None:
    """Who is honoured in this award as these persons, of this unit under whichever of its names, for this work.

    Nobody comes in between: the award is locked.
    """
    query = sa.select(Recipient).where(
        Recipient.award_id == award.id, Recipient.unit_id.is_(None) if unit is None else Recipient.unit_id == unit.id
    )
    if names:
        first = sa.select(Person.id).where(
            Person.society_id == award.meeting.society_id, Person.key == name_key(names[0])
        )
        query = query.where(Recipient.persons.any(RecipientPerson.person_id.in_(first)))
    found = db.session.scalars(query.order_by(Recipient.position).options(selectinload(Recipient.persons)))
    return next((each for each in found if each is not but and _is_honoured(each, names, unit, work)), None)


def _is_honoured(recipient: Recipient, names: Sequence[str], unit: Unit | None, work: str) -> bool:
    return (
        recipient.unit_id == (unit.id if unit else None)
        and name_key(recipient.work) == name_key(work)
        and [row.person.key for row in recipient.persons] == [name_key(name) for name in names]
    )


def _is_key_of_another(recipient: Recipient, key: str) -> bool:
    query = sa.select(Recipient.id).where(
        Recipient.award_id == recipient.award_id, Recipient.key == key, Recipient.id != recipient.id
    )
    return db.session.scalar(query) is not None


def _honoured(
    award: Award, names: list[str], unit_name: str, *, at: datetime, by: By, resolved: bool = False
) -> tuple[list[str], Unit | None]:
    """Names and unit as they are meant: one name that is a unit's means the unit. Raises ``RecipientMissing``."""
    society_id = award.meeting.society_id
    unit_name = unit_name.strip(EDGE)
    if not names and not unit_name:
        raise RecipientMissing
    if len(names) == 1 and not resolved:
        if name_key(names[0]) == name_key(unit_name):
            names = []
        elif not unit_name and (unit := unit_named(society_id, names[0])) is not None:
            return [], unit
    unit = find_or_add_unit(society_id, unit_name, at=at, by=by)[0] if unit_name else None
    return names, unit


def _persons(
    award: Award, names: list[str], unit: Unit | None, *, at: datetime, by: By, kept: dict[str, Person] | None = None
) -> list[Person]:
    """Who is who (decisions.md). The unit is the first one's; a co-author's isn't known: a person of that name in
    that same unit is taken, else it is a new person without unit. ``kept`` are persons who stay, by key."""
    society_id = award.meeting.society_id
    known = persons_named(society_id, names)
    found: list[Person] = []
    for number, name in enumerate(names):
        person = (kept or {}).get(name_key(name))
        if person is None and number and unit is not None:
            person = next((one for one in known.get(name_key(name), []) if one.unit_id == unit.id), None)
        if person is None or person in found:
            person, _ = find_or_add_person(society_id, name, at=at, by=by, unit=None if number else unit, known=known)
        found.append(person)
    return found


def _set_persons(recipient: Recipient, names: list[str], unit: Unit | None, *, at: datetime, by: By) -> None:
    before = [row.person for row in recipient.persons]
    same_unit = recipient.unit_id == (unit.id if unit else None)
    if same_unit and [person.key for person in before] == [name_key(name) for name in names]:
        return
    kept = {person.key: person for number, person in enumerate(before) if number or same_unit}
    persons = _persons(recipient.award, names, unit, at=at, by=by, kept=kept)
    recipient.persons.clear()
    db.session.flush()  # a person may come back at another place: the old rows go first
    for position, person in enumerate(persons, start=1):
        recipient.persons.append(RecipientPerson(person=person, position=position))


def _grade_with_place(award: Award, title: str, of: Recipient | None = None) -> Grade | None:
    """Raises ``GradeUnknown``, ``QuotaFull``; not for one whose certificate was revoked, who takes no place."""
    title = "".join(title.split())
    if not title:
        return None
    grade = next((each for each in award.grades if each.title == title), None)
    if grade is None:
        known = "、".join(each.title for each in award.grades) or "—"
        raise GradeUnknown(award=award.title, grade=title[:40], known=known)
    if of is None or db.session.scalar(sa.select(standing()).where(Recipient.id == of.id)):
        refuse_full(award, grade, but=of)
    return grade


def refuse_full(award: Award, grade: Grade | None, *, but: Recipient | None = None) -> None:
    """Raises ``QuotaFull`` where others than ``but`` take all of the grade's places."""
    if grade is None or grade.quota is None:
        return
    others = sa.select(sa.func.count()).where(Recipient.grade_id == grade.id, standing())
    if but is not None:
        others = others.where(Recipient.id != but.id)
    if (db.session.scalar(others) or 0) >= grade.quota:
        raise QuotaFull(award=award.title, grade=grade.title, quota=grade.quota)


def _facts(recipient: Recipient) -> dict[str, str]:
    return {
        "names": recipient.names,
        "unit": recipient.unit.name if recipient.unit else "",
        "grade": recipient.grade.title if recipient.grade else "",
        "work": recipient.work,
    }


def _record(action: str, recipient: Recipient, changes: Changes, *, at: datetime, by: By) -> None:
    meeting = recipient.award.meeting
    record(action, recipient, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
