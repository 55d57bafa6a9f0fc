"""Pages about accounts."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from meeting.accounts.views import own, society  # noqa: E402, F401  (each adds its routes to bp)
