"""Issued certificates: lists, what to print, and who asks whether one is genuine."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meeting.awards.enums import CertificateState
from meeting.awards.models import Award, Certificate, Grade, Recipient
from meeting.awards.numbering import number_key
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
        columns = (Certificate.names, Certificate.unit, Certificate.work)
        found = [column.icontains(word, autoescape=True) for column in columns]
        query = query.where(sa.or_(Certificate.number_key.contains(number_key(word), autoescape=True), *found))
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
    """By the 26 characters."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.code == code))


NOBODY = sa.select(sa.literal(0).label("id"), sa.literal("某某某").label("names"), sa.literal("某某单位").label("unit"))


def names_of_number(number: str) -> tuple[int, str, str]:
    """Id, names and unit of this number, as typed by hand: width, blanks, case, the kind of dash and of bracket don't
    count. Id 0 with somebody's names where there is no such number: a row is found either way."""
    found = sa.select(Certificate.id, Certificate.names, Certificate.unit)
    query = found.where(Certificate.number_key == number_key(number)).union_all(NOBODY).order_by(sa.desc("id")).limit(1)
    certificate_id, names, unit = db.session.execute(query).one()
    return certificate_id, names, unit



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
