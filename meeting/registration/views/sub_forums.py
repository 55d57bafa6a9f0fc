"""Sub-forums: seats, who waits, changing the number of seats."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.programme.operations import set_seats
from meeting.programme.wording import room_too_small
from meeting.registration.forms import SeatsForm
from meeting.registration.queries.enrolments import sub_forum_in, sub_forums, waiting_counts
from meeting.registration.views import bp
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.get("/delegates/sub-forums")
@meeting_staff(Permission.REGISTRATION)
def enrolments(meeting: Meeting, actor: Actor) -> Page:
    return render_template(
        "registration/sub_forums.html", meeting=meeting, forums=sub_forums(meeting), waiting=waiting_counts(meeting)
    )


@bp.route("/delegates/sub-forums/<int:session_id>", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def edit_seats(meeting: Meeting, actor: Actor, session_id: int) -> Page:
    """How many may enrol; who waits moves up at once."""
    forum = sub_forum_in(meeting, session_id)
    form, status = SeatsForm(seats=forum.seats), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    promoted = set_seats(forum, form.seats.data, at=clock.now(), by=actor)
                    names = "、".join(person.name for person in promoted)
                if names:
                    flash(gettext("候补转正：%(names)s", names=names), "success")
                if warning := room_too_small(forum):
                    flash(warning, "warning")
                return redirect(url_for("registration.enrolments", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("registration/seats.html", meeting=meeting, forum=forum, form=form), status
