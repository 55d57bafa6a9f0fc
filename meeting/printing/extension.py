"""What is registered when the application starts."""

from functools import cache

from flask import Flask

import meeting.printing.jobs  # noqa: F401 registers its handler
from meeting.printing.views.cards import add_routes

routes_once = cache(add_routes)
"""The blueprint is one for all applications of a process."""


def init_app(app: Flask) -> None:  # noqa: ARG001
    """After the rooms above, which say what cards they have."""
    routes_once()
