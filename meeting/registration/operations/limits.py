"""How many may come: of a category, and of a unit (名额分配).

Places are counted, not kept: whoever gives one away has the society's turn (``take_turn``), which the database grants
to one transaction at a time, so that what was counted still is so when it is written. A unit's quota is of 正式代表.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import N_, Conflict, Invalid
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.registration.enums import HOLDING, Category, DelegateState
from meeting.registration.models import CategoryLimit, Delegate, Delegation
from meeting.registration.queries.limits import category_limits

MOST = 1_000_000


class PlacesTaken(Conflict):
    """All places of the category or the unit are taken."""

    code = "places-taken"
    sentence = N_("“%(whose)s”的 %(places)d 个名额已经满了。要加人，请先增加名额，或取消一位、列入候补。")
    worded = ("whose",)


class PlacesInvalid(Invalid):
    """A number of places is a whole number."""

    code = "places-invalid"
    sentence = N_("“%(whose)s”的名额“%(given)s”不对：请写整数，不限就留空。")
    worded = ("whose",)


class WhenFull(Enum):
    """What becomes of who finds no place."""

    WAIT = auto()
    """Waits, in the order of coming."""
    REFUSE = auto()
    """``PlacesTaken``."""
    OVER = auto()
    """Comes all the same: who stands at the venue."""


class Places:
    """How many places are left, counted when first asked for and kept up to date by who takes them here."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting_id = meeting.id
        self.limits = category_limits(meeting)
        self._held: dict[tuple[Category, int | None], int] = {}

    def granted(
        self, wanted: DelegateState, category: Category, delegation: Delegation | None, when_full: WhenFull
    ) -> DelegateState:
        """The state that there is a place for: the one that was wanted, or waiting. Raises ``PlacesTaken``."""
        if wanted not in HOLDING:
            return wanted
        keys = self._keys(category, delegation)
        for key, places, whose in keys:
            if self._count(key) >= places and when_full is not WhenFull.OVER:
                if when_full is WhenFull.WAIT:
                    return DelegateState.WAITING
                raise PlacesTaken(whose=whose, places=places)
        for key, _places, _whose in keys:
            self._held[key] = self._count(key) + 1
        return wanted

    def change(
        self, delegate: Delegate, category: Category, delegation: Delegation | None, when_full: WhenFull
    ) -> None:
        """A place here for one there, before anything is written. Raises ``PlacesTaken``."""
        had = {key for key, _places, _whose in self._keys(delegate.category, delegate.delegation)}
        for key, places, whose in self._keys(category, delegation):
            if key not in had and self._count(key) >= places and when_full is not WhenFull.OVER:
                raise PlacesTaken(whose=whose, places=places)

    def _keys(
        self, category: Category, delegation: Delegation | None
    ) -> list[tuple[tuple[Category, int | None], int, str]]:
        keys: list[tuple[tuple[Category, int | None], int, str]] = []
        if category in self.limits:
            keys.append(((category, None), self.limits[category], category.label))
        if category is Category.DELEGATE and delegation is not None and delegation.quota is not None:
            keys.append(((category, delegation.id), delegation.quota, delegation.unit.name))
        return keys

    def _count(self, key: tuple[Category, int | None]) -> int:
        if key not in self._held:
            category, delegation_id = key
            query = sa.select(sa.func.count()).where(
                Delegate.meeting_id == self.meeting_id, Delegate.category == category, Delegate.state.in_(HOLDING)
            )
            if delegation_id is not None:
                query = query.where(Delegate.delegation_id == delegation_id)
            self._held[key] = db.session.scalar(query) or 0
        return self._held[key]


def places_of(text: str, whose: str) -> int | None:
    """The number of places that was typed; None where it was left blank. Raises ``PlacesInvalid``."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) > MOST:
        raise PlacesInvalid(whose=whose, given=text[:20])
    return int(text)


def set_category_limits(
    meeting: Meeting, limits: Mapping[Category, int | None], *, at: datetime, by: By
) -> None:
    """None: no limit. Nobody who has a place loses it; call ``promote_waiting`` afterwards."""
    take_turn(meeting.society_id)
    rows = db.session.scalars(sa.select(CategoryLimit).where(CategoryLimit.meeting_id == meeting.id))
    known = {row.category: row for row in rows}
    for category, places in limits.items():
        row = known.get(category)
        before = row.places if row else None
        if before == places:
            continue
        if places is None:
            db.session.delete(row)
        elif row is None:
            db.session.add(CategoryLimit(meeting_id=meeting.id, category=category, places=places))
        else:
            row.places = places
        record("set-category-limit", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes={"category": (category, category), "places": (before, places)})  # fmt: skip
    db.session.flush()


def set_quotas(meeting: Meeting, quotas: Mapping[int, int | None], *, at: datetime, by: By) -> None:
    """By delegation's id. Nobody who has a place loses it; call ``promote_waiting`` afterwards."""
    take_turn(meeting.society_id)
    query = sa.select(Delegation).where(Delegation.meeting_id == meeting.id, Delegation.id.in_(quotas))
    for delegation in db.session.scalars(query.order_by(Delegation.id)):
        before, quota = delegation.quota, quotas[delegation.id]
        if before == quota:
            continue
        delegation.quota = quota
        record("change-delegation", delegation, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes={"quota": (before, quota)})  # fmt: skip
    db.session.flush()
