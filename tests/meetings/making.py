"""A society with a draft meeting, made by operations; signing in; counting statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Barrier, Thread

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_meeting
from tests.conftest import AT
from tests.factories import PASSWORD, make_account

DOING = {"at": AT, "by": OPERATOR}


def make_meeting(
    *, title: str = "某省年会", society_name: str = "某省档案学会", days: int = 1, accounts: bool = True
) -> Meeting:
    """8 December 2020 and, with ``days``, the days after it; an admin ``admin`` and a receptionist ``reception``."""
    with transaction():
        society = add_society(society_name, slug="demo", **DOING)
        meeting = add_meeting(
            society, title=title, starts_on=date(2020, 12, 8), ends_on=date(2020, 12, 7 + days), city="常州市", **DOING
        )
        if accounts:
            make_account("admin", Role.ADMIN, society=society)
            make_account("reception", Role.RECEPTION, society=society, meeting=meeting)
    return meeting


def hour(clock: str, day: int = 8) -> datetime:
    """``09:30`` in December 2020 in China."""
    hours, minutes = map(int, clock.split(":"))
    return datetime(2020, 12, day, hours - 8, minutes, tzinfo=UTC)


def sign_in(client: FlaskClient, username: str = "admin") -> FlaskClient:
    answer = client.post(
        "/sign-in",
        data={"username": username, "password": PASSWORD, "form_key": "01931b66-7c00-7000-8000-000000000000"},
    )
    assert answer.status_code == 302, answer.text
    return client


@contextmanager
def statements() -> Iterator[list[str]]:
    """Those that are run inside."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Each act in a thread and a transaction of its own, begun together; what each came to: "done" or a code."""
    results = [""] * len(acts)
    together = Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    act()
                results[place] = "done"
            except MeetingError as error:
                results[place] = error.code
            except Exception as error:
                results[place] = repr(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
