"""Issuing, reissuing and signing badges."""

import stat

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.checkin.codes import parse_code, verify
from meeting.checkin.keys import BadgeKeyMissing, badge_keys, lost_keys
from meeting.checkin.models import Badge
from meeting.checkin.operations.badges import (
    BadgeNotDue,
    ReissueReasonMissing,
    badge_code,
    ensure_badge,
    ensure_badges,
    reissue_badge,
)
from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.installation import examine
from meeting.registration.enums import DelegateState
from tests.checkin.making import counted, make_code, make_confirmed
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting


def test_ensure_badge_issues_one_badge_and_returns_it_again(app: Flask) -> None:
    delegate = make_confirmed(make_meeting())
    with transaction():
        first = ensure_badge(delegate, at=AT, by=OPERATOR)
        code = badge_code(first)

    with transaction():
        again = ensure_badge(delegate, at=AT, by=OPERATOR)

    assert again is first
    assert badge_code(again) == code
    verify(parse_code(code), badge_keys().public(1))
    assert code.startswith("HTTP://127.0.0.1:8000/B/")
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 1


@pytest.mark.parametrize("state", [DelegateState.PENDING, DelegateState.WAITING])
def test_ensure_badge_refuses_who_is_not_confirmed(app: Flask, state: DelegateState) -> None:
    delegate = make_delegate(make_meeting(), state=state)

    with pytest.raises(BadgeNotDue), transaction():
        ensure_badge(delegate, at=AT, by=OPERATOR)

    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 0


def test_ensure_badges_issues_to_confirmed_delegates_of_the_meeting_only(app: Flask) -> None:
    meeting = make_meeting()
    other = make_meeting(meeting.society, slug="other", title="另一个会")
    here = [make_confirmed(meeting, name) for name in ("张三", "李四")]
    pending, elsewhere = make_delegate(meeting, "王五"), make_confirmed(other, "赵六")
    everybody = [delegate.id for delegate in (*here, pending, elsewhere)]

    with transaction():
        issued = ensure_badges(meeting, everybody, at=AT, by=OPERATOR)
    with transaction():
        again = ensure_badges(meeting, everybody, at=AT, by=OPERATOR)

    rows = db.session.execute(sa.select(Badge.delegate_id, Badge.token).order_by(Badge.delegate_id)).all()
    assert (issued, again) == (2, 0)
    assert [row.delegate_id for row in rows] == [delegate.id for delegate in here]
    assert len({row.token for row in rows}) == 2
    issuing = db.session.scalars(sa.select(Entry).where(Entry.action == "issue-badges")).all()
    assert [[(value.field, value.after) for value in entry.values] for entry in issuing] == [[("badges", "2")]]


def test_ensure_badges_takes_as_many_statements_for_thirty_as_for_three(app: Flask) -> None:
    meeting = make_meeting()
    few = [make_confirmed(meeting, f"甲{number}").id for number in range(3)]
    many = [make_confirmed(meeting, f"乙{number}").id for number in range(30)]

    counts = []
    for ids in (few, many):
        with transaction():
            db.session.refresh(meeting)
            with counted() as statements:
                ensure_badges(meeting, ids, at=AT, by=OPERATOR)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_reissue_badge_voids_the_old_one_and_gives_another_code(app: Flask) -> None:
    delegate = make_confirmed(make_meeting())
    old = make_code(delegate)

    with transaction():
        badge = reissue_badge(delegate, reason=" 遗失 ", at=AT, by=OPERATOR)
        new = badge_code(badge)

    assert new != old
    assert [row.revoked_at for row in db.session.scalars(sa.select(Badge).order_by(Badge.id))] == [AT, None]
    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "reissue-badge")).one()
    assert {value.field: value.after for value in entry.values}["reason"] == "遗失"


def test_reissue_badge_needs_a_reason(app: Flask) -> None:
    delegate = make_confirmed(make_meeting())
    code = make_code(delegate)

    with pytest.raises(ReissueReasonMissing) as caught, transaction():
        reissue_badge(delegate, reason="  ", at=AT, by=OPERATOR)

    assert caught.value.field == "reason"
    assert make_code(delegate) == code


def test_badge_keys_are_made_once_for_their_owner_only(app: Flask) -> None:
    first = badge_keys().current()

    path = app.config["MEETING"].instance / "keys" / "badge-1.pem"
    assert (first, badge_keys().current()) == (1, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_a_lost_key_is_reported_and_never_replaced_under_its_number(app: Flask) -> None:
    meeting = make_meeting()
    old, new = make_confirmed(meeting, "张三"), make_confirmed(meeting, "李四")
    code = make_code(old)
    path = app.config["MEETING"].instance / "keys" / "badge-1.pem"
    kept = path.rename(path.with_suffix(".bak"))
    app.extensions.pop("badge_keys")  # as after a restart

    with pytest.raises(BadgeKeyMissing) as refused, transaction():
        ensure_badges(meeting, [new.id], at=AT, by=OPERATOR)
    found = [finding for finding in examine(app) if not finding.fine and "密钥" in finding.what]

    assert refused.value.params == {"id": 1}
    assert [finding.advice for finding in found] == [str(BadgeKeyMissing(id=1))]
    assert not path.exists()
    assert badge_keys().rotate() == 2
    assert parse_code(make_code(new)).key_id == 2
    kept.rename(path)
    app.extensions.pop("badge_keys")
    verify(parse_code(code), badge_keys().public(1))
    assert lost_keys() == []


def test_a_lost_newest_key_isnt_made_up_for_by_an_older(app: Flask) -> None:
    delegate = make_confirmed(make_meeting())
    badge_keys().current()
    badge_keys().rotate()
    assert parse_code(make_code(delegate)).key_id == 2
    (app.config["MEETING"].instance / "keys" / "badge-2.pem").write_text("not a key")
    app.extensions.pop("badge_keys")
    unreadable = lost_keys()
    (app.config["MEETING"].instance / "keys" / "badge-2.pem").unlink()

    with pytest.raises(BadgeKeyMissing):
        badge_keys().current()

    assert unreadable == [2]
    assert badge_keys().rotate() == 3


def test_rotate_leaves_issued_badges_their_code(app: Flask) -> None:
    meeting = make_meeting()
    before, after = make_confirmed(meeting, "张三"), make_confirmed(meeting, "李四")
    code = make_code(before)

    rotated = badge_keys().rotate()

    assert rotated == 2
    assert make_code(before) == code
    assert parse_code(make_code(after)).key_id == 2
    verify(parse_code(code), badge_keys().public(1))
    verify(parse_code(make_code(after)), badge_keys().public(2))
    assert badge_keys().public(3) is None
