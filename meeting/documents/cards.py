"""What is printed card by card: a frozen dataclass for each kind, and the record that a layout draws of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from meeting.documents.cutting import Run
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.records import Record, Words
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.painter import Colour
from meeting.documents.palette import CINNABAR

A4_OF_FOUR = Sheet(paper=(210.0, 297.0), columns=2, rows=2, gap=4.0)
SINGLE = Sheet()


class Card(Protocol):
    """Anything that is printed by a layout."""

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""

    def record(self) -> Record:
        """What a layout draws."""


@dataclass(frozen=True, slots=True)
class Badge:
    """参会证; with ``exhibitor`` 展商证. ``code`` is the QR code's text, ``colour`` the category's band."""

    meeting: str
    name: str
    unit: str
    category: str
    code: str
    post: str = ""
    forum: str = ""
    booth: str = ""
    serial: str = ""
    theme: str = ""
    hosts: str = ""
    colour: Colour = CINNABAR
    photo: bytes | None = None
    exhibitor: bool = False

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""
        return Kind.EXHIBITOR_BADGE if self.exhibitor else Kind.BADGE

    def record(self) -> Record:
        """What a layout draws."""
        words = {
            Field.MEETING: self.meeting, Field.NAME: self.name, Field.UNIT: self.unit, Field.CATEGORY: self.category,
            Field.POST: self.post, Field.FORUM: self.forum, Field.BOOTH: self.booth, Field.SERIAL: self.serial,
            Field.THEME: self.theme, Field.HOSTS: self.hosts,
        }  # fmt: skip
        return Record(words, code=self.code, colour=self.colour, photo=self.photo, name=self.name)


@dataclass(frozen=True, slots=True)
class Certificate:
    """荣誉证书 or 聘书 (``appointment``).

    ``salutation`` is the line that the words begin with, unindented (may be empty); ``body`` the paragraphs, each a
    tuple of runs (text, emphasised). ``issuers`` stand side by side, each with room for its seal; ``seals`` are their
    pictures (PNG), where their use was approved: without them the places are blank, to be stamped.
    """

    title: str
    salutation: tuple[Run, ...]
    body: tuple[tuple[Run, ...], ...]
    issuers: tuple[str, ...]
    date: str
    number: str
    code: str
    name: str = ""
    unit: str = ""
    post: str = ""
    award: str = ""
    grade: str = ""
    work: str = ""
    term: str = ""
    seals: tuple[bytes | None, ...] = ()
    signature: bytes | None = None
    appointment: bool = False

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""
        return Kind.APPOINTMENT if self.appointment else Kind.HONOUR

    def record(self) -> Record:
        """What a layout draws."""
        words: dict[Field, Words] = {
            Field.TITLE: self.title, Field.SALUTATION: self.salutation, Field.BODY: self.body,
            Field.NUMBER: self.number, Field.NAME: self.name, Field.UNIT: self.unit, Field.POST: self.post,
            Field.AWARD: self.award, Field.GRADE: self.grade, Field.WORK: self.work, Field.TERM: self.term,
            Field.ISSUER: "、".join(self.issuers), Field.DATE: self.date,
        }  # fmt: skip
        return Record(
            words, code=self.code, issuers=self.issuers, date=self.date, seals=self.seals, signature=self.signature,
            name=f"{self.number}-{self.name or self.unit}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableCard:
    """桌签: a folded card that is read from both sides."""

    name: str
    unit: str = ""
    post: str = ""
    meeting: str = ""
    theme: str = ""
    hosts: str = ""

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""
        return Kind.TABLE_CARD

    def record(self) -> Record:
        """What a layout draws."""
        words = {
            Field.NAME: self.name, Field.UNIT: self.unit, Field.POST: self.post, Field.MEETING: self.meeting,
            Field.THEME: self.theme, Field.HOSTS: self.hosts,
        }  # fmt: skip
        return Record(words, name=self.name)


@dataclass(frozen=True, slots=True)
class SeatCard:
    """座位签: stuck to a chair."""

    name: str
    seat: str = ""
    unit: str = ""
    post: str = ""
    meeting: str = ""
    theme: str = ""
    hosts: str = ""

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""
        return Kind.SEAT_CARD

    def record(self) -> Record:
        """What a layout draws."""
        words = {
            Field.NAME: self.name, Field.SEAT: self.seat, Field.UNIT: self.unit, Field.POST: self.post,
            Field.MEETING: self.meeting, Field.THEME: self.theme, Field.HOSTS: self.hosts,
        }  # fmt: skip
        return Record(words, name=self.name or self.seat)


@dataclass(frozen=True, slots=True)
class MealTicket:
    """餐券, with a stub that is torn off and carries the same number."""

    meal: str
    serial: str
    time: str = ""
    room: str = ""
    name: str = ""
    unit: str = ""
    meeting: str = ""
    theme: str = ""
    hosts: str = ""

    @property
    def kind(self) -> Kind:
        """Which layouts fit."""
        return Kind.MEAL_TICKET

    def record(self) -> Record:
        """What a layout draws."""
        words = {
            Field.MEAL: self.meal, Field.SERIAL: self.serial, Field.TIME: self.time, Field.ROOM: self.room,
            Field.NAME: self.name, Field.UNIT: self.unit, Field.MEETING: self.meeting, Field.THEME: self.theme,
            Field.HOSTS: self.hosts,
        }  # fmt: skip
        return Record(words, name=f"{self.meal}-{self.serial}")


def serial(number: int) -> str:
    """A running number (流水号) as it is printed: of four digits at least."""
    return f"{number:04d}"


def cards_pdf(
    cards: Iterable[Card],
    *,
    title: str,
    kind: Kind,
    layout: Layout | None = None,
    sheet: Sheet = SINGLE,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Print cards of one kind, by the default layout where none is chosen. Raises as ``print_pdf``."""
    records = (card.record() for card in cards)
    return print_pdf([(layout or default(kind), sheet, records)], title=title, progress=progress)
