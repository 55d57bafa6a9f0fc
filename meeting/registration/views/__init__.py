"""Pages for staff: delegates, their units, sub-forums, receipts."""

from importlib import import_module
from pathlib import Path

from flask import Blueprint

bp = Blueprint("registration", __name__, url_prefix="/desk/<slug>")

for _page in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{_page.stem}")  # each hangs its routes on bp
