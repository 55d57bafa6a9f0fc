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
from meeting.storage.folder import storage
from meeting.web.answers import PDF, ZIP

PRINT = "cards.print"


@handler(PRINT)
def print_cards(run: Run) -> Made:
    """Issue what isn't issued yet, draw, keep, remember. Arguments: a PrintOrder. Raises what ``draw`` raises."""
    order = PrintOrder.from_json(run.arguments)
    meeting = db.session.get_one(Meeting, run.meeting_id)
    by = _actor(run.account_id)
    name = f"{meeting.title} {order.kind.label}{'样本' if order.sample else ''}"
    title = meeting.title
    prepared = prepare(meeting, order, by=by)
    content = draw([prepared], title=title, progress=run.progress)
    zipped = order.output is Output.ZIP
    key = storage().put(content, ".zip" if zipped else ".pdf")
    with transaction():
        keep(meeting, prepared, account_id=run.account_id, job_id=run.id, at=clock.now(), by=by)
    return Made(key, f"{name}.zip" if zipped else f"{name}.pdf", ZIP if zipped else PDF)


def _actor(account_id: int | None) -> Actor:
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)
