"""Pages of badges, gates, check-in and attendance."""

from flask import Blueprint

bp = Blueprint("checkin", __name__)

from meeting.checkin.views import (  # noqa: E402, F401
    api_pages,
    app,
    at_gate,
    attendance,
    badges,
    codes,
    devices,
    gates,
    paper,
    planner,
    scans,
    venue,
)
