"""Screens are told within a second, a stream takes nobody's turn, and there are no more of them than there may be."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from flask import Flask

from meeting.accounts.enums import Role
from meeting.checkin import pushing
from meeting.checkin.models import Gate
from meeting.checkin.pushing import Shared
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.web.turnstile import Turnstile
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, scan, sign_in
from tests.serving import served


@pytest.fixture
def cookie(app: Flask, meeting: Meeting) -> str:
    visitor = Browser(app)
    sign_in(visitor, make_staff(meeting, Role.ORGANISER))
    found = visitor.get_cookie("meeting")
    assert found
    return f"meeting={found.value}"


def opened(url: str, cookie: str):
    return urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=20)


def lines(stream) -> Iterator[str]:
    for line in stream:
        if line.strip():
            yield line.decode().strip()


def test_a_scan_is_told_within_a_second(app: Flask, meeting: Meeting, cookie: str) -> None:
    gate = make_gates(meeting)[1]
    code, slug, gate_id = make_code(make_confirmed(meeting)), meeting.slug, gate.id
    meeting_id = meeting.id
    db.session.remove()
    with served(app) as url, opened(f"{url}/desk/{slug}/attendance/events", cookie) as stream:
        told = lines(stream)
        first = next(told)
        began = time.monotonic()
        scan(db.session.get_one(Meeting, meeting_id), db.session.get_one(Gate, gate_id), code)
        db.session.remove()
        second = next(told)
        took = time.monotonic() - began

    assert first.startswith("data: ")
    assert second not in {first, ": still here"}
    assert took < 5  # a second on a machine that isn't busy: the harness measures


def test_who_may_not_see_attendance_is_told_nothing(app: Flask, meeting: Meeting) -> None:
    visitor = Browser(app)
    sign_in(visitor, make_staff(meeting, Role.CHECK_IN))

    assert visitor.get(f"/desk/{meeting.slug}/attendance/events").status_code == 403


def test_one_screen_too_many_is_refused_and_a_closed_one_makes_room(
    app: Flask, meeting: Meeting, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_gates(meeting)
    monkeypatch.setattr(pushing, "_streams", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pushing, "EVERY", 0.05)
    monkeypatch.setattr(pushing, "ALIVE", 0.1)
    slug = meeting.slug
    db.session.remove()
    with served(app) as url:
        path = f"{url}/desk/{slug}/attendance/events"
        with opened(path, cookie) as stream:
            next(lines(stream))
            with pytest.raises(urllib.error.HTTPError) as refused:
                opened(path, cookie)
        refused.value.close()
        deadline = time.monotonic() + 20
        while not pushing._streams.acquire(blocking=False):
            assert time.monotonic() < deadline, "the closed stream still holds its place"
            time.sleep(0.05)

    assert refused.value.code == 503


def test_many_who_look_ask_once() -> None:
    asked: list[int] = []

    def find() -> str:
        asked.append(1)
        return "7"

    shared = Shared(find)

    assert {shared.now() for _ in range(100)} == {"7"}
    assert len(asked) == 1


def test_turnstile_lets_so_many_work_and_streams_take_no_turn() -> None:
    working, most, go = [0], [0], threading.Event()
    lock = threading.Lock()

    def application(environ, start_response):
        with lock:
            working[0] += 1
            most[0] = max(most[0], working[0])
        go.wait(0.2)
        with lock:
            working[0] -= 1
        return iter([b"endless"])  # an answer that is still being sent

    gate = Turnstile(application, at_once=2)
    crowd = [threading.Thread(target=gate, args=({}, None)) for _ in range(10)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(10)

    assert most[0] == 2
    assert all(not thread.is_alive() for thread in crowd)
