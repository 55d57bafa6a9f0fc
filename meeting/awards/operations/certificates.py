"""Numbering, revoking and reissuing certificates. What was issued is never edited."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from meeting.awards.codes import CODE_BYTES, sign, words_digest
from meeting.awards.enums import CertificateState
from meeting.awards.errors import CertificateEnded, ReasonMissing
from meeting.awards.keys import certificate_keys
from meeting.awards.models import Award, Certificate, Recipient
from meeting.awards.numbering import number_key, number_of
from meeting.awards.operations.awards import short
from meeting.awards.operations.numbering import refuse_taken, series_of, take_numbers
from meeting.awards.operations.roll import refuse_full
from meeting.awards.queries.recipients import never_numbered, places_taken, recipients_of
from meeting.awards.rules import is_handed_over
from meeting.awards.wording import content_of
from meeting.db import db, lock
from meeting.errors import N_
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.signing import base32


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

    Numbers are final: 1, 2, 3 … in each series of issuer, year and class, without gaps, each recipient once, however
    many do it at once: the society's writers take turns, a series moves by a guarded update of the same transaction,
    and unique constraints stand behind both. A revoked certificate's recipient isn't numbered again here. What is
    printed is frozen with the number, and its code signed.

    Raises ``SeriesTaken``, ``NumberTaken``, ``CertificateKeyMissing``.
    """
    take_turn(meeting.society_id)
    recipients = list(db.session.scalars(recipients_of(meeting.id)))
    fresh = set(db.session.scalars(never_numbered(meeting.id)))
    over = {award.id for award in {recipient.award for recipient in recipients} if is_handed_over(award)}
    ours = [recipient for recipient in recipients if recipient.award_id not in over]
    waiting = [recipient for recipient in ours if recipient.id in fresh]
    new = _number(meeting, waiting, at=at)
    if new:
        changes = {"certificates": (None, len(new)), "number": (None, spans(new))}
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
    ``ReasonMissing``, ``CertificateEnded``, ``QuotaFull`` where its place was given to somebody else since, and what
    ``issue_certificates`` raises.
    """
    reason = _reason(reason)
    take_turn(certificate.society_id)
    lock(certificate)
    recipient = certificate.recipient
    db.session.refresh(recipient)
    if certificate.state is CertificateState.REISSUED or _has_other_valid(certificate):
        raise _ended(certificate)
    if certificate.state is CertificateState.REVOKED:
        _refuse_taken(recipient)
    if certificate.state is CertificateState.VALID:
        _end(certificate, CertificateState.REISSUED, reason, at=at)
    new = _number(recipient.award.meeting, [recipient], at=at, replaces_id=certificate.id)[0]
    _record("reissue-certificate", certificate, reason, at=at, by=by, new=new)
    return new


def new_code() -> str:
    """128 random bits in base32, 26 characters: what nobody guesses, fit for a QR code's alphanumeric mode."""
    return base32(secrets.token_bytes(CODE_BYTES))


def spans(certificates: Sequence[Certificate]) -> str:
    """JSDA-2020-ZS-0001—0089; one span for each series, in full where something follows the serial."""
    found = []
    for _, run in groupby(certificates, key=lambda certificate: certificate.series_id):
        first, *_, last = [*run] * 2
        serial = re.search(r"-(\d+)$", last.number)
        end = serial[1] if serial else last.number
        found.append(first.number if first.serial == last.serial else f"{first.number}—{end}")
    return "、".join(found)


WORDS = ("kind", "names", "unit", "award", "grade", "work", "issuer", "term_starts_on", "term_ends_on")
"""The columns that hold a certificate's words."""


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
    if not recipients:
        return []
    issued: list[Certificate] = []
    grouped: dict[tuple[Unit, str], list[Recipient]] = {}
    for recipient in recipients:
        grouped.setdefault((recipient.award.issuer, recipient.award.number_class), []).append(recipient)
    key_id = certificate_keys().current()
    key = certificate_keys().private(key_id)
    for (issuer, letters), each in grouped.items():
        series = series_of(meeting, issuer, letters)
        first = take_numbers(series, len(each))
        batch = [
            Certificate(
                society_id=meeting.society_id, recipient=recipient, series=series, serial=serial,
                number=number_of(series.mould, serial), code=new_code(), state=CertificateState.VALID, key_id=key_id,
                issued_on=meeting.starts_on, issued_at=at, replaces_id=replaces_id, **words,
            )
            for serial, (recipient, words) in enumerate([(one, words_of(one)) for one in each], start=first)
        ]
        for certificate in batch:
            _freeze(certificate)
            words = words_digest(
                certificate.number, certificate.names or certificate.unit, certificate.award, certificate.grade
            )
            certificate.signature = sign(certificate.code, words, key_id=key_id, key=key)
        refuse_taken(batch)
        db.session.add_all(batch)
        db.session.flush()  # history and callers need their ids
        issued += batch
    return issued


def _freeze(certificate: Certificate) -> None:
    words = {field: getattr(certificate, field) for field in WORDS}
    content = content_of(words, number=certificate.number, issued_on=certificate.issued_on)
    certificate.number_key = number_key(certificate.number)
    certificate.content, certificate.digest = content.to_json(), content.digest


def _end(certificate: Certificate, state: CertificateState, reason: str, *, at: datetime) -> None:
    certificate.state, certificate.ended_at, certificate.reason = state, at, reason
    db.session.flush()  # only one certificate of a recipient is valid: the old one goes first


def _refuse_taken(recipient: Recipient) -> None:
    """Raises ``QuotaFull``."""
    if recipient.grade is not None:
        taken = places_taken([recipient.award_id], but=recipient)
        refuse_full(recipient.award, recipient.grade, taken.get(recipient.grade.id, 0))


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


def _record(
    action: str, certificate: Certificate, reason: str, *, at: datetime, by: By, new: Certificate | None = None
) -> None:
    award: Award = certificate.recipient.award
    changes: dict[str, tuple[Any, Any]] = {"number": (certificate.number, new.number if new else None)}
    changes["reason"] = (None, reason)
    record(action, certificate, by=by, at=at, society_id=certificate.society_id, meeting_id=award.meeting_id,
           changes=changes)  # fmt: skip
