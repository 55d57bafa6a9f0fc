"""Fifty threads, one badge; real connections, both databases."""

import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.checkin.enums import ScanMethod, ScanResult
from meeting.checkin.models import Attendance, Badge, Device, Gate, Scan
from meeting.checkin.operations.badges import ensure_badge, ensure_badges
from meeting.checkin.operations.devices import Powers, invite_device
from meeting.checkin.operations.gates import open_gates
from meeting.checkin.operations.handing_in import Delivery, Handed, hand_in
from meeting.checkin.operations.scans import Asked, ScanReused, admit, take
from meeting.checkin.operations.spares import SPARES, top_up
from meeting.checkin.queries.admissions import wrongly_settled
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate
from meeting.web.together import Together
from tests.checkin.making import make_code, make_confirmed, make_gates
from tests.conftest import AT
from tests.registration.making import make_meeting

THREADS = 50
ROUNDS = int(os.environ.get("MEETING_RACES", "3"))
T = TypeVar("T")


def together(app: Flask, work: Callable[[int], T], threads: int = THREADS) -> list[T | Exception]:
    """Run ``work`` in so many threads at the same instant, each with a connection of its own."""
    start = threading.Barrier(threads)
    results: list[T | Exception] = []

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(work(number))
            except Exception as error:
                results.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    crowd = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return results


def _admitting(meeting_id: int, gate_id: int, **what: object) -> ScanResult:
    """As in a process of its own: what others do at the same time isn't taken along."""

    def work(_asked: object) -> list[ScanResult]:
        meeting, gate = db.session.get_one(Meeting, meeting_id), db.session.get_one(Gate, gate_id)
        given = {"scan_id": uuid7(), "method": ScanMethod.CAMERA, "at": AT, "by": OPERATOR} | what
        return [admit(meeting, gate, **given).result]

    return Together(work).do(None)


def test_admit_lets_one_of_fifty_in(app: Flask) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    codes = [make_code(make_confirmed(meeting, f"代表{number}")) for number in range(ROUNDS)]
    meeting_id, gate_id = meeting.id, gate.id

    rounds = [together(app, lambda _, code=code: _admitting(meeting_id, gate_id, code=code)) for code in codes]

    assert [Counter(results) for results in rounds] == [{ScanResult.ADMITTED: 1, ScanResult.REPEATED: 49}] * ROUNDS
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == ROUNDS
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == ROUNDS * 50


def test_admit_stores_fifty_sendings_of_one_scan_once(app: Flask) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    code, scan_id = make_code(make_confirmed(meeting)), uuid7()
    meeting_id, gate_id = meeting.id, gate.id

    results = together(app, lambda _: _admitting(meeting_id, gate_id, code=code, scan_id=scan_id))

    assert Counter(results) == {ScanResult.ADMITTED: 50}
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_admit_gives_one_of_two_bodies_under_one_id(app: Flask) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    codes, scan_id = [make_code(make_confirmed(meeting, name)) for name in ("张三", "李四")], uuid7()
    meeting_id, gate_id = meeting.id, gate.id

    results = together(app, lambda n: _admitting(meeting_id, gate_id, code=codes[n % 2], scan_id=scan_id), threads=20)

    refused = [result for result in results if isinstance(result, ScanReused)]
    assert len(refused) == 10
    assert Counter(r for r in results if not isinstance(r, Exception)) == {ScanResult.ADMITTED: 10}
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1


def test_two_dozen_devices_hand_in_the_same_people_in_any_order(app: Flask) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    codes = [make_code(make_confirmed(meeting, f"甲{number}")) for number in range(12)]
    for number in range(24):
        with transaction():
            db.session.add(Device(meeting_id=meeting.id, name=f"{number}号门", invited_until=AT))
    gate_id = gate.id

    def ask(number: int) -> int:
        order = random.Random(number).sample(codes, len(codes))
        with transaction():
            device = db.session.scalars(sa.select(Device).where(Device.name == f"{number}号门")).one()
            handed = [
                Handed(uuid7(), gate_id, ScanMethod.CAMERA, AT, code=code, shown=ScanResult.ADMITTED) for code in order
            ]
            settled = hand_in([Delivery(device, {gate_id: db.session.get_one(Gate, gate_id)}, handed)], now=AT)
            return sum(each.scan is not None for each in settled[0])

    results = together(app, ask, threads=24)

    assert results == [12] * 24
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 12
    assert wrongly_settled(db.session.scalars(sa.select(Meeting)).one()) == []


def test_who_scans_one_and_looks_another_up_waits_for_nobody_in_a_circle(app: Flask) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    pairs = [[make_confirmed(meeting, f"甲{n}"), make_confirmed(meeting, f"乙{n}")] for n in range(10)]
    known = [[(one.id, make_code(one)) for one in pair] for pair in pairs]
    meeting_id, gate_id = meeting.id, gate.id

    def ask(number: int) -> int:
        done = 0
        for pair in known:
            (looked_up, _), (_, code) = pair if number % 2 else reversed(pair)
            with transaction():
                gate = db.session.get_one(Gate, gate_id)
                asked = [
                    Asked(uuid7(), gate, ScanMethod.CAMERA, AT, OPERATOR, code=code),
                    Asked(uuid7(), gate, ScanMethod.SEARCH, AT, OPERATOR, delegate_id=looked_up),
                ]
                settled = take(db.session.get_one(Meeting, meeting_id), asked, received_at=AT)
                done += sum(each.scan is not None for each in settled)
        return done

    results = together(app, ask, threads=24)

    assert results == [20] * 24
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 20


def test_ensure_badge_issues_one_to_fifty_who_ask(app: Flask) -> None:
    delegate_id = make_confirmed(make_meeting()).id

    def ask(_: int) -> int:
        with transaction():
            return ensure_badge(db.session.get_one(Delegate, delegate_id), at=AT, by=OPERATOR).id

    results = together(app, ask)

    assert len(set(results)) == 1
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 1


def test_one_device_that_asks_twice_at_once_carries_no_more_spare_badges(app: Flask) -> None:
    device, _ = invite_device(make_meeting(), "一号门", [], Powers(may_register=True), at=AT, by=OPERATOR)
    db.session.commit()
    device_id = device.id

    def ask(_number: int) -> list[int]:
        with transaction():
            return [badge.id for badge in top_up(db.session.get_one(Device, device_id), at=AT)]

    answers = together(app, ask, threads=12)

    assert len({tuple(answer) for answer in answers}) == 1
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == SPARES


def test_open_gates_opens_two_for_twenty_who_ask(app: Flask) -> None:
    meeting_id = make_meeting().id

    def ask(_: int) -> int:
        with transaction():
            return len(open_gates(db.session.get_one(Meeting, meeting_id), at=AT, by=OPERATOR))

    results = together(app, ask, threads=20)

    assert set(results) == {2}
    assert db.session.scalar(sa.select(sa.func.count(Gate.id))) == 2


def test_ensure_badges_by_two_clerks_issues_each_badge_once(app: Flask) -> None:
    meeting = make_meeting()
    ids = [make_confirmed(meeting, f"甲{number}").id for number in range(20)]
    meeting_id = meeting.id

    def ask(_: int) -> int:
        with transaction():
            return ensure_badges(db.session.get_one(Meeting, meeting_id), ids, at=AT, by=OPERATOR)

    results = together(app, ask, threads=8)

    assert sorted(results, key=str) == [0] * 7 + [20]
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 20
