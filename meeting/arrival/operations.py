"""At the arrival desk: handing out, arriving, mending a name, replacing, walking in."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from meeting.arrival.models import HandedOut, Handout
from meeting.arrival.queries import arrival_gate, handouts_of, held_by
from meeting.checkin.enums import ScanMethod, ScanResult
from meeting.checkin.inserting import insert_new
from meeting.checkin.models import Gate
from meeting.checkin.operations.badges import ensure_badge, reissue_badge, void_badge
from meeting.checkin.operations.gates import open_gates
from meeting.checkin.operations.scans import admit
from meeting.checkin.queries.badges import held_delegates
from meeting.checkin.queries.scans import Taken
from meeting.db import db, uuid7
from meeting.errors import N_, Conflict, Invalid
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState, Source
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import Entry, change, entry_of, register, substitute
from meeting.registration.operations.limits import WhenFull

MOST = 12
"""Things: more isn't handed out in half a minute."""
LONGEST_TITLE = 40


class HandoutsTooMany(Invalid):
    """More lines than a desk hands out, or a line that is too long."""

    code = "handouts-too-many"
    sentence = N_("最多写 %(most)d 样，每样不超过 %(longest)d 个字。请合并或写短一些。")
    field = "titles"


class HandoutGone(Conflict):
    """Somebody has it already: off the list, what was handed out would be lost."""

    code = "handout-gone"
    sentence = N_("“%(title)s”已经发出去过，不能去掉。请把它留在清单里。")
    field = "titles"


class ArrivalRefused(Conflict):
    """The gate for 报到 doesn't admit them; the sentence is the refusal's."""

    code = "arrival-refused"
    sentence = N_("没有办成报到：%(why)s")


def set_handouts(meeting: Meeting, titles: Sequence[str], *, at: datetime, by: By) -> None:
    """What the desk hands out, in this order. Raises ``HandoutsTooMany``, ``HandoutGone``."""
    wanted = list(dict.fromkeys(title for line in titles if (title := " ".join(line.split()))))
    if len(wanted) > MOST or any(len(title) > LONGEST_TITLE for title in wanted):
        raise HandoutsTooMany(most=MOST, longest=LONGEST_TITLE)
    take_turn(meeting.society_id)
    known = {handout.title: handout for handout in handouts_of(meeting.id)}
    for title, handout in known.items():
        if title in wanted:
            continue
        if db.session.scalar(sa.select(sa.exists().where(HandedOut.handout_id == handout.id))):
            raise HandoutGone(title=title)
        db.session.delete(handout)
    for position, title in enumerate(wanted, start=1):
        if title in known:
            known[title].position = position
        else:
            db.session.add(Handout(meeting_id=meeting.id, title=title, position=position))
    if wanted != list(known):
        record(
            "set-handouts", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
            changes={"handouts": ("、".join(known), "、".join(wanted))},
        )  # fmt: skip


def arrive(delegate: Delegate, handouts: Collection[int], *, at: datetime, by: By) -> Taken:
    """报到: admitted at the desk's gate by hand, once, and given what is ticked (ids). Harmless again.

    Raises ``ArrivalRefused``: not confirmed, or against a rule of the gate.
    """
    meeting = delegate.meeting
    gate = _gate(meeting, at=at, by=by)
    scan = admit(
        meeting, gate, scan_id=uuid7(), delegate_id=delegate.id, method=ScanMethod.SEARCH, at=at, by=by
    )
    if scan.result is ScanResult.REFUSED and scan.refusal is not None:
        raise ArrivalRefused(why=scan.refusal.sentence)
    hand_out(delegate, handouts, at=at, by=by)
    return scan


def hand_out(delegate: Delegate, handouts: Collection[int], *, at: datetime, by: By) -> None:
    """Give these things (ids), each once: what was given before stays as it was."""
    held_delegates(delegate.meeting_id, [delegate.id])
    due = [handout.id for handout in handouts_of(delegate.meeting_id) if handout.id in set(handouts)]
    for handout_id in due:
        values = {"delegate_id": delegate.id, "handout_id": handout_id, "at": at, "account_id": by.account_id}
        db.session.execute(insert_new(HandedOut).values(values))


def take_back(delegate: Delegate, handout_id: int, *, at: datetime, by: By) -> None:
    """What was ticked by mistake, or handed back. Harmless again."""
    held_delegates(delegate.meeting_id, [delegate.id])
    held = held_by(delegate.id).get(handout_id)
    if held is None:
        return
    title = held.handout.title
    db.session.delete(held)
    meeting = delegate.meeting
    record(
        "take-back", delegate, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"handout": (title, None)},
    )  # fmt: skip


def take_over_handouts(kept: Delegate, gone: Delegate) -> None:
    """Two entries become one: what either got, ``kept`` has; what both got, once."""
    had = sa.select(HandedOut.handout_id).where(HandedOut.delegate_id == kept.id)
    theirs = HandedOut.delegate_id == gone.id
    db.session.execute(sa.delete(HandedOut).where(theirs, HandedOut.handout_id.in_(had)))
    db.session.execute(sa.update(HandedOut).where(theirs).values(delegate_id=kept.id))


def mend(delegate: Delegate, *, name: str, post: str, at: datetime, by: By) -> bool:
    """Mistakes in the name or post; True: the badge has to be printed again. Raises what ``change`` raises."""
    changes = change(delegate, replace(entry_of(delegate), name=name, post=post), at=at, by=by)
    return bool(changes)


def replace_by(
    delegate: Delegate,
    name: str,
    *,
    mobile: str | None,
    post: str,
    at: datetime,
    by: By,
    source: Source = Source.DESK,
) -> Delegate:
    """换人: the place passes, the old badge is void, and who comes has one of their own. Raises what ``substitute``
    raises.
    """
    coming = substitute(delegate, name, mobile=mobile, post=post, at=at, by=by, source=source)
    void_badge(delegate, at=at)
    ensure_badge(coming, at=at, by=by)
    return coming


def walk_in(meeting: Meeting, name: str, *, unit: str, mobile: str | None, at: datetime, by: By) -> Delegate:
    """Whoever comes unannounced: registered, confirmed, with a badge to print. Raises what ``register`` raises."""
    entry = Entry(name=name, unit_name=unit, mobile=mobile)
    delegate = register(
        meeting, entry, at=at, by=by, source=Source.DESK, state=DelegateState.CONFIRMED, when_full=WhenFull.OVER
    )
    ensure_badge(delegate, at=at, by=by)
    return delegate


def lost_badge(delegate: Delegate, *, at: datetime, by: By) -> None:
    """The badge was lost: another one, and the old is void. Raises what ``reissue_badge`` raises."""
    reissue_badge(delegate, reason="遗失，报到台补发", at=at, by=by)


def _gate(meeting: Meeting, *, at: datetime, by: By) -> Gate:
    gate = arrival_gate(meeting)
    if gate is None:
        open_gates(meeting, at=at, by=by)
        gate = arrival_gate(meeting)
    if gate is None:
        raise ArrivalRefused(why=N_("报到的签到点已经关闭。请会务组重新开放。"))
    return gate
