"""The fate of each row of an import: whom it means, what it changes, which of two counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import N_, MeetingError
from meeting.history.operations import By, take_turn
from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.models import Person
from meeting.people.names import name_key
from meeting.people.operations import checked_unit_name
from meeting.people.rules import Evidence, same_person
from meeting.programme.models import Session
from meeting.registration.enums import LISTED, Category, DelegateState, EnrolmentState, Fate, ImportState, Source
from meeting.registration.models import Delegate, ReceiptFile, ReceiptImport, ReceiptRow
from meeting.registration.operations.delegates import approve as confirm_delegate
from meeting.registration.operations.delegates import change, entry_of, register_all
from meeting.registration.operations.delegations import set_contact
from meeting.registration.operations.entries import Entry, checked
from meeting.registration.operations.limits import PlacesTaken
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.queries.roll import Roll, roll_of

NO_PLACE = N_("名额已满，列入候补；有空额时按先后自动补上。")
LEFT = N_("此人报名已取消或未通过，没有恢复；需要参会，请在参会人员里恢复。")
SEVERAL = N_("与“%(file)s”第%(row)d行是同一人，以那一行为准。")
SENT_BY_OWN_UNIT = N_("本单位已经报来此人，以本单位报的为准。")


def apply(kept: ReceiptImport, *, at: datetime, by: By) -> None:
    """Give each row its fate. A person's own unit goes first, whatever the order of the files."""
    meeting = kept.meeting
    take_turn(meeting.society_id)
    rows = [row for file in kept.files for row in file.rows if row.fate is not Fate.FAULT]
    roll = roll_of(
        meeting,
        [row.values["name"] for row in rows],
        [*(row.values["unit"] for row in rows), *(file.unit_name for file in kept.files)],
    )
    known = set(roll.units)
    for row in rows:
        row.own = _unit_of(roll, row.values["unit"]) == _unit_of(roll, row.file.unit_name or row.values["unit"])
    seats = {forum.title: forum for forum in sub_forums(meeting)}
    batch = _Batch(meeting, roll, _sent_by_own_unit(meeting, rows))
    for row in sorted(rows, key=lambda row: not row.own):
        _settle(row, batch, seats, at=at, by=by)
    created = register_all(
        meeting, [entry for _, entry in batch.new], at=at, by=by, source=Source.RECEIPT,
        state=DelegateState.CONFIRMED, roll=roll,
    )  # fmt: skip
    for (row, _), delegate in zip(batch.new, created, strict=True):
        row.delegate = delegate
        if delegate.state is DelegateState.WAITING:
            row.message = [NO_PLACE, {}]
    for row in rows:
        if row.fate is Fate.DUPLICATE and row.delegate is None:
            row.delegate = batch.first[row].delegate
        elif row.delegate is not None and row.fate is not Fate.DUPLICATE:
            row.waiting = waits(row.delegate)
    added = {unit.id: unit for key, unit in roll.units.items() if key not in known}
    kept.units_created = [unit.name for unit in added.values()]
    for row in rows:
        unit = added.get(row.delegate.unit.id) if row.delegate and row.delegate.unit else None
        if unit is not None and not unit.region and row.values["region"]:
            unit.region = row.values["region"][:40]
    for file in kept.files:
        _note_contact(file, roll, at=at, by=by)


class _Batch:
    """The rows of an import as they get their fates: whom each means, and who is to be added at the end."""

    def __init__(self, meeting: Meeting, roll: Roll, spoken_for: set[int]) -> None:
        self.meeting = meeting
        self.roll = roll
        self.spoken_for = spoken_for
        """Ids of delegates whom their own unit sent earlier."""
        self.new: list[tuple[ReceiptRow, Entry]] = []
        self.first: dict[ReceiptRow, ReceiptRow] = {}
        """Duplicate → the row that counts."""
        self._rows_of: dict[int, ReceiptRow] = {}
        self._unknown: dict[str, list[tuple[Evidence, ReceiptRow]]] = {}

    def person(self, row: ReceiptRow) -> Person | None:
        """The known person whom the row means; the one with the row's mobile before others."""
        mobile, unit = self._evidence(row)
        given = (mobile, unit if isinstance(unit, int) else None)
        same = [
            person
            for person in self.roll.persons.get(name_key(row.values["name"]), ())
            if same_person((person.mobile, person.unit_id), given)
        ]
        return min(same, key=lambda person: person.mobile != mobile, default=None)

    def earlier(self, row: ReceiptRow, person: Person | None) -> ReceiptRow | None:
        """The row before this one that means the same person; else this one is noted as the first."""
        if person is not None:
            earlier = self._rows_of.setdefault(person.id, row)
            return None if earlier is row else earlier
        evidence = self._evidence(row)
        alike = self._unknown.setdefault(name_key(row.values["name"]), [])
        for other, earlier in alike:
            if same_person(other, evidence):
                return earlier
        alike.append((evidence, row))
        return None

    def _evidence(self, row: ReceiptRow) -> Evidence:
        return row.values["mobile"] or None, _unit_of(self.roll, row.values["unit"])


