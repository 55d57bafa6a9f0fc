"""Seals of a society's units, and signatures of its persons."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.errors import NotFound
from meeting.layouts.models import Seal
from meeting.people.models import Person, Unit


def all_seals(society_id: int) -> list[Seal]:
    """Units' seals first, in the order of units, then signatures in the order of names."""
    query = (
        sa.select(Seal)
        .outerjoin(Seal.unit)
        .outerjoin(Seal.person)
        .where(Seal.society_id == society_id)
        .order_by(
            Seal.unit_id.is_(None), Unit.position.is_(None), Unit.position, Unit.strokes, Person.strokes, Seal.id
        )
        .options(joinedload(Seal.unit), joinedload(Seal.person))
    )
    return list(db.session.scalars(query))


def usable_seals(society_id: int) -> list[Seal]:
    """Those that have a picture: what one may ask for."""
    return [seal for seal in all_seals(society_id) if seal.file_key]


def seal_in(society_id: int, seal_id: int) -> Seal:
    """Raises ``NotFound``."""
    seal = db.session.scalar(sa.select(Seal).where(Seal.id == seal_id, Seal.society_id == society_id))
    if seal is None:
        raise NotFound
    return seal
