"""Registering delegates, changing them, and moving them between states.

Each operation first takes the society's turn and holds the delegate: two at once follow one another, and all take
their locks in one order.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from meeting.db import db, lock
from meeting.errors import N_, Conflict
from meeting.history.operations import By, record, record_all, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.people.names import name_key
from meeting.people.operations import PersonExists, add_unit, find_or_add_person, set_name
from meeting.registration.enums import HOLDING, LISTED, MOVES, DelegateState, Source
from meeting.registration.models import Delegate, Delegation, ReceiptRow
from meeting.registration.operations.delegations import find_or_add_delegation
from meeting.registration.operations.enrolments import enrol, enrol_all, give_back, withdraw
from meeting.registration.operations.entries import Entry, checked, entry_of, refuse_if_closed
from meeting.registration.operations.limits import Places, WhenFull
from meeting.registration.queries.roll import Roll, roll_of

__all__ = [
    "AlreadyRegistered", "ChangedMeanwhile", "Entry", "NotAMove", "PersonExists", "approve", "cancel", "change",
    "decline", "entry_of", "promote_waiting", "put_on_waiting_list", "register", "register_all", "remove", "restore",
    "substitute", "touch",
]  # fmt: skip


class AlreadyRegistered(Conflict):
    """The person takes part in this meeting already; ``delegate`` is the row in the way."""

    code = "already-registered"
    sentence = N_("“%(name)s”已经报过名。要查看或修改，请用报名时给出的专用链接；链接找不到了，请联系会务组。")
    field = "name"
    delegate: Delegate


class ChangedMeanwhile(Conflict):
    """Somebody else changed the delegate after the form was opened."""

    code = "changed-meanwhile"
    sentence = N_("在您填写期间，别人改过这位参会人员的信息。请刷新页面，看清现在的内容后再改。")


class NoPlaceToPass(Conflict):
    """Only a confirmed place passes."""

    code = "no-place-to-pass"
    sentence = N_("%(name)s的报名不是“已确认”，没有名额可以换给别人。请按新报名办理。")


class NotAMove(Conflict):
    """The delegate's state doesn't allow this step."""

    code = "not-a-move"
    sentence = N_("%(name)s现在是“%(state)s”，不能改为“%(to)s”。")


def register(
    meeting: Meeting,
    entry: Entry,
    *,
    at: datetime,
    by: By,
    source: Source,
    state: DelegateState = DelegateState.PENDING,
    when_full: WhenFull = WhenFull.WAIT,
) -> Delegate:
    """Put a person on the meeting's list, with a seat in the sub-forum or a place among those who wait.

    Where all places of the category or unit are taken, ``when_full`` says what comes of it. Who was declined or had
    cancelled comes back. Raises ``AlreadyRegistered``, ``RegistrationClosed`` (online only)
    and what ``checked`` and ``find_or_add_unit`` raise.
    """
    return register_all(meeting, [entry], at=at, by=by, source=source, state=state, when_full=when_full)[0]


def register_all(
    meeting: Meeting,
    entries: Sequence[Entry],
    *,
    at: datetime,
    by: By,
    source: Source,
    state: DelegateState = DelegateState.PENDING,
    when_full: WhenFull = WhenFull.WAIT,
    roll: Roll | None = None,
) -> list[Delegate]:
    """``register`` for a whole list in a handful of statements: all of it or, at the first refusal, nothing.

    Seats go in the list's order. ``roll`` is the one that holds the list's names and units (``roll_of``).
    """
    if source is Source.ONLINE:
        refuse_if_closed(meeting, at)
    entries = [checked(entry, meeting) for entry in entries]
    take_turn(meeting.society_id)
    roll = roll or roll_of(meeting, [entry.name for entry in entries], [entry.unit_name for entry in entries])
    units = [_unit(meeting, entry, roll, at=at, by=by) for entry in entries]
    persons = [
        find_or_add_person(
            meeting.society_id, entry.name, at=at, by=by, unit=unit, mobile=entry.mobile, gender=entry.gender,
            known=roll.persons, flush=False,
        )[0]
        for entry, unit in zip(entries, units, strict=True)
    ]  # fmt: skip
    db.session.flush()  # delegates are known by their persons' ids; two at once settle at the unique name and mobile
    numbers, places = count(_next_number(meeting)), Places(meeting)
    delegates: list[Delegate] = []
    new: list[tuple[Delegate, Entry]] = []
    for entry, person, unit in zip(entries, persons, units, strict=True):
        known = roll.delegates.get(person.id)
        if known is not None:
            back = _return(known, entry, at=at, by=by, source=source, state=state, when_full=when_full, roll=roll)
            delegates.append(back)
            places = Places(meeting)
            continue
        delegation = _delegation(meeting, unit, roll, at=at, by=by)
        granted = places.granted(state, entry.category, delegation, when_full)
        delegate = _new_delegate(
            meeting, person, delegation, entry, number=next(numbers), at=at, source=source, state=granted
        )
        delegate.waits_since = at if granted is not state else None
        roll.delegates[person.id] = delegate
        delegates.append(delegate)
        new.append((delegate, entry))
    db.session.add_all(delegate for delegate, _ in new)
    db.session.flush()  # seats and history need their ids
    enrol_all([(delegate, entry.sub_forum) for delegate, entry in new if entry.sub_forum is not None], at=at)
    record_all(
        "register", (
            (delegate, {"name": (None, entry.name), "state": (None, delegate.state)}) for delegate, entry in new
        ),
        by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
    )  # fmt: skip
    return delegates


def change(
    delegate: Delegate,
    entry: Entry,
    *,
    at: datetime,
    by: By,
    version: int | None = None,
    when_full: WhenFull = WhenFull.REFUSE,
    roll: Roll | None = None,
) -> dict[str, tuple[Any, Any]]:
    """Make the delegate what the entry says; returns field → (before, after) of what changed.

    The entry is the whole truth: start from ``entry_of`` where only a part is said. ``version`` is the one that the
    form was opened with. Who changes to a category or unit whose places are taken is refused, unless ``when_full`` is
    ``OVER``. Raises ``ChangedMeanwhile``, ``PersonExists``, ``PlacesTaken`` and what ``checked`` raises.
    """
    meeting, person = delegate.meeting, delegate.person
    entry = checked(entry, meeting)
    _hold(delegate)
    if version is not None and version != delegate.version:
        raise ChangedMeanwhile
    before, delegation = entry_of(delegate), delegate.delegation
    _set_person(person, entry)
    if name_key(entry.unit_name) != name_key(before.unit_name):
        roll = roll or roll_of(meeting, [], [entry.unit_name])
        person.unit = _unit(meeting, entry, roll, at=at, by=by)
        delegation = _delegation(meeting, person.unit, roll, at=at, by=by)
    elsewhere = delegate.state in HOLDING and (
        (entry.category, delegation) != (delegate.category, delegate.delegation)
    )
    if elsewhere:
        Places(meeting).change(delegate, entry.category, delegation, when_full)
    delegate.delegation = delegation
    for field in ("category", "post", "hotel", "hotel_wish", "diet", "remarks"):
        if getattr(before, field) != getattr(entry, field):
            setattr(delegate, field, getattr(entry, field))
    if entry.sub_forum is not before.sub_forum:
        _choose(delegate, entry, at=at, by=by)
    changes = _differences(before, entry_of(delegate))
    if changes:
        touch(delegate, at)
        _record("change-delegate", delegate, changes, at=at, by=by)
    if elsewhere:
        promote_waiting(meeting, at=at, by=by)
    return changes


def approve(delegate: Delegate, *, at: datetime, by: By, when_full: WhenFull = WhenFull.REFUSE) -> None:
    """Confirm. Raises ``NotAMove``, and ``PlacesTaken`` where somebody waits for a place that there isn't."""
    _move(delegate, DelegateState.CONFIRMED, "approve-delegate", at=at, by=by, when_full=when_full)


