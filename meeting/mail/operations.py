"""Writing messages, having them sent, erasing addresses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meeting.db import changed_rows, db, uuid7
from meeting.jobs.models import Job
from meeting.jobs.operations import enqueue
from meeting.mail.enclosures import Enclosure
from meeting.mail.enums import MessageState
from meeting.mail.errors import HeaderBroken, NothingToSend
from meeting.mail.models import Message
from meeting.mail.queries import SEND, counts_of, message_with_key

LONGEST_SUBJECT = 300


def write_message(
    key: str,
    *,
    batch: UUID,
    society_id: int,
    address: str,
    subject: str,
    text: str,
    at: datetime,
    name: str = "",
    enclosures: Sequence[Enclosure] = (),
    about: str = "",
    meeting_id: int | None = None,
) -> Message:
    """A message in the caller's transaction; ``start_sending`` sends the batch. ``address`` has been read.

    The same key again is the same message: nobody is written to twice by accident. Raises ``HeaderBroken``.
    """
    if not subject.strip() or len(subject.splitlines()) > 1 or len(subject) > LONGEST_SUBJECT:
        raise HeaderBroken
    known = message_with_key(key)
    if known is not None:
        return known
    message = Message(
        id=uuid7(), key=key, batch=batch, society_id=society_id, meeting_id=meeting_id, about=about,
        name=" ".join(name.split())[:500], address=address, subject=subject.strip(), text=text,
        enclosures=[each.as_json() for each in enclosures], created_at=at,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except sa.exc.IntegrityError:  # somebody else wrote it meanwhile
        return db.session.scalars(sa.select(Message).where(Message.key == key)).one()
    return message


def start_sending(
    batch: UUID,
    *,
    key: str,
    title: str,
    back: str,
    at: datetime,
    account_id: int | None,
    society_id: int,
    meeting_id: int | None = None,
) -> Job:
    """The job that sends what waits of the batch, in the caller's transaction. ``key``: of this start."""
    return enqueue(
        SEND, {"batch": str(batch)}, key=f"{SEND}:{batch}:{key}"[:120], title=title, back=back, at=at,
        account_id=account_id, society_id=society_id, meeting_id=meeting_id,
    )  # fmt: skip


def send_again(batch: UUID) -> int:
    """What was given up waits again, with all its attempts before it; how many wait now. Left out is what was written
    again in a later batch, and what a server refused: another address is another message. Raises ``NothingToSend``.
    """
    later = aliased(Message)
    written_again = sa.exists().where(
        later.about == Message.about, later.about != "", later.batch != batch, later.created_at > Message.created_at,
        later.state.in_([MessageState.QUEUED, MessageState.SENT]),
    )  # fmt: skip
    db.session.execute(
        sa.update(Message)
        .where(Message.batch == batch, Message.state == MessageState.FAILED, Message.address != "", ~written_again)
        .values(state=MessageState.QUEUED, attempts=0, not_before=None, error="")
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    waiting = counts_of(batch).get(MessageState.QUEUED, 0)
    if not waiting:
        raise NothingToSend
    return waiting


def erase_addresses(batch: UUID, *, at: datetime) -> int:
    """Blank the addresses of all that doesn't wait; how many. What was sent is still known, to whom no more."""
    erased = changed_rows(
        sa.update(Message)
        .where(Message.batch == batch, Message.state != MessageState.QUEUED, Message.address != "")
        .values(address="", error="", erased_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return erased
