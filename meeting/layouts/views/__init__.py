"""Pages of a society, under ``/society/<society_slug>``."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("layouts", __name__, url_prefix="/society/<society_slug>")

Page = Response | str | tuple[str, int]

from meeting.layouts.views import designer, designs, fonts, requests, seals  # noqa: E402, F401  (they hang their routes on bp)