def _settle(row: ReceiptRow, batch: _Batch, seats: Mapping[str, Session], *, at: datetime, by: By) -> None:
    try:
        entry = checked(entry_of_row(row, seats), batch.meeting)
        if entry.unit_name:
            checked_unit_name(entry.unit_name)
    except MeetingError as error:
        row.fate, row.faults = Fate.FAULT, [_told(error)]
        return
    person = batch.person(row)
    delegate = batch.roll.delegates.get(person.id) if person else None
    if delegate is not None and not row.own and delegate.id in batch.spoken_for:
        row.fate, row.delegate, row.message = Fate.DUPLICATE, delegate, [SENT_BY_OWN_UNIT, {}]
        return
    first = batch.earlier(row, person)
    if first is not None:
        row.fate, row.message = Fate.DUPLICATE, [SEVERAL, {"file": first.file.name, "row": first.row}]
        batch.first[row] = first
    elif delegate is None:
        row.fate = Fate.CREATED
        batch.new.append((row, entry))
    elif delegate.state not in LISTED:
        row.fate, row.delegate, row.message = Fate.UNCHANGED, delegate, [LEFT, {}]
    else:
        row.delegate = delegate
        _update(row, delegate, entry, batch.roll, at=at, by=by)


def _unit_of(roll: Roll, name: str) -> int | str:
    """What tells units apart: the id of a known one, the key of one that isn't known yet."""
    unit = roll.units.get(name_key(name))
    return unit.id if unit else name_key(name)


def _update(row: ReceiptRow, delegate: Delegate, entry: Entry, roll: Roll, *, at: datetime, by: By) -> None:
    """What the row says replaces what was there; what it leaves out stays. Refused: a fault."""
    before = entry_of(delegate)
    said = {
        field: value
        for field in ("mobile", "gender", "post", "sub_forum", "hotel", "hotel_wish", "diet", "remarks")
        if (value := getattr(entry, field)) not in (None, "")
    }
    state, version = delegate.state, delegate.version
    after = replace(before, **said)
    row.fate = Fate.UNCHANGED
    if after == before and state is DelegateState.CONFIRMED:
        return
    try:
        changes = change(delegate, after, at=at, by=by, roll=roll)
    except MeetingError as error:
        row.fate, row.faults = Fate.FAULT, [_told(error)]
        return
    if state is not DelegateState.CONFIRMED:
        try:
            confirm_delegate(delegate, at=at, by=by)
        except PlacesTaken:
            row.message = [NO_PLACE, {}]
            if not changes:
                return
    elif not changes:
        return
    row.fate, row.before = Fate.UPDATED, _as_json(before) | {"state": state.value, "version": version}


def _sent_by_own_unit(meeting: Meeting, rows: Sequence[ReceiptRow]) -> set[int]:
    """Delegates whom their own unit sent in an earlier import."""
    if all(row.own for row in rows):
        return set()
    query = (
        sa.select(ReceiptRow.delegate_id)
        .join(ReceiptRow.file)
        .join(ReceiptFile.receipt_import)
        .where(
            ReceiptImport.meeting_id == meeting.id,
            ReceiptImport.state == ImportState.CONFIRMED,
            ReceiptRow.own.is_(True),
            ReceiptRow.delegate_id.is_not(None),
            ReceiptRow.fate != Fate.DUPLICATE,
        )
    )
    return {delegate_id for delegate_id in db.session.scalars(query) if delegate_id is not None}


def entry_of_row(row: ReceiptRow, seats: Mapping[str, Session] = MappingProxyType({})) -> Entry:
    """What the row says, as an entry; ``seats`` are the meeting's sub-forums by title."""
    values = row.values
    return Entry(
        name=values["name"],
        unit_name=values["unit"],
        mobile=values["mobile"] or None,
        gender={"男": Gender.MALE, "女": Gender.FEMALE}.get(values["gender"]),
        post=values["post"][:120],
        category=category_of(values["category"]),
        sub_forum=seats.get(values["sub_forum"]),
        hotel=values["hotel"],
        hotel_wish=values["hotel_text"][:120],
        diet=values["diet"][:120],
        remarks=values["remarks"][:500],
    )


def category_of(text: str) -> Category:
    """What a receipt's 类别 means; 正式代表 where it says nothing that is known."""
    for word, category in (
        ("列席", Category.OBSERVER), ("嘉宾", Category.GUEST), ("参展", Category.EXHIBITOR),
        ("媒体", Category.MEDIA), ("记者", Category.MEDIA), ("工作", Category.STAFF),
    ):  # fmt: skip
        if word in text:
            return category
    return Category.DELEGATE


def waits(delegate: Delegate) -> str:
    enrolment = delegate.enrolment
    return enrolment.session.title if enrolment and enrolment.state is EnrolmentState.WAITING else ""


def _note_contact(file: ReceiptFile, roll: Roll, *, at: datetime, by: By) -> None:
    unit = roll.units.get(name_key(file.unit_name))
    delegation = roll.delegations.get(unit.id) if unit else None
    if delegation is not None and file.contact and not delegation.contact:
        set_contact(delegation, contact=file.contact, mobile=file.contact_mobile, at=at, by=by)


def _told(error: MeetingError) -> list[Any]:
    """A refusal as a row keeps it: field, sentence, what fills its places."""
    params = {name: value if isinstance(value, str | int) else str(value) for name, value in error.params.items()}
    return [error.field or "name", error.sentence, params]


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name, "unit_name": entry.unit_name, "mobile": entry.mobile, "gender": entry.gender,
        "post": entry.post, "category": entry.category, "hotel": entry.hotel, "hotel_wish": entry.hotel_wish,
        "diet": entry.diet, "remarks": entry.remarks,
        "sub_forum": entry.sub_forum.id if entry.sub_forum else None,
    }  # fmt: skip
