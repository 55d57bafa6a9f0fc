"""Rows that flow over pages: what belongs together stays together, and no page begins or ends with a stray line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from meeting.documents.letters.measures import GAP, TEXT_HEIGHT
from meeting.documents.painter import Painter

Draw = Callable[[Painter, float], None]
"""Draws a row whose ideographs' upper edge is at this height."""

TIGHTEST = 0.9  # 7.3.5.5: line distances may give so much where seal and date would not fit else
ROUNDING = 0.05  # millimetres


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its height, how it is drawn (None: blank), and the gap below it (None: the usual 7/8 of a character).

    ``keep``: on the page of the next row. ``again`` is a row that is repeated where this one begins a page.
    """

    height: float
    draw: Draw | None = None
    gap: float | None = None
    keep: bool = False
    again: "Row | None" = None


Page = list[tuple[Row, float]]
"""Each row with the distance of its upper edge from that of the text block."""


def kept(rows: Sequence[Row]) -> list[Row]:
    """Rows that stay on one page, and on that of what follows the last of them."""
    return [replace(row, keep=True) for row in rows]


def paragraph(rows: Sequence[Row]) -> list[Row]:
    """The lines of a paragraph: neither its first nor its last stands alone on a page."""
    last = len(rows) - 1
    return [
        replace(row, keep=row.keep or (number < last and number in (0, last - 1))) for number, row in enumerate(rows)
    ]


def paged(rows: Sequence[Row], *, closing: int = 0) -> list[Page]:
    """Rows on pages. The last ``closing`` rows, the signature with what precedes it, would rather not begin a page.

    Where they do, closer lines are tried that need a page less.
    """
    pages = _paged(rows, 1.0)
    if closing and len(pages) > 1 and sum(row.draw is not None for row, _ in pages[-1]) <= _drawn(rows[-closing:]):
        tighter = _paged(rows, TIGHTEST)
        if len(tighter) < len(pages):
            return next(found for step in range(1, 11) if len(found := _paged(rows, 1 - step / 100)) < len(pages))
    return pages


def _drawn(rows: Iterable[Row]) -> int:
    return sum(row.draw is not None for row in rows)


def _paged(rows: Sequence[Row], share: float) -> list[Page]:
    """At a share of the usual gap."""
    pages: list[Page] = [[]]
    y = 0.0
    for group in _groups(rows):
        if pages[-1] and y + _height(group, share) > TEXT_HEIGHT + ROUNDING:
            pages.append([])
            y = 0.0
        for row in group:
            if pages[-1] and y + row.height > TEXT_HEIGHT + ROUNDING:  # a group that is longer than a page
                pages.append([])
                y = 0.0
            if not pages[-1] and len(pages) > 1:
                if row.draw is None:
                    continue
                if row.again is not None:
                    pages[-1].append((row.again, y))
                    y += row.again.height + _gap(row.again, share)
            pages[-1].append((row, y))
            y += row.height + _gap(row, share)
    return [page for page in pages if page] or [[]]


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.keep:
            yield group
            group = []
    if group:
        yield group


def _height(group: Sequence[Row], share: float) -> float:
    return sum(row.height + _gap(row, share) for row, _ in pairwise(group)) + group[-1].height


def _gap(row: Row, share: float) -> float:
    return GAP * share if row.gap is None else row.gap
