"""Cards that can be printed, and who knows them: a room registers a provider for each kind that it has."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from meeting.accounts.enums import Permission
from meeting.documents.cards import Card
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.history.operations import By
from meeting.layouts.models import SealRequest
from meeting.meetings.models import Meeting
from meeting.printing.enums import Output, Stock
from meeting.printing.models import PrintRun


@dataclass(frozen=True, slots=True)
class Stamps:
    """Pictures that an approved request (用印申请) lets be printed: the unit's id → its seal; a head's signature.

    ``sample``: it is a proof, so its code is nobody's.
    """

    seals: Mapping[int, bytes] = field(default_factory=dict)
    signature: bytes | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One card that can be printed.

    ``subject``: whose it is, such as ``delegate:12``. ``label``: what it says, in a line. ``facts``: all that it says,
    as text: what is compared with the last printing. ``groups``: keys of the groups that it is in. ``card``: what is
    drawn, with the pictures that are allowed. ``layout``: its own, whatever is chosen (an issued certificate's).
    """

    subject: str
    label: str
    facts: tuple[str, ...]
    card: Callable[[Stamps], Card]
    groups: frozenset[str] = frozenset()
    layout: Layout | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of what the card says."""
        return hashlib.sha256("\x1f".join(self.facts).encode()).hexdigest()


def words_of(card: Card) -> tuple[str, ...]:
    """All that a layout may show of a card in words: its facts, with what its code stands for where it has one."""
    return tuple(str(words) for words in card.record().words.values())


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the items to choose: a category, a unit, an award. ``part``: what such parts are called."""

    key: str
    label: str
    part: str


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What somebody asks to be printed, and how."""

    kind: Kind
    group: str = ""
    """A group's key; empty: all."""
    besides: tuple[str, ...] = ()
    """Keys of groups that are printed in another way: left out."""
    subject: str = ""
    """One card alone."""
    new_only: bool = False
    """增补打印: only what is new or changed since it was last printed."""
    layout: str = ""
    """A choice's ref; empty: the default."""
    stock: Stock = Stock.SINGLE
    paper: tuple[float, float] | None = None
    """Of one's own: width and height in millimetres."""
    fold: str = "flat"
    both_sides: bool = True
    printer_id: int | None = None
    words_only: bool = False
    relayout: bool = False
    """Cards that have a layout of their own change to the chosen one: what they were printed with was a mistake."""
    sample: bool = False
    output: Output = Output.PDF
    approval: int | None = None
    """用印申请: the number of the approved request to print the seals on; None leaves their places blank."""
    signed: bool = False
    """The file is signed with the society's own certificate."""

    @property
    def catches_up(self) -> bool:
        """Whether it is for all that is new or changed, so that what is gone is noted with it."""
        return self.new_only and not self.group and not self.subject

    def takes_in(self, item: Item) -> bool:
        """Whether the card is among those that are meant."""
        if self.subject and self.subject != item.subject:
            return False
        return (not self.group or self.group in item.groups) and item.groups.isdisjoint(self.besides)

    def own_layout(self, item: Item) -> Layout | None:
        """The layout that a card has whatever is chosen."""
        return None if self.relayout else item.layout

    def as_json(self) -> dict[str, Any]:
        """For a job's arguments and the print log."""
        return {
            "kind": self.kind.value, "group": self.group, "besides": list(self.besides), "subject": self.subject,
            "new_only": self.new_only,
            "layout": self.layout, "stock": self.stock.value, "paper": list(self.paper) if self.paper else None,
            "fold": self.fold, "both_sides": self.both_sides, "printer_id": self.printer_id,
            "words_only": self.words_only, "relayout": self.relayout, "sample": self.sample,
            "output": self.output.value,
            "approval": self.approval, "signed": self.signed,
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "PrintOrder":
        """What ``as_json`` wrote."""
        paper = values.get("paper")
        return cls(
            **{
                **values,
                "kind": Kind(values["kind"]),
                "stock": Stock(values["stock"]),
                "output": Output(values["output"]),
                "paper": tuple(paper) if paper else None,
                "besides": tuple(values.get("besides", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class Home:
    """The page where the cards' data are kept: its words, its endpoint and what that takes besides the meeting."""

    label: str
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """What a room knows of the cards of one kind."""

    kind: Kind
    permission: Permission
    """Who may print them."""
    home: Home
    sealable: bool
    """Whether its cards have places for seals."""

    def items(self, meeting: Meeting) -> list[Item]:
        """All that can be printed, in the order in which they are handed out. Reads only."""

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:
        """What can be chosen among them, parts of one name together."""

    def check(self, meeting: Meeting, items: Sequence[Item], approval: SealRequest | None) -> None:
        """Raise what forbids to print these, on this request to use seals."""

    def prepare(self, meeting: Meeting, items: Sequence[Item], *, at: datetime, by: By) -> None:
        """Issue what must be issued before it is drawn, in the caller's transaction."""

    def printed(self, meeting: Meeting, layouts: Mapping[str, Layout], run: PrintRun, *, at: datetime, by: By) -> None:
        """Note what the room keeps of a printing (subject → the layout that it was printed with), in the transaction
        that remembers it.
        """


_providers: dict[Kind, Provider] = {}


def provide(provider: Provider) -> None:
    """Register who knows the cards of a kind."""
    _providers[provider.kind] = provider


def providers() -> list[Provider]:
    """In the order of kinds."""
    return [_providers[kind] for kind in Kind if kind in _providers]


def provider_of(kind: Kind) -> Provider:
    """Raises LookupError: nobody knows such cards."""
    return _providers[kind]
