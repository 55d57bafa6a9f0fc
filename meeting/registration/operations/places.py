"""职务序: the places that delegates are given by hand, kept however a list is sorted afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import N_, Invalid, NotFound
from meeting.history.operations import By, record_all, take_turn
from meeting.meetings.models import Meeting
from meeting.people.queries import CHUNK
from meeting.registration.models import Delegate

LAST = 100_000
"""The last place that can be given by hand."""


class PlaceInvalid(Invalid):
    """A place is a number from 1 on."""

    code = "place-invalid"
    sentence = N_("%(name)s的次序“%(given)s”不对：请写 1 到 %(last)d 之间的整数，不排就留空。")


def place_of(text: str, name: str) -> int | None:
    """The place that was typed beside a name; None where it was left blank. Raises ``PlaceInvalid``."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= LAST:
        raise PlaceInvalid(name=name, given=text[:20], last=LAST)
    return int(text)


def set_places(meeting: Meeting, places: Mapping[int, int | None], *, at: datetime, by: By) -> int:
    """Give delegates (by id) their places, or take them away (None); returns how many changed.

    Two may stand at one place: then the order of units decides, then strokes. Raises ``NotFound`` for a delegate who
    isn't this meeting's.
    """
    held = _held(meeting, list(places))
    return _place(meeting, [(delegate, places[delegate.id]) for delegate in held], at=at, by=by)


def set_order(meeting: Meeting, delegates: Sequence[Delegate], *, at: datetime, by: By) -> int:
    """Put delegates in this order among themselves; returns how many changed their places.

    They share out the places that they have already, so that those between them keep theirs; where there are too
    few, further ones follow the last. Raises ``NotFound``.
    """
    held = _held(meeting, [delegate.id for delegate in delegates])
    places = sorted({delegate.position for delegate in held if delegate.position is not None})
    last = places[-1] if places else 0
    places += range(last + 1, last + 1 + len(held) - len(places))
    return _place(meeting, zip(held, places, strict=True), at=at, by=by)


def _held(meeting: Meeting, ids: Sequence[int]) -> list[Delegate]:
    """The delegates in the order of the ids, read while nobody else changes them."""
    take_turn(meeting.society_id)
    found: dict[int, Delegate] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        query = (
            sa.select(Delegate)
            .where(Delegate.meeting_id == meeting.id, Delegate.id.in_(wanted[start : start + CHUNK]))
            .order_by(Delegate.id)
            .with_for_update(of=Delegate)
            .execution_options(populate_existing=True)
        )
        found.update((delegate.id, delegate) for delegate in db.session.scalars(query))
    if len(found) < len(wanted):
        raise NotFound
    return [found[delegate_id] for delegate_id in ids]


def _place(meeting: Meeting, places: Iterable[tuple[Delegate, int | None]], *, at: datetime, by: By) -> int:
    moved = [(delegate, delegate.position, place) for delegate, place in places if delegate.position != place]
    for delegate, _before, place in moved:
        delegate.position, delegate.changed_at = place, at
    db.session.flush()  # a place out of bounds or a delegate who is gone is refused here
    record_all(
        "order-delegates", ((delegate, {"position": (before, place)}) for delegate, before, place in moved),
        by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
    )  # fmt: skip
    return len(moved)
