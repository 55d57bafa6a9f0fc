"""Where staff arrive: their meetings, and one meeting at a glance."""

from flask import render_template

from meeting.accounts.access import signed_in
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.desk.queries import glance, meetings_of, societies_of
from meeting.desk.views import bp
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState


@bp.get("/desk/")
@signed_in
def home(actor: Actor) -> str:
    societies = societies_of(actor)
    administered = {each.id for each in societies if actor.may(Permission.SOCIETY, society_id=each.id)}
    return render_template(
        "desk/home.html", meetings=meetings_of(actor), societies=societies, administered=administered
    )


@bp.get("/desk/<slug>/")
@meeting_staff(Permission.OVERVIEW)
def overview(meeting: Meeting, actor: Actor) -> str:
    permitted = {
        permission.name
        for permission in Permission
        if actor.may(permission, society_id=meeting.society_id, meeting_id=meeting.id)
    }
    return render_template(
        "desk/overview.html", meeting=meeting, glance=glance(meeting), may=permitted, DelegateState=DelegateState
    )
