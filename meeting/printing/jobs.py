"""Printing as long work."""

from meeting import clock
from meeting.accounts.actors import OPERATOR, Actor, actor_of
from meeting.accounts.models import Account
from meeting.db import db, transaction
from meeting.jobs.operations import Made, Run, handler
from meeting.meetings.models import Meeting
from meeting.printing.drawing import draw, keep, prepare
from meeting.printing.enums import Output
from meeting.printing.items import PrintOrder
from meeting.printing.queries import file_of_job
from meeting.storage.folder import storage
from meeting.web.answers import PDF, ZIP

PRINT = "cards.print"


@handler(PRINT)
def print_cards(run: Run) -> Made:
    """Issue what isn't issued yet, draw, keep, remember. Arguments: a PrintOrder. Raises as ``prepare`` and ``draw``."""
    order = PrintOrder.from_json(run.arguments)
    meeting = db.session.get_one(Meeting, run.meeting_id)
    title = meeting.title
    key = file_of_job(run.id)  # it was cut off after everything was done
    if key is None:
        by = _actor(run.account_id)
        prepared = prepare(meeting, order, by=by)
        content = draw([prepared], title=title, progress=run.progress)
        key = storage().put(content, ".zip" if order.output is Output.ZIP else ".pdf")
        with transaction():
            keep(meeting, prepared, job_id=run.id, file_key=key, at=clock.now(), by=by)
    name = f"{title} {order.kind.label}{'样本' if order.sample else ''}"
    return Made(key, f"{name}.zip", ZIP) if order.output is Output.ZIP else Made(key, f"{name}.pdf", PDF)


def _actor(account_id: int | None) -> Actor:
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)
