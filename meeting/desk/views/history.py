"""What was done in a meeting."""

from flask import render_template, request

from meeting.accounts.actors import Actor, actor_in_words
from meeting.accounts.enums import Permission
from meeting.db import db
from meeting.desk.sentences import actions_in_words, in_sentences
from meeting.desk.views import bp
from meeting.history.queries import actions_of_meeting, actors_of_meeting, entries_of_meeting
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.paging import asked_page

PER_PAGE = 50


@bp.get("/desk/<slug>/history")
@meeting_staff(Permission.HISTORY)
def history(meeting: Meeting, actor: Actor) -> str:
    actions, actors = actions_of_meeting(meeting.id), actors_of_meeting(meeting.id)
    query = entries_of_meeting(meeting.id, action=_chosen("action", actions), actor=_chosen("actor", actors))
    page = db.paginate(query, page=asked_page(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return render_template(
        "history/history.html",
        meeting=meeting,
        page=page,
        lines=in_sentences(page.items, zone=meeting.zone),
        actions=actions_in_words(actions),
        actors=[(name, actor_in_words(name)) for name in actors],
    )


def _chosen(name: str, choices: list[str]) -> str | None:
    """What was chosen, if it is one of the choices; anything else filters nothing."""
    chosen = request.args.get(name)
    return chosen if chosen in choices else None
