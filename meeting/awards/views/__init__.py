"""Pages: for staff under ``/desk/<slug>`` and ``/society/<slug>/numbers``, for everyone
``/verify`` and ``/V/<code>``.
"""

from flask import Blueprint

bp = Blueprint("awards", __name__)

from meeting.awards.views import (  # noqa: E402
    awards,  # noqa: F401
    certificates,  # noqa: F401
    imports,  # noqa: F401
    mailing,  # noqa: F401
    numbering,  # noqa: F401
    recipients,  # noqa: F401
    seals,  # noqa: F401
    verification,  # noqa: F401
)
