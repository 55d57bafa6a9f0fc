"""Numbering, revoking and reissuing certificates. What was issued is never edited."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from meeting.awards.enums import AwardKind, CertificateState
from meeting.awards.errors import CertificateEnded, ReasonMissing
from meeting.awards.models import Award, Certificate, CertificateSeries, Recipient
from meeting.awards.operations.awards import short
from meeting.awards.queries.recipients import never_numbered, recipients_of
from meeting.awards.rules import LONGEST_CODE, certificate_number, code_from, is_handed_over
from meeting.db import db, lock
from meeting.errors import N_
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit


@dataclass(frozen=True)
class Issued:
    """What a run of ``issue_certificates`` did."""

    new: list[Certificate] = field(default_factory=list)
    """In the order of their numbers, series by series."""
    already: int = 0
    """Recipients who had been given a number before."""
    handed_over: list[Recipient] = field(default_factory=list)
    """转颁: left out."""


def issue_certificates(meeting: Meeting, *, at: datetime, by: By) -> Issued:
    """Number every recipient of the meeting who never had a number, in order of awards, grades and recipients.

    Numbers are final: 1, 2, 3 … in each series of issuer, year and kind, without gaps, each recipient once, however
    many do it at once: the society's writers take turns, a series moves by a guarded update of the same transaction,
    and unique constraints stand behind both. A revoked certificate's recipient isn't numbered again here.
    """
    take_turn(meeting.society_id)
    recipients = list(db.session.scalars(recipients_of(meeting.id)))
    fresh = set(db.session.scalars(never_numbered(meeting.id)))
    over = {award.id for award in {recipient.award for recipient in recipients} if is_handed_over(award)}
    ours = [recipient for recipient in recipients if recipient.award_id not in over]
    waiting = [recipient for recipient in ours if recipient.id in fresh]
    new = _number(meeting, waiting, at=at)
    if new:
        changes = {"certificates": (None, len(new)), "number": (None, _spans(new))}
        record("issue-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes=changes)  # fmt: skip
    handed_over = [recipient for recipient in recipients if recipient.award_id in over]
    return Issued(new=new, already=len(ours) - len(waiting), handed_over=handed_over)


def revoke(certificate: Certificate, *, reason: str, at: datetime, by: By) -> None:
    """The number stays on record and is never used again. Raises ``ReasonMissing``, ``CertificateEnded``."""
    reason = _reason(reason)
    take_turn(certificate.society_id)
    lock(certificate)
    if certificate.state is not CertificateState.VALID:
        raise _ended(certificate)
    _end(certificate, CertificateState.REVOKED, reason, at=at)
    _record("revoke-certificate", certificate, reason, at=at, by=by)


def reissue(certificate: Certificate, *, reason: str, at: datetime, by: By) -> Certificate:
    """A new certificate under a new number, in the words that the recipient's entry has now.

    A valid one is then 已换发; a revoked one stays 已撤销, so that a revocation in error can be mended. Raises
    ``ReasonMissing``, ``CertificateEnded``.
    """
    reason = _reason(reason)
    take_turn(certificate.society_id)
    lock(certificate)
    recipient = certificate.recipient
    db.session.refresh(recipient)
    if certificate.state is CertificateState.REISSUED or _has_other_valid(certificate):
        raise _ended(certificate)
    if certificate.state is CertificateState.VALID:
        _end(certificate, CertificateState.REISSUED, reason, at=at)
    new = _number(recipient.award.meeting, [recipient], at=at, replaces_id=certificate.id)[0]
    _record("reissue-certificate", certificate, reason, at=at, by=by, new=new)
    return new


def new_code() -> str:
    """128 random bits in base32, 26 characters: what nobody guesses, fit for a QR code's alphanumeric mode."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=")


def words_of(recipient: Recipient) -> dict[str, Any]:
    """What a certificate issued now would say: its columns. A unit that is honoured has no names."""
    award = recipient.award
    return {
        "kind": award.kind,
        "names": recipient.names,
        "unit": recipient.unit.name if recipient.unit else "",
        "award": award.title,
        "grade": recipient.grade.title if recipient.grade else "",
        "work": recipient.work,
        "issuer": award.issuer.name,
        "term_starts_on": award.term_starts_on,
        "term_ends_on": award.term_ends_on,
    }