def put_on_waiting_list(delegate: Delegate, *, at: datetime, by: By) -> None:
    """候补: neither confirmed nor declined. Raises ``NotAMove``."""
    _move(delegate, DelegateState.WAITING, "put-on-waiting-list", at=at, by=by)


def decline(delegate: Delegate, *, reason: str = "", at: datetime, by: By) -> None:
    """Turn down, for a reason that the delegate reads; the seat goes to the next. Raises ``NotAMove``."""
    _move(delegate, DelegateState.DECLINED, "decline-delegate", reason=reason, at=at, by=by)


def cancel(delegate: Delegate, *, reason: str = "", at: datetime, by: By) -> None:
    """Take back the registration; the seat goes to the next. Raises ``NotAMove``."""
    _move(delegate, DelegateState.CANCELLED, "cancel-delegate", reason=reason, at=at, by=by)


def restore(delegate: Delegate, *, at: datetime, by: By) -> None:
    """Back to pending, or waiting where all places are taken, with a seat if there is one left. Raises ``NotAMove``."""
    _move(delegate, DelegateState.PENDING, "restore-delegate", at=at, by=by, when_full=WhenFull.WAIT)


def promote_waiting(meeting: Meeting, *, at: datetime, by: By) -> list[Delegate]:
    """Give the places that are free to who waited longest for one; returns them, pending now.

    Who was put on the waiting list by the organiser stays there: the organiser had a reason.
    """
    take_turn(meeting.society_id)
    query = (
        sa.select(Delegate)
        .where(
            Delegate.meeting_id == meeting.id,
            Delegate.state == DelegateState.WAITING,
            Delegate.waits_since.is_not(None),
        )
        .order_by(Delegate.waits_since, Delegate.id)
    )
    promoted, places = [], Places(meeting)
    for delegate in db.session.scalars(query).all():
        to = places.granted(DelegateState.PENDING, delegate.category, delegate.delegation, WhenFull.WAIT)
        if to in HOLDING:
            lock(delegate)
            delegate.state, delegate.waits_since = to, None
            touch(delegate, at)
            _record("promote-waiting", delegate, {"state": (DelegateState.WAITING, to)}, at=at, by=by)
            promoted.append(delegate)
    db.session.flush()
    return promoted


