"""Seals of a society's units."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.errors import NotFound
from meeting.layouts.models import Seal
from meeting.people.models import Unit


def seals_of(society_id: int, unit_ids: Iterable[int]) -> dict[int, Seal]:
    """Unit id → seal, for those units that have one."""
    query = sa.select(Seal).where(Seal.society_id == society_id, Seal.unit_id.in_(list(unit_ids)))
    return {seal.unit_id: seal for seal in db.session.scalars(query)}


def all_seals(society_id: int) -> list[Seal]:
    """In the order of units."""
    query = (
        sa.select(Seal)
        .join(Seal.unit)
        .where(Seal.society_id == society_id)
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id)
        .options(joinedload(Seal.unit))
    )
    return list(db.session.scalars(query))


def seal_in(society_id: int, seal_id: int) -> Seal:
    """Raises ``NotFound``."""
    seal = db.session.scalar(sa.select(Seal).where(Seal.id == seal_id, Seal.society_id == society_id))
    if seal is None:
        raise NotFound
    return seal
