"""Cards onto paper: one a page, several with crop marks, on a roll; folded, on both sides, with a bleed."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from meeting.documents.layouts.errors import SheetTooSmall
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.press import Press
from meeting.documents.layouts.records import Record
from meeting.documents.painter import Colour, Painter, Style
from meeting.documents.pdf import A4, MILLIMETRE, PdfFile
from meeting.documents.shipped_fonts import Face

MARK, MARK_GAP, MARK_LINE = 4.0, 1.0, 0.1  # a crop mark's length, its distance from the card, its width
SHOP_BLEED = 3.0  # what print shops ask for around a card
SAMPLE = "样本"
SAMPLE_COLOUR = Colour(150, 150, 150)


class Fold(StrEnum):
    """How front and back come to stand back to back."""

    FLAT = "flat"
    """Not folded: the back, where there is one, is printed on the paper's other side."""
    ROOF = "roof"
    """Folded at the top: the back stands above the front, upside down, on the same side of the paper."""
    TENT = "tent"
    """As a roof, with a foot below the front to stand on, so that the card has three parts (A4 in three)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on. Without ``paper`` a page is one card (card printers, inner sheets, print shops).

    ``paper``: width and height in millimetres. ``columns`` and ``rows``: how many cards; 0: as many as fit.
    ``gap``: between cards (for the bleed). ``margin``: what stays free at each side of the paper, for crop marks.
    ``offset``: what this printer is off, to the right and down.
    """

    paper: tuple[float, float] | None = None
    columns: int = 0
    rows: int = 0
    gap: float = 0.0
    margin: float = 0.0
    marks: bool = True
    bleed: float = 0.0
    """Around each card; of single cards the page is larger by it on each side (a print shop cuts it off)."""
    fold: Fold = Fold.FLAT
    both_sides: bool = True
    """Print the back, where the layout has one, on pages of its own: each behind its front (turned along the long
    edge, so that the columns change places)."""
    offset: tuple[float, float] = (0.0, 0.0)
    words_only: bool = False
    """套打: the paper carries what is ``preprinted`` already."""
    sample: bool = False
    """A proof: 样本 is printed across each card."""
    foot: float = 0.0
    """Millimetres of a tent's foot; 0: as high as the card."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cards of a page stand: the page's size and the lower left corner of each, row by row."""

    page: tuple[float, float]
    card: tuple[float, float]
    corners: tuple[tuple[float, float], ...]
    behind: tuple[tuple[float, float], ...]
    """Of the same cards on the paper's other side."""


def grid_of(layout: Layout, sheet: Sheet) -> Grid:
    """Where cards stand. Raises SheetTooSmall."""
    width, height = layout.width, layout.height * (1 if sheet.fold is Fold.FLAT else 2)
    if sheet.fold is Fold.TENT:
        height += sheet.foot or layout.height
    right, down = sheet.offset
    if sheet.paper is None:
        page = (width + 2 * sheet.bleed, height + 2 * sheet.bleed)
        corner = (sheet.bleed + right, sheet.bleed - down)
        return Grid(page, (width, height), (corner,), (corner,))
    page_width, page_height = sheet.paper
    free_width, free_height = page_width - 2 * sheet.margin + 0.01, page_height - 2 * sheet.margin + 0.01
    columns = sheet.columns or math.floor((free_width + sheet.gap) / (width + sheet.gap))
    rows = sheet.rows or math.floor((free_height + sheet.gap) / (height + sheet.gap))
    wide = columns * width + (columns - 1) * sheet.gap
    high = rows * height + (rows - 1) * sheet.gap
    if columns < 1 or rows < 1 or wide > free_width or high > free_height:
        raise SheetTooSmall(
            card=f"{width:g} × {height:g}", paper=f"{page_width:g} × {page_height:g}"
        )  # fmt: skip
    left, bottom = (page_width - wide) / 2, (page_height - high) / 2
    corners, behind = [], []
    for row in range(rows):
        y = bottom + (rows - 1 - row) * (height + sheet.gap) - down
        for column in range(columns):
            corners.append((left + column * (width + sheet.gap) + right, y))
            behind.append((left + (columns - 1 - column) * (width + sheet.gap) + right, y))
    return Grid(sheet.paper, (width, height), tuple(corners), tuple(behind))


Section = tuple[Layout, Sheet, Iterable[Record]]
"""Cards of one layout, and what they are printed on."""


