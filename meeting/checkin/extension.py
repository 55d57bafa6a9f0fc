"""What templates ask of a gate."""

from flask import Flask

from meeting.checkin.answers import gate_name
from meeting.checkin.cards import Badges, ExhibitorBadges
from meeting.checkin.views.api import bp as api
from meeting.printing.items import provide


def init_app(app: Flask) -> None:
    app.add_template_filter(gate_name)
    app.register_blueprint(api)
    app.extensions["csrf"].exempt(api)
    provide(Badges())
    provide(ExhibitorBadges())
