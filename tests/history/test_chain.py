"""The history's chain."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.models import Society
from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.history import operations
from meeting.history.models import Entry, Value
from meeting.history.operations import broken_link, record, record_all
from tests.conftest import AT
from tests.registration.staff import statements


def _chain_of_three(app: Flask) -> int:
    with transaction():
        society = add_society("某省档案学会", slug="demo", at=AT, by=OPERATOR)
    for number in (1, 2):
        with transaction():
            changes = {"name": (None, number)}
            record("rename-society", society, by=OPERATOR, at=AT, society_id=society.id, changes=changes)
    return society.id


def test_record_makes_a_chain_that_holds(app: Flask) -> None:
    society_id = _chain_of_three(app)

    assert db.session.scalars(sa.select(Entry.number).order_by(Entry.id)).all() == [1, 2, 3]
    assert broken_link(society_id) is None


def test_record_shows_an_entry_taken_out_or_changed(app: Flask) -> None:
    society_id = _chain_of_three(app)
    with transaction():
        db.session.execute(sa.update(Entry).where(Entry.number == 2).values(actor="somebody else"))

    assert broken_link(society_id) == 2


def test_record_holds_after_values_are_erased(app: Flask) -> None:
    society_id = _chain_of_three(app)
    with transaction():
        db.session.execute(sa.update(Value).values(salt=None, before=None, after=None))

    assert broken_link(society_id) is None


def test_record_all_continues_the_chain_as_single_entries_would(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "CHUNK", 2)
    society_id = _chain_of_three(app)
    society = db.session.get_one(Society, society_id)
    done = [(society, {"name": (number, "后"), "slug": (None, number)}) for number in range(4)] + [(society, {})]
    with transaction():
        record("rename-society", society, by=OPERATOR, at=AT, society_id=society_id, changes={"name": (None, "前")})
        record_all("rename-society", done, by=OPERATOR, at=AT, society_id=society_id)
        record("rename-society", society, by=OPERATOR, at=AT, society_id=society_id)

    entries = db.session.scalars(sa.select(Entry).order_by(Entry.id)).all()[3:]
    told = [
        (entry.number, entry.action, entry.actor, entry.at, entry.subject_type, entry.subject_id == society_id,
         [(value.field, value.before, value.after) for value in entry.values])
        for entry in entries
    ]  # fmt: skip
    expected = [
        [("name", None, "前")],
        *([("name", str(number), "后"), ("slug", None, str(number))] for number in range(4)),
        [],
        [],
    ]
    assert told == [
        (number, "rename-society", "operator", AT, "society", True, values) for number, values in enumerate(expected, 4)
    ]
    assert broken_link(society_id) is None


def test_record_all_takes_as_many_statements_for_one_as_for_thirty(app: Flask) -> None:
    society_id = _chain_of_three(app)
    counts = []
    for number in (1, 30):
        society = db.session.get_one(Society, society_id)
        with transaction(), statements() as run:
            done = [(society, {"name": (None, each)}) for each in range(number)]
            record_all("rename-society", done, by=OPERATOR, at=AT, society_id=society_id)
        counts.append(len(run))
    assert counts[0] == counts[1]
