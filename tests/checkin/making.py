"""Badges, gates and staff for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account
from meeting.accounts.operations import add_account
from meeting.accounts.passwords import PasswordHash
from meeting.checkin.enums import ScanMethod
from meeting.checkin.models import Gate, Scan
from meeting.checkin.operations.badges import badge_code, ensure_badge
from meeting.checkin.operations.gates import open_gates, open_session_gate
from meeting.checkin.operations.scans import admit
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate
from tests.conftest import AT
from tests.registration.making import make_delegate


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is sent within."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def make_gates(meeting: Meeting) -> tuple[Gate, Gate]:
    """报到 and 会议签到."""
    with transaction():
        arrival, door = open_gates(meeting, at=AT, by=OPERATOR)
    return arrival, door


def make_session_gate(meeting: Meeting, session: Session) -> Gate:
    with transaction():
        return open_session_gate(meeting, session, at=AT, by=OPERATOR)


def make_confirmed(meeting: Meeting, name: str = "张三", **values: Any) -> Delegate:
    return make_delegate(meeting, name, state=DelegateState.CONFIRMED, **values)


def make_code(delegate: Delegate) -> str:
    """The text of the delegate's badge."""
    with transaction():
        return badge_code(ensure_badge(delegate, at=AT, by=OPERATOR))


def scan(meeting: Meeting, gate: Gate, code: str, scan_id: UUID | None = None, **values: Any) -> Scan:
    """One reading by the camera, in a transaction of its own."""
    given: dict[str, Any] = {"method": ScanMethod.CAMERA, "at": AT, "by": OPERATOR} | values
    with transaction():
        return admit(meeting, gate, scan_id=scan_id or uuid7(), code=code, **given)


def make_staff(meeting: Meeting, role: Role = Role.CHECK_IN, name: str = "签到一组") -> Account:
    with transaction():
        return add_account(
            f"staff.{role.value}", name=name, password=PasswordHash("!"), role=role, society_id=meeting.society_id,
            meeting_id=meeting.id, at=AT, by=OPERATOR,
        )  # fmt: skip


def sign_in(client: FlaskClient, account: Account) -> None:
    with client.session_transaction() as session:
        session.update(_user_id=account.fs_uniquifier, _fresh=True)
