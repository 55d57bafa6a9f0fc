"""Who is honoured: adding, correcting and taking out recipients."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.awards.errors import HasCertificates
from meeting.awards.models import Award, Certificate, Recipient, RecipientPerson
from meeting.awards.operations.roll import Roll, read_roll, refuse_full, wanted_grade, wish
from meeting.awards.queries.recipients import places_taken, stands
from meeting.db import db, lock
from meeting.history.operations import By, Changes, record, record_all, take_turn
from meeting.people.models import Person, Unit
from meeting.people.names import name_key
from meeting.people.operations import add_units, find_or_add_person
from meeting.people.queries import persons_named


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
    given = wish(award, names, unit_name, grade, work, persons)
    roll = read_roll(award.meeting, [award], [given], at=at)
    recipient, _ = roll.enter(given)
    write_entered(roll, at=at, by=by)
    return recipient


def write_entered(roll: Roll, *, at: datetime, by: By) -> None:
    """The new recipients of the roll, with their persons and units, of a whole list together."""
    entered = list(roll.entered.values())
    if not entered:
        return
    society_id = roll.meeting.society_id
    add_units(society_id, roll.new_units, at=at, by=by)
    known = persons_named(society_id, {name for each in entered for name in each.names})
    for each in entered:
        persons = each.wish.persons or _persons(society_id, each.names, each.unit, known, at=at, by=by)
        for position, person in enumerate(persons, start=1):
            each.recipient.persons.append(RecipientPerson(person=person, position=position))
    db.session.add_all(each.recipient for each in entered)
    db.session.flush()  # the history needs their ids
    done = (
        (each.recipient, {field: (None, value) for field, value in _facts(each.recipient).items() if value})
        for each in entered
    )
    record_all("add-recipient", done, by=by, at=at, society_id=society_id, meeting_id=roll.meeting.id)


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
    given = wish(award, names, unit_name, grade, work)
    roll = read_roll(award.meeting, [award], [given], at=at)
    names, unit = roll.honoured(given)
    meant = list(roll.meant(given, names, unit))
    other = next((each for each in meant if each is not recipient), None)
    if other is not None:
        raise roll.already(other, award)
    place = wanted_grade(award, given.grade)
    if place is not None and stands(recipient):
        refuse_full(award, place, places_taken([award.id], but=recipient).get(place.id, 0))
    if roll.is_new(unit):
        add_units(award.meeting.society_id, [unit], at=at, by=by)
    recipient.grade = place
    if recipient not in meant and roll.by_key.get((award.id, given.key)) in {None, recipient}:
        recipient.key = given.key  # else it stays what the list said that it came from
    _set_persons(recipient, names, unit, at=at, by=by)
    recipient.unit, recipient.work = unit, given.work
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


def _persons(
    society_id: int,
    names: Sequence[str],
    unit: Unit | None,
    known: dict[str, list[Person]],
    *,
    at: datetime,
    by: By,
    kept: Mapping[str, Person] | None = None,
) -> list[Person]:
    """Who is who (decisions.md). The unit is the first one's; a co-author's isn't known: a person of that name in
    that same unit is taken, else it is a new person without unit. ``known``: those of these names, kept up to date;
    ``kept`` are persons who stay, by key."""
    found: list[Person] = []
    for number, name in enumerate(names):
        person = (kept or {}).get(name_key(name))
        if person is None and number and unit is not None:
            person = next((one for one in known.get(name_key(name), []) if one.unit_id == unit.id), None)
        if person is None or person in found:
            person, _ = find_or_add_person(
                society_id, name, at=at, by=by, unit=None if number else unit, known=known, flush=False
            )
        found.append(person)
    return found


def _set_persons(recipient: Recipient, names: list[str], unit: Unit | None, *, at: datetime, by: By) -> None:
    before = [row.person for row in recipient.persons]
    same_unit = recipient.unit_id == (unit.id if unit else None)
    if same_unit and [person.key for person in before] == [name_key(name) for name in names]:
        return
    kept = {person.key: person for number, person in enumerate(before) if number or same_unit}
    society_id = recipient.award.meeting.society_id
    known = persons_named(society_id, names)
    persons = _persons(society_id, names, unit, known, at=at, by=by, kept=kept)
    recipient.persons.clear()
    db.session.flush()  # a person may come back at another place: the old rows go first
    for position, person in enumerate(persons, start=1):
        recipient.persons.append(RecipientPerson(person=person, position=position))


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
