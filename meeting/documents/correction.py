"""更正页: what a supplementary printing adds, what it replaces, what is to be pulled out; A4 portrait."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.documents.fitting import Fitted, fit
from meeting.documents.painter import Painter, Style
from meeting.documents.palette import CINNABAR, GREY, HAIRLINE
from meeting.documents.pdf import A4, PdfFile
from meeting.documents.shipped_fonts import Face

WIDTH, HEIGHT = A4
LEFT, RIGHT = 20.0, 190.0
BOX = 3.6  # to tick what is done
TEXT_LEFT = LEFT + BOX + 4
TOP, BOTTOM = 252.0, 20.0
SPACE = 2.4  # above and below a line's text

TITLE = Style(Face.SONG_BOLD, 20)
UNDER = Style(Face.SONG, 10, colour=GREY)
HEADING = Style(Face.HEI, 14, colour=CINNABAR)
TEXT = Style(Face.SONG, 12.5)
SMALL = Style(Face.SONG, 9, colour=GREY)


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A card that is replaced: what the old one says, to be found by, and the new one."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A card that is put in, and the one that it comes behind; empty: it is the first."""

    card: str
    behind: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What lies on top of the pile. Texts are what cards say, in a line; ``when``: of the printing."""

    meeting: str
    kind: str
    when: str
    new: tuple[AddedLine, ...] = ()
    changed: tuple[CorrectionLine, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A heading, or a line to tick with its texts fitted."""

    texts: tuple[Fitted, ...]
    ticked: bool

    @property
    def height(self) -> float:
        """In millimetres."""
        between = SPACE * (1 + len(self.texts))
        return sum(text.height for text in self.texts) + (between if self.ticked else between * 2)


def correction_pdf(correction: Correction) -> bytes:
    """Draw it. Raises GlyphMissing, TextTooLong."""
    file = PdfFile(title=f"{correction.meeting} {correction.kind}更正页")
    pages = list(_paged(list(_rows(correction))))
    for number, rows in enumerate(pages, start=1):
        painter = Painter(file)
        fit(f"{correction.kind}更正页", TITLE, RIGHT - LEFT, 12, floor=10).draw(painter, WIDTH / 2, 275)
        under = f"{correction.meeting}　{correction.when}打印"
        fit(under, UNDER, RIGHT - LEFT, 9, floor=6).draw(painter, WIDTH / 2, 264)
        painter.line(LEFT, TOP + 4, RIGHT, TOP + 4, width=0.6, colour=CINNABAR)
        y = TOP
        for row in rows:
            _draw(painter, row, y)
            y -= row.height
        painter.centred(WIDTH / 2, 12, f"第 {number} 页 / 共 {len(pages)} 页", SMALL)
        file.add_page(A4, painter.content())
    return file.finish()


def _rows(correction: Correction) -> Iterator[_Row]:
    room = RIGHT - TEXT_LEFT
    parts = (
        (f"抽掉，不再发（{len(correction.gone)} 张）", [(text,) for text in correction.gone]),
        (
            f"抽掉旧的，换上新的（{len(correction.changed)} 张）",
            [(f"旧：{line.before}", _new(line)) for line in correction.changed],
        ),
        (f"新增，插进去（{len(correction.new)} 张）", [(line.card, _place(line)) for line in correction.new]),
    )
    for heading, lines in parts:
        if lines:
            yield _Row((fit(heading, HEADING, room, 8, floor=8),), ticked=False)
        for texts in lines:
            yield _Row(tuple(fit(text, TEXT, room, 30, floor=7) for text in texts), ticked=True)
    if not (correction.gone or correction.changed or correction.new):
        yield _Row((fit("没有新增、变动和要抽掉的。", TEXT, room, 8, floor=8),), ticked=False)


def _new(line: CorrectionLine) -> str:
    return f"新：{line.after}" if line.after != line.before else "新：同上，其余内容或二维码变了"


def _place(line: AddedLine) -> str:
    return f"插在“{line.behind}”之后" if line.behind else "放在最前面"


def _paged(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Rows page by page; a heading is never the last of one."""
    page: list[_Row] = []
    used = 0.0
    for number, row in enumerate(rows):
        needed = row.height
        if not row.ticked and number + 1 < len(rows):
            needed += rows[number + 1].height
        if page and used + needed > TOP - BOTTOM:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += row.height
    yield page


def _draw(painter: Painter, row: _Row, top: float) -> None:
    y = top - row.height
    # A heading stands over its own lines, away from those above.
    middle = top - SPACE if row.ticked else y + SPACE + sum(text.height for text in row.texts)
    for text in row.texts:
        text.draw(painter, TEXT_LEFT if row.ticked else LEFT, middle - text.height / 2, align="left")
        middle -= text.height + SPACE
    if row.ticked:
        first = row.texts[0].height
        painter.frame(LEFT, top - SPACE - first / 2 - BOX / 2, BOX, BOX, line=0.2)
        painter.line(LEFT, y, RIGHT, y, width=0.12, colour=HAIRLINE)
