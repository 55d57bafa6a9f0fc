"""Admitting at a gate: once, with the reason where not; undoing; replays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from meeting.accounts.actors import OPERATOR
from meeting.checkin.codes import code_text
from meeting.checkin.enums import Refusal, ScanMethod, ScanResult
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.operations.gates import GateClosed, close_gate
from meeting.checkin.operations.scans import NothingToUndo, ScanEmpty, ScanReused, admit, undo
from meeting.db import db, transaction, uuid7
from meeting.errors import NotFound
from meeting.meetings.models import Meeting
from meeting.registration.operations.delegates import cancel
from tests.checkin.making import make_code, make_confirmed, make_gates, make_session_gate, scan
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum

FOREIGN = Ed25519PrivateKey.generate()
LATER = AT + timedelta(minutes=5)


def _attended() -> list[tuple[int, int]]:
    return [tuple(row) for row in db.session.execute(sa.select(Attendance.delegate_id, Attendance.gate_id))]


def _scans() -> list[ScanResult]:
    return list(db.session.scalars(sa.select(Scan.result).order_by(Scan.id)))


def test_admit_admits_a_badge_once_and_names_the_first_scan_after(meeting: Meeting, gate: Gate) -> None:
    delegate = make_confirmed(meeting)
    code = make_code(delegate)

    first = scan(meeting, gate, code)
    second = scan(meeting, gate, code, at=LATER)

    assert (first.result, first.refusal, first.names_id) == (ScanResult.ADMITTED, None, None)
    assert (second.result, second.refusal, second.names_id) == (ScanResult.REPEATED, None, first.id)
    assert (first.delegate_id, second.badge_id) == (delegate.id, first.badge_id)
    assert _attended() == [(delegate.id, gate.id)]
    assert db.session.scalar(sa.select(Attendance.at)) == AT


def test_admit_counts_each_gate_apart(meeting: Meeting) -> None:
    arrival, door = make_gates(meeting)
    code = make_code(make_confirmed(meeting))

    results = [scan(meeting, at_gate, code).result for at_gate in (arrival, door, arrival)]

    assert results == [ScanResult.ADMITTED, ScanResult.ADMITTED, ScanResult.REPEATED]


def test_admit_takes_a_delegate_who_was_looked_up(meeting: Meeting, gate: Gate) -> None:
    delegate = make_confirmed(meeting)
    code = make_code(delegate)

    with transaction():
        found = admit(
            meeting, gate, scan_id=uuid7(), delegate_id=delegate.id, method=ScanMethod.SEARCH, at=AT, by=OPERATOR
        )

    assert (found.result, found.method, found.badge_id) == (ScanResult.ADMITTED, ScanMethod.SEARCH, None)
    assert scan(meeting, gate, code).result is ScanResult.REPEATED


def test_admit_refuses_a_badge_of_another_meeting_and_keeps_its_wearer_to_itself(meeting: Meeting, gate: Gate) -> None:
    other = make_meeting(make_society("别的学会", "other"), slug="other")
    code = make_code(make_confirmed(other))

    found = scan(meeting, gate, code)

    assert (found.result, found.refusal) == (ScanResult.REFUSED, Refusal.OTHER_MEETING)
    assert (found.delegate_id, found.badge_id) == (None, None)
    assert _attended() == []


def test_admit_refuses_a_revoked_badge_and_takes_the_new_one(meeting: Meeting, gate: Gate) -> None:
    delegate = make_confirmed(meeting)
    old = make_code(delegate)
    with transaction():
        reissue_badge(delegate, reason="遗失", at=AT, by=OPERATOR)

    refused, admitted = scan(meeting, gate, old), scan(meeting, gate, make_code(delegate))

    assert (refused.refusal, refused.delegate_id) == (Refusal.REVOKED, delegate.id)
    assert admitted.result is ScanResult.ADMITTED


def test_admit_refuses_a_cancelled_delegate(meeting: Meeting, gate: Gate) -> None:
    delegate = make_confirmed(meeting)
    code = make_code(delegate)
    with transaction():
        cancel(delegate, at=AT, by=OPERATOR)

    assert scan(meeting, gate, code).refusal is Refusal.NOT_CONFIRMED
    assert _attended() == []


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda code: code[:-20], Refusal.FORGED),
        (lambda code: code[:-30] + ("A" if code[-30] != "A" else "B") + code[-29:], Refusal.FORGED),
        (
            lambda code: code_text("http://a", key_id=1, token=bytes(11), key=Ed25519PrivateKey.generate()),
            Refusal.FORGED,
        ),
        (lambda code: "https://u.wechat.com/abc", Refusal.UNKNOWN),
    ],
    ids=["cut", "altered", "foreign key", "something else"],
)
def test_admit_refuses_what_is_no_code_of_ours(meeting: Meeting, gate: Gate, spoil, refusal: Refusal) -> None:
    code = make_code(make_confirmed(meeting))

    found = scan(meeting, gate, spoil(code))

    assert (found.result, found.refusal, found.delegate_id) == (ScanResult.REFUSED, refusal, None)
    assert _attended() == []


def test_admit_at_a_sub_forum_takes_only_the_enrolled(meeting: Meeting) -> None:
    forum, other = make_sub_forum(meeting, seats=1), make_sub_forum(meeting, title="另一分会")
    gate = make_session_gate(meeting, forum)
    enrolled = make_confirmed(meeting, "张三", sub_forum=forum)
    waiting = make_confirmed(meeting, "李四", sub_forum=forum)
    elsewhere = make_confirmed(meeting, "王五", sub_forum=other)
    nowhere = make_confirmed(meeting, "赵六")

    refusals = [scan(meeting, gate, make_code(one)).refusal for one in (enrolled, waiting, elsewhere, nowhere)]

    assert refusals == [None, Refusal.NOT_ENROLLED, Refusal.NOT_ENROLLED, Refusal.NOT_ENROLLED]
    assert _attended() == [(enrolled.id, gate.id)]


def test_admit_answers_the_same_id_the_same_for_ever(meeting: Meeting, gate: Gate) -> None:
    code, scan_id = make_code(make_confirmed(meeting)), uuid7()
    first = scan(meeting, gate, code, scan_id)

    replays = [scan(meeting, gate, code, scan_id, at=LATER) for _ in range(20)]

    assert {(again.id, again.result, again.at) for again in replays} == {(first.id, ScanResult.ADMITTED, AT)}
    assert _scans() == [ScanResult.ADMITTED]


@pytest.mark.parametrize("change", ["code", "gate", "method"])
def test_admit_refuses_the_same_id_with_another_body(meeting: Meeting, change: str) -> None:
    arrival, door = make_gates(meeting)
    code, other, scan_id = make_code(make_confirmed(meeting)), make_code(make_confirmed(meeting, "李四")), uuid7()
    scan(meeting, door, code, scan_id)

    with pytest.raises(ScanReused):
        scan(
            meeting,
            arrival if change == "gate" else door,
            other if change == "code" else code,
            scan_id,
            method=ScanMethod.SCANNER if change == "method" else ScanMethod.CAMERA,
        )

    assert _scans() == [ScanResult.ADMITTED]


def test_admit_needs_a_code_or_a_delegate_of_this_meeting(meeting: Meeting, gate: Gate) -> None:
    stranger = make_delegate(make_meeting(meeting.society, slug="other", title="别的会"))
    given = {"method": ScanMethod.SEARCH, "at": AT, "by": OPERATOR}

    with pytest.raises(ScanEmpty), transaction():
        admit(meeting, gate, scan_id=uuid7(), **given)
    with pytest.raises(ScanEmpty), transaction():
        admit(meeting, gate, scan_id=uuid7(), code="x", delegate_id=stranger.id, **given)
    with pytest.raises(NotFound), transaction():
        admit(meeting, gate, scan_id=uuid7(), delegate_id=stranger.id, **given)

    assert _scans() == []


def test_admit_refuses_at_a_closed_gate(meeting: Meeting, gate: Gate) -> None:
    code = make_code(make_confirmed(meeting))
    with transaction():
        close_gate(gate, at=AT, by=OPERATOR)

    with pytest.raises(GateClosed):
        scan(meeting, gate, code)

    assert (_scans(), _attended()) == ([], [])


def test_undo_takes_the_attendance_back_by_a_new_scan(meeting: Meeting, gate: Gate) -> None:
    delegate = make_confirmed(meeting)
    code = make_code(delegate)
    first, undo_id = scan(meeting, gate, code), uuid7()

    with transaction():
        undone = undo(meeting, gate, first.id, scan_id=undo_id, at=LATER, by=OPERATOR)
    with transaction():
        again = undo(meeting, gate, first.id, scan_id=undo_id, at=LATER, by=OPERATOR)
    empty = _attended()
    readmitted = scan(meeting, gate, code)

    assert (undone.result, undone.names_id, undone.delegate_id) == (ScanResult.UNDONE, first.id, delegate.id)
    assert again == undone
    assert empty == []
    assert readmitted.result is ScanResult.ADMITTED
    assert _scans() == [ScanResult.ADMITTED, ScanResult.UNDONE, ScanResult.ADMITTED]


def test_undo_refuses_what_admitted_nobody(meeting: Meeting) -> None:
    arrival, door = make_gates(meeting)
    code = make_code(make_confirmed(meeting))
    first, repeated = scan(meeting, door, code), scan(meeting, door, code)

    with pytest.raises(NothingToUndo), transaction():
        undo(meeting, door, repeated.id, scan_id=uuid7(), at=AT, by=OPERATOR)
    with pytest.raises(NotFound), transaction():
        undo(meeting, arrival, first.id, scan_id=uuid7(), at=AT, by=OPERATOR)
    with transaction():
        undo(meeting, door, first.id, scan_id=uuid7(), at=AT, by=OPERATOR)
    with pytest.raises(NothingToUndo), transaction():
        undo(meeting, door, first.id, scan_id=uuid7(), at=AT, by=OPERATOR)

    assert _scans() == [ScanResult.ADMITTED, ScanResult.REPEATED, ScanResult.UNDONE]
