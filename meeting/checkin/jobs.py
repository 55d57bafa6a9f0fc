"""Printing badges, which takes a while for thousands."""

from meeting import clock
from meeting.accounts.actors import OPERATOR, Actor, actor_of
from meeting.accounts.models import Account
from meeting.checkin.documents import check_printable, drawn
from meeting.checkin.operations.badges import ensure_badges, mark_printed
from meeting.checkin.queries.badges import Selection, printables
from meeting.db import db, release, transaction
from meeting.documents.badges import badges_pdf
from meeting.jobs.operations import Made, Run, handler
from meeting.meetings.models import Meeting
from meeting.web.answers import PDF

PRINT = "badges.print"


@handler(PRINT)
def print_badges(run: Run) -> Made:
    """Issue what isn't issued yet, draw, remember. Arguments: a ``Selection``. Raises ``BadgesNone`` and others."""
    selection = Selection.from_json(run.arguments)
    with transaction():
        meeting = db.session.get_one(Meeting, run.meeting_id)
        by = _actor(run.account_id)
        title, name = meeting.title, f"{meeting.title} 参会证.pdf"
    pdf, badge_ids = issue_and_draw(meeting, selection, by=by, run=run, title=title)

    def remember() -> None:
        mark_printed(db.session.get_one(Meeting, run.meeting_id), badge_ids, at=clock.now(), by=by)

    return run.keep(pdf, name=name, mimetype=PDF, suffix=".pdf", then=remember)


def issue_and_draw(
    meeting: Meeting, selection: Selection, *, by: Actor, title: str, run: Run | None = None
) -> tuple[bytes, list[int]]:
    """The PDF, and the ids of the badges in it. Writes in a transaction of its own and draws outside it."""
    rows = printables(meeting, selection)
    check_printable(meeting, rows)
    release()
    with transaction():
        ensure_badges(meeting, [row.delegate_id for row in rows if row.badge_id is None], at=clock.now(), by=by)
        wanted = {row.delegate_id for row in rows}
        rows = [row for row in printables(meeting, selection) if row.badge_id and row.delegate_id in wanted]
    badges = drawn(title, rows)
    total = len(badges)
    progress = (lambda done: run.progress(done, total)) if run else None
    return badges_pdf(badges, title=title, progress=progress), [row.badge_id for row in rows if row.badge_id]


def _actor(account_id: int | None) -> Actor:
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)
