"""The sign-in sheet (签到表) by unit, A4 portrait: a table to sign, with its heading on every page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from meeting.documents.fitting import Fitted, fit, fit_name
from meeting.documents.painter import Painter, Style
from meeting.documents.palette import CINNABAR, GREY, HAIRLINE
from meeting.documents.pdf import A4, PdfFile
from meeting.documents.shipped_fonts import Face

WIDTH, HEIGHT = A4
LEFT, RIGHT = 15.0, 195.0
TITLE_MIDDLE, TITLE_HEIGHT = 272.0, 17.0
SUBTITLE_MIDDLE = 259.6
BETWEEN = 6.0  # occasion and order
TABLE_TOP, TABLE_BOTTOM = 255.0, 20.0
FOOT = 12.0
HEADER_HEIGHT = 9.0
ROW_HEIGHT = 9.5  # room to sign by hand
PADDING = 1.2
THIN, THICK = 0.12, 0.45

TITLE = Style(Face.SONG_BOLD, 20)
OCCASION = Style(Face.SONG, 10.5)
SUBTITLE = Style(Face.SONG, 9.5, colour=GREY)
HEADER = Style(Face.SONG_BOLD, 10.5)
CELL = Style(Face.SONG, 10.5)
NAME = Style(Face.SONG, 12)
FOOTER = Style(Face.SONG, 8.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One person who signs. ``mobile`` is shown as given: pass it masked."""

    name: str
    post: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class SignInGroup:
    """A unit and its people, in the order in which they are printed."""

    unit: str
    rows: tuple[SignInRow, ...]


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A sheet: its heading, a line that says by what it is ordered, the units.

    ``occasion`` says when and where, on the same line: the sheet is a voucher for reimbursement (domain.md, Money).
    """

    heading: str
    ordered_by: str
    groups: tuple[SignInGroup, ...]
    show_mobile: bool = False
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading and where it lies, in millimetres from the sheet's left edge."""

    heading: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Where its text is centred."""
        return (self.left + self.right) / 2

    @property
    def room(self) -> float:
        """How wide its text may be."""
        return self.right - self.left - 2 * PADDING


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its texts fitted, its number in the sheet and that of its group."""

    number: int
    group: int
    unit: str
    name: Fitted
    post: Fitted
    mobile: Fitted | None
    height: float


def columns(*, show_mobile: bool) -> dict[str, Column]:
    """The columns by their headings, from left to right; what isn't shown gives its room to signature and post."""
    widths = (
        {"序号": 12, "姓名": 32, "单位": 44, "职务": 34, "手机": 26, "签名": 32}
        if show_mobile
        else {"序号": 12, "姓名": 34, "单位": 50, "职务": 42, "签名": 42}
    )
    placed, left = {}, LEFT
    for heading, width in widths.items():
        placed[heading] = Column(heading, left, left + width)
        left += width
    return placed


