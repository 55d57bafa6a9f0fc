"""What templates need of people."""

from flask import Flask

from meeting.people.mobiles import masked


def init_app(app: Flask) -> None:
    app.add_template_filter(lambda number: masked(number) if number else "", "mobile")
