"""Wording with places to fill in: text and names in braces from a fixed list, and nothing else.

No template language: a name is looked up in a list and replaced by plain text, which is never read again. What looks
like one (braces otherwise, ``%s``, a tag) is refused where the wording is saved, so that nobody finds it in print.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from meeting.errors import N_, Invalid

# Braces; a printf directive; a tag. "100%", "a < b" and "<3" are words.
SPECIAL = re.compile(
    r"\{\{.*?\}\}|\{[^{}\n]*\}|[{}｛｝][^{}｛｝\n]{0,20}"
    r"|%\([^)\n]{0,20}\)?[A-Za-z]?|%[A-Za-z]"
    r"|</?[A-Za-z!?][^<>\n]{0,20}>?"
)


class PlaceholderRefused(Invalid):
    """A place that isn't in the list, or what would be code elsewhere.

    Parameters: ``line`` and ``column`` (from 1, in characters), ``given``, ``allowed`` (the list in words).
    """

    code = "placeholder-refused"
    sentence = N_(
        "第 %(line)d 行第 %(column)d 个字起的“%(given)s”不能用：除了文字，这里只能写 %(allowed)s。请改正后再保存。"
    )

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.params["line"], self.params["column"]

    @property
    def given(self) -> str:
        """What stands there."""
        return str(self.params["given"])


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stays as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is filled in: its name, without braces."""

    name: str


def pieces(text: str, allowed: Collection[str]) -> tuple[Literal | Slot, ...]:
    """The wording as text and places. Raises PlaceholderRefused at the first thing that is neither."""
    found: list[Literal | Slot] = []
    end = 0
    for match in SPECIAL.finditer(text):
        given = match.group()
        if given[1:-1] not in allowed or given != f"{{{given[1:-1]}}}":
            raise _refused(text, match.start(), given, allowed)
        if match.start() > end:
            found.append(Literal(text[end : match.start()]))
        found.append(Slot(given[1:-1]))
        end = match.end()
    if end < len(text):
        found.append(Literal(text[end:]))
    return tuple(found)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The wording with its places filled in; what is filled in is taken as it is. Raises PlaceholderRefused."""
    return "".join(piece.text if isinstance(piece, Literal) else values[piece.name] for piece in pieces(text, values))


def _refused(text: str, start: int, given: str, allowed: Collection[str]) -> PlaceholderRefused:
    return PlaceholderRefused(
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
        given=given,
        allowed="、".join(f"{{{name}}}" for name in allowed),
    )
