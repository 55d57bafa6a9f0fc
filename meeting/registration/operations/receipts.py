"""Receipts: kept as an import with a fate for each row, previewed, confirmed, mended (undoing: ``receipt_undoing``).

A preview runs the same code as the confirmation, in a transaction that is rolled back: what it shows is what comes.
"""

from collections.abc import Sequence
from datetime import datetime

from meeting.db import db, lock, release, transaction
from meeting.errors import N_, Conflict
from meeting.history.operations import By, record
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState, Fate, ImportState, Source
from meeting.registration.models import Delegate, ReceiptFile, ReceiptImport, ReceiptRow
from meeting.registration.operations.delegates import register
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.receipt_fates import apply, waits
from meeting.registration.queries.delegations import invited_names
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.receipts.form import ReceiptForm, ReceiptLine, Rules
from meeting.registration.receipts.matching import match_forum
from meeting.registration.receipts.refusals import UnreadableFile


class NotPreviewed(Conflict):
    """Only a preview can be confirmed."""

    code = "import-not-previewed"
    sentence = N_("这次导入已经确认或撤销过，没有再做改动。")


class RowNotFaulty(Conflict):
    """A row that isn't faulty (any more)."""

    code = "row-not-faulty"
    sentence = N_("这一行没有错误，或已经改正。")


FORUM_UNKNOWN = N_("没有“%(given)s”这个分论坛，请改成会议通知里的名称。")


def rules_of(meeting: Meeting) -> Rules:
    """What the reader needs to know of the meeting."""
    return Rules(
        blank_mobile=not meeting.mobile_required,
        landline=meeting.landline_allowed,
        forums=tuple(forum.title for forum in sub_forums(meeting)),
        units=invited_names(meeting),
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
    apply(kept, at=at, by=by)
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
    row.waiting = waits(delegate)
    return delegate


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
    apply(kept, at=at, by=by)
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
