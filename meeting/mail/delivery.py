"""Sending a batch: the job.

Before a message is handed over, the attempt is written down; after the server has taken it, that too. A worker that
dies in between leaves the message waiting, and it is sent once more: at most one for each death, and under the same
Message-ID, by which mailboxes tell a double. The other way round, it would be lost without anybody's knowing.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from meeting import clock
from meeting.db import db, release, transaction
from meeting.errors import N_, MeetingError
from meeting.jobs.operations import LEASE, JobStopped, JobTakenOver, Run, handler
from meeting.mail.courier import AT_ONCE, Courier
from meeting.mail.enclosures import Enclosure, opened
from meeting.mail.enums import MessageState
from meeting.mail.errors import MessageRefused, ServerAway, ServerRefused, TryLater
from meeting.mail.mime import File, Outgoing
from meeting.mail.models import Message
from meeting.mail.queries import SEND, counts_of

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Before the second, third … attempt; after the last the message is given up. Together more than an hour, which a
server may be away, and than the minutes of greylisting."""

HELD = timedelta(minutes=5)
"""How long a message stays with who is handing it over: nobody else does meanwhile, whatever became of the job."""

SLICE = timedelta(seconds=15)
"""After which whoever waits for a print has a turn."""


class SendingStopped(JobStopped):
    """Somebody asked for it; what was sent is sent."""

    code = "mail-sending-stopped"
    sentence = N_("已停止：其余的没有发，需要时可以接着发。已经发出的收不回来。")


@handler(SEND, stopped=SendingStopped)
def send_batch(run: Run) -> None:
    """Send what waits of the batch, one after the other; put the job off while some wait for another attempt."""
    batch = UUID(run.arguments["batch"])
    with Courier(current_app.config["MEETING"]) as courier:
        _send_due(run, batch, courier)
    release()
    again = db.session.scalar(
        sa.select(sa.func.min(sa.func.coalesce(Message.not_before, Message.created_at))).where(*_waiting(batch))
    )
    release()
    if again is not None:
        run.later(max(again, clock.now()))


def _send_due(run: Run, batch: UUID, courier: Courier) -> None:
    """What nobody can send before something is mended is given up, and the job fails: raises ``ServerRefused`` and
    what the enclosures' sources raise.
    """
    until = clock.now() + SLICE
    due = db.session.execute(
        # Those that were tried least first: one that breaks the worker doesn't keep the others waiting.
        sa.select(Message.id, Message.enclosures)
        .where(*_due(batch))
        .order_by(Message.attempts, Message.id)
        .limit(AT_ONCE)
    ).all()
    counts = counts_of(batch)
    total = sum(counts.values())
    done = total - counts.get(MessageState.QUEUED, 0)
    if not due:
        return
    try:
        content = opened([Enclosure(**each) for _, enclosures in due for each in enclosures])
        release()
        for message_id, _ in due:
            if clock.now() >= until:
                return
            run.progress(min(done, total - 1), total)  # the last step ends the job
            courier.connect()
            found = _claimed(run, courier, message_id)
            if found is None:
                continue
            done += 1
            letter, enclosures = found
            try:
                files = [File(each.name, each.mimetype, content(each)) for each in enclosures]
                courier.deliver(replace(letter, files=files).as_mime(), letter.address)
            except ServerRefused:
                raise
            except (TryLater, ServerAway) as error:
                release()
                _later((Message.id == message_id,), error, counted=True)
                if isinstance(error, ServerAway):
                    raise
            except MessageRefused as error:
                _end(message_id, MessageState.REFUSED, error)
            except MeetingError as error:
                release()
                _end(message_id, MessageState.FAILED, error)
            else:
                _end(message_id, MessageState.SENT)
    except ServerAway as error:
        release()
        _later(_due(batch), error, counted=False)
    except (JobStopped, JobTakenOver):
        raise
    except MeetingError as error:
        release()
        _end_all(batch, error)
        raise


def _waiting(batch: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return Message.batch == batch, Message.state == MessageState.QUEUED


def _due(batch: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return *_waiting(batch), sa.or_(Message.not_before.is_(None), Message.not_before <= clock.now())


def _claimed(run: Run, courier: Courier, message_id: UUID) -> tuple[Outgoing, list[Enclosure]] | None:
    """It is ours for ``HELD``, and this attempt counts; None where it doesn't wait any more. Raises ``JobStopped``,
    ``JobTakenOver``.
    """
    at = clock.now()
    with transaction():
        run.go_on(lease_until=at + LEASE)
        message = db.session.scalar(
            sa.update(Message)
            .where(Message.id == message_id, Message.state == MessageState.QUEUED)
            .where(sa.or_(Message.not_before.is_(None), Message.not_before <= at))
            .values(attempts=Message.attempts + 1, not_before=at + HELD)
            .returning(Message)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        if message is None:
            return None
        letter = Outgoing(
            id=message.id, sender=courier.sender, name=message.name, address=message.address, subject=message.subject,
            text=message.text, at=message.created_at,
        )  # fmt: skip
        return letter, [Enclosure(**each) for each in message.enclosures]


def _end(message_id: UUID, state: MessageState, error: MeetingError | None = None) -> None:
    at = clock.now()
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(Message.id == message_id, Message.state == MessageState.QUEUED)
            .values(
                state=state, error=str(error)[:500] if error else "", not_before=None,
                sent_at=at if state is MessageState.SENT else None,
            )
            .execution_options(synchronize_session=False)
        )  # fmt: skip


def _end_all(batch: UUID, error: MeetingError) -> None:
    """They are given up: what is wrong with one is wrong with all."""
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(*_waiting(batch))
            .values(state=MessageState.FAILED, error=str(error)[:500], not_before=None)
            .execution_options(synchronize_session=False)
        )


def _later(which: tuple[sa.ColumnElement[bool], ...], error: MeetingError, *, counted: bool) -> None:
    """Try again after the pause that its attempts call for, or give up. ``counted``: this attempt is written down."""
    at = clock.now()
    with transaction():
        rows = db.session.execute(sa.select(Message.id, Message.attempts).where(*which)).all()
        for message_id, before in rows:
            attempts = before if counted else before + 1
            more = attempts <= len(PAUSES)
            db.session.execute(
                sa.update(Message)
                .where(Message.id == message_id, Message.state == MessageState.QUEUED)
                .values(
                    attempts=attempts, error=str(error)[:500],
                    state=MessageState.QUEUED if more else MessageState.FAILED,
                    not_before=at + PAUSES[attempts - 1] if more else None,
                )
                .execution_options(synchronize_session=False)
            )  # fmt: skip
