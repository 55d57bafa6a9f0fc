"""Layouts as JSON, as the designer sends them and as files are exchanged; checked property by property.

The file: ``{"format": "meeting-layout", "version": 1, "kind", "title", "width", "height", "bleed", "front": […],
"back": […], "pictures": {digest: base64}}``; an element: ``{"type": "text", "x": …}`` with the properties of its
class in ``model``, those of default value left out.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any

from meeting.documents.errors import PictureUnreadable
from meeting.documents.layouts.errors import (
    ElementIncomplete,
    ElementOutside,
    ElementStrange,
    ElementUnknown,
    ElementValue,
    ElementWording,
    LayoutBleed,
    LayoutSize,
    LayoutTitle,
    LayoutUnreadable,
    PictureMissing,
    PictureRefused,
    TooManyElements,
)
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import (
    AnyElement,
    Area,
    Fit,
    Layout,
    Ornament,
    Picture,
    Qr,
    Rule,
    Signatories,
    Source,
    Text,
)
from meeting.documents.layouts.words import CALLED_VALUES, CHOICES, call
from meeting.documents.painter import Colour
from meeting.documents.pictures import check_picture
from meeting.documents.placeholders import PlaceholderRefused, pieces
from meeting.documents.shipped_fonts import Face
from meeting.errors import N_, MeetingError, shortened

FORMAT, VERSION = "meeting-layout", 1
LEAST_SIDE, MOST_SIDE = 10.0, 600.0  # millimetres
MOST_BLEED = 10.0
MOST_ELEMENTS = 300  # a side
LONGEST_TEXT, LONGEST_LABEL = 2000, 60
TYPES: dict[str, type[AnyElement]] = {
    "text": Text, "qr": Qr, "picture": Picture, "rule": Rule, "area": Area, "ornament": Ornament,
    "signatories": Signatories,
}  # fmt: skip
NAMES = {type_: name for name, type_ in TYPES.items()}
INSIDE = (Text, Qr, Signatories)
"""What may not run past the card's edge, and has no sense without a size."""
LEAST_SIZE = 1.0  # millimetres
TOLERANCE = 0.05  # millimetres: half of what the designer shows

Check = Callable[[Any], Any]


class _Wrong(Exception):
    """A value that isn't allowed; the argument says which are."""


def layout_from(data: object, pictures: Mapping[str, bytes] | None = None) -> Layout:
    """A layout from decoded JSON. ``pictures``: those that the data only names, by digest.

    Raises LayoutUnreadable, LayoutTitle, LayoutSize, LayoutBleed, TooManyElements, ElementUnknown, ElementValue,
    ElementIncomplete, ElementStrange, ElementWording, ElementOutside, PictureMissing, PictureRefused: the first
    that is wrong.
    """
    layout, problems = layout_and_problems(data, pictures)
    for _, _, problem in problems:
        raise problem
    return layout


def layout_and_problems(
    data: object, pictures: Mapping[str, bytes] | None = None
) -> tuple[Layout, list[tuple[str, int, MeetingError]]]:
    """A layout of those elements that are right; and (side, number from 0, refusal) of the others.

    Raises what concerns the whole: LayoutUnreadable, LayoutTitle, LayoutSize, LayoutBleed, TooManyElements.
    """
    if not isinstance(data, dict) or data.get("format", FORMAT) != FORMAT or data.get("version", VERSION) != VERSION:
        raise LayoutUnreadable
    try:
        kind = Kind(data["kind"])
        width, height = data["width"], data["height"]
    except (ValueError, KeyError) as error:
        raise LayoutUnreadable from error
    try:
        title = CHECKS["label"](data.get("title", ""))
    except _Wrong as error:
        raise LayoutTitle(most=LONGEST_LABEL) from error
    for side in (width, height):
        try:
            _number(LEAST_SIDE, MOST_SIDE)(side)
        except _Wrong as error:
            raise LayoutSize(
                width=_shown(width), height=_shown(height), least=f"{LEAST_SIDE:g}", most=f"{MOST_SIDE:g}"
            ) from error
    try:
        bleed = _number(0, MOST_BLEED)(data.get("bleed", 0))
    except _Wrong as error:
        raise LayoutBleed(bleed=_shown(data["bleed"]), most=f"{MOST_BLEED:g}") from error
    own = dict(_pictures(data.get("pictures", {})))
    held = {**(pictures or {}), **own}
    sides: dict[str, tuple[AnyElement, ...]] = {}
    problems: list[tuple[str, int, MeetingError]] = []
    for name in ("front", "back"):
        rows = data.get(name, [])
        if not isinstance(rows, list):
            raise LayoutUnreadable
        if len(rows) > MOST_ELEMENTS:
            raise TooManyElements(count=len(rows), most=MOST_ELEMENTS)
        found = []
        for number, row in enumerate(rows):
            try:
                element = _element(row, number, kind)
                _check_place(element, width, height, bleed)
                if isinstance(element, Picture) and element.source is Source.ASSET:
                    _check_asset(element, held, own)
                found.append(element)
            except MeetingError as problem:
                problems.append((name, number, problem))
        sides[name] = tuple(found)
    layout = Layout(kind, title, float(width), float(height), sides["front"], sides["back"], bleed)
    needed = {one.picture for one in (*layout.front, *layout.back) if isinstance(one, Picture) and one.picture}
    layout.pictures.update({digest: held[digest] for digest in sorted(needed & held.keys())})
    return layout, problems


