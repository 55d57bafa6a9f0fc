"""Badges (参会证), 90 × 130 mm, four on a sheet of A4 with crop marks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from meeting.documents.fitting import fit, fit_name
from meeting.documents.painter import WHITE, Colour, Painter, Style
from meeting.documents.palette import CINNABAR, HAIRLINE
from meeting.documents.pdf import A4, PdfFile
from meeting.documents.qr import qr_code
from meeting.documents.typefaces import Face

WIDTH, HEIGHT = 90.0, 130.0
GUTTER = 4.0  # between cards, so that the colour can run past the cut
BLEED = 2.0
MARK = 4.0  # length of a crop mark
MARK_GAP = 3.0  # from the card's edge to its mark: clear of the bleed
MARK_LINE = 0.1
COLUMNS = ROWS = 2
MARGIN = 6.0
INNER = WIDTH - 2 * MARGIN
TITLE_MIDDLE, TITLE_HEIGHT = 114.0, 16.5  # heights over the card's lower edge
RULE = 103.0
RULES = 1.0  # from the thick rule down to the thin one
NAME_MIDDLE, NAME_HEIGHT = 86.7, 24.4  # 3 mm clear below the rules and, with a descender, above a unit of two lines
UNIT_MIDDLE, UNIT_HEIGHT = 64.5, 12.0
POST_MIDDLE, POST_HEIGHT = 55.2, 5.5
QR_SIDE = 27.0  # without its quiet zone of 4 modules (2.6 mm)
QR_BOTTOM = 22.2
NOTE_MIDDLE, NOTE_HEIGHT = 17.5, 3.6
BAND = 13.0

TITLE = Style(Face.SONG_BOLD, 20)
NAME = Style(Face.HEI, 50)
UNIT = Style(Face.SONG_BOLD, 15)
POST = Style(Face.SONG, 11.5)
NOTE = Style(Face.SONG, 10)  # the sub-forum: ushers read it at the door
CATEGORY = Style(Face.SONG_BOLD, 20, colour=WHITE)


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge.

    ``code`` is the QR code's text; ``note`` a line below it, such as the sub-forum.

    ``colour`` is the category's band; white text is printed on it.
    """

    meeting: str
    name: str
    unit: str
    category: str
    code: str
    post: str = ""
    note: str = ""
    colour: Colour = CINNABAR


def badges_pdf(badges: Iterable[Badge], *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    """Draw the badges four to a sheet, row by row. ``progress`` is told after each sheet how many are done.

    Raises GlyphMissing, TextTooLong: nothing is printed then.
    """
    file = PdfFile(title=title)
    marks = file.add_form(A4, _crop_marks(file))
    faces: dict[tuple[str, str, Colour], str] = {}
    painter = Painter(file)
    done = 0
    for badge in badges:
        place = done % (COLUMNS * ROWS)
        if done and not place:
            painter.form(marks)
            file.add_page(A4, painter.content())
            painter = Painter(file)
            if progress is not None:
                progress(done)
        key = (badge.meeting, badge.category, badge.colour)
        if key not in faces:
            faces[key] = file.add_form((WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED), _card(file, badge))
        x, y = corner(place)
        painter.form(faces[key], x - BLEED, y - BLEED)
        _draw(painter, badge, x, y)
        done += 1
    painter.form(marks)
    file.add_page(A4, painter.content())
    if progress is not None:
        progress(done)
    return file.finish()


def corner(place: int) -> tuple[float, float]:
    """The lower left corner of the card at this place of the sheet, 0 being the upper left one."""
    row, column = divmod(place, COLUMNS)
    left = (A4[0] - COLUMNS * WIDTH - (COLUMNS - 1) * GUTTER) / 2
    bottom = (A4[1] - ROWS * HEIGHT - (ROWS - 1) * GUTTER) / 2
    return left + column * (WIDTH + GUTTER), bottom + (ROWS - 1 - row) * (HEIGHT + GUTTER)


def _crop_marks(file: PdfFile) -> bytes:
    """Marks at the sheet's four sides, in line with every edge of every card."""
    painter = Painter(file)
    corners = [corner(place) for place in range(COLUMNS * ROWS)]
    xs = sorted({x for x, _ in corners} | {x + WIDTH for x, _ in corners})
    ys = sorted({y for _, y in corners} | {y + HEIGHT for _, y in corners})
    for x in xs:
        painter.line(x, ys[0] - MARK_GAP - MARK, x, ys[0] - MARK_GAP, width=MARK_LINE)
        painter.line(x, ys[-1] + MARK_GAP, x, ys[-1] + MARK_GAP + MARK, width=MARK_LINE)
    for y in ys:
        painter.line(xs[0] - MARK_GAP - MARK, y, xs[0] - MARK_GAP, y, width=MARK_LINE)
        painter.line(xs[-1] + MARK_GAP, y, xs[-1] + MARK_GAP + MARK, y, width=MARK_LINE)
    return painter.content()


def _card(file: PdfFile, badge: Badge) -> bytes:
    """What all badges of a category share: title, rule, band. Its origin is the bleed's corner."""
    painter = Painter(file)
    middle = BLEED + WIDTH / 2
    fit(badge.meeting, TITLE, INNER, TITLE_HEIGHT, floor=9).draw(painter, middle, BLEED + TITLE_MIDDLE)
    painter.line(BLEED + MARGIN, BLEED + RULE, BLEED + WIDTH - MARGIN, BLEED + RULE, width=0.6, colour=badge.colour)
    painter.line(
        BLEED + MARGIN,
        BLEED + RULE - RULES,
        BLEED + WIDTH - MARGIN,
        BLEED + RULE - RULES,
        width=0.15,
        colour=HAIRLINE,
    )
    painter.rectangle(0, 0, WIDTH + 2 * BLEED, BAND + BLEED, fill=badge.colour)
    tracked = Style(
        CATEGORY.face,
        CATEGORY.size,
        CATEGORY.colour,
        tracking=CATEGORY.size * _category_tracking(badge.category),
    )
    fit(badge.category, tracked, INNER, BAND - 3, floor=8).draw(painter, middle, BLEED + BAND / 2)
    return painter.content()


def _category_tracking(category: str) -> float:
    """Short categories are set wide, long ones close; parts of the type size."""
    return {2: 1.0, 3: 0.6, 4: 0.4}.get(len(category), 0.12)


def _draw(painter: Painter, badge: Badge, x: float, y: float) -> None:
    """What is the badge's own, on the card whose lower left corner is (x, y)."""
    middle = x + WIDTH / 2
    fit_name(badge.name, NAME, INNER, NAME_HEIGHT, floor=9).draw(painter, middle, y + NAME_MIDDLE)
    fit(badge.unit, UNIT, INNER, UNIT_HEIGHT, floor=7).draw(painter, middle, y + UNIT_MIDDLE)
    fit(badge.post, POST, INNER, POST_HEIGHT, floor=5).draw(painter, middle, y + POST_MIDDLE)
    painter.qr(qr_code(badge.code), middle - QR_SIDE / 2, y + QR_BOTTOM, QR_SIDE)
    fit(badge.note, NOTE, INNER, NOTE_HEIGHT, floor=4, single=0.5).draw(painter, middle, y + NOTE_MIDDLE)
