"""The pages of letters."""

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/desk/<slug>/letters")

from meeting.letters.views import acceptances, mailing, notices, proofs  # noqa: E402, F401  (they hang their routes on bp)
