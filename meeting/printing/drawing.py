"""From an order to the file: for the page's job and for the command line alike."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from uuid import UUID

from meeting import clock
from meeting.db import release, transaction
from meeting.documents.layouts.checking import faces_of, look_over, refusals
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.layouts.singles import single_pdfs, zip_of
from meeting.documents.preflight import require_printable
from meeting.documents.signing import Signer, sign_pdf
from meeting.history.operations import By
from meeting.layouts.queries import loaded_faces
from meeting.layouts.signing import signer_of
from meeting.meetings.models import Meeting
from meeting.printing.enums import Output
from meeting.printing.errors import NothingToPrint, Unprintable
from meeting.printing.items import Item, PrintOrder, provider_of
from meeting.printing.operations.runs import remember_run
from meeting.printing.stamps import stamps_of
from meeting.printing.standing import Standing, approval_of, chosen_layout, chosen_printer, select, standing
from meeting.printing.stocks import sheet_of
from meeting.storage.whole import write_output

NAMED = 10
"""Cards that a refusal names."""

Cards = tuple[Layout, Sheet, list[Record], bool]
"""Records of one layout, the sheet they are laid on, and whether the layout is their own since they were issued."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order, ready to be drawn: the cards in sections of one layout."""

    order: PrintOrder
    society_id: int
    items: list[Item]
    layouts: list[Layout]
    """Of each item."""
    sections: list[Cards]
    gone: tuple[str, ...]
    """Subjects that were printed and aren't wanted any more, when the items were read."""


def examine(meeting: Meeting, order: PrintOrder, found: Standing) -> int:
    """Find out, before a job is made of it, whether an order can be done: how many cards it is for.

    Raises as ``prepare``. No transaction is open afterwards.
    """
    items = select(meeting, order, found)
    sections = sections_of(meeting, order, items)
    with faces_loaded(meeting.society_id, sections):
        _check_drawable(sections, items)
    return len(items)


def prepare(meeting: Meeting, order: PrintOrder, *, by: By) -> Prepared:
    """Choose the cards and issue what must be, in a transaction of its own; find out whether all can be drawn.

    Raises NothingToPrint, Unprintable, SheetTooSmall, LayoutGone and what the kind's provider refuses.
    """
    provider = provider_of(order.kind)
    found = standing(meeting, provider)
    wanted = select(meeting, order, found)
    subjects = {item.subject for item in wanted}
    release()
    with transaction():
        provider.prepare(meeting, wanted, at=clock.now(), by=by)
    wanted = [item for item in provider.items(meeting) if item.subject in subjects]  # read whole: else one by one
    if not wanted:
        raise NothingToPrint
    sections = sections_of(meeting, order, wanted)
    layouts = [order.own_layout(item) or chosen_layout(meeting, order) for item in wanted]
    society_id, gone = meeting.society_id, tuple(subject for subject, _ in found.difference.gone)
    with faces_loaded(society_id, sections):
        _check_drawable(sections, wanted)
    return Prepared(order, society_id, wanted, layouts, sections, gone)


def draw(
    orders: Sequence[Prepared],
    *,
    signer: Signer | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """One file of them all, or a zip with one for each card; signed where there is a ``signer``.

    No transaction is open.
    """
    total = sum(len(one.items) for one in orders)
    told = (lambda done: progress(done, total)) if progress else None
    sections = [section for one in orders for section in one.sections]
    with faces_loaded(orders[0].society_id, sections):
        if orders[0].order.output is Output.ZIP:
            return zip_of(_each(sections, signer, told))
        pdf = print_pdf([section[:3] for section in sections], title=_title(orders), progress=told)
    return sign_pdf(pdf, signer, at=clock.now()) if signer else pdf


def _title(orders: Sequence[Prepared]) -> str:
    """What a reader calls the file: the name of the one card in it, or the kind. Nothing that changes after the card:
    printed again it is the same bytes.
    """
    records = [record for one in orders for _, _, records, _ in one.sections for record in records]
    return records[0].name if len(records) == 1 else "、".join(one.order.kind.label for one in orders)


def _each(
    sections: Sequence[Cards], signer: Signer | None, told: Callable[[int], None] | None
) -> Iterator[tuple[str, bytes]]:
    """Each card in a file of its own, a page of its size, by its name."""
    done = 0
    for layout, sheet, records, _ in sections:
        for name, pdf in single_pdfs(layout, records, replace(sheet, paper=None)):
            yield name, sign_pdf(pdf, signer, at=clock.now()) if signer else pdf
            done += 1
            if told is not None:
                told(done)


def print_to(output: Path, meeting: Meeting, orders: Sequence[PrintOrder], *, by: By) -> int:
    """For a command: draw into a file, and remember it; how many cards it has. Orders for nothing are left out.

    Raises NothingToPrint where all are for nothing, else as ``prepare``, OutputRefused.
    """
    prepared = []
    signer = signer_of(meeting.society) if any(order.signed for order in orders) else None
    for order in orders:
        try:
            prepared.append(prepare(meeting, order, by=by))
        except NothingToPrint:
            if order is orders[-1] and not prepared:
                raise
    content = draw(prepared, signer=signer)
    with transaction():
        for one in prepared:
            keep(meeting, one, at=clock.now(), by=by)
        write_output(output, content)  # neither a sealed file that no request bears, nor one counted that isn't there
    return sum(len(one.items) for one in prepared)


def keep(
    meeting: Meeting,
    prepared: Prepared,
    *,
    job_id: UUID | None = None,
    at: datetime,
    by: By,
) -> None:
    """In the caller's transaction, once the file lies safe: these are printed. A proof is only logged."""
    order = prepared.order
    run = remember_run(meeting, order, prepared.items, gone=prepared.gone, job_id=job_id, at=at, by=by)
    if not order.sample:
        layouts = dict(zip((item.subject for item in prepared.items), prepared.layouts, strict=True))
        provider_of(order.kind).printed(meeting, layouts, run, at=at, by=by)


def sections_of(meeting: Meeting, order: PrintOrder, items: Sequence[Item]) -> list[Cards]:
    """Neighbours of one layout together, with the sheet they are laid on. Raises SheetTooSmall, LayoutGone."""
    usual, printer = chosen_layout(meeting, order), chosen_printer(meeting, order)
    stamps = stamps_of(approval_of(meeting, order), sample=order.sample)
    return [
        (
            own or usual, sheet_of(order, own or usual, printer), [item.card(stamps).record() for item in group],
            bool(own),
        )
        for own, group in groupby(items, key=order.own_layout)
    ]


@contextmanager
def faces_loaded(society_id: int, sections: Sequence[Cards]) -> Iterator[None]:
    """Around drawing: the society's own typefaces. One that was removed still does for what was issued in it.

    No transaction is open within. Raises FaceMissing.
    """
    chosen, issued = ({layout for layout, _, _, own in sections if own is of} for of in (False, True))
    with (
        loaded_faces(society_id, faces_of(chosen)),
        loaded_faces(society_id, faces_of(issued), issued=True),
    ):
        release()
        yield


def _check_drawable(sections: Sequence[Cards], items: Sequence[Item]) -> None:
    """Raises CharactersUnprintable, Unprintable, naming who and why: nothing is printed then."""
    require_printable(look_over((layout, records) for layout, _, records, _ in sections))
    labels = iter(items)
    found = []
    for layout, _, records, _ in sections:
        refused = {id(record): error for record, error in refusals(layout, records)}
        for record in records:
            item = next(labels)
            if id(record) in refused:
                found.append(f"{item.label}：{refused[id(record)]}")
    if found:
        raise Unprintable(count=len(found), which="；".join(found[:NAMED]))
