"""The venue's screen: a code that changes, for delegates who check in by themselves."""

import base64

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.queries.attendance import counts_at
from meeting.checkin.venue import venue_code
from meeting.checkin.views import bp
from meeting.documents.qr import qr_png
from meeting.errors import NotFound
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting

PIXELS = 12
"""Of one module, for the back rows."""


@bp.get("/check-in/<slug>/<int:gate_id>/screen")
@meeting_staff(Permission.CHECK_IN)
def screen(meeting: Meeting, actor: Actor, gate_id: int) -> Response | str:
    """The whole page, or with ``part`` what changes."""
    gate, at = gate_for(meeting, gate_id), clock.now()
    if not gate.takes_self or gate.closed_at is not None:
        raise NotFound
    secret: bytes = current_app.config["SECRET_KEY"]
    path = url_for("portal.here", slug=meeting.slug, gate_id=gate.id, code=venue_code(gate.id, at, secret))
    picture = base64.b64encode(qr_png(f"{current_app.config['MEETING'].url}{path}", PIXELS)).decode()
    name = "checkin/_screen.html" if request.args.get("part") else "checkin/screen.html"
    present, expected = counts_at(meeting, gate, at)
    return render_template(
        name, meeting=meeting, gate=gate, picture=picture, present=present, expected=expected
    )
