"""Job."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meeting.db import Base, choice
from meeting.jobs.enums import JobState


class Job(Base):
    """One piece of long work. The row is the truth; whoever holds the lease runs it."""

    __tablename__ = "job"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.CheckConstraint("done >= 0 AND total >= 0", name="progress"),
        sa.Index("ix_job_state_created_at", "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    key: Mapped[str] = mapped_column(sa.String(120))
    """Idempotency: the same key again is the same job."""
    society_id: Mapped[int | None] = mapped_column(sa.ForeignKey("society.id"))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Whose it is; nobody else sees it."""
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps; 0: not known yet."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """Put off: nobody takes it up earlier."""
    stop_asked_at: Mapped[datetime | None]
    """Whoever runs it sees it at the next step, and ends without a file."""
    message: Mapped[str] = mapped_column(sa.String(500), default="")
    """Why it failed, in words that say what to do."""
    file_key: Mapped[str] = mapped_column(sa.String(80), default="")
    file_name: Mapped[str] = mapped_column(sa.String(200), default="")
    file_type: Mapped[str] = mapped_column(sa.String(100), default="")
    back: Mapped[str] = mapped_column(sa.String(300), default="")
    """The page that it was started from."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
