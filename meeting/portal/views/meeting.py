"""The installation's front page, and a meeting's."""

from flask import render_template
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import everyone
from meeting.accounts.actors import current_actor
from meeting.exhibition.queries import exhibition_of
from meeting.meetings.access import public_meeting
from meeting.meetings.enums import Audience, HostRole
from meeting.meetings.queries import hosts_of
from meeting.meetings.rules import takes_registrations
from meeting.portal.queries import open_meetings
from meeting.portal.views import bp
from meeting.programme.queries import agenda_for, days_of, sub_forums_of

Page = Response | str | tuple[str, int]


@bp.get("/")
@everyone
def home() -> Page:
    today = clock.now().date()
    coming, past = open_meetings(today)
    return render_template("portal/home.html", coming=coming, past=past, signed_in=current_actor().signed_in)


@bp.get("/m/<slug>/")
@everyone
def meeting(slug: str) -> Page:
    found = public_meeting(slug)
    hosts = hosts_of(found)
    return render_template(
        "portal/meeting.html",
        meeting=found,
        hosts=[(role, units) for role in HostRole if (units := [host.unit for host in hosts if host.role is role])],
        days=days_of(found, agenda_for(found, Audience.PUBLIC)),
        forums=[forum for forum in sub_forums_of(found) if forum.audience is Audience.PUBLIC],
        exhibition=exhibition_of(found),
        is_open=takes_registrations(found, clock.now()),
    )
