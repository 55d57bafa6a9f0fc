"""Receipts: kept as an import with a fate for each row, previewed, confirmed, mended, undone.

A preview runs the same code as the confirmation, in a transaction that is rolled back: what it shows is what comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from meeting.db import db, lock, release, transaction
from meeting.errors import N_, Conflict, MeetingError
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.models import Person, Unit
from meeting.people.names import name_key
from meeting.people.operations import checked_unit_name
from meeting.people.rules import Evidence, same_person
from meeting.programme.models import Session
from meeting.registration.enums import LISTED, Category, DelegateState, EnrolmentState, Fate, ImportState, Source
from meeting.registration.models import Delegate, Delegation, ReceiptFile, ReceiptImport, ReceiptRow
from meeting.registration.operations.delegates import approve as confirm_delegate
from meeting.registration.operations.delegates import change, entry_of, register, register_all, remove
from meeting.registration.operations.delegations import set_contact
from meeting.registration.operations.entries import Entry, checked
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.queries.roll import Roll, roll_of
from meeting.registration.receipts.form import ReceiptForm, ReceiptLine, Rules
from meeting.registration.receipts.matching import match_forum
from meeting.registration.receipts.refusals import UnreadableFile


class NotPreviewed(Conflict):
    """Only a preview can be confirmed."""

    code = "import-not-previewed"
    sentence = N_("这次导入已经确认或撤销过，没有再做改动。")


class NotConfirmed(Conflict):
    """Only a confirmed import can be undone or mended."""

    code = "import-not-confirmed"
    sentence = N_("这次导入还没有确认，或已经撤销。")


class RowNotFaulty(Conflict):
    """A row that isn't faulty (any more)."""

    code = "row-not-faulty"
    sentence = N_("这一行没有错误，或已经改正。")


FORUM_UNKNOWN = N_("没有“%(given)s”这个分论坛，请改成会议通知里的名称。")
LEFT = N_("此人报名已取消或未通过，没有恢复；需要参会，请在参会人员里恢复。")
SEVERAL = N_("与“%(file)s”第%(row)d行是同一人，以那一行为准。")
SENT_BY_OWN_UNIT = N_("本单位已经报来此人，以本单位报的为准。")


@dataclass(frozen=True)
class Undone:
    """What undoing an import did; ``kept`` are (name, why) of those that were left as they are."""

    removed: int
    restored: int
    kept: list[tuple[str, str]]


def rules_of(meeting: Meeting) -> Rules:
    """What the reader needs to know of the meeting."""
    return Rules(
        blank_mobile=not meeting.mobile_required,
        landline=meeting.landline_allowed,
        forums=tuple(forum.title for forum in sub_forums(meeting)),
    )


def keep_receipts(
    meeting: Meeting,
    read: Sequence[ReceiptForm | UnreadableFile],
    *,
    keys: Sequence[str] = (),
    at: datetime,
    by: By,
) -> ReceiptImport:
    """Write down what was read as an import that waits for its confirmation. ``keys`` in storage of the originals."""
    kept = _as_read(meeting, read, keys, at, by)
    db.session.add(kept)
    db.session.flush()  # rows are found by their ids
    return kept


def take_in_receipts(
    meeting: Meeting,
    read: Sequence[ReceiptForm | UnreadableFile],
    *,
    keys: Sequence[str] = (),
    at: datetime,
    by: By,
) -> ReceiptImport:
    """``keep_receipts`` and ``confirm`` at once: each row is written once, with its fate."""
    kept = _as_read(meeting, read, keys, at, by)
    _carry_out(kept, at=at, by=by)
    return kept


def preview(kept: ReceiptImport, *, at: datetime, by: By) -> None:
    """Say of each row what confirming would do, by doing it in a transaction that is rolled back.

    Begins with nothing unwritten (the import is committed) and leaves its own changes to be committed by the caller.
    """
    import_id = kept.id
    _apply(kept, at=at, by=by)
    rows = [row for file in kept.files for row in file.rows]
    fates = {row.id: (row.fate, row.waiting, row.message) for row in rows}
    existing = {row.id: row.delegate_id for row in rows if row.fate in {Fate.UPDATED, Fate.UNCHANGED}}
    units = list(kept.units_created)
    release()
    kept = db.session.get_one(ReceiptImport, import_id)
    for row in (row for file in kept.files for row in file.rows):
        row.fate, row.waiting, row.message = fates[row.id]
        row.delegate_id = existing.get(row.id)
    kept.units_created = units


def confirm(kept: ReceiptImport, *, at: datetime, by: By) -> None:
    """Create and update delegates. Raises ``NotPreviewed``."""
    lock(kept)
    if kept.state is not ImportState.PREVIEWED:
        raise NotPreviewed
    _carry_out(kept, at=at, by=by)