def substitute(
    delegate: Delegate,
    name: str,
    *,
    mobile: str | None,
    post: str,
    at: datetime,
    by: By,
    source: Source = Source.DESK,
) -> Delegate:
    """换人: give a confirmed place to another person, who is returned; whoever had it is cancelled.

    Unit, category, hotel and the seat in the sub-forum go with the place, without anybody who waits being asked. What
    is the person's stays behind: diet, remarks, order, the private link, and all that hangs on the person (speeches,
    named sessions, prizes). Raises ``NoPlaceToPass``, ``AlreadyRegistered`` and what ``checked`` raises.
    """
    meeting = delegate.meeting
    _hold(delegate)
    if delegate.state is not DelegateState.CONFIRMED:
        raise NoPlaceToPass(name=delegate.person.name)
    place = entry_of(delegate)
    delegate.state = DelegateState.CANCELLED
    db.session.flush()  # the place is free for who comes, and nobody who waits is asked
    entry = replace(
        place, name=name, mobile=mobile, gender=None, post=post, sub_forum=None, diet="", remarks=""
    )
    coming = register(
        meeting, entry, at=at, by=by, source=source, state=DelegateState.CONFIRMED, when_full=WhenFull.OVER,
    )  # fmt: skip
    if delegate.enrolment is not None:
        delegate.enrolment.delegate = coming
    delegate.reason = f"换人：{coming.person.name}"
    touch(delegate, at)
    db.session.flush()
    names, ids = (place.name, coming.person.name), (delegate.id, coming.id)
    _record("substitute", delegate, {"name": names, "delegate": ids}, at=at, by=by)
    return coming


def remove(delegate: Delegate, *, at: datetime, by: By) -> None:
    """Undo a registration that was never one: the row goes, the person stays.

    For undoing an import; who has a badge or a scan is cancelled instead.
    """
    _hold(delegate)
    meeting = delegate.meeting
    withdraw(delegate, at=at, by=by)
    _record("remove-delegate", delegate, {"name": (delegate.person.name, None)}, at=at, by=by)
    db.session.execute(
        sa.update(ReceiptRow).where(ReceiptRow.delegate_id == delegate.id).values(delegate_id=None)
    )
    db.session.delete(delegate)
    db.session.flush()  # the same person may be registered again in this transaction
    promote_waiting(meeting, at=at, by=by)


def _next_number(meeting: Meeting) -> int:
    """In the society's turn, so that no two take it."""
    last = db.session.scalar(sa.select(sa.func.max(Delegate.number)).where(Delegate.meeting_id == meeting.id))
    return (last or 0) + 1


def _new_delegate(
    meeting: Meeting,
    person: Person,
    delegation: Delegation | None,
    entry: Entry,
    *,
    number: int,
    at: datetime,
    source: Source,
    state: DelegateState,
) -> Delegate:
    """A row whose references are set by id and known to be loaded: setting the objects takes four times as long."""
    delegate = Delegate(
        meeting_id=meeting.id, person_id=person.id, number=number,
        delegation_id=delegation.id if delegation else None,
        category=entry.category, state=state, source=source, post=entry.post, hotel=entry.hotel,
        hotel_wish=entry.hotel_wish, diet=entry.diet, remarks=entry.remarks, created_at=at, changed_at=at,
    )  # fmt: skip
    loaded = {"meeting": meeting, "person": person, "delegation": delegation, "enrolment": None}
    for name, value in loaded.items():
        set_committed_value(delegate, name, value)
    return delegate


