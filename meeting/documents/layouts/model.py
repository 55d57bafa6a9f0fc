"""A layout: a card's size and its elements, from the lowest to the topmost. Frozen, checked when it is read."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from meeting.documents.layouts.kinds import Kind
from meeting.documents.painter import BLACK, INK, Colour
from meeting.documents.shipped_fonts import Face


class Fit(StrEnum):
    """How a text gets into its box."""

    LINE = "line"
    """On one line, smaller if need be."""
    WRAP = "wrap"
    """Smaller, then on several balanced lines."""
    NAME = "name"
    """As wrap, for a person's name: two characters set apart, broken at its dots."""
    PROSE = "prose"
    """Paragraphs, justified and indented by two characters (one that ends with ： isn't), as large as they fit."""


class Source(StrEnum):
    """Where a picture comes from."""

    ASSET = "asset"
    """The layout's own: a logo, a background (PNG, JPEG or one page of PDF)."""
    PHOTO = "photo"
    """The person's photograph."""
    SEAL = "seal"
    """The first issuer's seal: only where its use was approved, else its place stays blank."""
    SIGNATURE = "signature"
    """The signature of the issuer's head, on the same terms."""


STAMPS = frozenset({Source.SEAL, Source.SIGNATURE})
"""What is printed only where its use was approved."""

Align = Literal["left", "centre", "right"]
Vertical = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What all elements have: a box in millimetres from the card's upper left corner, turned clockwise by quarters
    (0, 90, 180, 270 degrees) around its middle.
    """

    x: float
    y: float
    width: float
    height: float
    turn: int = 0
    preprinted: bool = False
    """It is on the paper already: left out when only the words are printed (套打)."""
    label: str = ""
    """What the designer's list calls it, where the organiser named it."""
    locked: bool = False
    """The designer doesn't move it. Printing doesn't mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Element):
    """Words, with {fields} to fill in. A paragraph whose fields are all empty is left out."""

    text: str
    face: str = Face.SONG
    size: float = 12.0
    """Points; the largest that is used."""
    least: float = 6.0
    """Points; what doesn't fit at this size isn't printed at all, but refused by name."""
    colour: Colour = INK
    align: Align = "centre"
    vertical: Vertical = "middle"
    fit: Fit = Fit.WRAP
    leading: float = 1.25
    """From baseline to baseline, parts of the size."""
    spread: bool = False
    """Titles of two, three or four characters are set wide apart."""
    strong: bool = False
    """What is filled in is set bolder than what stands around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qr(Element):
    """The record's QR code in the largest square of the box, without the quiet zone of 4 modules around it."""

    colour: Colour = BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Element):
    """A picture in its box, centred: whole (contain), filling it (cover) or pulled to its size (stretch)."""

    source: Source = Source.ASSET
    picture: str = ""
    """Of an asset: the digest (sha256) that the layout's pictures are kept by."""
    scale: Literal["contain", "cover", "stretch"] = "contain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Element):
    """A straight line from the box's upper left to its lower right corner (width or height may be 0)."""

    stroke: float = 0.3
    """Millimetres."""
    colour: Colour = INK
    dash: float = 0.0
    """Millimetres of each dash and of the gap after it, as where a stub is torn off; 0: a whole line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Element):
    """A rectangle: filled, framed, or both; ``category`` fills it with the colour of the record's category."""

    fill: Colour | None = None
    colour: Colour = INK
    stroke: float = 0.0
    """Millimetres; 0: no frame."""
    category: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ornament(Element):
    """One of the drawn ornaments, in two colours."""

    design: str = "fret"
    colour: Colour = INK
    second: Colour = INK


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatories(Element):
    """落款: issuers side by side with the date below the last, as GB/T 9704 (7.3.5) has them, each with room for its
    seal; its picture is centred over issuer and date where its use was approved.
    """

    face: str = Face.KAI
    size: float = 20.0
    least: float = 6.0
    colour: Colour = INK
    seal: float = 42.0
    """Millimetres: the usual round seal of a society or an institution."""


AnyElement = Text | Qr | Picture | Rule | Area | Ornament | Signatories


@dataclass(frozen=True, slots=True)
class Layout:
    """A card: size in millimetres, what is on its front and, if anything, on its back."""

    kind: Kind
    title: str
    width: float
    height: float
    front: tuple[AnyElement, ...]
    back: tuple[AnyElement, ...] = ()
    bleed: float = 0.0
    """Millimetres that colour and pictures may run past the edge, for a print shop's cut."""
    pictures: dict[str, bytes] = field(default_factory=dict, hash=False, compare=False)
    """Digest (sha256, hexadecimal) → PNG, JPEG or PDF: what Picture elements name. Not part of what is compared:
    the digests are."""

    def stamps(self, *, words_only: bool = False) -> frozenset[Source]:
        """Which of seal and signature have a place; ``words_only``: besides what is on the paper already."""
        found: set[Source] = set()
        for element in (*self.front, *self.back):
            if words_only and element.preprinted:
                continue
            if isinstance(element, Signatories):
                found.add(Source.SEAL)
            elif isinstance(element, Picture) and element.source in STAMPS:
                found.add(element.source)
        return frozenset(found)