def print_pdf(sections: Iterable[Section], *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    """Print section after section, their records in their order. ``progress`` is told after each page how many are
    done.

    Without records there is one empty page. Raises SheetTooSmall, GlyphMissing, TextTooLong, PictureRefused: nothing is
    printed then.
    """
    file = PdfFile(title=title)
    done = 0
    for layout, sheet, records in sections:
        for count in _print_section(file, layout, sheet, records):
            done += count
            if progress is not None:
                progress(done)
    if not file.page_count:
        file.add_page(A4, b"")
    return file.finish()


def _print_section(file: PdfFile, layout: Layout, sheet: Sheet, records: Iterable[Record]) -> Iterator[int]:
    """Add the pages; tells after each (with its back) how many cards are on it."""
    grid = grid_of(layout, sheet)
    bleed = min(layout.bleed, sheet.gap / 2 if sheet.paper else sheet.bleed)
    trim = sheet.bleed if sheet.paper is None else 0.0
    front = Press(file, layout, words_only=sheet.words_only, bleed=bleed)
    back = Press(file, layout, back=True, words_only=sheet.words_only, bleed=bleed) if layout.back else None
    folded = None if sheet.fold is Fold.FLAT else (back or front)
    over = _overlay(file, layout, sheet, grid)
    marks = _marks(file, grid, max(MARK_GAP, bleed)) if sheet.paper is not None and sheet.marks else ""
    window = _window(-bleed, -bleed, grid.card[0] + bleed, grid.card[1] + bleed) if sheet.paper is not None else ""
    for batch in _batches(records, len(grid.corners)):
        cards = [_folded(layout, sheet, bleed, front.draw(one), folded.draw(one) if folded else None) for one in batch]
        file.add_page(grid.page, _page(cards, grid.corners, window, over, marks), trim=trim)
        if back is not None and folded is None and sheet.both_sides:
            cards = [back.draw(one) for one in batch]
            file.add_page(grid.page, _page(cards, grid.behind, window, over, marks), trim=trim)
        yield len(batch)


def _page(cards: Sequence[str], corners: Sequence[tuple[float, float]], window: str, over: str, marks: str) -> bytes:
    parts = []
    for drawn, (x, y) in zip(cards, corners, strict=False):
        inside = f"{drawn}\n{over}" if over else drawn
        place = f"1 0 0 1 {x * MILLIMETRE:.2f} {y * MILLIMETRE:.2f} cm\n" if x or y else ""
        parts.append(f"q {place}{window}{inside}\nQ" if place or window else inside)
    if marks:
        parts.append(marks)
    return "\n".join(parts).encode("latin-1")


def _window(left: float, bottom: float, right: float, top: float) -> str:
    """The operators that show no more of a card than lies in this box (mm): nothing on its neighbours."""
    box = (left, bottom, right - left, top - bottom)
    return " ".join([f"{side * MILLIMETRE:.2f}" for side in box]) + " re W n\n"


def _folded(layout: Layout, sheet: Sheet, bleed: float, front: str, back: str | None) -> str:
    """A card with its back above it, upside down, and a tent's foot below. Where it is folded nothing bleeds."""
    if back is None:
        return front
    foot = (sheet.foot or layout.height) * MILLIMETRE if sheet.fold is Fold.TENT else 0.0
    width, height = layout.width, layout.height
    below = 0.0 if foot else -bleed
    return (
        f"q 1 0 0 1 0 {foot:.2f} cm\n{_window(-bleed, below, width + bleed, height)}{front}\nQ\n"
        f"q -1 0 0 -1 {width * MILLIMETRE:.2f} {foot + 2 * height * MILLIMETRE:.2f} cm\n"
        f"{_window(-bleed, -bleed, width + bleed, height)}{back}\nQ"
    )


def _overlay(file: PdfFile, layout: Layout, sheet: Sheet, grid: Grid) -> str:
    """What lies over each card: 样本, and the folds' marks at its edges."""
    painter = Painter(file)
    width, height = grid.card
    if sheet.sample:
        style = Style(Face.HEI, min(width, height) * MILLIMETRE * 0.4, SAMPLE_COLOUR)
        painter.turned_sheer(width / 2, height / 2, SAMPLE, style, degrees=30)
    if sheet.fold is not Fold.FLAT:
        foot = (sheet.foot or layout.height) if sheet.fold is Fold.TENT else 0.0
        for y in {foot, foot + layout.height} - {0.0}:
            for x in (0.0, width - 2.0):
                painter.line(x, y, x + 2.0, y, width=MARK_LINE)
    content = painter.content()
    return f"/{file.add_form(grid.card, content)} Do" if content else ""


def _marks(file: PdfFile, grid: Grid, gap: float) -> str:
    """Crop marks beyond the outermost cards, in line with every edge of every card, as far as the paper goes."""
    painter = Painter(file)
    (width, height), (page_width, page_height) = grid.card, grid.page
    xs = sorted({round(place, 3) for x, _ in grid.corners for place in (x, x + width)})
    ys = sorted({round(place, 3) for _, y in grid.corners for place in (y, y + height)})
    for start, end in _beside(ys[0], ys[-1], page_height, gap):
        for x in xs:
            painter.line(x, start, x, end, width=MARK_LINE)
    for start, end in _beside(xs[0], xs[-1], page_width, gap):
        for y in ys:
            painter.line(start, y, end, y, width=MARK_LINE)
    content = painter.content()
    return f"/{file.add_form(grid.page, content)} Do" if content else ""


def _beside(first: float, last: float, side: float, gap: float) -> list[tuple[float, float]]:
    """From where to where marks go before the first edge and after the last, where there is paper for them."""
    before, after = (max(first - gap - MARK, 0.0), first - gap), (last + gap, min(last + gap + MARK, side))
    return [(start, end) for start, end in (before, after) if start < end]


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    iterator = iter(records)
    while batch := list(islice(iterator, size)):
        yield batch
