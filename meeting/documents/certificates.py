"""Certificates of honour (荣誉证书) and letters of appointment (聘书) on A4 landscape.

The custom: title of 48–60 pt, words in 楷体 of 22–26 pt, number and verification at the lower left, issuer
and date at the lower right with the seal centred over both. The seal's place is left blank unless a picture is
given.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meeting.documents.certificate_frames import draw_frame
from meeting.documents.errors import TextTooLong
from meeting.documents.fitting import MIDDLE, fit
from meeting.documents.painter import Painter, Style
from meeting.documents.palette import CINNABAR, GREY
from meeting.documents.pdf import A4_LANDSCAPE, MILLIMETRE, PdfFile
from meeting.documents.qr import qr_code
from meeting.documents.typefaces import Face
from meeting.documents.typesetting import Cell, Line, Run, break_well, cells, draw_line, flaws

WIDTH, HEIGHT = A4_LANDSCAPE
LEFT, RIGHT = 40.0, 257.0  # the column of the words
COLUMN = RIGHT - LEFT
TITLE_MIDDLE = 163.0
BODY_TOP, BODY_BOTTOM = 145.0, 72.0  # the seal, 42 mm around 49.5, reaches up to 70.5
BODY_MIDDLE = 111.0  # where short wordings are centred: a little above the middle, as the eye has it
SIGNATURE_LEFT = 122.0  # left of it is the verification
# A seal between them ends at 28.5 mm: 8 mm above the frame, so that a hand stamp a little low stays clear of it.
ISSUER_MIDDLE, DATE_MIDDLE = 55.0, 44.0
ISSUER_HEIGHT = 13.0
SEAL_SIDE = 42.0  # millimetres: the usual round seal of a society or an institution
QR_SIDE = 22.0
QR_BOTTOM = (ISSUER_MIDDLE + DATE_MIDDLE - QR_SIDE) / 2  # on the signature's height
CAPTION_LEFT = LEFT + QR_SIDE + 4.5

SIZES = (26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10)  # points; below 22 only if need be
LEADING, LEADING_OF_MANY = 1.72, 1.55  # of the size; the second from MANY_LINES on
MANY_LINES = 6
FULL_SIZE_LINES = 4  # with more lines the largest size is the next one
LARGEST_OF_MORE = 24
LEAST_USUAL = 22
YIELD = 2  # points given up for better lines, though not below the least usual size
INDENT = 2  # characters

BODY = Style(Face.KAI, 26)
EMPHASIS = Style(Face.KAI, 26, stroke=0.028)
ISSUER = Style(Face.KAI, 20)
DATE = Style(Face.KAI, 18)
CAPTION = Style(Face.SONG, 9.5, colour=GREY)
NUMBER = Style(Face.SONG, 10)


class Kind(StrEnum):
    """The two designs."""

    HONOUR = "荣誉证书"
    APPOINTMENT = "聘书"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on one certificate.

    ``salutation`` is the line that the words begin with, unindented (may be empty); ``body`` the paragraphs,
    each a tuple of runs (text, emphasised). ``issuers`` stand side by side, each with room for its seal.
    ``verify_url`` is the QR code's text. ``seal`` is a PNG laid over issuer and date (the last issuer, if
    there are several); None leaves the place blank, to be stamped.
    """

    kind: Kind
    title: str
    salutation: tuple[Run, ...]
    body: tuple[tuple[Run, ...], ...]
    issuers: tuple[str, ...]
    date: str
    number: str
    verify_url: str
    seal: bytes | None = None
    caption: str = "扫码验证"


def certificates_pdf(
    certificates: Iterable[Certificate], *, title: str, progress: Callable[[int], None] | None = None
) -> bytes:
    """Draw one certificate a page. ``progress`` is told after each how many are done.

    Raises GlyphMissing, TextTooLong, PictureUnreadable: nothing is printed then.
    """
    file = PdfFile(title=title)
    frames: dict[tuple[Kind, str], str] = {}
    for certificate in certificates:
        key = (certificate.kind, certificate.title)
        if key not in frames:
            frames[key] = file.add_form(A4_LANDSCAPE, _frame(file, certificate))
        painter = Painter(file)
        painter.form(frames[key])
        _draw(painter, certificate)
        file.add_page(A4_LANDSCAPE, painter.content())
        if progress is not None:
            progress(file.page_count)
    return file.finish()


def _frame(file: PdfFile, certificate: Certificate) -> bytes:
    """Border and title: what all certificates of a kind share."""
    painter = Painter(file)
    draw_frame(painter, honour=certificate.kind is Kind.HONOUR)
    title = certificate.title
    size = 56.0
    style = Style(Face.SONG_BOLD, size, CINNABAR, tracking=size * _tracking(title))
    fit(title, style, COLUMN - 40, 22, floor=24).draw(painter, WIDTH / 2, TITLE_MIDDLE)
    return painter.content()


def _tracking(title: str) -> float:
    """Titles of two characters stand far apart, of four less; parts of the type size."""
    return {2: 1.1, 3: 0.6, 4: 0.35}.get(len(title), 0.1)


