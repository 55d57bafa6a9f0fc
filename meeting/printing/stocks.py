"""The paper that an order asks for, as the sheet that cards are laid on."""

from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.sheets import SHOP_BLEED, Fold, Sheet, grid_of
from meeting.errors import MeetingError
from meeting.printing.enums import Stock
from meeting.printing.items import PrintOrder
from meeting.printing.models import Printer

SIZES = {Stock.A4: (210.0, 297.0), Stock.A3: (297.0, 420.0)}
GAP = 4.0  # between cards whose colour runs past the cut
MARGIN = 5.0  # on each side of paper that is cut up: for the marks, and since printers don't reach the edge

USUAL = {
    Kind.BADGE: Stock.A4, Kind.EXHIBITOR_BADGE: Stock.A4, Kind.SEAT_CARD: Stock.A4, Kind.MEAL_TICKET: Stock.A4,
    Kind.TABLE_CARD: Stock.A4, Kind.HONOUR: Stock.SINGLE, Kind.APPOINTMENT: Stock.SINGLE,
}  # fmt: skip
"""What each kind is mostly printed on."""


def sheet_of(order: PrintOrder, layout: Layout, printer: Printer | None) -> Sheet:
    """As many cards as there is room for within the margin; without it (paper of the cards' own size, a roll) where not
    even one fits within. Raises SheetTooSmall.
    """
    fold = Fold(order.fold)
    shared = {
        "fold": fold, "both_sides": order.both_sides, "words_only": order.words_only, "sample": order.sample,
        "offset": (printer.right / 10, printer.down / 10) if printer else (0.0, 0.0),
    }  # fmt: skip
    if order.stock is Stock.SHOP:
        return Sheet(bleed=SHOP_BLEED, **shared)  # type: ignore[arg-type]
    paper = order.paper if order.stock is Stock.OWN else SIZES.get(order.stock)
    if paper is None:
        return Sheet(**shared)  # type: ignore[arg-type]
    gap = GAP if layout.bleed else 0.0
    turned = (paper,) if order.stock is Stock.OWN else (paper, (paper[1], paper[0]))  # one's own: as the printer has it
    refusal: MeetingError | None = None
    for margin in (MARGIN, 0.0):
        tried: list[tuple[int, Sheet]] = []
        for size in turned:
            for between in dict.fromkeys((gap, 0.0)):
                sheet = Sheet(paper=size, gap=between, margin=margin, **shared)  # type: ignore[arg-type]
                try:
                    tried.append((len(grid_of(layout, sheet).corners), sheet))
                except MeetingError as error:
                    refusal = refusal or error
        if tried:
            best = max(count for count, _ in tried)
            return next(sheet for count, sheet in tried if count == best)
    raise refusal or LookupError
