"""Printing: one page for each kind of card, what was printed, the printers."""

from flask import Blueprint

bp = Blueprint("printing", __name__)

from meeting.printing.views import printers, runs  # noqa: E402, F401  (they register their routes)
