"""Registers what this room adds to the application."""

import meeting.letters.jobs  # noqa: F401 registers its handler
