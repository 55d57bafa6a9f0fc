"""Several requests' writes in one transaction: who waits is taken along, and one's error is that one's alone."""

import threading
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db
from meeting.people.models import Unit
from meeting.web.together import Together
from meeting.web.turnstile import PLACE, Turnstile
from tests.conftest import AT
from tests.registration.making import make_society


def _crowd(app: Flask, count: int, work: Callable[[int], object]) -> dict[int, object]:
    """What becomes of each; the first is on its way before the others come."""
    found: dict[int, object] = {}

    def run(number: int) -> None:
        with app.app_context():
            try:
                found[number] = work(number)
            except Exception as error:
                found[number] = error
            finally:
                db.session.remove()

    crowd = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(20)
    return found


class _Desk:
    """Adds a unit for each who asks. The first turn waits until so many others stand in line."""

    def __init__(self, society_id: int, others: int) -> None:
        self.society_id, self.others = society_id, others
        self.turns: list[list[int]] = []
        self.together = Together(self.work)

    def work(self, those: Sequence[int]) -> list[str]:
        self.turns.append(list(those))
        if len(self.turns) == 1:
            for _ in range(2000):
                if len(self.together.waiting) == self.others:
                    break
                threading.Event().wait(0.005)
        for number in those:
            name = "甲" if number == 3 else f"单位{number}"
            db.session.execute(sa.insert(Unit).values(society_id=self.society_id, name=name, key=name, created_at=AT))
            if number == 5:
                raise ValueError("five")
        return [f"done {number}" for number in those]


def _names() -> set[str]:
    return set(db.session.scalars(sa.select(Unit.name)))


def test_whoever_waits_is_taken_along_by_the_next(app: Flask) -> None:
    desk = _Desk(make_society().id, others=4)
    db.session.remove()

    found = _crowd(app, 5, desk.together.do)

    assert found == {number: f"done {number}" for number in range(5)}
    assert [len(turn) for turn in desk.turns] == [1, 4]
    assert len(_names()) == 5


def test_an_error_is_one_persons_and_the_others_are_done(app: Flask) -> None:
    desk = _Desk(make_society().id, others=6)
    db.session.remove()

    found = _crowd(app, 7, desk.together.do)

    assert isinstance(found.pop(5), ValueError)
    assert found == {number: f"done {number}" for number in (0, 1, 2, 3, 4, 6)}
    assert _names() == {"单位0", "单位1", "单位2", "甲", "单位4", "单位6"}


def test_what_another_process_stored_first_is_seen_the_second_time(app: Flask) -> None:
    society_id = make_society().id
    db.session.remove()
    tries: list[bool] = []

    def work(_those: Sequence[None]) -> list[bool]:
        there = "甲" in _names()
        tries.append(there)
        if not there:  # as if another process had committed it since
            db.session.rollback()
            with db.engine.begin() as other:
                other.execute(sa.insert(Unit).values(society_id=society_id, name="甲", key="甲", created_at=AT))
            raise sa.exc.IntegrityError("insert", {}, ValueError())
        return [there]

    assert Together(work).do(None) is True
    assert tries == [False, True]


def test_an_integrity_error_that_stays_is_told(app: Flask) -> None:
    def work(_those: Sequence[None]) -> list[None]:
        raise sa.exc.IntegrityError("insert", {}, ValueError())

    with pytest.raises(sa.exc.IntegrityError):
        Together(work).do(None)


def test_a_database_that_is_away_is_asked_once_for_all(app: Flask) -> None:
    desk = _Desk(make_society().id, others=3)
    db.session.remove()
    plain = desk.together.work

    def work(those: Sequence[int]) -> Sequence[str]:
        plain(those)
        if len(those) > 1:
            raise sa.exc.OperationalError("insert", {}, ValueError("locked"))
        return [f"done {number}" for number in those]

    desk.together.work = work

    found = _crowd(app, 4, desk.together.do)

    assert sorted(type(one).__name__ for one in found.values()) == ["OperationalError"] * 3 + ["str"]
    assert [len(turn) for turn in desk.turns] == [1, 3]


def test_who_waits_gives_up_the_place_at_the_turnstile_once() -> None:
    places = []

    def application(environ, start_response):
        environ[PLACE].give_up()
        environ[PLACE].give_up()
        places.append(turnstile.free)
        return []

    turnstile = Turnstile(application, at_once=1)
    turnstile({}, lambda *_: None)

    assert (places, turnstile.free) == ([1], 1)


def test_who_comes_back_goes_before_who_has_not_begun() -> None:
    order: list[str] = []
    away = threading.Event()

    def application(environ, _start_response):
        name, place = environ["name"], environ[PLACE]
        if name == "first":
            place.give_up()
            away.wait(20)
            place.come_back()
        if name == "second":
            wait_until(lambda: len(turnstile.waiting) == 1)  # the third, for whom there is no place
            away.set()
            wait_until(lambda: len(turnstile.waiting) == 2)
        order.append(name)
        return []

    def wait_until(true: Callable[[], bool]) -> None:
        for _ in range(4000):
            if true():
                return
            threading.Event().wait(0.005)
        raise AssertionError("it never was")

    turnstile = Turnstile(application, at_once=1)
    crowd = []
    for name in ("first", "second", "third"):
        crowd.append(threading.Thread(target=turnstile, args=({"name": name}, lambda *_: None)))
        crowd[-1].start()
        threading.Event().wait(0.05)
    for thread in crowd:
        thread.join(20)

    assert order == ["second", "first", "third"]
    assert turnstile.free == 1


def test_others_are_waited_for_but_not_for_ever() -> None:
    turnstile = Turnstile(lambda *_: [], at_once=2)
    turnstile.enter()

    turnstile.wait_for_others(0.05)
    still_there = turnstile.free
    threading.Timer(0.2, turnstile.leave).start()
    turnstile.wait_for_others(60)

    assert (still_there, turnstile.free) == (1, 2)
