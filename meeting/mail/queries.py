"""Finding messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import NotFound
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.mail.enums import MessageState
from meeting.mail.models import Message

SEND = "mail.send"
"""The kind of the job that sends a batch."""


@dataclass(frozen=True)
class Batch:
    """Messages that were sent together."""

    id: UUID
    created_at: datetime
    subject: str
    counts: dict[MessageState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def message_with_key(key: str) -> Message | None:
    """The one that was written with it."""
    return db.session.scalar(sa.select(Message).where(Message.key == key))


def messages_of(batch: UUID) -> sa.Select[tuple[Message]]:
    """First what needs somebody, then the rest, in the order in which they were written."""
    urgent = sa.case({MessageState.REFUSED.value: 0, MessageState.FAILED.value: 1}, value=Message.state, else_=2)
    return sa.select(Message).where(Message.batch == batch).order_by(urgent, Message.id)


def counts_of(batch: UUID) -> dict[MessageState, int]:
    """State → messages."""
    rows = db.session.execute(
        sa.select(Message.state, sa.func.count()).where(Message.batch == batch).group_by(Message.state)
    )
    return dict(rows.tuples().all())


def batches_of(meeting_id: int, abouts: Collection[str]) -> list[Batch]:
    """A meeting's, the latest first; ``abouts``: how what a room's messages are about begins."""
    rows = db.session.execute(
        sa.select(
            Message.batch, Message.state, sa.func.count(), sa.func.min(Message.created_at), sa.func.min(Message.subject)
        )
        .where(Message.meeting_id == meeting_id, _about_any(abouts))
        .group_by(Message.batch, Message.state)
    )
    found: dict[UUID, Batch] = {}
    for batch, state, count, created_at, subject in rows:
        found.setdefault(batch, Batch(batch, created_at, subject, {})).counts[state] = count
    return sorted(found.values(), key=lambda one: one.created_at, reverse=True)


def require_batch(meeting_id: int, batch: UUID, abouts: Collection[str]) -> UUID:
    """Of this meeting and room. Raises ``NotFound``."""
    query = sa.select(Message.id).where(
        Message.batch == batch, Message.meeting_id == meeting_id, _about_any(abouts)
    )
    if db.session.scalar(query.limit(1)) is None:
        raise NotFound
    return batch


def may_be_erased(batch: UUID) -> bool:
    """Whether there are addresses of messages that don't wait any more."""
    query = sa.select(Message.id).where(
        Message.batch == batch, Message.address != "", Message.state != MessageState.QUEUED
    )
    return db.session.scalar(query.limit(1)) is not None


def written_about(abouts: Collection[str]) -> dict[str, list[Message]]:
    """What it is about → the messages, the oldest first."""
    found: dict[str, list[Message]] = {}
    wanted = sorted(set(abouts))
    for start in range(0, len(wanted), 500):
        query = sa.select(Message).where(Message.about.in_(wanted[start : start + 500])).order_by(Message.id)
        for message in db.session.scalars(query):
            found.setdefault(message.about, []).append(message)
    return found


def job_of(batch: UUID) -> Job | None:
    """The latest that sends or sent the batch."""
    ours = sa.select(Job).where(Job.key.startswith(f"{SEND}:{batch}:"))
    return db.session.scalar(ours.order_by(Job.created_at.desc(), Job.id.desc()).limit(1))


def under_way(job: Job | None) -> bool:
    """Whether it waits or runs."""
    return job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}


def _about_any(abouts: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.or_(*(Message.about.startswith(each) for each in abouts))