def _return(
    delegate: Delegate,
    entry: Entry,
    *,
    at: datetime,
    by: By,
    source: Source,
    state: DelegateState,
    when_full: WhenFull,
    roll: Roll,
) -> Delegate:
    """Somebody who had left the list registers again."""
    _hold(delegate)
    if delegate.state in LISTED:
        error = AlreadyRegistered(name=entry.name)
        error.delegate = delegate
        raise error
    delegate.source = source
    change(delegate, entry, at=at, by=by, roll=roll)
    _move(delegate, state, "register-again", at=at, by=by, when_full=when_full)
    return delegate


def _move(
    delegate: Delegate,
    to: DelegateState,
    action: str,
    *,
    reason: str = "",
    at: datetime,
    by: By,
    when_full: WhenFull = WhenFull.REFUSE,
) -> None:
    _hold(delegate)
    before, wanted = delegate.state, to
    if before is to:
        return
    if to not in MOVES[before]:
        raise NotAMove(name=delegate.person.name, state=before.label, to=to.label)
    if before not in HOLDING:
        to = Places(delegate.meeting).granted(wanted, delegate.category, delegate.delegation, when_full)
    delegate.state, delegate.reason = to, reason.strip()[:300]
    delegate.waits_since = at if to is not wanted else None
    touch(delegate, at)
    db.session.flush()  # who is no longer listed isn't next in line for the own seat
    if before in LISTED and to not in LISTED:
        give_back(delegate, at=at, by=by)
    elif before not in LISTED and to in LISTED and delegate.enrolment is not None:
        delegate.enrolment.since = at
        enrol(delegate, delegate.enrolment.session, at=at, by=by)
    changes: dict[str, tuple[Any, Any]] = {"state": (before, to)}
    if delegate.reason:
        changes["reason"] = (None, delegate.reason)
    _record(action, delegate, changes, at=at, by=by)
    if before in HOLDING and to not in HOLDING:
        promote_waiting(delegate.meeting, at=at, by=by)


def _hold(delegate: Delegate) -> None:
    take_turn(delegate.meeting.society_id)
    db.session.flush()  # reading afresh would lose what isn't written yet
    lock(delegate)


def _unit(meeting: Meeting, entry: Entry, roll: Roll, *, at: datetime, by: By) -> Unit | None:
    key = name_key(entry.unit_name)
    if not key:
        return None
    if key not in roll.units:
        roll.units[key] = add_unit(meeting.society_id, entry.unit_name, at=at, by=by)
    return roll.units[key]


def _delegation(meeting: Meeting, unit: Unit | None, roll: Roll, *, at: datetime, by: By) -> Delegation | None:
    if unit is None:
        return None
    return find_or_add_delegation(meeting, unit, at=at, by=by, known=roll.delegations)


def _set_person(person: Person, entry: Entry) -> None:
    if (entry.name, entry.mobile) != (person.name, person.mobile) and entry.mobile:
        other = db.session.scalar(
            sa.select(Person).where(
                Person.society_id == person.society_id,
                Person.key == name_key(entry.name),
                Person.mobile == entry.mobile,
                Person.merged_into_id.is_(None),
                Person.id != person.id,
            )
        )
        if other is not None:
            error = PersonExists(name=other.name)
            error.person = other
            raise error
    if entry.name != person.name:
        set_name(person, entry.name)
    person.mobile, person.gender = entry.mobile, entry.gender


def _choose(delegate: Delegate, entry: Entry, *, at: datetime, by: By) -> None:
    if entry.sub_forum is None:
        withdraw(delegate, at=at, by=by)
    elif delegate.state in LISTED:
        enrol(delegate, entry.sub_forum, at=at, by=by)


def _differences(before: Entry, after: Entry) -> dict[str, tuple[Any, Any]]:
    changes = {}
    for field in Entry.__dataclass_fields__:
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            changes[field] = (was, now)
    if "sub_forum" in changes:
        changes["sub_forum"] = tuple(forum and forum.title for forum in changes["sub_forum"])
    return changes


def touch(delegate: Delegate, at: datetime) -> None:
    """Count a change of the delegate, also where it lies in another row (the person's name, the seat)."""
    delegate.changed_at = at
    flag_modified(delegate, "changed_at")


def _record(
    action: str, delegate: Delegate, changes: dict[str, tuple[Any, Any]], *, at: datetime, by: By
) -> None:
    meeting = delegate.meeting
    record(action, delegate, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
