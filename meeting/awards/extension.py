"""What is registered when the application starts."""

from flask import Flask

from meeting.awards.cards import Certificates
from meeting.awards.enums import AwardKind
from meeting.awards.rules import is_handed_over
from meeting.printing.items import provide


def init_app(app: Flask) -> None:
    for kind in AwardKind:
        provide(Certificates(kind))
    app.add_template_test(is_handed_over, "handed_over")
