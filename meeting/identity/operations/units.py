"""Merging two entries of one unit."""

from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.exhibition.models import Booth, Exhibitor
from meeting.history.operations import By, record
from meeting.identity.operations.links import UNIT_LINKS, both_in, fill_in, finish, move_all, require_two
from meeting.layouts.models import Seal
from meeting.layouts.operations import merge_seals
from meeting.people.models import Unit, UnitAlias
from meeting.registration.models import Delegate, Delegation


def merge_units(kept: Unit, gone: Unit, *, at: datetime, by: By) -> None:
    """Move all that hangs on ``gone`` to ``kept``; its name and aliases become aliases. Raises ``NotTwoEntries``.

    What ``kept`` lacks is filled in; where both say something, ``kept``'s stands and the history keeps the other.
    """
    require_two(kept, gone)
    for ours, theirs in both_in(Delegation, Delegation.unit_id, Delegation.meeting_id, kept.id, gone.id):
        _merge_delegations(ours, theirs, at=at, by=by)
    for ours, theirs in both_in(Exhibitor, Exhibitor.unit_id, Exhibitor.exhibition_id, kept.id, gone.id):
        _merge_exhibitors(ours, theirs, at=at, by=by)
    for seals in both_in(Seal, Seal.unit_id, Seal.society_id, kept.id, gone.id):
        merge_seals(*seals, at=at, by=by)
    for move in UNIT_LINKS.values():
        move(gone.id, kept.id)
    gone.merged_into_id = kept.id
    code = gone.code
    if not kept.code:
        gone.code = ""  # it goes over: no two sign with the same letters
    db.session.flush()  # frees its name for the alias, and its letters
    _add_alias(kept, gone)
    lost = fill_in(kept, gone, "region", "position", "code")
    kept.code = kept.code or code
    finish("merge-unit", kept, gone, lost, at=at, by=by)


def _add_alias(kept: Unit, gone: Unit) -> None:
    """Unless it is written as an alias already, ``kept``'s or (a name goes before an alias) somebody else's."""
    written = sa.select(UnitAlias.id).where(UnitAlias.society_id == kept.society_id, UnitAlias.key == gone.key)
    if db.session.scalar(written) is None:
        db.session.add(UnitAlias(society_id=kept.society_id, unit_id=kept.id, name=gone.name, key=gone.key))


def _merge_delegations(kept: Delegation, gone: Delegation, *, at: datetime, by: By) -> None:
    move_all(Delegate.delegation_id)(gone.id, kept.id)
    link, gone.link_hash = gone.link_hash, None
    db.session.flush()  # a link leads to one unit
    kept.link_hash = kept.link_hash or link
    kept.invited_at, kept.opened_at = kept.invited_at or gone.invited_at, kept.opened_at or gone.opened_at
    lost = fill_in(kept, gone, ("contact", "contact_mobile"), "quota")
    meeting = kept.meeting
    record("merge-delegations", kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=lost)
    db.session.delete(gone)
    db.session.flush()  # doubles are gone before the rest moves


def _merge_exhibitors(kept: Exhibitor, gone: Exhibitor, *, at: datetime, by: By) -> None:
    move_all(Booth.exhibitor_id)(gone.id, kept.id)
    contacts = (gone.contact and gone.contact.name, kept.contact and kept.contact.name)
    lost = fill_in(kept, gone, "description", "website", "contact_id")
    if lost.pop("contact_id", None):
        lost["contact"] = contacts
    meeting = kept.exhibition.meeting
    record("merge-exhibitors", kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=lost)
    db.session.flush()  # what changed is written before the row is forgotten
    db.session.expire(gone)
    db.session.delete(gone)
    db.session.flush()  # doubles are gone before the rest moves
