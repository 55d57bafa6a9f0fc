"""Printing as long work."""


from meeting import clock
from meeting.accounts.actors import actor_with
from meeting.db import db, release
from meeting.jobs.operations import Made, Run, handler
from meeting.layouts.signing import signer_of
from meeting.meetings.models import Meeting
from meeting.printing.drawing import draw, keep, prepare
from meeting.printing.enums import Output
from meeting.printing.items import PrintOrder
from meeting.web.answers import PDF, ZIP

PRINT = "cards.print"


@handler(PRINT)
def print_cards(run: Run) -> Made:
    """Issue what isn't issued yet, draw, keep, remember. Arguments: a PrintOrder. Raises as ``prepare``."""
    order = PrintOrder.from_json(run.arguments)
    meeting = db.session.get_one(Meeting, run.meeting_id)
    by = actor_with(run.account_id)
    name = f"{meeting.title} {order.kind.label}{'样本' if order.sample else ''}"
    prepared = prepare(meeting, order, by=by)
    signer = signer_of(meeting.society) if order.signed else None
    release()
    content = draw([prepared], signer=signer, progress=run.progress)
    release()  # drawn from what was read; the job's end is a transaction of its own

    def remember() -> None:
        found = db.session.get_one(Meeting, run.meeting_id)
        keep(found, prepared, job_id=run.id, at=clock.now(), by=by)

    zipped = order.output is Output.ZIP
    suffix, mimetype = (".zip", ZIP) if zipped else (".pdf", PDF)
    return run.keep(content, name=name + suffix, mimetype=mimetype, suffix=suffix, then=remember)
