"""A layout in a file: what all cards share is drawn once, the rest for each record."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, radians, sin

from meeting.documents.fitting import fit
from meeting.documents.frames import DESIGNS
from meeting.documents.layouts.kinds import Field
from meeting.documents.layouts.model import (
    AnyElement,
    Area,
    Layout,
    Ornament,
    Picture,
    Qr,
    Rule,
    Signatories,
    Source,
    Text,
)
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.texts import TextSetter
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.qr import qr_code

SHARED = frozenset(
    {
        Field.MEETING, Field.THEME, Field.HOSTS, Field.CATEGORY, Field.TITLE, Field.ISSUER, Field.DATE, Field.MEAL,
        Field.TIME,
    }
)  # fmt: skip
"""Fields that many records have in common: what only these fill in is drawn once for each of their values."""
KEPT_FORMS = 200
DATE_SIZE = 0.9  # of the issuer's

Draw = Callable[[Record], str]


class Press:
    """One side of a layout, ready to be drawn in a file.

    ``words_only``: leave out what is on the paper already (套打). ``bleed``: millimetres that may be drawn beyond the
    card's edge.
    """

    def __init__(
        self, file: PdfFile, layout: Layout, *, back: bool = False, words_only: bool = False, bleed: float = 0.0
    ) -> None:
        self._file, self._layout, self._bleed = file, layout, bleed
        self._size = (layout.width, layout.height)
        self.steps: list[Draw] = []
        still: list[AnyElement] = []
        for element in layout.back if back else layout.front:
            if words_only and element.preprinted:
                continue
            draw = self._draw_of(element)
            if draw is None:
                still.append(element)
                continue
            self._add_still(still)
            still = []
            self.steps.append(draw)
        self._add_still(still)

    def draw(self, record: Record) -> str:
        """The operators of one card, its lower left corner at the origin. Raises GlyphMissing, TextTooLong."""
        return "\n".join([drawn for step in self.steps if (drawn := step(record))])

    def _add_still(self, elements: list[AnyElement]) -> None:
        """Neighbours that no record changes become one form."""
        if not elements:
            return
        painter = Painter(self._file)
        for element in elements:
            painter.add(turned(element, self._layout.height, self._still(element)))
        shown = f"/{self._file.add_form(self._size, painter.content(), margin=self._bleed)} Do"
        self.steps.append(lambda _: shown)

    def _bottom(self, element: AnyElement) -> float:
        return self._layout.height - element.y - element.height

    def _draw_of(self, element: AnyElement) -> Draw | None:
        """How an element is drawn for a record; None if all records have it alike."""
        draw: Draw
        if isinstance(element, Text):
            setter = TextSetter(self._file, element, self._bottom(element))
            if not setter.fields:
                return None
            if setter.fields <= SHARED:
                return self._shared(element, setter)
            draw = setter.draw
        elif isinstance(element, Qr):
            draw = self._qr(element)
        elif isinstance(element, Signatories):
            draw = self._signatories(element)
        elif isinstance(element, Area) and element.category:
            draw = self._category(element)
        elif isinstance(element, Picture) and element.source is not Source.ASSET:
            draw = self._own_picture(element)
        else:
            return None
        if not element.turn:
            return draw
        return lambda record: turned(element, self._layout.height, draw(record))

    def _still(self, element: AnyElement) -> str:
        painter = Painter(self._file)
        bottom = self._bottom(element)
        if isinstance(element, Text):
            return TextSetter(self._file, element, bottom).draw(Record({}))
        if isinstance(element, Rule):
            painter.line(
                element.x, bottom + element.height, element.x + element.width, bottom, width=element.stroke,
                colour=element.colour, dash=element.dash,
            )  # fmt: skip
        elif isinstance(element, Area):
            draw_area(painter, element, bottom)
        elif isinstance(element, Ornament):
            return ornament(element, bottom)
        elif isinstance(element, Picture):
            self._place(painter, element, self._layout.pictures[element.picture])
        return painter.drawn()

    def _shared(self, element: Text, setter: TextSetter) -> Draw:
        forms: dict[object, str] = {}
        fields = sorted(setter.fields)

        def draw(record: Record) -> str:
            key = tuple([record.words.get(field, "") for field in fields])
            shown = forms.get(key)
            if shown is None:
                drawn = turned(element, self._layout.height, setter.draw(record))
                if len(forms) >= KEPT_FORMS or not drawn:
                    return drawn
                name = self._file.add_form(self._size, drawn.encode("latin-1"), margin=self._bleed)
                shown = forms[key] = f"/{name} Do"
            return shown

        return draw

    def _qr(self, element: Qr) -> Draw:
        side = min(element.width, element.height)
        x = element.x + (element.width - side) / 2
        y = self._bottom(element) + (element.height - side) / 2

        def draw(record: Record) -> str:
            if not record.code:
                return ""
            painter = Painter(self._file)
            painter.qr(qr_code(record.code), x, y, side, element.colour)
            return painter.drawn()

        return draw

    def _category(self, element: Area) -> Draw:
        bottom = self._bottom(element)

        def draw(record: Record) -> str:
            painter = Painter(self._file)
            painter.rectangle(element.x, bottom, element.width, element.height, fill=record.colour)
            return painter.drawn()

        return draw

    def _own_picture(self, element: Picture) -> Draw:
        def draw(record: Record) -> str:
            content = {
                Source.PHOTO: record.photo,
                Source.SIGNATURE: record.signature,
                Source.SEAL: record.seals[0] if record.seals else None,
            }.get(element.source)
            if content is None:
                return ""
            painter = Painter(self._file)
            self._place(painter, element, content)
            return painter.drawn()

        return draw

    def _place(self, painter: Painter, element: Picture, content: bytes) -> None:
        name, wide, high = self._file.add_picture(content)
        scale_x, scale_y = element.width / wide, element.height / high
        if element.scale != "stretch":
            scale_x = scale_y = (min if element.scale == "contain" else max)(scale_x, scale_y)
        width, height = wide * scale_x, high * scale_y
        x, y = element.x + (element.width - width) / 2, self._bottom(element) + (element.height - height) / 2
        if element.scale == "cover":
            painter.clip(element.x, self._bottom(element), element.width, element.height)
        painter.picture(name, x, y, width, height)
        if element.scale == "cover":
            painter.unclip()

    def _signatories(self, element: Signatories) -> Draw:
        drawn: dict[tuple[tuple[str, ...], str, tuple[bytes | None, ...]], str] = {}

        def draw(record: Record) -> str:
            key = (record.issuers, record.date, record.seals)
            if key not in drawn:
                painter = Painter(self._file)
                draw_signatories(painter, element, self._bottom(element), record)
                name = self._file.add_form(self._size, painter.content(), margin=self._bleed)
                drawn[key] = f"/{name} Do"
            return drawn[key]

        return draw


def issuer_middles(element: Signatories, count: int) -> list[float]:
    """Where each of so many issuers is centred, from left to right (mm).

    One alone stands toward the right edge, as on a letter, where the box has room for more than one seal.
    """
    if count == 1 and element.width > 2 * element.seal:
        return [element.x + element.width - element.seal]
    share = element.width / count if count else 0.0
    return [element.x + share * (number + 0.5) for number in range(count)]


def draw_signatories(painter: Painter, element: Signatories, bottom: float, record: Record) -> None:
    """Issuers side by side in one size, the date below the last one; seals centred over issuer and date."""
    count = len(record.issuers)
    if not count:
        return
    middles = issuer_middles(element, count)
    middle = bottom + element.height / 2
    room = 2 * min(middles[0] - element.x, element.x + element.width - middles[-1]) - 4
    style = Style(element.face, element.size, element.colour)
    issuer_height, date_height = element.height * 0.6, element.height * 0.4
    fitted = [fit(issuer, style, room, issuer_height, floor=element.least) for issuer in record.issuers]
    common = style.sized(min(each.style.size for each in fitted))
    date = fit(
        record.date, style.sized(max(element.least, common.size * DATE_SIZE)), room, date_height, floor=element.least,
        single=0,
    )  # fmt: skip
    for issuer, x in zip(record.issuers, middles, strict=True):
        words = fit(issuer, common, room, issuer_height, floor=element.least, single=1)
        words.draw(painter, x, middle + element.height * 0.22)
    date.draw(painter, middles[-1], middle - element.height * 0.25)
    for seal, x in zip(record.seals, middles, strict=False):
        if seal is not None:
            name, wide, high = painter.file.add_picture(seal)
            scale = element.seal / max(wide, high)
            painter.picture(name, x - wide * scale / 2, middle - high * scale / 2, wide * scale, high * scale)


@lru_cache(maxsize=64)
def ornament(element: Ornament, bottom: float) -> str:
    """The operators of an ornament, whose lower edge lies ``bottom`` over the card's: worked out once for all files."""
    painter = Painter(PdfFile(title=""))
    DESIGNS[element.design](painter, element.x, bottom, element.width, element.height, element.colour, element.second)
    return painter.drawn()


def draw_area(painter: Painter, element: Area, bottom: float) -> None:
    """Fill and frame of a rectangle."""
    if element.fill is not None:
        painter.rectangle(element.x, bottom, element.width, element.height, fill=element.fill)
    if element.stroke:
        painter.frame(element.x, bottom, element.width, element.height, line=element.stroke, colour=element.colour)


def turned(element: AnyElement, height: float, drawn: str) -> str:
    """What was drawn, turned clockwise around the middle of the element's box; ``height``: the card's (mm)."""
    if not element.turn or not drawn:
        return drawn
    x = (element.x + element.width / 2) * MILLIMETRE
    y = (height - element.y - element.height / 2) * MILLIMETRE
    cosine, sine = round(cos(radians(element.turn))), -round(sin(radians(element.turn)))
    to_x, to_y = x - cosine * x + sine * y, y - sine * x - cosine * y
    return f"q {cosine} {sine} {-sine} {cosine} {to_x:.2f} {to_y:.2f} cm\n{drawn}\nQ"
