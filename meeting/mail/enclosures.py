"""What goes along with a message: files kept in storage, or such as a room makes when they are sent.

What can be made again at any time (a certificate) isn't kept: nothing with names in it lies about, and what was revoked
meanwhile isn't sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from meeting.errors import NotFound
from meeting.mail.errors import EnclosureGone
from meeting.storage.folder import storage

KEPT = "kept"
"""The source of files in storage; argument ``key``."""

Arguments = dict[str, Any]
Source = Callable[[Sequence[Arguments]], Callable[[Arguments], bytes]]
"""Handed all that a batch needs, reads once; then makes one file after the other, outside any transaction."""

_sources: dict[str, Source] = {}


@dataclass(frozen=True)
class Enclosure:
    """A file: its name and type, who makes it and of what."""

    name: str
    mimetype: str
    source: str
    arguments: Arguments

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def source(name: str) -> Callable[[Source], Source]:
    """Register who makes files. They raise a ``MeetingError`` where one isn't to be had (any more)."""

    def register(function: Source) -> Source:
        _sources[name] = function
        return function

    return register


@source(KEPT)
def _kept(_all: Sequence[Arguments]) -> Callable[[Arguments], bytes]:
    files = storage()
    return lambda arguments: files.get(arguments["key"])


def opened(enclosures: Sequence[Enclosure]) -> Callable[[Enclosure], bytes]:
    """Read what they need, each source once; returns what makes one of them. Raises ``EnclosureGone`` and what the
    sources raise.
    """
    wanted: dict[str, list[Arguments]] = {}
    for each in enclosures:
        wanted.setdefault(each.source, []).append(each.arguments)
    made = {name: _sources[name](arguments) for name, arguments in wanted.items()}

    def content(enclosure: Enclosure) -> bytes:
        try:
            return made[enclosure.source](enclosure.arguments)
        except NotFound as error:
            raise EnclosureGone(name=enclosure.name) from error

    return content
