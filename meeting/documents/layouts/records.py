"""What is printed on one card: the words for a layout's fields, its code, its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from meeting.documents.cutting import Run
from meeting.documents.layouts.kinds import Field
from meeting.documents.painter import Colour
from meeting.documents.palette import CINNABAR

Words = str | tuple[Run, ...] | tuple[tuple[Run, ...], ...]
"""A field's words: plain, a composed sentence, or several paragraphs of them."""


def paragraphs_of(words: tuple[Run, ...] | tuple[tuple[Run, ...], ...]) -> Sequence[tuple[Run, ...]]:
    """A composed field's paragraphs: a sentence is one."""
    if words and isinstance(words[0], Run):
        return (words,)
    return cast("tuple[tuple[Run, ...], ...]", words)


@dataclass(frozen=True, slots=True)
class Record:
    """One card's own. A field that isn't there is empty."""

    words: Mapping[Field, Words]
    code: str = ""
    """The QR code's text; none without."""
    colour: Colour = CINNABAR
    """The category's."""
    issuers: tuple[str, ...] = ()
    date: str = ""
    """As it stands below the issuers."""
    seals: tuple[bytes | None, ...] = ()
    """For each issuer the picture of its seal (PNG): only where its use was approved."""
    signature: bytes | None = None
    """Of the first issuer's head, on the same terms."""
    photo: bytes | None = None
    name: str = field(default="", compare=False)
    """What a file of its own is named by, such as 编号-姓名."""
