"""Before a run: which cards can't be drawn, which characters their words have that the chosen face lacks, and what a
print shop's cut would leave a white edge at.
"""

from collections.abc import Iterable, Iterator

from meeting.documents.cutting import Run
from meeting.documents.layouts.errors import BleedShort
from meeting.documents.layouts.kinds import Field
from meeting.documents.layouts.model import AnyElement, Layout, Signatories, Text
from meeting.documents.layouts.press import Press
from meeting.documents.layouts.reading import INSIDE, TOLERANCE, called, turned_box
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import SHOP_BLEED
from meeting.documents.pdf import PdfFile
from meeting.documents.placeholders import Literal, Slot, pieces
from meeting.documents.preflight import Preflight, Words, preflight
from meeting.documents.typefaces import AnyFace
from meeting.errors import MeetingError

NAMED = 5
"""Elements that a sentence names."""

Cards = tuple[Layout, Iterable[Record]]
"""Records of one layout."""


def refusals(layout: Layout, records: Iterable[Record]) -> list[tuple[Record, MeetingError]]:
    """Every record that the layout can't draw, with the reason: a glyph that nobody has, a text that doesn't fit."""
    file = PdfFile(title="")
    presses = [Press(file, layout)]
    if layout.back:
        presses.append(Press(file, layout, back=True))
    found = []
    for record in records:
        try:
            for press in presses:
                press.draw(record)
        except MeetingError as error:
            found.append((record, error))
    return found


def look_over(sections: Iterable[Cards]) -> Preflight:
    """Which characters of the layouts' own words and of their records' stop the run or are drawn by another face."""
    return preflight(word for layout, records in sections for word in _words(layout, records))


def _words(layout: Layout, records: Iterable[Record]) -> Iterator[Words]:
    """Each text once for the face that it is set in, as what and for whom it is first met."""
    fields, faces = _fields(layout)
    seen: dict[tuple[AnyFace, Field], set[object]] = {key: set() for key in fields}
    for face, text in _own(layout):
        yield Words(face, text, layout.title)
    for record in records:
        for face, field in fields:
            words = record.words.get(field)
            if words and words not in seen[face, field]:
                seen[face, field].add(words)
                yield Words(face, _plain(words).replace("\n", ""), field.value, record.name)
        for face in faces:
            for text in (*record.issuers, record.date):
                yield Words(face, text, Field.ISSUER.value, record.name)


def _fields(layout: Layout) -> tuple[list[tuple[AnyFace, Field]], list[AnyFace]]:
    """The fields that a layout fills in, with their faces; the faces of signatories."""
    elements = (*layout.front, *layout.back)
    fields = {
        (one.face, Field(piece.name)): None
        for one in elements
        if isinstance(one, Text)
        for line in one.text.split("\n")
        for piece in pieces(line, list(Field))
        if isinstance(piece, Slot)
    }
    return list(fields), list(dict.fromkeys(one.face for one in elements if isinstance(one, Signatories)))


def _own(layout: Layout) -> Iterator[tuple[AnyFace, str]]:
    """What a layout says of itself, between the fields."""
    for one in (*layout.front, *layout.back):
        if isinstance(one, Text):
            for line in one.text.split("\n"):
                for piece in pieces(line, list(Field)):
                    if isinstance(piece, Literal):
                        yield one.face, piece.text


def _plain(words: object) -> str:
    """The text of plain or composed words."""
    if isinstance(words, str):
        return words
    if isinstance(words, Run):
        return words.text
    return "".join(_plain(part) for part in words) if isinstance(words, tuple) else ""


def short_of_bleed(layout: Layout, *, words_only: bool = False) -> list[AnyElement]:
    """What runs to the card's edge, and not as far beyond it as a print shop asks for."""
    return [
        one
        for one in (*layout.front, *layout.back)
        if not isinstance(one, INSIDE)
        and not (words_only and one.preprinted)
        and any(min(beyond, layout.bleed) < SHOP_BLEED - TOLERANCE for beyond in _beyond(one, layout))
    ]


def bleed_short(layout: Layout, *, words_only: bool = False) -> BleedShort | None:
    """The same in a sentence; None where nothing is short."""
    names = dict.fromkeys(called(one) for one in short_of_bleed(layout, words_only=words_only))
    which = "、".join(f"“{name}”" for name in list(names)[:NAMED])
    return BleedShort(title=layout.title, which=which, bleed=f"{SHOP_BLEED:g}") if names else None


def _beyond(one: AnyElement, layout: Layout) -> list[float]:
    """How far an element reaches past each edge that it comes to (mm). A line along an edge doesn't come to it."""
    left, top, width, height = turned_box(one)
    across = (-left, left + width - layout.width) if width else ()
    up = (-top, top + height - layout.height) if height else ()
    return [beyond for beyond in (*across, *up) if beyond >= -TOLERANCE]


def faces_of(layouts: Iterable[Layout]) -> set[str]:
    """The faces that layouts set text in."""
    return {
        str(one.face)
        for layout in layouts
        for one in (*layout.front, *layout.back)
        if isinstance(one, Text | Signatories)
    }
