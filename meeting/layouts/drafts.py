"""A design as the browser sends it: bounded, read, drawn with a sample's words."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from meeting.documents.errors import FaceMissing
from meeting.documents.layouts.checking import bleed_short, short_of_bleed
from meeting.documents.layouts.errors import LayoutUnreadable, TooManyElements
from meeting.documents.layouts.model import AnyElement, Layout
from meeting.documents.layouts.reading import MOST_ELEMENTS, layout_and_problems
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.svg import layout_svg
from meeting.documents.placeholders import PlaceholderRefused
from meeting.documents.typefaces import UPLOADED
from meeting.errors import MeetingError
from meeting.layouts.errors import LayoutTooLarge

MOST_BYTES = 2_000_000
"""Of a design without its pictures: 600 elements with the longest texts."""
MOST_FILE = 32_000_000
"""Of a layout's file, its pictures included."""
MOST_BRACES = 20_000
"""What a layout's elements and placeholders come to; more isn't even parsed."""

InWords = Callable[[MeetingError], str]


def decoded(content: bytes, most: int = MOST_BYTES) -> dict[str, Any]:
    """The JSON object that was sent. Raises ``LayoutTooLarge``, ``TooManyElements``, ``LayoutUnreadable``."""
    if len(content) > most:
        raise LayoutTooLarge(most=most // 1_000_000)
    braces = content.count(b"{") + content.count(b"[")
    if braces > MOST_BRACES:
        raise TooManyElements(count=braces, most=MOST_ELEMENTS)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LayoutUnreadable from error
    if not isinstance(data, dict):
        raise LayoutUnreadable
    return data


def drawing(
    data: Mapping[str, Any],
    *,
    side: str,
    sample: str,
    pictures: Mapping[str, bytes],
    faces: Collection[str],
    address: Callable[[bytes], str],
    in_words: InWords,
) -> dict[str, Any]:
    """The picture of one side, what is wrong on both, what there is to advise, and the type sizes that its texts came
    to. ``faces``: those that may be used; the uploaded ones among them are loaded.

    Raises what concerns the whole: LayoutUnreadable, LayoutSize, TooManyElements.
    """
    layout, wrong = layout_and_problems(dict(data), pictures)
    sides: dict[str, list[tuple[int, AnyElement]]] = {}
    for where, elements in (("front", layout.front), ("back", layout.back)):
        bad = {number for place, number, _ in wrong if place == where}
        right = [number for number in range(len(data.get(where, ()))) if number not in bad]
        sides[where] = []
        for number, element in zip(right, elements, strict=True):
            face = getattr(element, "face", "")
            if face.startswith(UPLOADED) and face not in faces:
                wrong.append((where, number, FaceMissing()))
            else:
                sides[where].append((number, element))
    side = side if side in sides else "front"
    shown = replace(layout, front=tuple(element for _, element in sides[side]), back=())
    records = samples(layout.kind)
    drawn = layout_svg(
        shown, records.get(sample, records["usual"]), address=address, numbers=[number for number, _ in sides[side]]
    )
    problems = [*wrong, *((side, number, problem) for number, problem in drawn.problems)]
    return {
        "svg": drawn.svg,
        "sizes": drawn.sizes,
        "problems": [
            {
                "side": where, "number": number, "code": problem.code, "sentence": in_words(problem),
                "position": problem.position if isinstance(problem, PlaceholderRefused) else None,
            }
            for where, number, problem in problems
        ],
        "advice": _advice(layout, sides, in_words),
    }


def _advice(
    layout: Layout, sides: Mapping[str, list[tuple[int, AnyElement]]], in_words: InWords
) -> list[dict[str, Any]]:
    """What hinders nobody from saving; each with the first element that it is about."""
    short = bleed_short(layout)
    if short is None:
        return []
    first = short_of_bleed(layout)[0]
    side, number = next(
        (side, number) for side, elements in sides.items() for number, each in elements if each is first
    )
    return [{"side": side, "number": number, "code": short.code, "sentence": in_words(short)}]