def mend(row: ReceiptRow, entry: Entry, *, at: datetime, by: By) -> Delegate:
    """Take a faulty row in with its fault put right. Raises ``RowNotFaulty`` and what ``register`` raises."""
    lock(row)
    kept = row.file.receipt_import
    if row.fate is not Fate.FAULT or kept.state is not ImportState.CONFIRMED:
        raise RowNotFaulty
    delegate = register(kept.meeting, entry, at=at, by=by, source=Source.RECEIPT, state=DelegateState.CONFIRMED)
    db.session.flush()  # its version is counted
    row.fate, row.delegate, row.version_after = Fate.MENDED, delegate, delegate.version
    row.waiting = _waits(delegate)
    return delegate


def undo(kept: ReceiptImport, *, at: datetime, by: By) -> Undone:
    """Remove what the import created and nobody touched since, restore what it changed, list the rest.

    Raises ``NotConfirmed``.
    """
    lock(kept)
    if kept.state is not ImportState.CONFIRMED:
        raise NotConfirmed
    meeting = kept.meeting
    take_turn(meeting.society_id)
    removed = restored = 0
    left: list[tuple[str, str]] = []
    units = {name_key(name) for name in kept.units_created}
    for row in (row for file in reversed(kept.files) for row in reversed(file.rows)):
        delegate = row.delegate
        if delegate is None or row.fate not in {Fate.CREATED, Fate.UPDATED, Fate.MENDED}:
            continue
        name = delegate.person.name
        if delegate.version != row.version_after:
            left.append((name, "导入以后改动过"))
        elif row.fate is Fate.UPDATED:
            _restore(delegate, row, at=at, by=by)
            restored += 1
        elif _removed(delegate, at=at, by=by):
            removed += 1
        else:
            left.append((name, "已有参会证或签到记录"))
    _remove_empty(meeting, units)
    kept.state, kept.undone_at = ImportState.UNDONE, at
    record("undo-receipts", kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id)
    return Undone(removed, restored, left)


def _as_read(
    meeting: Meeting, read: Sequence[ReceiptForm | UnreadableFile], keys: Sequence[str], at: datetime, by: By
) -> ReceiptImport:
    """The import with its files and rows, not in the session yet."""
    forums = [forum.title for forum in sub_forums(meeting)]
    kept = ReceiptImport(meeting=meeting, account_id=by.account_id, created_at=at)
    for number, form in enumerate(read):
        key = keys[number] if keys else ""
        if isinstance(form, UnreadableFile):
            name = str(form.params.get("file", ""))
            kept.files.append(ReceiptFile(name=name[:260], key=key, sha256="", unit_name="", error=str(form)[:500]))
            continue
        file = ReceiptFile(
            name=form.file[:260], key=key, sha256=form.sha256, unit_name=form.unit[:120],
            notes=[note.message for note in form.notes],
        )  # fmt: skip
        file.contact, file.contact_mobile = form.contact[:80], form.contact_mobile[:24]
        file.rows = [_row(line, form, forums) for line in form.lines]
        kept.files.append(file)
    return kept


def _carry_out(kept: ReceiptImport, *, at: datetime, by: By) -> None:
    """Apply the import, and write it down as it then is. It may be new to the session."""
    _apply(kept, at=at, by=by)
    kept.state, kept.confirmed_at = ImportState.CONFIRMED, at
    rows = [(row, row.delegate) for file in kept.files for row in file.rows if row.delegate is not None]
    for row, delegate in rows:
        if row.fate is Fate.CREATED:
            row.version_after = delegate.version
    db.session.add(kept)
    db.session.flush()  # versions are counted
    for row, delegate in rows:
        if row.fate is Fate.UPDATED:
            row.version_after = delegate.version
    meeting = kept.meeting
    record("import-receipts", kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id)


def _told(error: MeetingError) -> list[Any]:
    """A refusal as a row keeps it: field, sentence, what fills its places."""
    params = {name: value if isinstance(value, str | int) else str(value) for name, value in error.params.items()}
    return [error.field or "name", error.sentence, params]


def _row(line: ReceiptLine, form: ReceiptForm, forums: Sequence[str]) -> ReceiptRow:
    values = {name: getattr(line, name) for name in ReceiptLine.__dataclass_fields__}  # asdict copies all, deeply
    values |= {"unit": line.unit or form.unit, "faults": []}
    faults = [[fault.field, fault.sentence, fault.params] for fault in line.faults]
    forum = match_forum(line.forum, forums)
    if forum is None:
        faults.append(["forum", FORUM_UNKNOWN, {"given": line.forum[:40]}])
    values["sub_forum"] = forum or ""
    return ReceiptRow(
        row=line.row, sheet=line.sheet[:100], values=values, faults=faults, own=True, waiting="",
        fate=Fate.FAULT if faults else Fate.CREATED,
    )  # fmt: skip


