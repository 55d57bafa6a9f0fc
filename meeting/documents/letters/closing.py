"""Names, date and the seals' places (7.3.5), and the imprint at the last page's foot (7.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from meeting.documents.cutting import Run, cells
from meeting.documents.fitting import fit, wrap
from meeting.documents.letters.blocks import BASELINE, BLANK, style
from meeting.documents.letters.measures import (
    BEFORE_SEAL,
    BOTTOM,
    CHARACTER,
    GAP,
    LEFT,
    RIGHT,
    SEAL,
    SEAL_ABOVE,
    SIZE_4,
    TEXT_WIDTH,
    THICK,
    THIN,
)
from meeting.documents.letters.parts import Issuer, Letter
from meeting.documents.letters.rows import Draw, Row
from meeting.documents.painter import BLACK, Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.typesetting import break_lines

DATE_IN = 4  # characters from the right, with a seal (7.3.5.1)
NAME_IN = 2  # without (7.3.5.2)
WIDEST_STEP = 60.0  # from one seal's middle to the next, at most
BETWEEN_NAMES = 2.0
SMALLEST = 4.0
IMPRINT_LINE = SIZE_4 / MILLIMETRE + 3.0


def signature_rows(letter: Letter) -> list[Row]:
    """Blank lines, names, date."""
    of = style(letter.faces.body)
    return _sealed(letter, of) if letter.sealed else _unsealed(letter, of)


def seal_middles(count: int, last: float) -> list[float]:
    """Where the seals of joint issuers are centred, from left to right, the last at ``last``: they neither touch nor
    leave the text block (7.3.5.1).
    """
    if count < 2:
        return [last] * count
    step = min(WIDEST_STEP, (last - LEFT - SEAL / 2) / (count - 1))
    return [last - step * (count - 1 - number) for number in range(count)]


@dataclass(frozen=True, slots=True)
class SealedNames:
    """Where names stand that are sealed: the seals' middles, and on each line (middle, text); all in millimetres from
    the sheet's left edge. The last middle is the date's too.
    """

    middles: tuple[float, ...]
    lines: tuple[tuple[tuple[float, str], ...], ...]
    date_middle: float


def sealed_names(letter: Letter) -> SealedNames:
    """7.3.5.1: the date four characters in, each name over the middle of its seal, the last over the date. A long name
    takes several lines, and all end on the line above the date, where the seal is pressed.
    """
    of = style(letter.faces.body)
    last = RIGHT - DATE_IN * CHARACTER - of.width(letter.date) / 2
    middles = seal_middles(len(letter.issuers), last)
    room = 2 * (RIGHT - last)
    if len(middles) > 1:
        room = min(room, middles[1] - middles[0] - BETWEEN_NAMES)
    names = [wrap(issuer.name, of, room) for issuer in letter.issuers]
    height = max(map(len, names), default=0)
    lines = tuple(
        tuple(
            (middle, name[number - height + len(name)])
            for middle, name in zip(middles, names, strict=True)
            if number >= height - len(name)
        )
        for number in range(height)
    )
    return SealedNames(tuple(middles), lines, last)


def unsealed_names(letter: Letter) -> tuple[float, list[str]]:
    """7.3.5.2: the names' left edge, two characters in; the date's first character is two to the right of it. Where the
    date is the longer of the two it is the date that stands two characters in.
    """
    of = style(letter.faces.body)
    names = [line for issuer in letter.issuers for line in wrap(issuer.name, of, TEXT_WIDTH - 4 * CHARACTER)]
    widest, date = max((of.width(name) for name in names), default=0.0), of.width(letter.date)
    return RIGHT - NAME_IN * CHARACTER - (widest if date <= widest else date + 2 * CHARACTER), names


def _sealed(letter: Letter, of: Style) -> list[Row]:
    placed = sealed_names(letter)
    rows = [BLANK] * BEFORE_SEAL + [Row(CHARACTER, _names(line, of)) for line in placed.lines]

    def date(painter: Painter, top: float) -> None:
        painter.centred(placed.date_middle, top - BASELINE * of.size / MILLIMETRE, letter.date, of)
        _press(painter, letter.issuers, placed.middles, top + GAP / 2 + SEAL_ABOVE)

    return [*rows, Row(CHARACTER, date)]


def _names(placed: Sequence[tuple[float, str]], of: Style) -> Draw:
    """Draws names side by side, each centred."""

    def draw(painter: Painter, top: float) -> None:
        for middle, text in placed:
            painter.centred(middle, top - BASELINE * of.size / MILLIMETRE, text, of)

    return draw


def _press(painter: Painter, issuers: Sequence[Issuer], middles: Sequence[float], height: float) -> None:
    """The seals that are pictures, centred at this height."""
    for issuer, middle in zip(issuers, middles, strict=True):
        if issuer.seal is not None:
            name, width, tall = painter.file.add_picture(issuer.seal)
            scale = SEAL / max(width, tall)
            painter.picture(name, middle - width * scale / 2, height - tall * scale / 2, width * scale, tall * scale)


def _unsealed(letter: Letter, of: Style) -> list[Row]:
    left, names = unsealed_names(letter)
    rows = [_at(name, left, of) for name in names]
    return [BLANK, *rows, _at(letter.date, left + 2 * CHARACTER, of)]


def _at(text: str, x: float, of: Style) -> Row:
    return Row(CHARACTER, lambda painter, top: painter.text(x, top - BASELINE * of.size / MILLIMETRE, text, of))


def imprint_lines(letter: Letter) -> list[str]:
    """The lines of 抄送 (7.4.2), broken; empty where there is none."""
    if not letter.copies_to.strip():
        return []
    of = style(letter.faces.body, SIZE_4)
    text = letter.copies_to.strip().rstrip("。") + "。"
    label = of.width("抄送：")
    room = TEXT_WIDTH - 2 * SIZE_4 / MILLIMETRE - label
    broken = break_lines(cells((Run(text),), of, of), of.size, room * MILLIMETRE)
    return ["".join(cell.text for cell in line.cells) for line in broken]


def imprint_height(letter: Letter) -> float:
    """How high the imprint is above the text block's lower edge; 0: there is none."""
    lines = len(imprint_lines(letter)) + bool(letter.printed_by)
    return lines * IMPRINT_LINE + 1.5 * bool(lines)


