"""Pages: for staff under ``/desk/<slug>`` and ``/society/<slug>/numbers``, for everyone
``/verify`` and ``/V/<code>``.
"""

from flask import Blueprint

bp = Blueprint("awards", __name__)

from meeting.awards.views import awards, certificates, imports, numbering, recipients, verification  # noqa: E402, F401
