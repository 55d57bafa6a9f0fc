"""Registers what this room adds to the application."""

import meeting.letters.jobs
import meeting.letters.mailing  # noqa: F401 and who makes enclosures
