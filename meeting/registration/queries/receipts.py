"""Reading receipt imports."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting.db import db
from meeting.errors import N_, NotFound
from meeting.meetings.models import Meeting
from meeting.registration.enums import Fate
from meeting.registration.models import Delegate, ReceiptFile, ReceiptImport, ReceiptRow


class NoSuchImport(NotFound):
    """A command names an import by its number."""

    code = "import-unknown"
    sentence = N_("没有第 %(number)s 号导入。这次会议的导入有：%(known)s。")


class NoImports(NoSuchImport):
    """There is none whose number could be meant."""

    code = "import-none"
    sentence = N_("没有第 %(number)s 号导入：这次会议还没有导入过回执。")


def import_numbered(meeting: Meeting, number: int) -> ReceiptImport:
    """The import that a command names. Raises ``NoSuchImport``."""
    known = list(
        db.session.scalars(
            sa.select(ReceiptImport.id).where(ReceiptImport.meeting_id == meeting.id).order_by(ReceiptImport.id)
        )
    )
    if number not in known:  # a number too large for the database, too
        kind = NoSuchImport if known else NoImports
        raise kind(number=number, known="、".join(map(str, known[-20:])))
    return import_in(meeting, number)


def import_in(meeting: Meeting, import_id: int, *, with_rows: bool = True) -> ReceiptImport:
    """An import with its files and, unless they aren't wanted, all rows. Raises ``NotFound``."""
    files = selectinload(ReceiptImport.files)
    rows = files.selectinload(ReceiptFile.rows).joinedload(ReceiptRow.delegate).joinedload(Delegate.person)
    found = db.session.scalar(
        sa.select(ReceiptImport)
        .where(ReceiptImport.id == import_id, ReceiptImport.meeting_id == meeting.id)
        .options(rows if with_rows else files)
    )
    if found is None:
        raise NotFound
    return found


def row_in(meeting: Meeting, row_id: int) -> ReceiptRow:
    """One row of an import of this meeting. Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(ReceiptRow)
        .join(ReceiptRow.file)
        .join(ReceiptFile.receipt_import)
        .where(ReceiptRow.id == row_id, ReceiptImport.meeting_id == meeting.id)
        .options(joinedload(ReceiptRow.file).joinedload(ReceiptFile.receipt_import))
    )
    if found is None:
        raise NotFound
    return found


def file_in(meeting: Meeting, file_id: int) -> ReceiptFile:
    """One file of an import of this meeting. Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(ReceiptFile)
        .join(ReceiptFile.receipt_import)
        .where(ReceiptFile.id == file_id, ReceiptImport.meeting_id == meeting.id)
    )
    if found is None:
        raise NotFound
    return found


def imports_of(meeting: Meeting) -> list[ReceiptImport]:
    """The meeting's imports, newest first."""
    query = (
        sa.select(ReceiptImport)
        .where(ReceiptImport.meeting_id == meeting.id)
        .options(joinedload(ReceiptImport.account), selectinload(ReceiptImport.files))
        .order_by(ReceiptImport.id.desc())
    )
    return list(db.session.scalars(query))


def fates_of(meeting: Meeting) -> dict[int, dict[Fate, int]]:
    """Import id → fate → number of rows, for all imports of the meeting."""
    query = (
        sa.select(ReceiptFile.import_id, ReceiptRow.fate, sa.func.count())
        .join(ReceiptRow.file)
        .join(ReceiptFile.receipt_import)
        .where(ReceiptImport.meeting_id == meeting.id)
        .group_by(ReceiptFile.import_id, ReceiptRow.fate)
    )
    counts: dict[int, dict[Fate, int]] = {}
    for import_id, fate, count in db.session.execute(query):
        counts.setdefault(import_id, {})[fate] = count
    return counts


def faulty_rows(import_id: int) -> int:
    """How many rows of an import are still to be mended."""
    query = (
        sa.select(sa.func.count())
        .select_from(ReceiptRow)
        .join(ReceiptRow.file)
        .where(ReceiptFile.import_id == import_id, ReceiptRow.fate == Fate.FAULT)
    )
    return db.session.scalar(query) or 0


def summary(found: ReceiptImport) -> dict[str, Any]:
    """The import as the command line's JSON tells it. Mobiles are full, in national form."""
    mine = ReceiptFile.import_id == found.id
    fates = sa.select(ReceiptRow.fate, sa.func.count()).join(ReceiptRow.file).where(mine).group_by(ReceiptRow.fate)
    counts = dict(db.session.execute(fates).tuples().all())
    told = db.session.execute(
        sa.select(
            ReceiptFile.name, ReceiptRow.row, ReceiptRow.fate, ReceiptRow.waiting, ReceiptRow.faults, ReceiptRow.values
        )
        .join(ReceiptRow.file)
        .where(mine, sa.or_(ReceiptRow.fate.in_((Fate.DUPLICATE, Fate.FAULT)), ReceiptRow.waiting != ""))
        .order_by(ReceiptFile.id, ReceiptRow.id)
    ).all()
    return {
        "import": found.id,
        "files": db.session.scalar(sa.select(sa.func.count()).select_from(ReceiptFile).where(mine)),
        "created": counts.get(Fate.CREATED, 0),
        "updated": counts.get(Fate.UPDATED, 0),
        "unchanged": counts.get(Fate.UNCHANGED, 0),
        "duplicates": [
            {"file": file, "name": values["name"], "mobile": values["mobile"].removeprefix("+86")}
            for file, _row, fate, _waiting, _faults, values in told
            if fate is Fate.DUPLICATE
        ],
        "faults": [
            {"file": file, "row": row, "field": field, "message": sentence % params if params else sentence}
            for file, row, fate, _waiting, faults, _values in told
            if fate is Fate.FAULT
            for field, sentence, params in faults
        ],
        "waiting": [
            {"file": file, "name": values["name"], "forum": waiting}
            for file, _row, _fate, waiting, _faults, values in told
            if waiting
        ],
        "units_created": list(found.units_created),
    }
