"""The description of the device API: as JSON for machines, as a page for people."""

from flask import current_app, jsonify, render_template
from werkzeug.wrappers import Response

from meeting.accounts.access import everyone
from meeting.checkin.openapi import document
from meeting.checkin.views import bp


@bp.get("/api/openapi.json")
@everyone
def openapi() -> Response:
    return jsonify(document(current_app.config["MEETING"].url))


@bp.get("/api/")
@everyone
def api_page() -> str:
    """Served by us: whoever writes a scanner at the venue may have no internet."""
    return render_template("checkin/api.html", api=document(current_app.config["MEETING"].url))
