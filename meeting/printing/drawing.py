"""From an order to the file: for the page's job and for the command line alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from uuid import UUID

from meeting import clock
from meeting.db import release, transaction
from meeting.documents.layouts.checking import refusals
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.signing import Signer, sign_pdf
from meeting.history.operations import By
from meeting.layouts.choices import layout_of
from meeting.layouts.models import SealRequest
from meeting.layouts.queries import request_numbered
from meeting.layouts.rules import require_copies
from meeting.layouts.signing import signer_of
from meeting.meetings.models import Meeting
from meeting.printing.errors import NothingToPrint, Unprintable
from meeting.printing.items import Item, PrintOrder, provider_of
from meeting.printing.models import Printer
from meeting.printing.operations.runs import remember_run
from meeting.printing.queries import last_printed, printer_in
from meeting.printing.rules import chosen
from meeting.printing.stamps import stamps_of
from meeting.printing.stocks import sheet_of
from meeting.storage.whole import write_output

NAMED = 10
"""Cards that a refusal names."""


Cards = tuple[Layout, Sheet, list[Record]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order, ready to be drawn: the cards in sections of one layout, and all items of the kind at the time."""

    order: PrintOrder
    items: list[Item]
    everything: list[Item]
    layouts: list[Layout]
    """Of each item."""
    sections: list[Cards]


def prepare(meeting: Meeting, order: PrintOrder, *, by: By) -> Prepared:
    """Choose the cards and issue what must be, in a transaction of its own; find out whether all can be drawn.

    Raises NothingToPrint, Unprintable, SheetTooSmall, LayoutGone and what the kind's provider refuses.
    """
    provider = provider_of(order.kind)
    wanted = select(meeting, order)
    release()
    with transaction():
        provider.prepare(meeting, wanted, at=clock.now(), by=by)
    subjects = {item.subject for item in wanted}
    everything = provider.items(meeting)
    items = [item for item in everything if item.subject in subjects]
    chosen_one, printer = chosen_layout(meeting, order), _printer(meeting, order)
    stamps = stamps_of(_approval(meeting, order))
    layouts = [item.layout or chosen_one for item in items]
    records = [item.card(stamps).record() for item in items]
    release()
    sections = [
        (layout, sheet_of(order, layout, printer), [record for _, record in group])
        for layout, group in groupby(zip(layouts, records, strict=True), key=lambda pair: pair[0])
    ]
    _check_drawable(sections, items)
    return Prepared(order, items, everything, layouts, sections)


def draw(
    orders: Sequence[Prepared],
    *,
    title: str,
    signer: Signer | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """One file of them all, signed where there is a ``signer``. No transaction is open."""
    total = sum(len(one.items) for one in orders)
    told = (lambda done: progress(done, total)) if progress else None
    sections = [section for one in orders for section in one.sections]
    pdf = print_pdf(sections, title=title, progress=told)
    return sign_pdf(pdf, signer, at=clock.now()) if signer else pdf


def print_to(output: Path, meeting: Meeting, orders: Sequence[PrintOrder], *, by: By) -> int:
    """For a command: draw into a file, and remember it; how many cards it has. Orders for nothing are left out.

    Raises NothingToPrint where all are for nothing, else as ``prepare``, OutputRefused.
    """
    prepared, title = [], meeting.title
    signer = signer_of(meeting.society) if any(order.signed for order in orders) else None
    for order in orders:
        try:
            prepared.append(prepare(meeting, order, by=by))
        except NothingToPrint:
            if order is orders[-1] and not prepared:
                raise
    content = draw(prepared, title=title, signer=signer)
    with transaction():
        for one in prepared:
            keep(meeting, one, account_id=None, job_id=None, at=clock.now(), by=by)
        write_output(output, content)  # neither a sealed file that no request bears, nor one counted that isn't there
    return sum(len(one.items) for one in prepared)


def keep(
    meeting: Meeting, prepared: Prepared, *, account_id: int | None, job_id: UUID | None, at: datetime, by: By
) -> None:
    """In the caller's transaction, once the file lies safe: these are printed. A proof is only logged."""
    order = prepared.order
    run = remember_run(
        meeting, order, prepared.items, everything=prepared.everything, account_id=account_id, job_id=job_id, at=at,
        by=by,
    )  # fmt: skip
    if not order.sample:
        layouts = dict(zip((item.subject for item in prepared.items), prepared.layouts, strict=True))
        provider_of(order.kind).printed(meeting, layouts, run, at=at, by=by)


def select(meeting: Meeting, order: PrintOrder) -> list[Item]:
    """What an order asks for, at this moment. Raises NothingToPrint and what the provider refuses."""
    provider = provider_of(order.kind)
    items = chosen(provider.items(meeting), last_printed(meeting.id, order.kind), order)
    if not items:
        raise NothingToPrint(what=order.kind.label)
    approval = _approval(meeting, order)
    if approval is not None and not order.sample:
        require_copies(approval, len(items))
    provider.check(meeting, items, approval)
    if order.signed:
        signer_of(meeting.society)  # what would stop the job
    return items


def chosen_layout(meeting: Meeting, order: PrintOrder) -> Layout:
    """Raises LayoutGone."""
    return layout_of(meeting.society_id, order.layout) if order.layout else default(order.kind)


def _check_drawable(sections: Sequence[Cards], items: Sequence[Item]) -> None:
    """Raises Unprintable, naming who and why: nothing is printed then."""
    labels = iter(items)
    found = []
    for layout, _, records in sections:
        refused = {id(record): error for record, error in refusals(layout, records)}
        for record in records:
            item = next(labels)
            if id(record) in refused:
                found.append(f"{item.label}：{refused[id(record)]}")
    if found:
        raise Unprintable(count=len(found), which="；".join(found[:NAMED]))


def _approval(meeting: Meeting, order: PrintOrder) -> SealRequest | None:
    """Raises NoSuchRequest."""
    return None if order.approval is None else request_numbered(meeting.id, order.approval)


def _printer(meeting: Meeting, order: PrintOrder) -> Printer | None:
    return printer_in(meeting.society_id, order.printer_id) if order.printer_id else None
