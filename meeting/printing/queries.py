"""What was printed, and the printers."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.errors import NotFound
from meeting.printing.enums import Change
from meeting.printing.models import PrintedItem, Printer, PrintRun
from meeting.printing.rules import Last


def last_printed(meeting_id: int, kind: Kind) -> dict[str, Last]:
    """Subject → the card that is out there."""
    latest = (
        sa.select(sa.func.max(PrintedItem.id))
        .where(PrintedItem.meeting_id == meeting_id, PrintedItem.kind == kind)
        .group_by(PrintedItem.subject)
    )
    rows = db.session.execute(
        sa.select(PrintedItem.subject, PrintedItem.digest, PrintedItem.label)
        .where(PrintedItem.id.in_(latest), PrintedItem.change != Change.GONE)
        .order_by(PrintedItem.id)
    )
    return {subject: Last(digest, label) for subject, digest, label in rows}


def printed_at(
    meeting_id: int, kinds: Iterable[Kind], subjects: Collection[str] | None = None
) -> dict[str, datetime]:
    """Subject → when it was last printed; of all subjects where none are named."""
    query = (
        sa.select(PrintedItem.subject, sa.func.max(PrintRun.printed_at))
        .join(PrintedItem.run)
        .where(
            PrintedItem.meeting_id == meeting_id, PrintedItem.kind.in_(list(kinds)), PrintedItem.change != Change.GONE
        )
        .group_by(PrintedItem.subject)
    )
    if subjects is not None:
        query = query.where(PrintedItem.subject.in_(subjects))
    return dict(db.session.execute(query).tuples().all())


def runs_of(meeting_id: int, kind: Kind, limit: int = 20) -> list[PrintRun]:
    """The latest printings of a kind, the latest first."""
    query = (
        sa.select(PrintRun)
        .where(PrintRun.meeting_id == meeting_id, PrintRun.kind == kind)
        .order_by(PrintRun.id.desc())
        .limit(limit)
        .options(joinedload(PrintRun.account))
    )
    return list(db.session.scalars(query))


def latest_runs(meeting_id: int) -> dict[Kind, PrintRun]:
    """Kind → its latest printing that wasn't a proof."""
    latest = (
        sa.select(sa.func.max(PrintRun.id))
        .where(PrintRun.meeting_id == meeting_id, ~PrintRun.sample)
        .group_by(PrintRun.kind)
    )
    return {run.kind: run for run in db.session.scalars(sa.select(PrintRun).where(PrintRun.id.in_(latest)))}


def run_in(meeting_id: int, kind: Kind, run_id: int) -> PrintRun:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(PrintRun)
        .where(PrintRun.id == run_id, PrintRun.meeting_id == meeting_id, PrintRun.kind == kind)
        .options(joinedload(PrintRun.account))
    )
    if found is None:
        raise NotFound
    return found


def tallies_of(runs: Iterable[PrintRun]) -> dict[int, dict[Change, int]]:
    """Run's id → how many of its cards were new, changed, printed again, pulled out."""
    query = (
        sa.select(PrintedItem.run_id, PrintedItem.change, sa.func.count())
        .where(PrintedItem.run_id.in_([run.id for run in runs]))
        .group_by(PrintedItem.run_id, PrintedItem.change)
    )
    found: dict[int, dict[Change, int]] = {}
    for run_id, change, count in db.session.execute(query):
        found.setdefault(run_id, {})[change] = count
    return found


def items_of(run: PrintRun, change: Change, limit: int | None = None) -> list[PrintedItem]:
    """In the order in which they were printed."""
    query = sa.select(PrintedItem).where(PrintedItem.run_id == run.id, PrintedItem.change == change)
    return list(db.session.scalars(query.order_by(PrintedItem.id).limit(limit)))


def printers_of(society_id: int) -> list[Printer]:
    """By name."""
    return list(db.session.scalars(sa.select(Printer).where(Printer.society_id == society_id).order_by(Printer.name)))


def printer_in(society_id: int, printer_id: int) -> Printer:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Printer).where(Printer.id == printer_id, Printer.society_id == society_id)
    )
    if found is None:
        raise NotFound
    return found
