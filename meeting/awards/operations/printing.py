"""Remembering what was printed, with or without the picture of a seal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.awards.models import Certificate
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.layouts.models import SealRequest
from meeting.layouts.operations import take_copies
from meeting.layouts.queries import seals_of
from meeting.layouts.rules import Stamped
from meeting.meetings.models import Meeting


def mark_printed(
    meeting: Meeting,
    certificate_ids: Sequence[int],
    *,
    approval: SealRequest | None = None,
    signed: bool = False,
    job_id: UUID | None = None,
    at: datetime,
    by: By,
) -> None:
    """These were drawn for printing: 增补打印 leaves them out. With ``approval`` they carry the issuers' seals, and
    are taken off what it allows, once for each job. ``signed``: the file is, with the society's certificate.

    Raises ``RequestNotApproved``, ``CopiesSpent``.
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
    if signed:
        changes["signed"] = (None, True)
    record("print-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip
    if approval is not None:
        stamped = _stamped(meeting, certificates)
        take_copies(approval, len(certificates), stamped=stamped, job_id=job_id, at=at, by=by)


def record_export(meeting: Meeting, count: int, *, at: datetime, by: By) -> None:
    """Somebody took the list of certificates out of the house."""
    changes = {"certificates": (None, count)}
    record("export-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip


def _stamped(meeting: Meeting, certificates: Sequence[Certificate]) -> list[Stamped]:
    """Each issuer's seal, on each series of numbers."""
    series: dict[tuple[int, int], list[Certificate]] = {}
    for certificate in certificates:
        series.setdefault((certificate.recipient.award.issuer_id, certificate.series_id), []).append(certificate)
    seals = seals_of(meeting.society_id, {issuer for issuer, _ in series})
    return [
        Stamped(seals[issuer], len(found), _range(found)) for (issuer, _), found in series.items() if issuer in seals
    ]


def _range(certificates: Sequence[Certificate]) -> str:
    if not certificates:
        return ""
    first, last = certificates[0].number, certificates[-1].number
    return first if first == last else f"{first} … {last}"
