"""What is registered when the application starts."""

from flask import Flask

import meeting.awards.jobs  # noqa: F401 registers its handler
from meeting.awards.rules import is_handed_over


def init_app(app: Flask) -> None:
    app.add_template_test(is_handed_over, "handed_over")