def draw_imprint(painter: Painter, letter: Letter) -> None:
    """7.4: the last rule lies on the text block's lower edge; thick ones outside, a thin one between."""
    copies = imprint_lines(letter)
    of = style(letter.faces.body, SIZE_4)
    inset = SIZE_4 / MILLIMETRE
    y = BOTTOM
    painter.line(LEFT, y, RIGHT, y, width=THICK, colour=BLACK)
    if letter.printed_by:
        base = y + (IMPRINT_LINE - inset) / 2 + 0.12 * inset
        printed = f"{letter.printed_on}印发"
        room = TEXT_WIDTH - 3 * inset - of.width(printed)
        fitted = fit(letter.printed_by, of, room, IMPRINT_LINE, floor=SMALLEST, single=0.0)
        fitted.draw(painter, LEFT + inset, y + IMPRINT_LINE / 2, align="left")
        painter.right(RIGHT - inset, base, printed, of)
        y += IMPRINT_LINE
        painter.line(LEFT, y, RIGHT, y, width=THIN if copies else THICK, colour=BLACK)
    for number, line in reversed(list(enumerate(copies))):
        base = y + (IMPRINT_LINE - inset) / 2 + 0.12 * inset
        if number == 0:
            painter.text(LEFT + inset, base, "抄送：", of)
        painter.text(LEFT + inset + of.width("抄送："), base, line, of)
        y += IMPRINT_LINE
    if copies:
        painter.line(LEFT, y, RIGHT, y, width=THICK, colour=BLACK)
