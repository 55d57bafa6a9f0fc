"""Pages: for staff under ``/desk/<slug>``, for everyone ``/verify`` and ``/V/<code>``."""

from flask import Blueprint

bp = Blueprint("awards", __name__)

from meeting.awards.views import awards, certificates, imports, recipients, seals, verification  # noqa: E402, F401
