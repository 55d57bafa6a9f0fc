"""Pages for the public and for delegates; they are read on phones, mostly in WeChat."""

from flask import Blueprint

bp = Blueprint("portal", __name__)

from meeting.portal.views import delegation, here, meeting, private, registration  # noqa: E402, F401  (they hang their routes on bp)