def _number(
    meeting: Meeting, recipients: Sequence[Recipient], *, at: datetime, replaces_id: int | None = None
) -> list[Certificate]:
    issued: list[Certificate] = []
    grouped: dict[tuple[Unit, AwardKind], list[Recipient]] = {}
    for recipient in recipients:
        grouped.setdefault((recipient.award.issuer, recipient.award.kind), []).append(recipient)
    for (issuer, kind), each in grouped.items():
        series = _series(meeting, issuer, kind)
        first = _take_numbers(series, len(each))
        batch = [
            Certificate(
                society_id=meeting.society_id, recipient=recipient, series=series, serial=serial,
                number=certificate_number(series.prefix, serial), code=new_code(), state=CertificateState.VALID,
                issued_on=meeting.starts_on, issued_at=at, replaces_id=replaces_id, **words,
            )
            for serial, (recipient, words) in enumerate([(one, words_of(one)) for one in each], start=first)
        ]
        db.session.add_all(batch)
        db.session.flush()  # history and callers need their ids
        issued += batch
    return issued


def _take_numbers(series: CertificateSeries, count: int) -> int:
    """The first of ``count`` numbers, ours by one update; a rollback gives them back, so that there is no gap."""
    last = db.session.scalars(
        sa.update(CertificateSeries)
        .where(CertificateSeries.id == series.id)
        .values(last=CertificateSeries.last + count)
        .returning(CertificateSeries.last)
        .execution_options(synchronize_session=False)
    ).one()
    db.session.expire(series, ["last"])
    return last - count + 1


def _series(meeting: Meeting, issuer: Unit, kind: AwardKind) -> CertificateSeries:
    prefix = f"{_code(issuer)}-{meeting.starts_on.year}-{kind.series}"
    series = db.session.scalar(sa.select(CertificateSeries).where(CertificateSeries.prefix == prefix))
    if series is None:
        series = CertificateSeries(prefix=prefix, last=0)
        db.session.add(series)
        db.session.flush()  # the unique prefix settles two first issues at once
    return series


def _code(issuer: Unit) -> str:
    """The issuer's letters, given once and kept: no two units of the installation sign with the same."""
    base, further = code_from(issuer.name), 1
    while not issuer.code:
        code = base if further == 1 else f"{base}{further}"[:LONGEST_CODE]
        further += 1
        if db.session.scalar(sa.select(Unit.id).where(Unit.code == code)) is None:
            _give_code(issuer, code)
    return issuer.code


def _give_code(issuer: Unit, code: str) -> None:
    """Unless an issuer of another society was given it this moment: societies don't wait for each other."""
    db.session.flush()  # so that the savepoint holds the code only
    try:
        with db.session.begin_nested():
            issuer.code = code
    except sa.exc.IntegrityError:
        db.session.refresh(issuer, ["code"])


def _end(certificate: Certificate, state: CertificateState, reason: str, *, at: datetime) -> None:
    certificate.state, certificate.ended_at, certificate.reason = state, at, reason
    db.session.flush()  # only one certificate of a recipient is valid: the old one goes first


def _has_other_valid(certificate: Certificate) -> bool:
    query = sa.select(Certificate.id).where(
        Certificate.recipient_id == certificate.recipient_id,
        Certificate.state == CertificateState.VALID,
        Certificate.id != certificate.id,
    )
    return db.session.scalar(query.limit(1)) is not None


def _reason(reason: str) -> str:
    reason = short(reason, N_("原因"), 300, "reason")
    if not reason:
        raise ReasonMissing
    return reason


def _ended(certificate: Certificate) -> CertificateEnded:
    return CertificateEnded(number=certificate.number, state=certificate.state.label)


def _spans(certificates: list[Certificate]) -> str:
    """JSDA-2020-ZS-0001—0089; one span for each series."""
    spans = []
    for _, run in groupby(certificates, key=lambda certificate: certificate.series_id):
        numbers = [certificate.number for certificate in run]
        spans.append(numbers[0] if len(numbers) == 1 else f"{numbers[0]}—{numbers[-1].rsplit('-', 1)[1]}")
    return "、".join(spans)


def _record(
    action: str, certificate: Certificate, reason: str, *, at: datetime, by: By, new: Certificate | None = None
) -> None:
    award: Award = certificate.recipient.award
    changes: dict[str, tuple[Any, Any]] = {"number": (certificate.number, new.number if new else None)}
    changes["reason"] = (None, reason)
    record(action, certificate, by=by, at=at, society_id=certificate.society_id, meeting_id=award.meeting_id,
           changes=changes)  # fmt: skip
