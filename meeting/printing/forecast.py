"""What an order will give, said before it is given: how many cards, on how many sheets, how many on each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.sheets import Fold, grid_of
from meeting.meetings.models import Meeting
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
    shown = usual if not items or any(item.layout is None for item in items) else items[0].layout or usual
    grid, sheets = grid_of(shown, sheet_of(order, shown, None)), 0
    for layout, group in groupby(items, key=lambda item: item.layout or usual):
        sheets += math.ceil(sum(1 for _ in group) / _on_each(order, layout))
    behind = bool(shown.back) and order.both_sides and order.fold == Fold.FLAT.value
    kept = sum(1 for item in items if item.layout and item.layout != usual)
    return Forecast(len(items), (shown.width, shown.height), grid.page, len(grid.corners), sheets, behind, kept)


def _on_each(order: PrintOrder, layout: Layout) -> int:
    return len(grid_of(layout, sheet_of(order, layout, None)).corners)
