"""What sending certificates by mail asks the database."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from meeting.awards.models import Award, Certificate, Recipient, RecipientPerson
from meeting.awards.queries.certificates import certificates_of
from meeting.db import db
from meeting.people.models import Unit

CHUNK = 500


def certificates_to_match(meeting_id: int) -> list[Certificate]:
    """All of the meeting, in calling order, with what a row of a list is held against."""
    recipient = contains_eager(Certificate.recipient)
    query = certificates_of(meeting_id).options(
        recipient.selectinload(Recipient.persons).selectinload(RecipientPerson.person),
        recipient.selectinload(Recipient.unit).selectinload(Unit.aliases),
    )
    return list(db.session.scalars(query))


def certificates_with_ids(ids: Collection[int]) -> list[Certificate]:
    """With their meetings."""
    found: list[Certificate] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        award = joinedload(Certificate.recipient).joinedload(Recipient.award)
        query = (
            sa.select(Certificate)
            .where(Certificate.id.in_(wanted[start : start + CHUNK]))
            .options(award.joinedload(Award.meeting), award.joinedload(Award.issuer))
        )
        found += db.session.scalars(query)
    return found
