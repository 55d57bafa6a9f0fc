"""Printing certificates as long work."""

from typing import Any

from flask import current_app

from meeting import clock
from meeting.accounts.actors import OPERATOR, Actor, actor_of
from meeting.accounts.models import Account
from meeting.awards.operations.printing import mark_printed
from meeting.awards.printing import draw
from meeting.awards.queries.certificates import Wanted
from meeting.awards.signing import signer_of
from meeting.db import db, release, transaction
from meeting.documents.signing import sign_pdf
from meeting.jobs.operations import Made, Run, handler
from meeting.layouts.models import SealRequest
from meeting.layouts.queries import request_numbered
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from meeting.web.answers import PDF

PRINT = "certificates.print"


def arguments(wanted: Wanted, *, approval: SealRequest | None, signed: bool) -> dict[str, Any]:
    """For the job's row."""
    return {
        "award": wanted.award_id, "certificate": wanted.certificate_id, "new": wanted.new_only,
        "approval": approval and approval.number, "signed": signed,
    }  # fmt: skip


@handler(PRINT)
def print_certificates(run: Run) -> Made:
    """Draw, keep, remember. Raises what ``draw`` raises."""
    given = run.arguments
    wanted = Wanted(award_id=given["award"], certificate_id=given["certificate"], new_only=given["new"])
    meeting = db.session.get_one(Meeting, run.meeting_id)
    approval = request_numbered(meeting.id, given["approval"]) if given["approval"] else None
    name = f"{meeting.title} 证书.pdf"
    pdf, ids = draw(
        meeting, wanted, url=current_app.config["MEETING"].url, approval=approval, progress=run.progress,
    )  # fmt: skip
    if given["signed"]:
        signer = signer_of(meeting.society)
        release()
        pdf = sign_pdf(pdf, signer, at=clock.now())
    key = storage().put(pdf, ".pdf")
    try:
        with transaction():
            mark_printed(
                meeting, ids, approval=approval, signed=given["signed"], job_id=run.id, at=clock.now(),
                by=_actor(run.account_id),
            )  # fmt: skip
    except BaseException:
        storage().delete(key)  # a sealed file that no request bears
        raise
    return Made(key, name, PDF)


def _actor(account_id: int | None) -> Actor:
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)
