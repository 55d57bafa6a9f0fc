"""What is registered when the application starts."""

from flask import Flask

from meeting.logistics.cards import MealTickets, SeatCards, TableCards
from meeting.printing.items import provide


def init_app(app: Flask) -> None:  # noqa: ARG001
    """Say what cards this room has."""
    provide(TableCards())
    provide(SeatCards())
    provide(MealTickets())
