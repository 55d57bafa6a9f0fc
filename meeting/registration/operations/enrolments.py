"""Seats of sub-forums: taken by a guarded update, given back to whoever has waited longest.

``Session.taken`` counts the enrolments that hold a seat; a CHECK stands behind it. Who finds no seat waits. Giving
back and beginning to wait both hold the session's row, so that no seat stays free while somebody waits for it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from meeting.db import db
from meeting.errors import N_, Invalid
from meeting.history.operations import By, record
from meeting.people.models import Person
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import LISTED, EnrolmentState
from meeting.registration.models import Delegate, Enrolment


class NotASubForum(Invalid):
    """Only sub-forums of the same meeting can be chosen."""

    code = "not-a-sub-forum"
    sentence = N_("这个会议没有这个分论坛，请重新选择。")
    field = "sub_forum"


def enrol(delegate: Delegate, session: Session, *, at: datetime, by: By) -> EnrolmentState:
    """Give the delegate a seat, or a place among those who wait; the seat of another sub-forum is given back.

    Who waits already keeps the place, and gets the seat if there is one. Raises ``NotASubForum``.
    """
    if session.kind is not SessionKind.SUB_FORUM or session.meeting_id != delegate.meeting_id:
        raise NotASubForum
    enrolment = delegate.enrolment
    if enrolment is not None and enrolment.session_id != session.id:
        withdraw(delegate, at=at, by=by)
        enrolment = None
    if enrolment is not None and enrolment.state is EnrolmentState.ENROLLED:
        return enrolment.state
    state = EnrolmentState.ENROLLED if _take_seat(session) else EnrolmentState.WAITING
    if enrolment is None:
        delegate.enrolment = Enrolment(session=session, state=state, since=at)
    else:
        enrolment.state = state
    db.session.flush()  # the count of seats and the row that holds one travel together
    return state


def enrol_all(wishes: Sequence[tuple[Delegate, Session]], *, at: datetime) -> None:
    """Delegates who have no wish yet, in the order given: a seat each while there are any, the others wait."""
    by_session: dict[Session, list[Delegate]] = {}
    for delegate, session in wishes:
        by_session.setdefault(session, []).append(delegate)
    for session, delegates in by_session.items():
        all_seated = _taken(session.id, len(delegates))
        for delegate in delegates:
            seated = all_seated or _take_seat(session)
            state = EnrolmentState.ENROLLED if seated else EnrolmentState.WAITING
            db.session.add(_new_enrolment(delegate, session, state, at))
        db.session.expire(session, ["taken"])
    db.session.flush()  # the count of seats and the rows that hold them travel together


def _new_enrolment(delegate: Delegate, session: Session, state: EnrolmentState, at: datetime) -> Enrolment:
    """By ids, with what they refer to known to be loaded: many at once are made much faster so."""
    enrolment = Enrolment(delegate_id=delegate.id, session_id=session.id, state=state, since=at)
    set_committed_value(enrolment, "delegate", delegate)
    set_committed_value(enrolment, "session", session)
    set_committed_value(delegate, "enrolment", enrolment)
    return enrolment


def withdraw(delegate: Delegate, *, at: datetime, by: By) -> Delegate | None:
    """Take the wish away. Returns the delegate who gets the seat, if there was one to give and somebody waits."""
    enrolment = _held(delegate)
    if enrolment is None:
        return None
    session_id, had_seat = enrolment.session_id, enrolment.state is EnrolmentState.ENROLLED
    delegate.enrolment = None
    db.session.delete(enrolment)
    db.session.flush()  # before the seat goes to the next
    return _pass_on(session_id, at=at, by=by) if had_seat else None


def give_back(delegate: Delegate, *, at: datetime, by: By) -> Delegate | None:
    """Give the seat back and keep the wish, for who is declined or cancelled and may come again."""
    enrolment = _held(delegate)
    if enrolment is None or enrolment.state is EnrolmentState.WAITING:
        return None
    enrolment.state = EnrolmentState.WAITING
    db.session.flush()  # before the seat goes to the next
    return _pass_on(enrolment.session_id, at=at, by=by)


def take_over_wish(kept: Delegate, gone: Delegate, *, at: datetime, by: By) -> dict[str, tuple[Any, Any]]:
    """``gone`` is ``kept`` under another entry, and goes: of their wishes one stays, with its seat or place.

    A seat goes before a place among those who wait, the wish of who is listed before that of who isn't, else
    ``kept``'s stays. Returns sub_forum → (wish that is lost, wish that stays), for the history.
    """
    for session_id in sorted(each.enrolment.session_id for each in (kept, gone) if each.enrolment):
        _hold(session_id)
    ours, theirs = _held(kept), _held(gone)
    if theirs is None:
        return {}
    if ours is None:
        _hand_over(theirs, kept, at=at)
        return {}
    titles = {"ours": ours.session.title, "theirs": theirs.session.title}
    if ours.session_id == theirs.session_id:
        since = min(ours.since, theirs.since)
        ours.since = theirs.since = since
    if _weight(theirs) > _weight(ours):
        withdraw(kept, at=at, by=by)
        _hand_over(theirs, kept, at=at)
        lost, stays = titles["ours"], titles["theirs"]
    else:
        withdraw(gone, at=at, by=by)
        lost, stays = titles["theirs"], titles["ours"]
    return {"sub_forum": (lost, stays)} if lost != stays else {}


def seat_if_free(delegate: Delegate, *, at: datetime, by: By) -> None:
    """Who is listed and waits gets a seat if there is one."""
    enrolment = delegate.enrolment
    if enrolment is not None and enrolment.state is EnrolmentState.WAITING and delegate.state in LISTED:
        enrol(delegate, enrolment.session, at=at, by=by)


def _hand_over(enrolment: Enrolment, delegate: Delegate, *, at: datetime) -> None:
    if enrolment.delegate.state not in LISTED:
        enrolment.since = at  # who comes back stands last in line
    enrolment.delegate = delegate
    db.session.flush()  # the seat's row travels with the delegate who holds it


def _weight(enrolment: Enrolment) -> tuple[bool, bool]:
    return enrolment.state is EnrolmentState.ENROLLED, enrolment.delegate.state in LISTED


def fill_seats(session: Session, *, at: datetime, by: By) -> list[Person]:
    """Give free seats to those who wait, longest first. For the programme, which adds seats."""
    _hold(session.id)
    promoted = []
    for enrolment in _waiting(session.id):
        if not _take_seat(session):
            break
        promoted.append(_promote(enrolment, at=at, by=by).person)
    return promoted


def _take_seat(session: Session) -> bool:
    if _taken(session.id):
        db.session.expire(session, ["taken"])
        return True
    # Full as it seems. Somebody may be giving a seat back this moment: hold the row, then ask again.
    _hold(session.id)
    db.session.expire(session, ["taken"])
    return _taken(session.id)


def _taken(session_id: int, count: int = 1) -> bool:
    return _update(
        sa.update(Session)
        .where(Session.id == session_id, sa.or_(Session.seats.is_(None), Session.taken + count <= Session.seats))
        .values(taken=Session.taken + count)
    )


def _pass_on(session_id: int, *, at: datetime, by: By) -> Delegate | None:
    """The session's row is held."""
    following = _waiting(session_id, limit=1)
    if following:
        return _promote(following[0], at=at, by=by)
    _update(sa.update(Session).where(Session.id == session_id).values(taken=Session.taken - 1))
    session = db.session.get(Session, session_id)
    db.session.expire(session, ["taken"])
    return None


