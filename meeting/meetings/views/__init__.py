"""Pages about a meeting, for staff."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)

from meeting.meetings.views import guests, hosts, rooms, settings, society  # noqa: E402, F401  (they hang their routes on bp)
