"""What an order will give, said before it is given: how many cards, on how many sheets, how many on each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from meeting.documents.layouts.checking import bleed_short
from meeting.documents.layouts.errors import BleedShort
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.sheets import Fold, grid_of
from meeting.meetings.models import Meeting
from meeting.printing.enums import Stock
from meeting.printing.items import Item, PrintOrder
from meeting.printing.standing import chosen_layout
from meeting.printing.stocks import SIZES, sheet_of

NAMES = {size: stock.value.upper() for stock, size in SIZES.items()}


@dataclass(frozen=True, slots=True)
class Forecast:
    """``card``: width and height of one, ``page`` of what is printed on (mm)."""

    cards: int
    card: tuple[float, float]
    page: tuple[float, float]
    on_each: int
    sheets: int
    both_sides: bool
    """The back stands on the paper's other side."""
    kept: int = 0
    """Cards that are printed by another layout than the one chosen: the one they were printed by before."""
    short: tuple[BleedShort, ...] = ()
    """Of the layouts that a print shop is to cut, those that would show a white edge."""

    @property
    def paper(self) -> str:
        """A4, A3; nothing for what has no such name."""
        return NAMES.get((min(self.page), max(self.page)), "")

    @property
    def lying(self) -> bool:
        """Whether paper that has a name lies on its long side."""
        return self.page[0] > self.page[1]


def forecast(meeting: Meeting, order: PrintOrder, items: Sequence[Item]) -> Forecast:
    """By the layout chosen; cards with a layout of their own count by it. Raises SheetTooSmall, LayoutGone."""
    usual = chosen_layout(meeting, order)
    own = [order.own_layout(item) for item in items]
    shown = usual if not own or None in own else own[0] or usual
    grid, sheets, layouts = grid_of(shown, sheet_of(order, shown, None)), 0, {}
    for layout, group in groupby(layout or usual for layout in own):
        sheets += math.ceil(sum(1 for _ in group) / _on_each(order, layout))
        layouts[layout] = bleed_short(layout, words_only=order.words_only) if order.stock is Stock.SHOP else None
    behind = bool(shown.back) and order.both_sides and order.fold == Fold.FLAT.value
    kept = sum(1 for layout in own if layout and layout != usual)
    short = tuple(found for found in layouts.values() if found)
    return Forecast(len(items), (shown.width, shown.height), grid.page, len(grid.corners), sheets, behind, kept, short)


def _on_each(order: PrintOrder, layout: Layout) -> int:
    return len(grid_of(layout, sheet_of(order, layout, None)).corners)
