"""A design as the browser sends it: bounded, read, drawn with a sample's words."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from meeting.documents.layouts.errors import LayoutUnreadable, TooManyElements
from meeting.documents.layouts.reading import MOST_ELEMENTS, layout_and_problems
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.svg import layout_svg
from meeting.documents.placeholders import PlaceholderRefused
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
    address: Callable[[bytes], str],
    in_words: InWords,
) -> dict[str, Any]:
    """The picture of one side, what is wrong on both, and the type sizes that its texts came to.

    Raises what concerns the whole: LayoutUnreadable, LayoutSize, TooManyElements.
    """
    layout, wrong = layout_and_problems(dict(data), pictures)
    back = side == "back"
    bad = {number for where, number, _ in wrong if (where == "back") is back}
    rows = data.get("back" if back else "front", [])
    records = samples(layout.kind)
    drawn = layout_svg(
        layout, records.get(sample, records["usual"]), back=back, address=address,
        numbers=[number for number in range(len(rows)) if number not in bad],
    )  # fmt: skip
    problems = [*wrong, *(("back" if back else "front", number, problem) for number, problem in drawn.problems)]
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
    }