def layout_file(layout: Layout) -> bytes:
    """The file to exchange a layout by, its pictures included: UTF-8, the same layout the same bytes."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        **layout_json(layout),
        "pictures": {
            digest: base64.b64encode(content).decode("ascii") for digest, content in sorted(layout.pictures.items())
        },
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def read_layout_file(content: bytes) -> Layout:
    """What ``layout_file`` wrote, or somebody by hand. Raises as ``layout_from``."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LayoutUnreadable from error
    return layout_from(data)


def layout_json(layout: Layout) -> dict[str, Any]:
    """The layout as JSON data, its pictures by digest only."""
    return {
        "kind": layout.kind.value,
        "title": layout.title,
        "width": _plain(layout.width),
        "height": _plain(layout.height),
        "bleed": _plain(layout.bleed),
        "front": [_row(element) for element in layout.front],
        "back": [_row(element) for element in layout.back],
    }


def defaults() -> dict[str, dict[str, Any]]:
    """Type → property → what it is where a row doesn't say: what layout_json leaves out."""
    return {
        name: {each.name: _plain(each.default) for each in fields(type_) if each.default is not MISSING}
        for name, type_ in TYPES.items()
    }


def layout_digest(layout: Layout) -> str:
    """SHA-256 of all that decides how the layout prints (its title doesn't), hexadecimal."""
    data = layout_json(layout) | {"title": ""}
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def called(element: AnyElement) -> str:
    """An element in the words of the designer's list."""
    return call(
        NAMES[type(element)], element.label, element.text if isinstance(element, Text) else "",
        element.source if isinstance(element, Picture) else "",
    )  # fmt: skip


def turned_box(element: AnyElement) -> tuple[float, float, float, float]:
    """Left, top, width and height (mm) of what an element covers once it is turned around its middle."""
    if element.turn % 180 == 0:
        return element.x, element.y, element.width, element.height
    shift = (element.width - element.height) / 2
    return element.x + shift, element.y - shift, element.height, element.width


def _element(row: object, number: int, kind: Kind) -> AnyElement:
    type_ = row.get("type") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(type_, str) or type_ not in TYPES:
        raise ElementUnknown(number=number + 1, given=_sendable(type_))
    what = _sendable(call(type_, *(str(row.get(name) or "") for name in ("label", "text", "source"))), LONGEST_LABEL)
    values: dict[str, Any] = {}
    for each in fields(TYPES[type_]):
        if each.name in row:
            try:
                values[each.name] = CHECKS[each.name](row[each.name])
            except _Wrong as wrong:
                raise ElementValue(
                    what=what, name=CALLED_VALUES[each.name], given=_shown(row[each.name]), allowed=str(wrong)
                ) from None
        elif each.default is MISSING:
            raise ElementIncomplete(what=what, name=CALLED_VALUES[each.name])
    if strange := row.keys() - {each.name for each in fields(TYPES[type_])} - {"type"}:
        raise ElementStrange(what=what, given=_sendable(min(strange)))
    element = TYPES[type_](**values)
    if isinstance(element, INSIDE):
        for side in ("width", "height"):
            if getattr(element, side) < LEAST_SIZE:
                raise ElementValue(
                    what=what, name=CALLED_VALUES[side], given=_shown(row[side]),
                    allowed=f"{LEAST_SIZE:g} – {2 * MOST_SIDE:g}",
                )  # fmt: skip
    if isinstance(element, Text):
        try:
            pieces(element.text, kind.fields)
        except PlaceholderRefused as error:
            raise ElementWording(what=what, **error.params) from error
    if isinstance(element, Text | Signatories) and element.least > element.size:
        raise ElementValue(
            what=what, name=CALLED_VALUES["least"], given=f"{element.least:g}", allowed=f"≤ {element.size:g}"
        )
    return element


