"""Remembering what was printed, with or without the picture of a seal."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.awards.models import Certificate
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.layouts.operations import record_use
from meeting.layouts.queries import seals_of
from meeting.meetings.models import Meeting


def mark_printed(
    meeting: Meeting, certificate_ids: Sequence[int], *, approval: str = "", sealed: bool = False, at: datetime, by: By
) -> None:
    """These were drawn for printing: 增补打印 leaves them out. Each seal whose picture was used notes it.

    ``approval``: number of the request to use the seal (用印申请), or who approved it.
    """
    take_turn(meeting.society_id)
    certificates = list(
        db.session.scalars(
            sa.select(Certificate)
            .where(Certificate.id.in_(certificate_ids), Certificate.society_id == meeting.society_id)
            .order_by(Certificate.id)
        )
    )
    for certificate in certificates:
        certificate.printed_at = at
    changes = {"certificates": (None, len(certificates)), "number": (None, _range(certificates))}
    record("print-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip
    if sealed:
        copies: dict[int, int] = {}
        for certificate in certificates:
            issuer_id = certificate.recipient.award.issuer_id
            copies[issuer_id] = copies.get(issuer_id, 0) + 1
        for unit_id, seal in seals_of(meeting.society_id, copies).items():
            record_use(seal, copies=copies[unit_id], approval=approval, meeting_id=meeting.id, at=at, by=by)


def record_export(meeting: Meeting, count: int, *, at: datetime, by: By) -> None:
    """Somebody took the list of certificates out of the house."""
    changes = {"certificates": (None, count)}
    record("export-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip


def _range(certificates: Sequence[Certificate]) -> str:
    if not certificates:
        return ""
    first, last = certificates[0].number, certificates[-1].number
    return first if first == last else f"{first} … {last}"
