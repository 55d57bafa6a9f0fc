"""Remembering what was printed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.errors import NothingToPull, PrintedMeanwhile
from meeting.printing.items import Item, PrintOrder, Provider
from meeting.printing.models import PrintedItem, PrintRun
from meeting.printing.queries import last_printed
from meeting.printing.rules import Last, change_of
from meeting.printing.standing import standing

LONGEST = 300
CHUNK = 500


def remember_run(
    meeting: Meeting,
    order: PrintOrder,
    items: Sequence[Item],
    *,
    gone: Collection[str] = (),
    job_id: UUID | None = None,
    at: datetime,
    by: By,
) -> PrintRun:
    """These cards were drawn. ``gone``: subjects that aren't wanted any more, which a supplementary printing of all
    notes once. A proof (样本) is logged, but counts as nothing.

    Raises PrintedMeanwhile where an order for what is new was overtaken.
    """
    take_turn(meeting.society_id)
    run = PrintRun(
        meeting_id=meeting.id, kind=order.kind, order=order.as_json(), count=len(items), sample=order.sample,
        printed_at=at, account_id=by.account_id, job_id=job_id,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()  # its items carry its id
    if not order.sample:
        last = last_printed(meeting.id, order.kind)
        twice = sum(change_of(item, last) is Change.AGAIN for item in items) if order.new_only else 0
        if twice:
            raise PrintedMeanwhile(count=twice)
        rows = [_row(item, last) for item in items]
        if order.catches_up:
            rows += [_gone(subject, last[subject]) for subject in gone if subject in last]
        _insert(run, rows)
    changes = {
        "kind": (None, order.kind.value), "copies": (None, len(items)), "sample": (None, order.sample or None),
        "relayout": (None, order.relayout or None),
        "request": (None, None if order.sample else order.approval), "signed": (None, order.signed or None),
    }  # fmt: skip
    record("print-cards", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
    return run


def pull_out(meeting: Meeting, provider: Provider, *, at: datetime, by: By) -> PrintRun:
    """What isn't wanted any more is taken out of the pile, with nothing new to print. Raises NothingToPull."""
    take_turn(meeting.society_id)
    gone = standing(meeting, provider).difference.gone
    if not gone:
        raise NothingToPull
    order = PrintOrder(kind=provider.kind, new_only=True)
    return remember_run(meeting, order, [], gone=[subject for subject, _ in gone], at=at, by=by)


def _row(item: Item, last: Mapping[str, Last]) -> Mapping[str, object]:
    before = last.get(item.subject)
    return {
        "subject": item.subject, "digest": item.digest, "label": item.label[:LONGEST],
        "before": before.label if before else "", "change": change_of(item, last),
    }  # fmt: skip


def _gone(subject: str, before: Last) -> Mapping[str, object]:
    return {"subject": subject, "digest": "", "label": "", "before": before.label, "change": Change.GONE}


def _insert(run: PrintRun, rows: Sequence[Mapping[str, object]]) -> None:
    shared = {"run_id": run.id, "meeting_id": run.meeting_id, "kind": run.kind}
    for start in range(0, len(rows), CHUNK):
        db.session.execute(sa.insert(PrintedItem), [{**shared, **row} for row in rows[start : start + CHUNK]])


def hand_over(meeting_id: int, kind: Kind, before: str, after: str) -> None:
    """What was printed for one subject is another's: the card that is out there goes on to hold. Where both were
    printed in one run, each keeps its own there.
    """
    other = sa.orm.aliased(PrintedItem)
    db.session.execute(
        sa.update(PrintedItem)
        .where(
            PrintedItem.meeting_id == meeting_id, PrintedItem.kind == kind, PrintedItem.subject == before,
            PrintedItem.run_id.not_in(
                sa.select(other.run_id).where(
                    other.meeting_id == meeting_id, other.kind == kind, other.subject == after
                )
            ),
        )
        .values(subject=after)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