def _promote(enrolment: Enrolment, *, at: datetime, by: By) -> Delegate:
    enrolment.state = EnrolmentState.ENROLLED
    db.session.flush()  # the count of seats already says so
    delegate, meeting = enrolment.delegate, enrolment.session.meeting
    record("promote", delegate, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes={"sub_forum": (None, enrolment.session.title)})  # fmt: skip
    return delegate


def _waiting(session_id: int, limit: int | None = None) -> list[Enrolment]:
    query = (
        sa.select(Enrolment)
        .join(Enrolment.delegate)
        .where(
            Enrolment.session_id == session_id,
            Enrolment.state == EnrolmentState.WAITING,
            Delegate.state.in_(LISTED),
        )
        .order_by(Enrolment.since, Enrolment.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _held(delegate: Delegate) -> Enrolment | None:
    """The delegate's enrolment, read with its session's row held: nobody promotes it meanwhile."""
    enrolment = delegate.enrolment
    if enrolment is None:
        return None
    _hold(enrolment.session_id)
    return db.session.scalar(
        sa.select(Enrolment).where(Enrolment.delegate_id == delegate.id).execution_options(populate_existing=True)
    )


def _hold(session_id: int) -> None:
    """Wait until nobody else moves this session's seats. (On SQLite the transaction is alone anyway.)"""
    db.session.execute(sa.select(Session.id).where(Session.id == session_id).with_for_update(key_share=True))


def _update(statement: sa.Update) -> bool:
    done = cast(
        "sa.CursorResult[Any]", db.session.execute(statement, execution_options={"synchronize_session": False})
    )
    return done.rowcount == 1
