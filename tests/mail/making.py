"""Made-up messages, and what became of them."""

import time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.models import Society
from meeting.accounts.operations import add_society
from meeting.db import db, transaction, uuid7
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.mail.enclosures import Enclosure
from meeting.mail.models import Message
from meeting.mail.operations import start_sending, write_message
from meeting.storage.folder import storage
from tests.conftest import AT


def the_society() -> Society:
    found = db.session.scalar(sa.select(Society))
    if found is None:
        with transaction():
            found = add_society("江苏省档案学会", slug="jsda", at=AT, by=OPERATOR)
    return found


def write(*addresses: str, start: bool = True, **values: Any) -> UUID:
    """A batch of messages, and the job that sends it."""
    society, batch = the_society(), uuid7()
    with transaction():
        for number, address in enumerate(addresses):
            time.sleep(0.002)  # ids sort by the millisecond
            given: dict[str, Any] = {"subject": f"第{number}封", "text": "您好", "about": f"thing:{number}"}
            write_message(f"{batch}:{number}", batch=batch, society_id=society.id, address=address, name="张三", at=AT,
                          **(given | values))  # fmt: skip
        if start:
            begin(batch)
    return batch


def begin(batch: UUID, key: str = "1") -> None:
    start_sending(batch, key=key, title="发邮件", back="/", at=AT, account_id=None, society_id=the_society().id)


def kept(content: bytes) -> Enclosure:
    """A file in storage."""
    return Enclosure("名单.pdf", "application/pdf", "kept", {"key": storage().put(content, ".pdf")})


def work(app: Flask) -> None:
    """What the worker does now."""
    db.session.rollback()
    run_waiting(app)
    db.session.expire_all()


def states() -> dict[str, str]:
    """Subject → state."""
    db.session.expire_all()
    return {one.subject: one.state.value for one in db.session.scalars(sa.select(Message).order_by(Message.id))}


def message(subject: str = "第0封") -> Message:
    db.session.expire_all()
    return db.session.scalars(sa.select(Message).where(Message.subject == subject)).one()


def job() -> Job:
    db.session.expire_all()
    return db.session.scalars(sa.select(Job)).one()
