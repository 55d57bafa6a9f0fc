"""A layout as a picture for the screen: SVG in millimetres, read off the very operators that are printed."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from meeting.documents.layouts.model import AnyElement, Layout
from meeting.documents.layouts.operators import Reader, Shared
from meeting.documents.layouts.press import Press
from meeting.documents.layouts.records import Record
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.pictures import check_picture, picture_preview
from meeting.errors import MeetingError

Address = Callable[[bytes], str]
"""Of a picture: where the browser finds it."""

KEPT_SIZES = 16


@dataclass(frozen=True, slots=True)
class Drawn:
    """One side of a layout with a record's words."""

    svg: str
    """``<g data-element="n">`` for each element that could be drawn, in the layout's order."""
    problems: tuple[tuple[int, MeetingError], ...]
    """(Number, refusal) of those that couldn't: a text that is too long, a glyph that no font has."""
    sizes: dict[int, float]
    """Number → the type size that a text came to, in points."""


class ScreenFile(PdfFile):
    """A file that is never written: it keeps forms and pictures as they were given, to be shown."""

    def __init__(self, address: Address) -> None:
        super().__init__(title="")
        self._address = address
        self._seen: dict[bytes, tuple[str, float, float]] = {}
        self.forms: dict[str, bytes] = {}
        self.addresses: dict[str, str] = {}

    def add_form(self, size: tuple[float, float], content: bytes, *, margin: float = 0.0) -> str:  # noqa: ARG002
        name = f"X{len(self.forms)}"
        self.forms[name] = content
        return name

    def add_picture(self, content: bytes) -> tuple[str, float, float]:
        key = hashlib.sha256(content).digest()
        if key not in self._seen:
            width, height = _size_of(content)
            name = f"P{len(self._seen)}"
            self._seen[key] = (name, width, height)
            self.addresses[name] = self._address(content)
        return self._seen[key]


def embedded(picture: bytes) -> str:
    """An address that holds the picture itself, small enough for a screen. Raises PictureUnreadable."""
    preview, type_ = picture_preview(picture)
    return f"data:{type_};base64,{base64.b64encode(preview).decode('ascii')}"


def layout_svg(
    layout: Layout,
    record: Record,
    *,
    back: bool = False,
    numbers: Sequence[int] | None = None,
    address: Address = embedded,
) -> Drawn:
    """One side, its bleed included. ``numbers``: what the elements are called by, if not 0, 1, 2 …"""
    elements = layout.back if back else layout.front
    file = ScreenFile(address)
    drawings: list[tuple[int, str]] = []
    problems: list[tuple[int, MeetingError]] = []
    for number, element in zip(numbers or range(len(elements)), elements, strict=True):
        try:
            drawings.append((number, _operators(file, layout, element, record)))
        except MeetingError as problem:
            problems.append((number, problem))
    shared = Shared(file.forms, file.addresses, {font.resource: font for font in file.fonts})
    groups, sizes = [], {}
    scale = 1 / MILLIMETRE
    for number, operators in drawings:
        reader = Reader(shared)
        drawn = reader.read(operators)
        sizes[number] = reader.size
        groups.append(
            f'<g data-element="{number}"><g transform="matrix({scale:.8f} 0 0 {-scale:.8f} 0 {layout.height:g})">'
            f"{drawn}</g></g>"
        )
    glyphs = "".join(f'<path id="{name}" d="{drawn}"/>' for name, drawn in sorted(shared.glyphs.items()))
    bleed = layout.bleed
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width + 2 * bleed:g}mm"'
        f' height="{layout.height + 2 * bleed:g}mm" viewBox="{-bleed:g} {-bleed:g} {layout.width + 2 * bleed:g}'
        f' {layout.height + 2 * bleed:g}"><defs>{glyphs}</defs>{"".join(groups)}</svg>'
    )
    return Drawn(svg, tuple(problems), {number: size for number, size in sizes.items() if size})


@lru_cache(maxsize=KEPT_SIZES)
def _size_of(picture: bytes) -> tuple[float, float]:
    """Checked once: a designer draws the same picture with every stroke. Raises PictureUnreadable."""
    facts = check_picture(picture)
    return facts.pixels or facts.size


def _operators(file: PdfFile, layout: Layout, element: AnyElement, record: Record) -> str:
    alone = replace(layout, front=(element,), back=())
    return Press(file, alone, bleed=layout.bleed).draw(record)
