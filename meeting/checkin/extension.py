"""What templates ask of a gate."""

from flask import Flask

from meeting.checkin.answers import gate_name


def init_app(app: Flask) -> None:
    app.add_template_filter(gate_name)
