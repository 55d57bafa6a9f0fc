"""Issued certificates: lists, what to print, and who asks whether one is genuine."""

import re
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meeting.awards.enums import CertificateState
from meeting.awards.models import Award, Certificate, Grade, Recipient
from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting


@dataclass(frozen=True)
class Wanted:
    """Which certificates of a meeting: all, fewer by each field that is set."""

    state: CertificateState | None = None
    award_id: int | None = None
    text: str = ""
    """Part of a name, unit, work or number."""
    certificate_id: int | None = None


def certificates_of(meeting_id: int, wanted: Wanted = Wanted()) -> sa.Select[tuple[Certificate]]:
    """In calling order; of one recipient the older first."""
    query = (
        sa.select(Certificate)
        .join(Certificate.recipient)
        .join(Recipient.award)
        .outerjoin(Recipient.grade)
        .where(Award.meeting_id == meeting_id)
        .order_by(
            Award.position, Award.id, Grade.position.is_(None), Grade.position, Recipient.position, Recipient.id,
            Certificate.id,
        )
        .options(contains_eager(Certificate.recipient).contains_eager(Recipient.award))
    )
    if wanted.state:
        query = query.where(Certificate.state == wanted.state)
    if wanted.award_id:
        query = query.where(Recipient.award_id == wanted.award_id)
    if wanted.certificate_id:
        query = query.where(Certificate.id == wanted.certificate_id)
    for word in wanted.text.split():
        columns = (Certificate.names, Certificate.unit, Certificate.work, Certificate.number)
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return query


def certificate_in(meeting: Meeting, certificate_id: int) -> Certificate:
    """Raises ``NotFound``."""
    found = db.session.scalar(certificates_of(meeting.id, Wanted(certificate_id=certificate_id)))
    if found is None:
        raise NotFound
    return found


def replacements(certificate: Certificate) -> tuple[Certificate | None, Certificate | None]:
    """The certificate that this one replaces, and the one that replaces it."""
    before = db.session.get(Certificate, certificate.replaces_id) if certificate.replaces_id else None
    after = db.session.scalar(sa.select(Certificate).where(Certificate.replaces_id == certificate.id))
    return before, after


def certificate_by_code(code: str) -> Certificate | None:
    """By the QR code's text or its 26 characters."""
    found = code_in(code)
    return db.session.scalar(sa.select(Certificate).where(Certificate.code == found)) if found else None


def code_in(text: str) -> str | None:
    """The code in what somebody typed or scanned: bare, or at the end of an address ``…/V/CODE``."""
    match = re.fullmatch(r"(?:[^\s]*/V/)?([A-Z2-7]{26})/?", text.strip().upper())
    return match[1] if match else None


def certificate_numbered(number: str) -> Certificate | None:
    """Of this number, as typed by hand: width, blanks, case and the kind of dash don't count."""
    number = "".join(unicodedata.normalize("NFKC", number).split()).upper().translate(_DASHES)
    return db.session.scalar(sa.select(Certificate).where(Certificate.number == number))


_DASHES = str.maketrans(dict.fromkeys("—–‐−─一ー", "-"))
"""Others (－﹣‑) are a hyphen or one of these after NFKC; a unit's letters are never 一 or ー."""


def is_replaced(certificate: Certificate) -> bool:
    """Whether a newer certificate of the same recipient holds."""
    query = sa.select(Certificate.id).where(
        Certificate.recipient_id == certificate.recipient_id, Certificate.state == CertificateState.VALID
    )
    return db.session.scalar(query.limit(1)) is not None


def state_counts(meeting_id: int) -> dict[CertificateState, int]:
    """How many certificates of the meeting are in which state."""
    rows = db.session.execute(
        sa.select(Certificate.state, sa.func.count())
        .join(Certificate.recipient)
        .join(Recipient.award)
        .where(Award.meeting_id == meeting_id)
        .group_by(Certificate.state)
    )
    return dict(rows.tuples().all())


def printable(meeting_id: int, wanted: Wanted) -> list[Certificate]:
    """The valid ones among what is wanted, with the issuer's unit."""
    query = certificates_of(meeting_id, wanted).where(Certificate.state == CertificateState.VALID)
    issuer = contains_eager(Certificate.recipient).contains_eager(Recipient.award).selectinload(Award.issuer)
    return list(db.session.scalars(query.options(issuer)))
