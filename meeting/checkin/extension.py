"""What templates ask of a gate."""

from flask import Flask

from meeting.checkin.answers import gate_name
from meeting.checkin.cards import Badges, ExhibitorBadges
from meeting.printing.items import provide


def init_app(app: Flask) -> None:
    app.add_template_filter(gate_name)
    provide(Badges())
    provide(ExhibitorBadges())
