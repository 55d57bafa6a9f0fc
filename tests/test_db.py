"""Writers take turns, and every turn ends."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.models import Society
from meeting.db import db, reading, release, transaction
from tests.registration.making import make_society


def _name() -> str | None:
    return db.session.scalar(sa.select(Society.name))


def _rename(app: Flask, name: str) -> threading.Thread:
    """A writer of its own, begun."""

    def write() -> None:
        with app.app_context(), transaction():
            db.session.execute(sa.update(Society).values(name=name))

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_a_writer_waits_for_the_one_before(app: Flask) -> None:
    make_society("甲学会")
    with transaction():
        db.session.execute(sa.update(Society).values(name="乙学会"))
        other = _rename(app, "丙学会")
        other.join(0.3)
        waits = other.is_alive()

    other.join(5)

    assert (waits, other.is_alive(), _name()) == (True, False, "丙学会")


@pytest.mark.parametrize("how", ["rolled back", "invalidated"])
def test_a_turn_ends_also_where_nothing_was_written(app: Flask, how: str) -> None:
    make_society("甲学会")
    db.session.execute(sa.update(Society).values(name="乙学会"))
    if how == "invalidated":
        db.session.connection().invalidate()
    db.session.rollback()

    other = _rename(app, "丙学会")
    other.join(5)

    assert (other.is_alive(), _name()) == (False, "丙学会")


def test_long_work_that_reads_keeps_no_writer_waiting(app: Flask) -> None:
    make_society("甲学会")
    with reading():
        before = _name()
        other = _rename(app, "乙学会")
        other.join(5)
        ended = not other.is_alive()
        release()

        with transaction():
            db.session.execute(sa.update(Society).values(name=f"{_name()}分会"))

    assert (before, ended, _name()) == ("甲学会", True, "乙学会分会")


def test_what_was_read_is_released_before_one_writes_upon_it(app: Flask) -> None:
    make_society("甲学会")
    with reading():
        _name()
        with pytest.raises(RuntimeError, match="release"), transaction():
            db.session.execute(sa.update(Society).values(name="乙学会"))
        release()

    assert _name() == "甲学会"
