"""The rows of a letter's parts: title, paragraphs, tables, notes. Heights are mm from the sheet's lower edge."""

from collections.abc import Sequence
from typing import Literal, cast

from meeting.documents.cutting import Run, cells
from meeting.documents.fitting import Fitted, fit
from meeting.documents.letters.measures import (
    CHARACTER,
    GAP,
    LEFT,
    LINE,
    MIDDLE,
    RIGHT,
    SIZE_2,
    SIZE_3,
    SMALL,
    TEXT_WIDTH,
    THIN,
)
from meeting.documents.letters.numbering import heading
from meeting.documents.letters.parts import Attachment, Faces, Letter, Table
from meeting.documents.letters.rows import Row, kept, paragraph
from meeting.documents.letters.titles import broken_title
from meeting.documents.painter import BLACK, Colour, Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.shipped_fonts import Face
from meeting.documents.typesetting import Line, break_well, draw_line

BASELINE = 0.88  # of the size: from an ideograph's upper edge down to its baseline
PADDING = 1.5
CELL_FLOOR = 8.0
BLANK = Row(CHARACTER)


def style(face: Face | str, size: float = SIZE_3, colour: Colour = BLACK) -> Style:
    """Black, as all but the head is (5.2.4)."""
    return Style(cast("Face", face), size, colour)  # an uploaded font's id is looked up as a face is


def single(
    text: str,
    x: float,
    of: Style,
    *,
    align: Literal["left", "centre", "right"] = "left",
    gap: float | None = None,
    keep: bool = False,
) -> Row:
    """A row with one text at x, set smaller where it would be wider than the text block. Raises TextTooLong."""
    fitted = fit(text, of, TEXT_WIDTH, of.size / MILLIMETRE * 1.01, floor=CELL_FLOOR / 2, single=0.0)

    def draw(painter: Painter, top: float) -> None:
        y = top - BASELINE * of.size / MILLIMETRE
        {"left": painter.text, "centre": painter.centred, "right": painter.right}[align](x, y, text, fitted.style)

    return Row(of.size / MILLIMETRE, draw, gap, keep)


def title_rows(title: str, faces: Faces, whole: Sequence[str]) -> list[Row]:
    """7.3.1: 2号, centred; a title stays with what follows."""
    of = style(faces.title, SIZE_2)
    lines = broken_title(title, lambda text: of.width(text) / TEXT_WIDTH, whole)
    return [single(line, MIDDLE, of, align="centre", keep=True) for line in lines]


def text_rows(runs: Sequence[Run], of: Style, heads: Style, *, indent: int = 0, hanging: float = 0.0) -> list[Row]:
    """A paragraph in the text block; ``indent`` in characters for its first line, ``hanging`` (mm) for all of it."""
    column = (TEXT_WIDTH - hanging) * MILLIMETRE
    lines = break_well(cells(runs, of, heads), of.size, column, indent=indent * of.size)

    def row(line: Line) -> Row:
        def draw(painter: Painter, top: float) -> None:
            y = top - BASELINE * of.size / MILLIMETRE
            draw_line(painter, line, LEFT + hanging, y, column, of, heads, justify=not line.last)

        return Row(CHARACTER, draw)

    return [row(line) for line in lines]


def body_rows(body: Sequence[str | Table], faces: Faces) -> list[Row]:
    """7.3.3: paragraphs indented by two characters; headings in their faces, on the page of what they head."""
    rows: list[Row] = []
    of = style(faces.body)
    for part in body:
        if isinstance(part, Table):
            rows += table_rows(part, faces)
        elif text := part.strip():
            level, head, rest = heading(text)
            runs = [Run(head, True), Run(rest)] if head and rest else [Run(head or rest, bool(head))]
            face = {1: faces.first, 2: faces.second}.get(level, faces.body)
            found = paragraph(text_rows(runs, of, style(face), indent=2))
            rows += kept(found) if head and not rest else found
    return rows


