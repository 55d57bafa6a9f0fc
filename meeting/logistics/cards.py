"""Table cards, seat cards and meal tickets to print."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from meeting.accounts.enums import Permission
from meeting.documents.cards import Card, MealTicket, SeatCard, TableCard, serial
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.errors import N_
from meeting.history.operations import By
from meeting.layouts.models import SealRequest
from meeting.logistics.queries import card_lines, meals_of, seated_by_session
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.printing.items import Group, Home, Item, Stamps, words_of
from meeting.printing.models import PrintRun
from meeting.registration.enums import Category
from meeting.registration.queries.cards import confirmed_in_order

GUESTS, LINES = "guests", "lines"
OWN_LIST = Group(LINES, N_("自列名单"), N_("名单"))
CATEGORIES = [Group(f"category:{one.value}", one.label, N_("类别")) for one in Category]


class _Plain:
    """Cards of which nothing is issued and nothing kept but the print log."""

    permission = Permission.SET_UP
    sealable = False

    def check(self, meeting: Meeting, items: Sequence[Item], approval: SealRequest | None) -> None:
        """Nothing forbids it."""

    def prepare(self, meeting: Meeting, items: Sequence[Item], *, at: datetime, by: By) -> None:
        """Nothing is issued."""

    def printed(self, meeting: Meeting, layouts: Mapping[str, Layout], run: PrintRun, *, at: datetime, by: By) -> None:
        """The print log keeps all there is to keep."""


class TableCards(_Plain):
    """桌签: of leaders and guests by rank, of who speaks or is named in a session, of delegates, of one's own list."""

    kind = Kind.TABLE_CARD
    home = Home(N_("桌签：自列名单"), "logistics.card_lines", {"kind": "table-card"})

    def items(self, meeting: Meeting) -> list[Item]:
        """Each person once, however many groups name them."""
        cards: dict[str, tuple[TableCard, set[str]]] = {}

        said = _of(meeting)

        def seat(subject: str, group: str, name: str, unit: str = "", post: str = "") -> None:
            card = TableCard(name=name, unit=unit, post=post, **said)
            cards.setdefault(subject, (card, set()))[1].add(group)

        for guest in meeting.guests:
            seat(_person(guest.person), GUESTS, guest.person.name, _unit(guest.person), guest.post)
        for session, persons in seated_by_session(meeting):
            for person in persons:
                seat(_person(person), f"session:{session.id}", person.name, _unit(person))
        for delegate in confirmed_in_order(meeting.id):
            seat(
                f"person:{delegate.person_id}", f"category:{delegate.category.value}", delegate.name, delegate.unit,
                delegate.post,
            )  # fmt: skip
        for line in card_lines(meeting, self.kind):
            seat(f"line:{line.id}", LINES, line.name, line.unit, line.post)
        return [
            _item(subject, _label(card.name, card.post or card.unit), card, groups)
            for subject, (card, groups) in cards.items()
        ]

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:  # noqa: ARG002
        """Guests and one's own list, categories, sessions."""
        sessions = [
            Group(f"session:{session.id}", session.title, N_("场次")) for session, _ in seated_by_session(meeting)
        ]
        return [Group(GUESTS, N_("领导与嘉宾"), N_("名单")), OWN_LIST, *CATEGORIES, *sessions]


class SeatCards(_Plain):
    """座位签: of delegates, and of a list of one's own with seats."""

    kind = Kind.SEAT_CARD
    home = Home(N_("座位签：自列名单"), "logistics.card_lines", {"kind": "seat-card"})

    def items(self, meeting: Meeting) -> list[Item]:
        """Delegates by unit, then the list."""
        found, said = [], _of(meeting)
        for delegate in confirmed_in_order(meeting.id):
            card = SeatCard(name=delegate.name, unit=delegate.unit, post=delegate.post, **said)
            found.append(_seat(f"delegate:{delegate.id}", card, f"category:{delegate.category.value}"))
        for line in card_lines(meeting, self.kind):
            card = SeatCard(name=line.name, seat=line.seat, unit=line.unit, post=line.post, **said)
            found.append(_seat(f"line:{line.id}", card, LINES))
        return found

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:  # noqa: ARG002
        """Categories, one's own list."""
        return [*CATEGORIES, OWN_LIST]


class MealTickets(_Plain):
    """餐券: of each meal, numbered."""

    kind = Kind.MEAL_TICKET
    home = Home(N_("餐券"), "logistics.meals")

    def items(self, meeting: Meeting) -> list[Item]:
        """Meal by meal; a delegate's ticket has the delegate's own number, whoever comes later."""
        found = []
        meals, said = meals_of(meeting), _of(meeting)
        delegates = confirmed_in_order(meeting.id) if any(meal.tickets is None for meal in meals) else []
        for meal in meals:
            blank = MealTicket(meal=meal.title, serial="", time=meal.time, room=meal.room, **said)
            holders: Iterable[tuple[str, int, str, str]] = (
                [(f"delegate:{one.id}", one.number, one.name, one.unit) for one in delegates]
                if meal.tickets is None
                else [(str(number), number, "", "") for number in range(1, meal.tickets + 1)]
            )
            for key, number, name, unit in holders:
                card = replace(blank, serial=serial(number), name=name, unit=unit)
                label = _label(f"{card.meal} {card.serial}", name)
                found.append(_item(f"meal:{meal.id}:{key}", label, card, {f"meal:{meal.id}"}))
        return found

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:  # noqa: ARG002
        """Meals."""
        return [Group(f"meal:{meal.id}", meal.title, N_("餐次")) for meal in meals_of(meeting)]


def _of(meeting: Meeting) -> dict[str, str]:
    """What all cards of a meeting say of it."""
    return {"meeting": meeting.title, "theme": meeting.theme, "hosts": meeting.host_names}


def _item(subject: str, label: str, card: Card, groups: Collection[str]) -> Item:
    return Item(subject, label, words_of(card), partial(_given, card), frozenset(groups))


def _given(card: Card, stamps: Stamps) -> Card:  # noqa: ARG001
    return card


def _seat(subject: str, card: SeatCard, group: str) -> Item:
    return _item(subject, _label(card.name or card.seat, card.seat if card.name else ""), card, {group})


def _person(person: Person) -> str:
    return f"person:{person.id}"


def _unit(person: Person) -> str:
    return person.unit.name if person.unit else ""


def _label(who: str, what: str) -> str:
    return f"{who}（{what}）" if what else who
