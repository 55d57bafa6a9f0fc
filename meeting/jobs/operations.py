"""Asking for long work, and running it.

A handler gets a ``Run`` and returns the file it made, if any. It reads and writes in transactions of its own, draws
outside them, and calls ``run.progress`` now and then, which also renews the lease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from meeting.db import changed_rows, db, release, transaction, uuid7
from meeting.errors import MeetingError
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job

LEASE = timedelta(minutes=2)
"""How long a job without a sign of life stays with its worker."""
ATTEMPTS = 3


@dataclass(frozen=True)
class Made:
    """A file that a job made, by its key in storage."""

    key: str
    name: str
    mimetype: str


class Run:
    """What a handler sees of its job."""

    def __init__(self, job: Job, clock: Callable[[], datetime]) -> None:
        self.id = job.id
        self.arguments: dict[str, Any] = dict(job.arguments)
        self.society_id, self.meeting_id, self.account_id = job.society_id, job.meeting_id, job.account_id
        self.attempt = job.attempts
        self._clock = clock
        self._shown = datetime.min.replace(tzinfo=clock().tzinfo)

    def progress(self, done: int, total: int) -> None:
        """Show how far it is; at most twice a second. Ends whatever transaction is open, without writing it."""
        at = self._clock()
        if done < total and at - self._shown < timedelta(milliseconds=500):
            return
        self._shown = at
        release()
        with transaction():
            db.session.execute(
                sa.update(Job)
                .where(Job.id == self.id, Job.attempts == self.attempt)
                .values(done=done, total=total, lease_until=at + LEASE)
            )


Handler = Callable[[Run], Made | None]
_handlers: dict[str, Handler] = {}
_wake: list[Callable[[], None]] = []


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does one kind of job."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def on_enqueue(wake: Callable[[], None]) -> None:
    """Have the embedded worker told that there may be work."""
    _wake.append(wake)


def enqueue(
    kind: str,
    arguments: dict[str, Any],
    *,
    key: str,
    title: str,
    back: str,
    at: datetime,
    account_id: int | None,
    society_id: int | None = None,
    meeting_id: int | None = None,
) -> Job:
    """Write the job in the caller's transaction. ``key``: the same key again is the same job.

    ``title`` is what the progress page says, ``back`` the path that it links back to.
    """
    if kind not in _handlers:
        raise LookupError(f"nobody does jobs of kind {kind}")
    known = db.session.scalar(sa.select(Job).where(Job.key == key))
    if known is not None:
        return known
    job = Job(
        id=uuid7(), kind=kind, arguments=arguments, key=key, title=title, back=back, created_at=at,
        account_id=account_id, society_id=society_id, meeting_id=meeting_id,
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()  # its id goes into the answer's address
    return job


def wake() -> None:
    """After the commit: don't let the worker sleep on."""
    for function in _wake:
        function()


def claim(at: datetime) -> Job | None:
    """The oldest job that waits, or whose worker gave no sign for a lease; it is ours by a guarded update."""
    waiting = sa.or_(
        Job.state == JobState.QUEUED, sa.and_(Job.state == JobState.RUNNING, Job.lease_until < at)
    )
    while True:
        with transaction():
            found = db.session.execute(
                sa.select(Job.id, Job.attempts).where(waiting).order_by(Job.created_at, Job.id).limit(1)
            ).first()
            if found is None:
                return None
            if found.attempts >= ATTEMPTS:
                _end(found.id, JobState.FAILED, at, message="试了三次都没有完成，请把这一页的地址发给管理员。")
                continue
            won = changed_rows(
                sa.update(Job)
                .where(Job.id == found.id, Job.attempts == found.attempts, waiting)
                .values(state=JobState.RUNNING, attempts=Job.attempts + 1, lease_until=at + LEASE, done=0)
                .execution_options(synchronize_session=False)
            )
        if won:
            return db.session.get(Job, found.id, populate_existing=True)


def run(job: Job, *, clock: Callable[[], datetime]) -> None:
    """Do a claimed job. A refusal fails it with its sentence; a bug leaves it to the next attempt, and is raised."""
    running = Run(job, clock)
    kind, job_id = job.kind, job.id
    release()
    try:
        made = _handlers[kind](running)
    except MeetingError as error:
        release()
        with transaction():
            _end(job_id, JobState.FAILED, clock(), message=str(error)[:500])
        return
    except BaseException:
        release()
        with transaction():
            db.session.execute(sa.update(Job).where(Job.id == job_id).values(lease_until=clock()))
        raise
    release()
    with transaction():
        _end(job_id, JobState.DONE, clock(), made=made)


def _end(job_id: UUID, state: JobState, at: datetime, *, message: str = "", made: Made | None = None) -> None:
    values: dict[str, Any] = {"state": state, "finished_at": at, "message": message, "lease_until": None}
    if state is JobState.DONE:
        values["done"] = sa.case((Job.total > 0, Job.total), else_=1)
        values["total"] = sa.case((Job.total > 0, Job.total), else_=1)
    if made:
        values.update(file_key=made.key, file_name=made.name, file_type=made.mimetype)
    db.session.execute(sa.update(Job).where(Job.id == job_id).values(values))
