"""Remembering what was printed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.items import Item, PrintOrder
from meeting.printing.models import PrintedItem, PrintRun
from meeting.printing.queries import last_printed
from meeting.printing.rules import change_of

LONGEST = 300
CHUNK = 500


def remember_run(
    meeting: Meeting,
    order: PrintOrder,
    items: Sequence[Item],
    *,
    everything: Sequence[Item],
    account_id: int | None,
    job_id: UUID | None,
    at: datetime,
    by: By,
) -> PrintRun:
    """These cards were drawn. ``everything``: all items of the kind, so that a supplementary printing also notes what
    is gone, once. A proof (样本) is logged, but counts as nothing.
    """
    take_turn(meeting.society_id)
    run = PrintRun(
        meeting_id=meeting.id, kind=order.kind, order=order.as_json(), count=len(items), sample=order.sample,
        printed_at=at, account_id=account_id, job_id=job_id,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()  # its items carry its id
    if not order.sample:
        last = last_printed(meeting.id, order.kind)
        rows = [
            {
                "subject": item.subject, "digest": item.digest, "label": item.label[:LONGEST],
                "before": last[item.subject].label if item.subject in last else "", "change": change_of(item, last),
            }
            for item in items
        ]  # fmt: skip
        if order.new_only and not order.group and not order.subject:
            here = {item.subject for item in everything}
            rows += [
                {"subject": subject, "digest": "", "label": "", "before": gone.label, "change": Change.GONE}
                for subject, gone in last.items()
                if subject not in here
            ]
        _insert(run, rows)
    changes = {"kind": (None, order.kind.label), "copies": (None, len(items)), "sample": (None, order.sample or None)}
    record("print-cards", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
    return run


def _insert(run: PrintRun, rows: Sequence[Mapping[str, object]]) -> None:
    shared = {"run_id": run.id, "meeting_id": run.meeting_id, "kind": run.kind}
    for start in range(0, len(rows), CHUNK):
        db.session.execute(sa.insert(PrintedItem), [{**shared, **row} for row in rows[start : start + CHUNK]])


def hand_over(meeting_id: int, kind: Kind, before: str, after: str) -> None:
    """What was printed for one subject is another's: the card that is out there goes on to hold."""
    db.session.execute(
        sa.update(PrintedItem)
        .where(PrintedItem.meeting_id == meeting_id, PrintedItem.kind == kind, PrintedItem.subject == before)
        .values(subject=after)
        .execution_options(synchronize_session=False)
    )