def sign_in_sheet_pdf(sheet: SignInSheet, *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    """Draw the sheet; ``progress`` is told after each page how many people are on the pages so far.

    A unit's name stands once for its people, and again on the next page if they go on there. Raises GlyphMissing,
    TextTooLong.
    """
    file = PdfFile(title=title)
    placed = columns(show_mobile=sheet.show_mobile)
    pages = list(_paged(_rows(sheet, placed)))
    head = file.add_form(A4, _head(file, sheet, placed))
    done = 0
    for number, rows in enumerate(pages, start=1):
        painter = Painter(file)
        painter.form(head)
        _draw_rows(painter, rows, placed)
        painter.centred(WIDTH / 2, FOOT, f"第 {number} 页 / 共 {len(pages)} 页", FOOTER)
        file.add_page(A4, painter.content())
        done += len(rows)
        if progress is not None:
            progress(done)
    return file.finish()


def _rows(sheet: SignInSheet, placed: dict[str, Column]) -> Iterable[_Row]:
    number = 0
    for group_number, group in enumerate(sheet.groups):
        # A long name of a unit needs its height even where the unit has a single row.
        unit_height = fit(group.unit, CELL, placed["单位"].room, 60, floor=8).height + 2 * PADDING
        least = max(ROW_HEIGHT, unit_height / max(1, len(group.rows)))
        for row in group.rows:
            number += 1
            name = fit_name(row.name, NAME, placed["姓名"].room, 40, floor=8, single=0.75)
            post = fit(row.post, CELL, placed["职务"].room, 40, floor=8)
            mobile = fit(row.mobile, CELL, placed["手机"].room, ROW_HEIGHT, floor=6) if sheet.show_mobile else None
            height = max(least, name.height + 2 * PADDING, post.height + 2 * PADDING)
            yield _Row(number, group_number, group.unit, name, post, mobile, height)


def _paged(rows: Iterable[_Row]) -> Iterable[list[_Row]]:
    """Rows page by page; a sheet without rows has one empty page."""
    room = TABLE_TOP - HEADER_HEIGHT - TABLE_BOTTOM
    page: list[_Row] = []
    used = 0.0
    for row in rows:
        if page and used + row.height > room:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += row.height
    yield page


def _head(file: PdfFile, sheet: SignInSheet, placed: dict[str, Column]) -> bytes:
    """Heading, occasion and order, the header row: the same on each page."""
    painter = Painter(file)
    fit(sheet.heading, TITLE, RIGHT - LEFT, TITLE_HEIGHT, floor=11).draw(painter, WIDTH / 2, TITLE_MIDDLE)
    room = (RIGHT - LEFT - BETWEEN) / 2
    fit(sheet.occasion, OCCASION, room, 8, floor=5).draw(painter, LEFT, SUBTITLE_MIDDLE, align="left")
    fit(sheet.ordered_by, SUBTITLE, room, 8, floor=5).draw(painter, RIGHT, SUBTITLE_MIDDLE, align="right")
    bottom = TABLE_TOP - HEADER_HEIGHT
    painter.line(LEFT, TABLE_TOP, RIGHT, TABLE_TOP, width=0.6, colour=CINNABAR)
    painter.line(LEFT, bottom, RIGHT, bottom, width=THICK)
    for column in placed.values():
        text = "\u2002".join(column.heading)
        fit(text, HEADER, column.room, HEADER_HEIGHT, floor=6).draw_as(
            painter, column.heading, column.middle, bottom + HEADER_HEIGHT / 2
        )
    return painter.content()


def _draw_rows(painter: Painter, rows: Sequence[_Row], placed: dict[str, Column]) -> None:
    top = TABLE_TOP - HEADER_HEIGHT
    y = top
    starts: list[tuple[float, str]] = []
    inner_left, unit = placed["姓名"], placed["单位"]
    for index, row in enumerate(rows):
        if not index or rows[index - 1].group != row.group:
            starts.append((y, row.unit))
        middle = y - row.height / 2
        painter.centred(placed["序号"].middle, middle - 1.3, str(row.number), CELL)
        row.name.draw(painter, inner_left.middle, middle)
        row.post.draw(painter, placed["职务"].middle, middle)
        if row.mobile is not None:
            row.mobile.draw(painter, placed["手机"].middle, middle)
        y -= row.height
        last = index + 1 == len(rows) or rows[index + 1].group != row.group
        if last:
            painter.line(LEFT, y, RIGHT, y, width=THICK if index + 1 == len(rows) else 0.3)
        else:
            painter.line(LEFT, y, unit.left, y, width=THIN, colour=HAIRLINE)
            painter.line(unit.right, y, RIGHT, y, width=THIN, colour=HAIRLINE)
    for (start, name), (end, _) in pairwise([*starts, (y, "")]):
        fit(name, CELL, unit.room, start - end - 1, floor=3).draw(painter, unit.middle, (start + end) / 2)
    for column in list(placed.values())[1:]:
        painter.line(column.left, TABLE_TOP, column.left, y, width=THIN, colour=HAIRLINE)
