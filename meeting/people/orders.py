"""The orders of lists of people. Each list says by what it is ordered (以姓氏笔画为序)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from meeting.errors import N_
from meeting.people import pinyin
from meeting.people.strokes import surname_strokes_key

T = TypeVar("T")


class Order(StrEnum):
    """How a list is ordered; the value stands in URLs and on the command line."""

    POST = "post"
    STROKES = "strokes"
    PINYIN = "pinyin"
    UNIT = "unit"
    REGISTRATION = "registration"

    @property
    def label(self) -> str:
        """The order's name, a message id: 姓氏笔画."""
        return _LABELS[self]

    def heading(self, *, blank_first: bool = True) -> str:
        """What the list's head says, a message id: 以姓氏笔画为序; 以姓名笔画为序 if blanks don't count."""
        return N_("以姓名笔画为序") if self is Order.STROKES and not blank_first else _HEADINGS[self]


_LABELS = {
    Order.POST: N_("职务序"),
    Order.STROKES: N_("姓氏笔画"),
    Order.PINYIN: N_("拼音"),
    Order.UNIT: N_("单位序"),
    Order.REGISTRATION: N_("报名序"),
}
_HEADINGS = {
    Order.POST: N_("以职务为序"),
    Order.STROKES: N_("以姓氏笔画为序"),
    Order.PINYIN: N_("以姓氏拼音为序"),
    Order.UNIT: N_("以单位为序"),
    Order.REGISTRATION: N_("以报名先后为序"),
}


@dataclass(frozen=True, slots=True)
class Placing:
    """What places one person in any order.

    ``post`` is the place set by hand in 职务序 and ``unit_position`` the unit's place in the official order
    of units, both from 1 and None where nobody set one: such people follow the others. ``registered`` grows
    with the time of registration (a number, or an instant in ISO 8601 of one zone). ``tie`` is the row's
    id: it makes the order total.
    """

    name: str
    unit: str = ""
    unit_position: int | None = None
    post: int | None = None
    registered: int | str = 0
    tie: int = 0


Key = tuple[object, ...]


def key(order: Order, *, blank_first: bool = True) -> Callable[[Placing], Key]:
    """Return the key function of an order, for ``sorted``; total as long as ``tie`` is distinct.

    职务序 has those without a place after the others, by 单位序; 单位序 has 职务序 within a unit, and units
    without a place by strokes of their name. Last come strokes.
    """

    def by_strokes(placing: Placing) -> Key:
        return surname_strokes_key(placing.name, blank_first=blank_first), placing.name, placing.tie

    def by_pinyin(placing: Placing) -> Key:
        return pinyin.sort_key(placing.name), *by_strokes(placing)

    def by_post(placing: Placing) -> Key:
        return *_last_if_none(placing.post), *unit(placing), *by_strokes(placing)

    def by_unit(placing: Placing) -> Key:
        return *unit(placing), *_last_if_none(placing.post), *by_strokes(placing)

    def unit(placing: Placing) -> Key:
        strokes = surname_strokes_key(placing.unit, blank_first=False)
        return *_last_if_none(placing.unit_position), strokes, placing.unit

    def by_registration(placing: Placing) -> Key:
        return placing.registered, placing.tie, placing.name

    return {
        Order.POST: by_post,
        Order.STROKES: by_strokes,
        Order.PINYIN: by_pinyin,
        Order.UNIT: by_unit,
        Order.REGISTRATION: by_registration,
    }[order]


def ordered(
    rows: Iterable[T], order: Order, placing: Callable[[T], Placing], *, blank_first: bool = True
) -> list[T]:
    """Return the rows in the order; ``placing`` says of each what places it."""
    by = key(order, blank_first=blank_first)
    return sorted(rows, key=lambda row: by(placing(row)))


def _last_if_none(position: int | None) -> tuple[bool, int]:
    return position is None, position or 0
