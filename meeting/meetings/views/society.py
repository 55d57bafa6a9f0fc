"""The society's meetings."""

from flask import render_template

from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.meetings.queries import meetings_of
from meeting.meetings.views import bp


@bp.get("/society/<society_slug>/meetings")
@society_staff(Permission.SOCIETY)
def society_meetings(society: Society, actor: Actor) -> str:
    return render_template("meetings/society.html", society=society, lines=meetings_of(society))