def _check_place(element: AnyElement, width: float, height: float, bleed: float) -> None:
    left, top, wide, high = turned_box(element)
    edge = TOLERANCE + (0 if isinstance(element, INSIDE) else max(bleed, MOST_BLEED))
    if left < -edge or top < -edge or left + wide > width + edge or top + high > height + edge:
        raise ElementOutside(what=called(element), width=f"{width:g}", height=f"{height:g}")


def _check_asset(element: Picture, held: Mapping[str, bytes], own: Mapping[str, bytes]) -> None:
    """Raises PictureMissing; and PictureRefused if it came with the layout and can't be printed."""
    if element.picture not in held:
        raise PictureMissing(what=called(element))
    if element.picture in own:
        try:
            check_picture(own[element.picture])
        except PictureUnreadable as error:
            raise PictureRefused(what=called(element), why=error) from error


def _pictures(rows: object) -> Iterator[tuple[str, bytes]]:
    if not isinstance(rows, dict):
        raise LayoutUnreadable
    for digest, text in rows.items():
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise LayoutUnreadable from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise LayoutUnreadable
        yield digest, content


def _row(element: AnyElement) -> dict[str, Any]:
    row: dict[str, Any] = {"type": NAMES[type(element)]}
    for each in fields(element):
        value = getattr(element, each.name)
        if each.default is MISSING or value != each.default:
            row[each.name] = _plain(value)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Colour):
        return f"{value.red:02X}{value.green:02X}{value.blue:02X}"
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value.value if isinstance(value, StrEnum) else value


def _shown(value: object) -> str:
    return _sendable(value) if value not in ("", None) else "—"


def _sendable(value: object, longest: int = 20) -> str:
    """The beginning of what was given, as a refusal repeats it: what isn't text (half of a character) as ``?``."""
    return shortened(str(value), longest).encode(errors="replace").decode()


# Checks: a value as the model has it, or _Wrong with what is allowed.


def _number(least: float, most: float) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise _Wrong(f"{least:g} – {most:g}")
        return round(float(value), 3)

    return check


def _one_of(allowed: Mapping[str | int, str], kind: Callable[[Any], Any] = lambda value: value) -> Check:
    def check(value: Any) -> Any:
        if not isinstance(value, str | int) or isinstance(value, bool) or value not in allowed:
            raise _Wrong(" / ".join(allowed.values()))
        return kind(value)

    return check


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(N_("打勾或不打勾"))
    return value


def _text(longest: int, said: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", value):
            raise _Wrong(said)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise _Wrong(said) from error
        return value

    return check


def _colour(value: Any) -> Colour:
    if not isinstance(value, str) or not re.fullmatch("#?[0-9A-Fa-f]{6}", value):
        raise _Wrong(N_("六位的颜色代码，如 C8102E"))
    return Colour(*bytes.fromhex(value.removeprefix("#")))


def _colour_or_none(value: Any) -> Colour | None:
    return None if value in ("", None) else _colour(value)


def _face(value: Any) -> str:
    if not isinstance(value, str) or (value not in list(Face) and not re.fullmatch(r"up-[0-9a-f]{20}", value)):
        raise _Wrong(" / ".join((*Face, N_("“字体”页上传的字体"))))
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("([0-9a-f]{64})?", value):
        raise _Wrong(N_("在设计器里上传的图片"))
    return value


_PLACE, _SIDE = _number(-MOST_SIDE, 2 * MOST_SIDE), _number(0, 2 * MOST_SIDE)
CHECKS: dict[str, Check] = {
    "x": _PLACE, "y": _PLACE, "width": _SIDE, "height": _SIDE, "turn": _one_of(CHOICES["turn"]),
    "preprinted": _truth, "locked": _truth, "spread": _truth, "strong": _truth, "category": _truth,
    "label": _text(LONGEST_LABEL, N_("最多 60 个字，写在一行里")),
    "text": _text(LONGEST_TEXT, N_("最多 2000 个字，没有控制字符")), "face": _face, "size": _number(3, 400),
    "least": _number(3, 400), "colour": _colour, "second": _colour, "align": _one_of(CHOICES["align"]),
    "vertical": _one_of(CHOICES["vertical"]), "fit": _one_of(CHOICES["fit"], Fit),
    "leading": _number(0.8, 4), "source": _one_of(CHOICES["source"], Source), "picture": _digest,
    "stroke": _number(0, 20), "dash": _number(0, 20), "fill": _colour_or_none,
    "scale": _one_of(CHOICES["scale"]),
    "design": _one_of(CHOICES["design"]), "seal": _number(10, 80),
}  # fmt: skip
