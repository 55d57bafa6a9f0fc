"""The desk's pages."""

from flask import Blueprint

bp = Blueprint("desk", __name__)

from meeting.desk.views import history, jobs, overview, staff  # noqa: E402, F401  (they hang their routes on bp)
