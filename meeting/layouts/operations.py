"""Keeping seals, and noting each use."""

from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.layouts.models import Seal
from meeting.people.operations import find_or_add_unit


def set_seal(society: Society, unit_name: str, *, file_key: str, at: datetime, by: By) -> tuple[Seal, str | None]:
    """The picture of a unit's seal, new or in place of the last; and the key of the file that isn't needed any more.

    ``file_key``: a picture by ``clean_picture``, in storage. Raises ``UnitNameMissing``, ``UnitNameTooLong``.
    """
    take_turn(society.id)
    unit, _ = find_or_add_unit(society.id, unit_name, at=at, by=by)
    seal = db.session.scalar(sa.select(Seal).where(Seal.unit_id == unit.id))
    before = seal.file_key if seal else None
    if seal is None:
        seal = Seal(society_id=society.id, unit=unit)
        db.session.add(seal)
    seal.file_key, seal.uploaded_at = file_key, at
    db.session.flush()  # the history needs its id
    record("set-seal", seal, by=by, at=at, society_id=society.id, changes={"unit": (None, unit.name)})
    return seal, before


def remove_seal(seal: Seal, *, at: datetime, by: By) -> str:
    """Returns the key of the file, for whoever commits to delete it then."""
    take_turn(seal.society_id)
    record("remove-seal", seal, by=by, at=at, society_id=seal.society_id, changes={"unit": (seal.unit.name, None)})
    key = seal.file_key
    db.session.delete(seal)
    db.session.flush()  # the list is read again
    return key


def record_use(
    seal: Seal, *, copies: int, approval: str, meeting_id: int, at: datetime, by: By
) -> None:
    """So many documents were drawn with its picture, on this approved request (用印申请)."""
    changes = {"unit": (None, seal.unit.name), "copies": (None, copies), "ground": (None, approval)}
    record("use-seal", seal, by=by, at=at, society_id=seal.society_id, meeting_id=meeting_id, changes=changes)
