"""What a letter is made of. The kinds with words of their own turn into a ``Letter``, which is drawn and written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from meeting.documents.dates import numeral_date
from meeting.documents.shipped_fonts import Face


class Head(StrEnum):
    """What the first page begins with."""

    PLAIN = "plain"
    """Nothing but the title."""
    LETTER = "letter"
    """信函格式 (10.1): the name in red above a double rule, another at the foot."""
    RED = "red"
    """版头 (7.2): “…文件” in red, the number, a red rule."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Which face sets what (7.3.1, 7.3.3); a string is the id of a font that a society uploaded.

    宋 stands in for 仿宋 and 小标宋, of which none is free.
    """

    body: Face | str = Face.SONG
    title: Face | str = Face.SONG_BOLD
    first: Face | str = Face.HEI
    """Headings with 一、"""
    second: Face | str = Face.KAI
    """Headings with （一）"""
    figures: Face | str = Face.SONG
    """Page numbers (7.5)."""

    def __iter__(self) -> Iterator[Face | str]:
        return iter((self.body, self.title, self.first, self.second, self.figures))


@dataclass(frozen=True, slots=True)
class Table:
    """A table within the text; ``widths`` are shares. Cells may be empty, to be filled in by hand."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    row_height: float = 8.0  # millimetres, at least


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that signs. ``seal`` is a PNG; None leaves its place blank, to be stamped."""

    name: str
    seal: bytes | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An annex, on a page of its own (7.3.7)."""

    title: str
    body: tuple[str | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or notice.

    ``body`` holds paragraphs and tables; with 一、 （一） 1. or （1） a heading or a part with one begins (7.3.3).
    A line break in the title is kept; else it is broken by meaning, and the names in ``whole`` and the issuers' stay in
    one piece. ``sealed``: a seal is (or will be) put over names and date (7.3.5.1), else 7.3.5.2 holds.
    """

    title: str
    body: tuple[str | Table, ...]
    issuers: tuple[Issuer, ...]
    date: str
    head: Head = Head.PLAIN
    mark: str = ""
    """The head's words: 江苏省档案学会文件 in a red head, 江苏省档案学会 in a letter's."""
    number: str = ""
    addressees: str = ""
    attachments: tuple[Attachment, ...] = ()
    sealed: bool = True
    note: str = ""
    """附注 (7.3.6), without its brackets: （联系人：…）"""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: str = ""
    whole: tuple[str, ...] = ()
    faces: Faces = field(default_factory=Faces)

    @property
    def unparted(self) -> tuple[str, ...]:
        """The names that a title isn't broken within."""
        return (*self.whole, *(issuer.name for issuer in self.issuers))


@dataclass(frozen=True, slots=True)
class AcceptanceLetter:
    """论文录用通知, to the authors of one paper. ``body`` is the wording, filled in."""

    authors: str
    unit: str
    body: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    on: date
    number: str = ""
    title: str = "论文录用通知"
    sealed: bool = True
    whole: tuple[str, ...] = ()
    faces: Faces = field(default_factory=Faces)

    def letter(self) -> Letter:
        """With a letter's head of the (first) issuer."""
        unit = f"（{self.unit}）" if self.unit else ""
        return Letter(
            title=self.title, body=self.body, issuers=self.issuers, date=numeral_date(self.on), head=Head.LETTER,
            mark=self.issuers[0].name if self.issuers else "", number=self.number, addressees=f"{self.authors}{unit}",
            sealed=self.sealed, whole=self.whole, faces=self.faces,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that somebody attended; all as it is printed. ``lasted``: 2小时30分."""

    day: str
    time: str
    title: str
    lasted: str


@dataclass(frozen=True, slots=True)
class AttendanceProof:
    """证明: who attended which sessions. ``body`` is the wording, filled in; then come the table and its sum."""

    body: tuple[str, ...]
    sessions: tuple[Attended, ...]
    total: str
    issuers: tuple[Issuer, ...]
    on: date
    number: str = ""
    title: str = "参会证明"
    sealed: bool = True
    faces: Faces = field(default_factory=Faces)

    def letter(self) -> Letter:
        """Title, wording, table, closing words, the seal's place."""
        return Letter(
            title=self.title, body=(*self.body, *self._table(), "特此证明。"), issuers=self.issuers,
            date=numeral_date(self.on), number=self.number, sealed=self.sealed, faces=self.faces,
        )  # fmt: skip

    def _table(self) -> Sequence[str | Table]:
        if not self.sessions:
            return ()
        rows = tuple((each.day, each.time, each.title, each.lasted) for each in self.sessions)
        headings = ("日期", "时间", "场次", "时长")
        return ("出席场次和时间如下：", Table(headings, (*rows, ("合计", "", "", self.total)), (4, 5.6, 13.8, 4.6)))
