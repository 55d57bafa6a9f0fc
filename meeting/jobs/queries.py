"""Finding jobs."""

from uuid import UUID

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import NotFound
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job


def own_job(job_id: UUID, *, account_id: int | None) -> Job:
    """The account's job; anybody else's does not exist. Raises ``NotFound``."""
    job = db.session.scalar(sa.select(Job).where(Job.id == job_id, Job.account_id == account_id))
    if job is None or account_id is None:
        raise NotFound
    return job


def jobs_under_way(meeting_id: int, *, account_id: int | None) -> list[Job]:
    """The account's jobs for a meeting that are queued or running, the oldest first."""
    found = (
        sa.select(Job)
        .where(
            Job.meeting_id == meeting_id, Job.account_id == account_id,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
        .order_by(Job.created_at)
    )  # fmt: skip
    return list(db.session.scalars(found)) if account_id is not None else []
