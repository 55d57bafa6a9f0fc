"""Somebody who is signed in, and what the database is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.operations import add_account
from meeting.accounts.passwords import PasswordHash
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.conftest import AT


def staff_of(app: Flask, meeting: Meeting, role: Role = Role.ORGANISER) -> Browser:
    """A browser in which one of the meeting's staff is signed in."""
    with transaction():
        account = add_account(
            f"staff.{role.value}.{meeting.id}", name="王会务", password=PasswordHash("!"), role=role,
            society_id=meeting.society_id, meeting_id=meeting.id, at=AT, by=OPERATOR,
        )  # fmt: skip
        key = account.fs_uniquifier
    browser = Browser(app)
    with browser.session_transaction() as session:
        session.update(_user_id=key, _fresh=True)
    return browser


def keyed(**values: Any) -> dict[str, Any]:
    """A form with a key of its own."""
    return {"form_key": str(uuid4()), **values}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Those that are run inside."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
