"""Finding jobs."""

from uuid import UUID

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import NotFound
from meeting.jobs.models import Job


def own_job(job_id: UUID, *, account_id: int | None) -> Job:
    """The account's job; anybody else's does not exist. Raises ``NotFound``."""
    job = db.session.scalar(sa.select(Job).where(Job.id == job_id, Job.account_id == account_id))
    if job is None or account_id is None:
        raise NotFound
    return job