def _apply(kept: ReceiptImport, *, at: datetime, by: By) -> None:
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
    for row in rows:
        if row.fate is Fate.DUPLICATE and row.delegate is None:
            row.delegate = batch.first[row].delegate
        elif row.delegate is not None and row.fate is not Fate.DUPLICATE:
            row.waiting = _waits(row.delegate)
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
    state = delegate.state
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
        confirm_delegate(delegate, at=at, by=by)
    elif not changes:
        return
    row.fate, row.before = Fate.UPDATED, _as_json(before) | {"state": state.value}


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
        category=_category(values["category"]),
        sub_forum=seats.get(values["sub_forum"]),
        hotel=values["hotel"],
        hotel_wish=values["hotel_text"][:120],
        diet=values["diet"][:120],
        remarks=values["remarks"][:500],
    )


def _category(text: str) -> Category:
    for word, category in (
        ("列席", Category.OBSERVER), ("嘉宾", Category.GUEST), ("参展", Category.EXHIBITOR),
        ("媒体", Category.MEDIA), ("记者", Category.MEDIA), ("工作", Category.STAFF),
    ):  # fmt: skip
        if word in text:
            return category
    return Category.DELEGATE


def _waits(delegate: Delegate) -> str:
    enrolment = delegate.enrolment
    return enrolment.session.title if enrolment and enrolment.state is EnrolmentState.WAITING else ""


def _note_contact(file: ReceiptFile, roll: Roll, *, at: datetime, by: By) -> None:
    unit = roll.units.get(name_key(file.unit_name))
    delegation = roll.delegations.get(unit.id) if unit else None
    if delegation is not None and file.contact and not delegation.contact:
        set_contact(delegation, contact=file.contact, mobile=file.contact_mobile, at=at, by=by)


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name, "unit_name": entry.unit_name, "mobile": entry.mobile, "gender": entry.gender,
        "post": entry.post, "category": entry.category, "hotel": entry.hotel, "hotel_wish": entry.hotel_wish,
        "diet": entry.diet, "remarks": entry.remarks,
        "sub_forum": entry.sub_forum.id if entry.sub_forum else None,
    }  # fmt: skip


def _restore(delegate: Delegate, row: ReceiptRow, *, at: datetime, by: By) -> None:
    before = dict(row.before or {})
    state = DelegateState(before.pop("state"))
    forum = before.pop("sub_forum")
    before["gender"] = Gender(before["gender"]) if before["gender"] else None
    before["category"] = Category(before["category"])
    entry = Entry(**before, sub_forum=db.session.get(Session, forum) if forum else None)
    change(delegate, entry, at=at, by=by)
    if state is DelegateState.PENDING and delegate.state is DelegateState.CONFIRMED:
        delegate.state = state


def _removed(delegate: Delegate, *, at: datetime, by: By) -> bool:
    """Take the delegate away, unless something hangs on the row (a badge, a scan): the database says so."""
    person = delegate.person
    delegate_id = delegate.id
    db.session.flush()  # so that the savepoint holds this delegate only
    try:
        with db.session.begin_nested():
            remove(delegate, at=at, by=by)
    except sa.exc.IntegrityError:
        db.session.refresh(db.session.get_one(Delegate, delegate_id))
        return False
    _delete_if_free(sa.delete(Person).where(Person.id == person.id))
    return True


def _remove_empty(meeting: Meeting, units: set[str]) -> None:
    """Delegations that nobody is in and nobody invited, and the units that the import had added."""
    peopled = sa.select(Delegate.delegation_id).where(Delegate.delegation_id.is_not(None))
    db.session.execute(
        sa.delete(Delegation)
        .where(Delegation.meeting_id == meeting.id, Delegation.invited_at.is_(None), Delegation.id.not_in(peopled))
        .execution_options(synchronize_session=False)
    )
    for key in units:
        _delete_if_free(sa.delete(Unit).where(Unit.society_id == meeting.society_id, Unit.key == key))


def _delete_if_free(statement: sa.Delete) -> None:
    """Delete, unless something refers to it."""
    try:
        with db.session.begin_nested():
            db.session.execute(statement.execution_options(synchronize_session=False))
    except sa.exc.IntegrityError:
        return


def import_receipts(
    meeting: Meeting,
    read: Sequence[ReceiptForm | UnreadableFile],
    *,
    keys: Sequence[str] = (),
    confirmed: bool,
    at: datetime,
    by: By,
) -> int:
    """Keep, preview or confirm in one go, in transactions of its own; returns the import's id."""
    with transaction():
        keep = take_in_receipts if confirmed else keep_receipts
        import_id = keep(meeting, read, keys=keys, at=at, by=by).id
    if not confirmed:
        with transaction():
            preview(db.session.get_one(ReceiptImport, import_id), at=at, by=by)
    return import_id
