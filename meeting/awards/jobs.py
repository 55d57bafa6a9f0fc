"""Printing certificates as long work."""

from typing import Any

from flask import current_app

from meeting import clock
from meeting.accounts.actors import OPERATOR, Actor, actor_of
from meeting.accounts.models import Account
from meeting.awards.operations.printing import mark_printed
from meeting.awards.printing import draw
from meeting.awards.queries.certificates import Wanted
from meeting.db import db, release
from meeting.jobs.operations import Made, Run, handler
from meeting.meetings.models import Meeting
from meeting.web.answers import PDF

PRINT = "certificates.print"


def arguments(wanted: Wanted, *, sealed: bool, approval: str) -> dict[str, Any]:
    """For the job's row."""
    return {
        "award": wanted.award_id, "certificate": wanted.certificate_id, "new": wanted.new_only, "sealed": sealed,
        "approval": approval,
    }  # fmt: skip


@handler(PRINT)
def print_certificates(run: Run) -> Made:
    """Draw, keep, remember. Raises what ``draw`` raises."""
    given = run.arguments
    wanted = Wanted(award_id=given["award"], certificate_id=given["certificate"], new_only=given["new"])
    meeting = db.session.get_one(Meeting, run.meeting_id)
    name = f"{meeting.title} 证书.pdf"
    pdf, ids = draw(
        meeting, wanted, url=current_app.config["MEETING"].url, sealed=given["sealed"], approval=given["approval"],
        progress=run.progress,
    )  # fmt: skip
    by = _actor(run.account_id)
    release()  # drawn from what was read; the job's end is a transaction of its own

    def remember() -> None:
        mark_printed(
            db.session.get_one(Meeting, run.meeting_id), ids, approval=given["approval"], sealed=given["sealed"],
            at=clock.now(), by=by,
        )  # fmt: skip

    return run.keep(pdf, name=name, mimetype=PDF, suffix=".pdf", then=remember)


def _actor(account_id: int | None) -> Actor:
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)
