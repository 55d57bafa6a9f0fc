"""Letters as PDF."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from meeting.documents.fitting import Fitted, fit
from meeting.documents.letters.blocks import (
    addressee_rows,
    attachment_note_rows,
    attachment_rows,
    body_rows,
    note_rows,
    single,
    style,
    title_rows,
)
from meeting.documents.letters.closing import draw_imprint, imprint_height, signature_rows
from meeting.documents.letters.measures import (
    BOTTOM,
    CHARACTER,
    GAP,
    LEFT,
    LETTER_MARK_TOP,
    LETTER_RULE,
    LETTER_RULE_BOTTOM,
    LINE,
    MARK_BELOW,
    MIDDLE,
    NUMBER_BELOW,
    PAGE_NUMBER_BELOW,
    RED,
    RIGHT,
    RULE_BELOW,
    SIZE_4,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TOP,
    WIDTH,
)
from meeting.documents.letters.parts import Head, Letter
from meeting.documents.letters.rows import Page, Row, kept, paged
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import A4, MILLIMETRE, PdfFile

MARK_SIZE, MARK_FLOOR = 46.0, 20.0
LETTER_MARK_SIZE = 34.0
RULE = 0.6
BROAD, FINE, BETWEEN = 0.9, 0.3, 0.9  # the letter's double rules
WITH_SIGNATURE = 2  # lines of the text that stand on the signature's page at least
DASH_MIDDLE = 0.3  # of the size, above the baseline


def letters_pdf(letters: Iterable[Letter], *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    """Each letter on pages of its own, numbered from 1. ``progress`` is told after each how many are done.

    Raises GlyphMissing, TextTooLong, PictureUnreadable: nothing is printed then.
    """
    file = PdfFile(title=title)
    for number, letter in enumerate(letters, start=1):
        _draw(file, letter)
        if progress is not None:
            progress(number)
    return file.finish()


def letter_pages(letter: Letter) -> list[Page]:
    """The rows of each page: the letter's own, then those of each attachment."""
    before, closing = _rows(letter)
    pages = paged([*before, *closing], closing=len(closing))
    for number in range(len(letter.attachments)):
        pages += paged(attachment_rows(letter, number))
    return pages


def _rows(letter: Letter) -> tuple[list[Row], list[Row]]:
    """What precedes the closing, and the closing: the last lines of the text, attachments, names, date and note, which
    stay together, so that a date never stands alone (7.3.5.5).
    """
    faces = letter.faces
    body = body_rows(letter.body, faces)
    ending = body[-WITH_SIGNATURE:]
    closing = [
        *kept([*ending, *attachment_note_rows(letter.attachments, faces), *signature_rows(letter)]),
        *note_rows(letter.note, faces),
    ]
    before = [
        *_head_rows(letter),
        *title_rows(letter.title, faces, letter.unparted),
        *addressee_rows(letter.addressees, faces),
        *body[: len(body) - len(ending)],
    ]
    return before, [*closing[:-1], replace(closing[-1], keep=False)]


def _head_rows(letter: Letter) -> list[Row]:
    of = style(letter.faces.body)
    if letter.head is Head.RED:
        return kept(_red_head(letter, of))
    if letter.head is Head.LETTER:
        return kept(_letter_head(letter, of))
    number = [single(letter.number, RIGHT, of, align="right")] if letter.number else []
    return kept([*number, Row(CHARACTER)])


def head_mark(letter: Letter) -> Fitted:
    """The head's words at the size at which they fit. Raises TextTooLong."""
    if letter.head is Head.RED:
        of = style(letter.faces.title, MARK_SIZE, RED)
        return fit(letter.mark, of, TEXT_WIDTH, 40, floor=MARK_FLOOR, single=0.3)
    of = replace(style(letter.faces.title, LETTER_MARK_SIZE, RED), tracking=LETTER_MARK_SIZE * 0.12)
    return fit(letter.mark, of, LETTER_RULE, 30, floor=MARK_FLOOR, single=0.3)


def _red_head(letter: Letter, of: Style) -> list[Row]:
    """7.2.4: the mark's upper edge 35 mm below the text block's; 7.2.5: the number two lines below, centred; 7.2.7: the
    rule 4 mm below it; 7.3.1: the title two lines below that.
    """
    mark = head_mark(letter)

    def draw(painter: Painter, top: float) -> None:
        mark.draw(painter, MIDDLE, top - mark.height / 2)

    def rule(painter: Painter, top: float) -> None:
        painter.line(LEFT, top, RIGHT, top, width=RULE, colour=RED)

    number = [single(letter.number, MIDDLE, of, align="centre", gap=RULE_BELOW)] if letter.number else []
    return [
        Row(0.0, None, MARK_BELOW),
        Row(mark.height, draw, GAP + 2 * LINE if number else RULE_BELOW),
        *number,
        Row(0.0, rule, 2 * LINE),
    ]


def _letter_head(letter: Letter, of: Style) -> list[Row]:
    """10.1: the mark 30 mm from the sheet's upper edge, a double rule of 170 mm 4 mm below it, broad above fine; the
    number at the right, 7/8 of a character below; the title two lines below the last of these.
    """
    mark = head_mark(letter)
    lower = LETTER_MARK_TOP - mark.height - RULE_BELOW
    height = TOP - lower + BROAD + BETWEEN + FINE

    def draw(painter: Painter, _top: float) -> None:
        mark.draw(painter, WIDTH / 2, LETTER_MARK_TOP - mark.height / 2)
        _double_rule(painter, lower, broad_above=True)
        _double_rule(painter, LETTER_RULE_BOTTOM + BROAD + BETWEEN + FINE, broad_above=False)

    if not letter.number:
        return [Row(height, draw, 2 * LINE)]
    return [Row(height, draw, NUMBER_BELOW), single(letter.number, RIGHT, of, align="right", gap=GAP + 2 * LINE)]


def _double_rule(painter: Painter, top: float, *, broad_above: bool) -> None:
    """Two rules from this height down."""
    left = (WIDTH - LETTER_RULE) / 2
    for width in (BROAD, FINE) if broad_above else (FINE, BROAD):
        painter.line(left, top - width / 2, left + LETTER_RULE, top - width / 2, width=width, colour=RED)
        top -= width + BETWEEN


def _draw(file: PdfFile, letter: Letter) -> None:
    pages = letter_pages(letter)
    height = imprint_height(letter)
    row, y = pages[-1][-1]
    apart = height > 0 and y + row.height + GAP > TEXT_HEIGHT - height
    for number, page in enumerate(pages, start=1):
        painter = Painter(file)
        for row, y in page:
            if row.draw is not None:
                row.draw(painter, TOP - y)
        if not (number == 1 and (letter.head is Head.LETTER or (letter.head is Head.PLAIN and len(pages) == 1))):
            _page_number(painter, letter, number)
        if height and number == len(pages) and not apart:
            draw_imprint(painter, letter)
        file.add_page(A4, painter.content())
    if apart:
        # 7.5: a page that holds the imprint alone has no number.
        painter = Painter(file)
        draw_imprint(painter, letter)
        file.add_page(A4, painter.content())


def _page_number(painter: Painter, letter: Letter, number: int) -> None:
    """7.5: 4号, a dash on each side; odd pages a character in from the right, even ones from the left."""
    of = style(letter.faces.figures, SIZE_4)
    text, em = f"— {number} —", SIZE_4 / MILLIMETRE
    y = BOTTOM - PAGE_NUMBER_BELOW - DASH_MIDDLE * em
    if number % 2:
        painter.right(RIGHT - em, y, text, of)
    else:
        painter.text(LEFT + em, y, text, of)