def _draw(painter: Painter, certificate: Certificate) -> None:
    _draw_words(painter, certificate)
    _draw_signature(painter, certificate)
    painter.qr(qr_code(certificate.verify_url), LEFT, QR_BOTTOM, QR_SIDE)
    room = SIGNATURE_LEFT - CAPTION_LEFT
    fit(certificate.caption, CAPTION, room, 5, floor=5).draw(
        painter, CAPTION_LEFT, QR_BOTTOM + QR_SIDE - 9, align="left"
    )
    fit(certificate.number, NUMBER, room, 9, floor=5).draw(painter, CAPTION_LEFT, QR_BOTTOM + 6.5, align="left")


def _draw_words(painter: Painter, certificate: Certificate) -> None:
    """Salutation and paragraphs at the largest size that fits, justified."""
    size, leading, lines = set_words(certificate)
    step = size * leading / MILLIMETRE
    height = (len(lines) - 1) * step + size / MILLIMETRE
    top = min(BODY_TOP, max(BODY_MIDDLE + height / 2, BODY_BOTTOM + height))
    y = top - size / MILLIMETRE * (0.5 + MIDDLE)
    for line in lines:
        draw_line(painter, line, LEFT, y, COLUMN * MILLIMETRE, BODY.sized(size), EMPHASIS, justify=not line.last)
        y -= step


def set_words(certificate: Certificate) -> tuple[float, float, list[Line]]:
    """Break the words into lines; returns type size (points), leading (parts of it) and the lines.

    The size is the largest that fits, or up to YIELD points less if that leaves fewer lines ragged or short.

    Raises TextTooLong.
    """
    paragraphs: list[tuple[Sequence[Run], int]] = [(certificate.salutation, 0)] if certificate.salutation else []
    paragraphs += [(runs, INDENT) for runs in certificate.body]
    cut = [(cells((Run(*run) for run in runs), BODY, EMPHASIS), indent) for runs, indent in paragraphs]
    best: tuple[int, float, float, list[Line]] | None = None  # flaws first
    smallest = 0.0
    for size in SIZES:
        if size < smallest:
            break
        wrong, leading, lines = _set_at(cut, size)
        height = (len(lines) - 1) * size * leading + size
        if (len(lines) > FULL_SIZE_LINES and size > LARGEST_OF_MORE) or height > (BODY_TOP - BODY_BOTTOM) * MILLIMETRE:
            continue
        if best is None:
            smallest = min(size, max(size - YIELD, LEAST_USUAL))
        if best is None or wrong < best[0]:
            best = (wrong, size, leading, lines)
        if not wrong:
            break
    if best is None:
        raise TextTooLong(text="".join(run[0] for runs, _ in paragraphs for run in runs))
    return best[1:]


def _set_at(cut: Sequence[tuple[Sequence[Cell], int]], size: float) -> tuple[int, float, list[Line]]:
    """How many lines look wrong at a size, the leading and the lines; ``cut``: paragraphs with their indentation."""
    column = COLUMN * MILLIMETRE
    broken = [break_well(found, size, column, indent=indent * size) for found, indent in cut]
    lines = [line for paragraph in broken for line in paragraph]
    wrong = sum(flaws(paragraph, size, column) for paragraph in broken)
    return wrong, LEADING if len(lines) < MANY_LINES else LEADING_OF_MANY, lines


def _draw_signature(painter: Painter, certificate: Certificate) -> None:
    """Issuers side by side, the date below the last one, as GB/T 9704 (7.3.5) has joint issuers."""
    middles = issuer_middles(len(certificate.issuers))
    if not middles:
        return
    room = (RIGHT - SIGNATURE_LEFT) / len(middles) - 4
    fitted = [fit(issuer, ISSUER, room, ISSUER_HEIGHT, floor=6) for issuer in certificate.issuers]
    common = ISSUER.sized(min(each.style.size for each in fitted))
    for issuer, middle in zip(certificate.issuers, middles, strict=True):
        fit(issuer, common, room, ISSUER_HEIGHT, floor=6).draw(painter, middle, ISSUER_MIDDLE)
    fit(certificate.date, DATE, room, 8, floor=6).draw(painter, middles[-1], DATE_MIDDLE)
    if certificate.seal is not None:
        name, width, height = painter.file.add_picture(certificate.seal)
        scale = SEAL_SIDE / max(width, height)
        painter.picture(
            name,
            middles[-1] - width * scale / 2,
            (ISSUER_MIDDLE + DATE_MIDDLE - height * scale) / 2,
            width * scale,
            height * scale,
        )


def issuer_middles(count: int) -> list[float]:
    """Where each of so many issuers is centred, from left to right: seals of up to three don't touch.

    One alone stands toward the right edge, as on a letter.
    """
    if count == 1:
        return [RIGHT - 42]
    share = (RIGHT - SIGNATURE_LEFT) / count if count else 0
    return [SIGNATURE_LEFT + share * (number + 0.5) for number in range(count)]
