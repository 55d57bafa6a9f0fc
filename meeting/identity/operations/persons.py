"""Merging two entries of one person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.arrival.operations import take_over_handouts
from meeting.awards.models import RecipientPerson
from meeting.checkin.operations.merging import take_over_check_ins
from meeting.db import db, lock
from meeting.history.operations import By, record
from meeting.identity.operations.links import PERSON_LINKS, both_in, drop_doubles, fill_in, finish, require_two
from meeting.layouts.models import Seal
from meeting.layouts.operations import merge_seals
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person
from meeting.people.queries import persons_named
from meeting.programme.models import Speaker
from meeting.registration.enums import LISTED, DelegateState
from meeting.registration.models import Delegate, ReceiptRow
from meeting.registration.operations.delegates import promote_waiting, touch
from meeting.registration.operations.enrolments import seat_if_free, take_over_wish


def merge_persons(kept: Person, gone: Person, *, at: datetime, by: By) -> None:
    """Move all that hangs on ``gone`` to ``kept``; what ``kept`` lacks is filled in. Raises ``NotTwoEntries``.

    Where both have the same role in the same place, ``kept``'s stands and the history keeps what the other one said;
    of two delegates of one meeting see ``_merge_delegates``.
    """
    require_two(kept, gone)
    for ours, theirs in both_in(Delegate, Delegate.person_id, Delegate.meeting_id, kept.id, gone.id):
        _merge_delegates(ours, theirs, at=at, by=by)
    for ours, theirs in both_in(Guest, Guest.person_id, Guest.meeting_id, kept.id, gone.id):
        _merge_guests(ours, theirs, at=at, by=by)
    for seals in both_in(Seal, Seal.person_id, Seal.society_id, kept.id, gone.id):
        merge_seals(*seals, at=at, by=by)
    drop_doubles(Speaker, Speaker.person_id, Speaker.item_id, kept.id, gone.id)
    drop_doubles(RecipientPerson, RecipientPerson.person_id, RecipientPerson.recipient_id, kept.id, gone.id)
    for move in PERSON_LINKS.values():
        move(gone.id, kept.id)
    gone.merged_into_id = kept.id
    db.session.flush()  # frees name and mobile in the unique key
    fields = ["gender", "unit_id"] if _is_anothers(kept, gone.mobile) else ["mobile", "gender", "unit_id"]
    lost = fill_in(kept, gone, *fields)
    if lost.pop("unit_id", None):
        lost["unit"] = (gone.unit and gone.unit.name, kept.unit and kept.unit.name)
    finish("merge-person", kept, gone, lost, at=at, by=by)


def _is_anothers(kept: Person, mobile: str | None) -> bool:
    """Whether a third entry has ``kept``'s name and this mobile: two of them can't."""
    namesakes = persons_named(kept.society_id, [kept.name]).get(kept.key, [])
    return mobile is not None and any(each.mobile == mobile and each is not kept for each in namesakes)


def _merge_delegates(kept: Delegate, gone: Delegate, *, at: datetime, by: By) -> None:
    """Two entries of one person in one meeting become one; where one counts and the other doesn't, it counts.

    What ``kept`` lacks is filled in: unit, seat, private link, badge, what was said. Scans are facts and all stay.
    """
    meeting = kept.meeting
    for delegate in sorted((kept, gone), key=lambda delegate: delegate.id):
        lock(delegate)  # a badge that is scanned right now is through, or waits
    lost = _fill_in_delegate(kept, gone)
    lost |= take_over_wish(kept, gone, at=at, by=by)
    _count(kept, gone)
    touch(kept, at)
    db.session.flush()  # only who is listed gets a seat
    seat_if_free(kept, at=at, by=by)
    lost |= take_over_check_ins(kept, gone, at=at, by=by)
    take_over_handouts(kept, gone)
    db.session.execute(  # the version is another row's: undoing the import leaves this delegate alone
        sa.update(ReceiptRow).where(ReceiptRow.delegate_id == gone.id).values(delegate_id=kept.id, version_after=None)
    )
    _record("merge-delegates", kept, meeting, lost, at=at, by=by)
    db.session.expire(gone)
    db.session.delete(gone)
    db.session.flush()  # nothing refers to it any more
    promote_waiting(meeting, at=at, by=by)


def _fill_in_delegate(kept: Delegate, gone: Delegate) -> dict[str, tuple[Any, Any]]:
    link = gone.link_hash
    gone.link_hash = None
    db.session.flush()  # a link leads to one delegate
    kept.link_hash = kept.link_hash or link
    units = (gone.unit and gone.unit.name, kept.unit and kept.unit.name)
    lost = fill_in(
        kept, gone, "post", ("hotel", "hotel_wish"), "diet", "remarks", "category", "delegation_id", "position"
    )
    if lost.pop("delegation_id", None):
        lost["unit"] = units
    return lost


def _count(kept: Delegate, gone: Delegate) -> None:
    """Confirmed goes before any other state, listed before not."""
    if gone.state is DelegateState.CONFIRMED or (kept.state not in LISTED and gone.state in LISTED):
        kept.state, kept.reason, kept.waits_since = gone.state, gone.reason, gone.waits_since


def _merge_guests(kept: Guest, gone: Guest, *, at: datetime, by: By) -> None:
    """Who arrived under one of the two names has arrived. The name stays as hidden as ``kept``'s is."""
    arrived = [guest.arrived_at for guest in (kept, gone) if guest.arrived_at is not None]
    lost = fill_in(kept, gone, "post", "received_by", "audience")
    kept.arrived_at = min(arrived, default=None)
    _record("merge-guests", kept, kept.meeting, lost, at=at, by=by)
    db.session.delete(gone)
    db.session.flush()  # doubles are gone before the rest moves


def _record(
    action: str, kept: Delegate | Guest, meeting: Meeting, lost: dict[str, tuple[Any, Any]], *, at: datetime, by: By
) -> None:
    record(action, kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=lost)