def table_rows(table: Table, faces: Faces) -> list[Row]:
    """A ruled table as wide as the text; its heading again on each page that it goes on to."""
    share = TEXT_WIDTH / sum(table.widths)
    edges = [LEFT]
    for width in table.widths:
        edges.append(edges[-1] + width * share)
    edges[-1] = RIGHT
    head = _cells_row(table.headings, edges, style(faces.first, SMALL), table.row_height)
    head = Row(head.height, head.draw, 0, keep=True)
    of = style(faces.body, SMALL)
    rows = []
    for number, texts in enumerate(table.rows):
        row = _cells_row(texts, edges, of, table.row_height)
        rows.append(Row(row.height, row.draw, 0 if number + 1 < len(table.rows) else None, again=head))
    return [Row(0.0, None, GAP / 2, keep=True), head, *rows]


def _cells_row(texts: Sequence[str], edges: Sequence[float], of: Style, least: float) -> Row:
    fitted: list[Fitted] = [
        fit(text, of, right - left - 2 * PADDING, 100, floor=CELL_FLOOR)
        for text, left, right in zip(texts, edges, edges[1:], strict=False)
    ]
    height = max(least, *(each.height + 2 * PADDING for each in fitted))

    def draw(painter: Painter, top: float) -> None:
        for each, left, right in zip(fitted, edges, edges[1:], strict=False):
            each.draw(painter, (left + right) / 2, top - height / 2)
        for y in (top, top - height):
            painter.line(LEFT, y, RIGHT, y, width=THIN, colour=BLACK)
        for x in edges:
            painter.line(x, top, x, top - height, width=THIN, colour=BLACK)

    return Row(height, draw, 0)


def addressee_rows(addressees: str, faces: Faces) -> list[Row]:
    """7.3.2: a blank line below the title, flush left on each line, a colon at the end."""
    text = addressees.strip().rstrip("：:")
    of = style(faces.body)
    return kept([BLANK, *text_rows([Run(f"{text}：")], of, of)]) if text else [Row(CHARACTER, keep=True)]


def attachment_note_rows(attachments: Sequence[Attachment], faces: Faces) -> list[Row]:
    """7.3.4: a blank line, two characters in; a long name goes on below its own first character; no mark at the end."""
    if not attachments:
        return []
    of = style(faces.body)
    rows = [BLANK]
    indent = 2 * CHARACTER
    label = of.width("附件：")
    for number, attachment in enumerate(attachments, start=1):
        mark = f"{number}." if len(attachments) > 1 else ""
        hanging = indent + label + (of.width(f"{len(attachments)}.") if mark else 0)
        lines = text_rows([Run(attachment.title.replace("\n", ""))], of, of, hanging=hanging)
        first = f"附件：{mark}" if number == 1 else mark
        lines[0] = _labelled(lines[0], first, LEFT + indent + (0 if number == 1 else label), of)
        rows += lines
    return rows


def _labelled(row: Row, label: str, x: float, of: Style) -> Row:
    inner = row.draw
    if not label or inner is None:
        return row

    def draw(painter: Painter, top: float) -> None:
        painter.text(x, top - BASELINE * of.size / MILLIMETRE, label, of)
        inner(painter, top)

    return Row(row.height, draw, row.gap, row.keep)


def note_rows(note: str, faces: Faces) -> list[Row]:
    """7.3.6: in brackets, two characters in, on the line below the date."""
    text = note.strip()
    if not text:
        return []
    if not text.startswith(("（", "(")):
        text = f"（{text}）"
    of = style(faces.body)
    return text_rows([Run(text)], of, of, indent=2)


def attachment_rows(letter: Letter, number: int) -> list[Row]:
    """7.3.7: 附件 and its number in 黑体 on the first line, the title on the third, then as the text."""
    attachment, faces = letter.attachments[number], letter.faces
    label = f"附件{number + 1}" if len(letter.attachments) > 1 else "附件"
    return [
        single(label, LEFT, style(faces.first), gap=GAP + LINE, keep=True),
        *title_rows(attachment.title, faces, letter.unparted),
        Row(CHARACTER, keep=True),
        *body_rows(attachment.body, faces),
    ]
