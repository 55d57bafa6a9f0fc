"""Issuing badges: one that holds for each delegate, the same code however often it is printed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from meeting.checkin.codes import badge_token, code_text
from meeting.checkin.inserting import insert_new
from meeting.checkin.keys import badge_keys
from meeting.checkin.models import Badge
from meeting.checkin.queries.badges import active_badge
from meeting.db import Instant, db
from meeting.errors import N_, Conflict, Invalid
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate

CHUNK = 500
"""Ids in one statement."""
TOKENS = 100
"""Tokens in one: psycopg sends single updates one by one, 40,000 took 17 s."""


class BadgeNotDue(Conflict):
    """Only who is confirmed gets a badge."""

    code = "badge-not-due"
    sentence = N_("%(name)s的报名还没有通过，或已取消，不能制证。请先通过报名。")


class ReissueReasonMissing(Invalid):
    """A reissued badge voids one that somebody may wear: the history says why."""

    code = "reissue-reason-missing"
    sentence = N_("请写明补发的原因，如遗失、改名。")
    field = "reason"


def ensure_badge(delegate: Delegate, *, at: datetime, by: By) -> Badge:
    """The delegate's badge, issued now where there is none. Raises ``BadgeNotDue``."""
    badge = active_badge(delegate.id)
    if badge is None:
        ensure_badges(delegate.meeting, [delegate.id], at=at, by=by)
        badge = active_badge(delegate.id)
    if badge is None:
        raise BadgeNotDue(name=delegate.person.name)
    return badge


def ensure_badges(meeting: Meeting, delegate_ids: Iterable[int], *, at: datetime, by: By) -> int:
    """Issue badges to those of the delegates who are confirmed and have none; how many were issued.

    Two at once: the unique index on active badges lets one of them issue. Raises ``BadgeKeyMissing``.
    """
    take_turn(meeting.society_id)
    key_id = badge_keys().current()
    for chunk in _chunks(list(delegate_ids)):
        due = sa.select(
            Delegate.meeting_id, Delegate.id, sa.literal(key_id, sa.SmallInteger), sa.literal(at, Instant)
        ).where(
            Delegate.id.in_(chunk),
            Delegate.meeting_id == meeting.id,
            Delegate.state == DelegateState.CONFIRMED,
            ~sa.exists().where(Badge.delegate_id == Delegate.id, Badge.revoked_at.is_(None)),
        )
        columns = ["meeting_id", "delegate_id", "key_id", "issued_at"]
        db.session.execute(insert_new(Badge).from_select(columns, due.order_by(Delegate.id)))
    issued = _give_tokens(meeting.id)
    if issued:
        record(
            "issue-badges", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
            changes={"badges": (None, issued)},
        )  # fmt: skip
    return issued


def reissue_badge(delegate: Delegate, *, reason: str, at: datetime, by: By) -> Badge:
    """Void the delegate's badge and issue another. Raises ``ReissueReasonMissing``, ``BadgeNotDue``."""
    reason = reason.strip()
    if not reason:
        raise ReissueReasonMissing
    meeting = delegate.meeting
    take_turn(meeting.society_id)
    db.session.refresh(delegate, ["state"])
    if delegate.state is not DelegateState.CONFIRMED:
        raise BadgeNotDue(name=delegate.person.name)
    old = void_badge(delegate, at=at)
    ensure_badges(meeting, [delegate.id], at=at, by=by)
    badge = active_badge(delegate.id)
    if badge is None:
        raise BadgeNotDue(name=delegate.person.name)
    record(
        "reissue-badge", badge, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"badge": (old.id if old else None, badge.id), "reason": (None, reason[:300])},
    )  # fmt: skip
    return badge


def void_badge(delegate: Delegate, *, at: datetime) -> Badge | None:
    """The badge that held, which is void now; None: there was none. Only after this may another be active."""
    old = active_badge(delegate.id)
    if old is not None:
        old.revoked_at = at
        db.session.flush()
    return old


def badge_code(badge: Badge) -> str:
    """The text of the badge's QR code: for one badge always the same. Raises ``BadgeKeyMissing``."""
    return code_of(badge.key_id, badge.token)


def code_of(key_id: int, token: bytes | None) -> str:
    """The same, of a badge's columns. Raises ``BadgeKeyMissing``."""
    if token is None:
        raise ValueError("a badge without a token was never issued")
    url: str = current_app.config["MEETING"].url
    return code_text(url, key_id=key_id, token=token, key=badge_keys().private(key_id))


def _give_tokens(meeting_id: int) -> int:
    """To the badges just inserted, which now have their ids; how many there were."""
    secret: bytes = current_app.config["SECRET_KEY"]
    new = db.session.scalars(sa.select(Badge.id).where(Badge.meeting_id == meeting_id, Badge.token.is_(None)))
    tokens = {badge_id: badge_token(badge_id, secret) for badge_id in new}
    for chunk in _chunks(list(tokens), TOKENS):
        token = sa.case({badge_id: tokens[badge_id] for badge_id in chunk}, value=Badge.id)
        db.session.execute(
            sa.update(Badge).where(Badge.id.in_(chunk)).values(token=token).execution_options(synchronize_session=False)
        )
    return len(tokens)


def _chunks(ids: Sequence[int], size: int = CHUNK) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
