"""A scan while the database can't be written to: said so, nothing stored, and the same sent again is taken."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pysqlite3
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from meeting import db as database
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.clock import now
from meeting.db import db, uuid7
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.checkin.devices import join, read
from tests.checkin.making import make_code, make_confirmed, make_staff, sign_in
from tests.databases import SQLite

Send = Callable[[], TestResponse]


@pytest.fixture
def app(sqlite_databases: SQLite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """On SQLite, where a writer waits one second for another."""
    monkeypatch.setattr(database, "PATIENCE", 1)
    with sqlite_databases.app(tmp_path) as app, app.app_context():
        db.engine.dispose()
        yield app
        db.session.remove()


@pytest.fixture(params=["staff", "device"])
def send(request: pytest.FixtureRequest, app: Flask, meeting: Meeting, gate: Gate) -> Send:
    """One scan, sent as often as it is called."""
    code, client, scan_id = make_code(make_confirmed(meeting)), Browser(app), str(uuid7())
    if request.param == "device":
        phone, row = join(client, meeting), read(gate, code, now(), id=scan_id)
        return lambda: phone.send(row)
    sign_in(client, make_staff(meeting))
    url, body = f"/check-in/{meeting.slug}/{gate.id}/scans", {"id": scan_id, "code": code, "method": "scanner"}
    return lambda: client.post(url, json=body, headers={"Accept": "application/json"})


@contextmanager
def busy(_gate: Gate) -> Iterator[None]:
    """Another program writes, and doesn't end."""
    db.session.rollback()
    with pysqlite3.connect(db.engine.url.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(gate: Gate) -> Iterator[None]:
    """Scans until there is no room for another, and no page more."""

    def no_more(connection: pysqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # of those that there are, none is taken away

    values = {
        "meeting_id": gate.meeting_id, "gate_id": gate.id, "result": "refused", "refusal": "unknown", "way": "in",
        "reason": "", "method": "scanner", "at": now(), "received_at": now(), "digest": "0" * 64,
    }  # fmt: skip
    db.session.rollback()
    db.engine.dispose()
    sa.event.listen(db.engine, "connect", no_more)
    try:
        with pytest.raises(sa.exc.OperationalError, match="full"):
            _scan_on(values)
        yield
    finally:
        sa.event.remove(db.engine, "connect", no_more)
        db.session.remove()
        db.engine.dispose()


def _scan_on(values: dict[str, object]) -> None:
    for _ in range(10_000):
        with database.transaction():
            db.session.execute(sa.insert(Scan).values(id=uuid7(), **values))


def _counts() -> tuple[int, int]:
    db.session.rollback()
    with database.reading():
        scans, attendances = (db.session.scalar(sa.select(sa.func.count(kind.id))) for kind in (Scan, Attendance))
        db.session.rollback()
    return scans, attendances


@pytest.mark.parametrize("away", [busy, full])
def test_it_says_so_and_the_same_sent_again_is_taken(
    send: Send, gate: Gate, away: Callable[[Gate], AbstractContextManager[None]]
) -> None:
    with away(gate):
        before, answers, after = _counts(), [send(), send()], _counts()
    taken = send()

    assert [(answer.status_code, answer.json.get("code")) for answer in answers] == [(503, "database-away")] * 2
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert after == before
    assert (taken.status_code, "admitted" in taken.text) == (200, True)
    assert _counts() == (before[0] + 1, before[1] + 1)
