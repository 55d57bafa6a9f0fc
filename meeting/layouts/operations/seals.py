"""Keeping the pictures of seals and signatures."""

from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db, lock
from meeting.history.operations import By, Changes, record, take_turn
from meeting.layouts.enums import SealKind
from meeting.layouts.errors import NoTrialPicture
from meeting.layouts.models import Seal, SealUse
from meeting.layouts.models.requests import seal_request_seal
from meeting.people.models import Person
from meeting.people.names import name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit
from meeting.people.queries import persons_named


def try_picture(
    society: Society, owner: str, kind: SealKind, *, file_key: str, at: datetime, by: By
) -> tuple[Seal, str]:
    """A picture of the unit's seal or of the person's signature, to be looked at before it is used.

    ``file_key``: a picture by ``clean_picture``, in storage. Returns the key of an earlier one that was never put to
    use, or ``""``. Raises ``UnitNameMissing``, ``UnitNameTooLong``, ``InvalidName``.
    """
    take_turn(society.id)
    if kind is SealKind.SEAL:
        unit, _ = find_or_add_unit(society.id, owner, at=at, by=by)
        seal = db.session.scalar(sa.select(Seal).where(Seal.unit_id == unit.id))
        seal = seal or Seal(society_id=society.id, unit=unit, uploaded_at=at)
    else:
        person = _signer(society, owner, at=at, by=by)
        seal = db.session.scalar(sa.select(Seal).where(Seal.person_id == person.id))
        seal = seal or Seal(society_id=society.id, person=person, uploaded_at=at)
    db.session.add(seal)
    before, seal.trial_key = seal.trial_key or "", file_key
    db.session.flush()  # the history needs its id
    _record("try-seal", seal, at=at, by=by)
    return seal, before


def accept_picture(seal: Seal, *, at: datetime, by: By) -> str:
    """The picture that was looked at is the one to print from now on. Raises ``NoTrialPicture``.

    Returns the key of the one it replaces, or ``""``, for whoever commits to delete it then.
    """
    take_turn(seal.society_id)
    lock(seal)
    if not seal.trial_key:
        raise NoTrialPicture
    before = seal.file_key
    seal.file_key, seal.trial_key, seal.uploaded_at = seal.trial_key, "", at
    _record("set-seal", seal, at=at, by=by)
    return before


def drop_trial(seal: Seal, *, at: datetime, by: By) -> str:
    """Raises ``NoTrialPicture``. Returns the key of the file, for whoever commits to delete it then."""
    take_turn(seal.society_id)
    lock(seal)
    if not seal.trial_key:
        raise NoTrialPicture
    before, seal.trial_key = seal.trial_key, ""
    _record("drop-seal-trial", seal, at=at, by=by)
    return before


def remove_picture(seal: Seal, *, at: datetime, by: By) -> list[str]:
    """Nothing is printed with it any more; requests and uses stay. Returns the keys of the files, to be deleted."""
    take_turn(seal.society_id)
    lock(seal)
    keys = [key for key in (seal.file_key, seal.trial_key) if key]
    seal.file_key = seal.trial_key = ""
    _record("remove-seal", seal, at=at, by=by, gone=True)
    return keys


def merge_seals(kept: Seal, gone: Seal, *, at: datetime, by: By) -> None:
    """Two seals of what turned out to be one unit or person: ``kept``'s picture stands, where it has one.

    The pictures themselves stay in storage; the history says which went.
    """
    take_turn(kept.society_id)
    kept.file_key = kept.file_key or gone.file_key
    linked, held = seal_request_seal.c, sa.select(seal_request_seal.c.request_id)
    db.session.execute(
        sa.delete(seal_request_seal).where(
            linked.seal_id == gone.id, linked.request_id.in_(held.where(linked.seal_id == kept.id))
        )
    )
    db.session.execute(sa.update(seal_request_seal).where(linked.seal_id == gone.id).values(seal_id=kept.id))
    db.session.execute(sa.update(SealUse).where(SealUse.seal_id == gone.id).values(seal_id=kept.id))
    _record("remove-seal", gone, at=at, by=by, gone=True)
    db.session.flush()  # what was moved is no longer the other's
    db.session.expire(gone)
    db.session.delete(gone)
    db.session.flush()  # doubles are gone before the rest moves


def _signer(society: Society, name: str, *, at: datetime, by: By) -> Person:
    """The society's person of this name; of several the one who was known first. Raises ``InvalidName``."""
    namesakes = persons_named(society.id, [name]).get(name_key(name))
    return namesakes[0] if namesakes else find_or_add_person(society.id, name, at=at, by=by)[0]


def _record(action: str, seal: Seal, *, at: datetime, by: By, gone: bool = False) -> None:
    field = "unit" if seal.kind is SealKind.SEAL else "name"
    changes: Changes = {field: (seal.owner, None) if gone else (None, seal.owner)}
    record(action, seal, by=by, at=at, society_id=seal.society_id, changes=changes)
