"""Asking for long work, running it, and stopping it.

A handler gets a ``Run`` and returns the file it made, if any. It reads and writes in transactions of its own, draws
outside them, and calls ``run.progress`` now and then, which also renews the lease and is where a job stops. What is to
be true once it is done (``Made.then``) is written in the transaction that ends it: a job that is stopped, fails or dies
before leaves nothing behind, and its next attempt finds what the first one found. Files lie under keys of the attempt
(``Run.keep``); whoever ends the job takes away those of attempts that came to nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID, uuid5

import sqlalchemy as sa

from meeting.db import Instant, changed_rows, db, reading, release, transaction, uuid7
from meeting.errors import N_, Conflict, MeetingError
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.storage.folder import storage

LEASE = timedelta(minutes=2)
"""How long a job without a sign of life stays with its worker."""
ATTEMPTS = 3
KEPT = timedelta(days=30)
"""How long a file lies ready: it holds names, perhaps seals, and can be made again."""
CLEARED = N_("文件保留 30 天，现在已经删除。需要时请重新生成。")


class JobStopped(MeetingError):
    """Raised within a handler, out of ``progress``: somebody asked for the job to stop."""

    code = "job-stopped"
    status = 409
    sentence = N_("已停止，没有生成文件，也没有记为打印。需要时可以重新开始。")


class JobTakenOver(MeetingError):
    """Raised within a handler that was silent for longer than its lease: another worker has the job now."""

    code = "job-taken-over"
    status = 409
    sentence = N_("这项任务已由另一个进程接着做。")


class JobPutOff(MeetingError):
    """Raised within a handler, out of ``later``: the rest is done then, as the same attempt."""

    code = "job-put-off"
    status = 409
    sentence = N_("这项任务稍后接着做。")

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__()


class JobOver(Conflict):
    """What has ended can't be stopped."""

    code = "job-over"
    sentence = N_("这项任务已经结束，不用再停止。请刷新页面看结果。")


@dataclass(frozen=True)
class Made:
    """A file that a job made, by its key in storage."""

    key: str
    name: str
    mimetype: str
    then: Callable[[], None] | None = None
    """Written in the transaction that ends the job."""


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
        """Show how far it is; at most twice a second. Ends whatever transaction is open, without writing it.

        Raises ``JobStopped`` where somebody asked for that, ``JobTakenOver`` where the job isn't ours any more: let
        them pass.
        """
        at = self._clock()
        if done < total and at - self._shown < timedelta(milliseconds=500):
            return
        self._shown = at
        release()
        with transaction():
            self.go_on(done=done, total=total, lease_until=at + LEASE)

    def go_on(self, **values: Any) -> None:
        """Write on the job's row, unless that says otherwise: raises ``JobStopped``, ``JobTakenOver``."""
        ours = db.session.execute(
            sa.update(Job)
            .where(*_held(self.id, self.attempt))
            .values(values)
            .returning(Job.stop_asked_at)
            .execution_options(synchronize_session=False)
        ).first()
        if ours is None:
            raise JobTakenOver
        if ours.stop_asked_at is not None:
            raise JobStopped

    def later(self, until: datetime) -> NoReturn:
        """Let the other jobs have their turn, and go on ``until`` then, from the beginning: for what waits for others,
        and for what takes so long that nobody else should wait for it. Raises ``JobPutOff``: let it pass.
        """
        raise JobPutOff(until)

    def keep(
        self, data: bytes, *, name: str, mimetype: str, suffix: str, then: Callable[[], None] | None = None
    ) -> Made:
        """Put the file that the job makes into storage, whole. ``then``: what is written with the job's end."""
        key = storage().put(data, suffix, key=f"{_stem(self.id, self.attempt)}{suffix}")
        return Made(key, name, mimetype, then)


Handler = Callable[[Run], Made | None]
_handlers: dict[str, Handler] = {}
_stopped: dict[str, type[JobStopped]] = {}
_wake: list[Callable[[], None]] = []


def handler(kind: str, *, stopped: type[JobStopped] = JobStopped) -> Callable[[Handler], Handler]:
    """Register the function that does one kind of job. ``stopped``: what is said where somebody stops one."""

    def register(function: Handler) -> Handler:
        _handlers[kind], _stopped[kind] = function, stopped
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
    """The job that waits longest, or whose worker gave no sign for a lease; it is ours by a guarded update."""
    waiting = sa.or_(
        sa.and_(Job.state == JobState.QUEUED, sa.or_(Job.not_before.is_(None), Job.not_before <= at)),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < at),
    )
    turn = sa.func.coalesce(Job.not_before, Job.created_at)
    while True:
        with transaction():
            found = db.session.execute(
                sa.select(Job.id, Job.kind, Job.attempts, Job.stop_asked_at)
                .where(waiting)
                .order_by(turn, Job.id)
                .limit(1)
            ).first()
            if found is None:
                return None
            ended = None
            if found.stop_asked_at is not None:
                ended = JobState.STOPPED, _stopped.get(found.kind, JobStopped).sentence
            elif found.attempts >= ATTEMPTS:
                ended = JobState.FAILED, N_("试了三次都没有完成，请把这一页的地址发给管理员。")
            if ended:
                _end(found.id, found.attempts, ended[0], at, message=ended[1])
                continue
            won = changed_rows(
                sa.update(Job)
                .where(Job.id == found.id, Job.attempts == found.attempts, waiting)
                .values(state=JobState.RUNNING, attempts=Job.attempts + 1, lease_until=at + LEASE, done=0)
                .execution_options(synchronize_session=False)
            )
        if won:
            return db.session.get(Job, found.id, populate_existing=True)


def ask_to_stop(job: Job, *, at: datetime) -> None:
    """Have it stop: at once while it waits, else at its next step. Asked again: nothing. Raises ``JobOver``."""
    asked = changed_rows(
        sa.update(Job)
        .where(Job.id == job.id, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
        .values(stop_asked_at=sa.func.coalesce(Job.stop_asked_at, at))
        .execution_options(synchronize_session=False)
    )
    if not asked:
        raise JobOver
    db.session.execute(
        sa.update(Job)
        .where(Job.id == job.id, Job.state == JobState.QUEUED)
        .values(state=JobState.STOPPED, finished_at=at, message=_stopped.get(job.kind, JobStopped).sentence)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(job)


def clear_files(at: datetime) -> int:
    """Take away the files that were made ``KEPT`` ago or earlier, a hundred at most; how many there were.

    The file goes first: whoever is interrupted takes the same ones again.
    """
    found = list(
        db.session.execute(
            sa.select(Job.id, Job.file_key)
            .where(Job.file_key != "", Job.finished_at <= at - KEPT)
            .order_by(Job.finished_at)
            .limit(100)
        ).tuples()
    )
    release()
    for _, key in found:
        storage().delete(key)
    if found:
        gone = [job_id for job_id, _ in found]
        with transaction():
            db.session.execute(
                sa.update(Job)
                .where(Job.id.in_(gone))
                .values(file_key="", message=CLEARED)
                .execution_options(synchronize_session=False)
            )
    return len(found)


def run(job: Job, *, clock: Callable[[], datetime]) -> None:
    """Do a claimed job. A refusal fails it with its sentence; a bug leaves it to the next attempt, and is raised."""
    running = Run(job, clock)
    kind, job_id, attempt = job.kind, job.id, job.attempts
    release()
    try:
        with reading():
            made = _handlers[kind](running)
        release()
        with transaction():
            running.go_on(lease_until=clock() + LEASE)
            if made and made.then:
                made.then()
            _end(job_id, attempt, JobState.DONE, clock(), made=made)
    except JobTakenOver:
        release()
        storage().delete_all(_stem(job_id, attempt))
    except JobPutOff as off:
        release()
        with transaction():
            _put_off(job_id, attempt, off.until)
    except JobStopped:
        release()
        with transaction():
            _end(job_id, attempt, JobState.STOPPED, clock(), message=_stopped[kind].sentence)
    except MeetingError as error:
        release()
        with transaction():
            _end(job_id, attempt, JobState.FAILED, clock(), message=str(error)[:500])
    except BaseException:
        release()
        with transaction():
            db.session.execute(sa.update(Job).where(*_held(job_id, attempt)).values(lease_until=clock()))
        raise


def _held(job_id: UUID, attempt: int) -> tuple[sa.ColumnElement[bool], ...]:
    """While it is this attempt's."""
    return Job.id == job_id, Job.attempts == attempt, Job.state == JobState.RUNNING


def _stem(job_id: UUID, attempt: int) -> str:
    """Of the key of an attempt's file: told without asking, so that whoever ends the job finds what others left."""
    return uuid5(job_id, str(attempt)).hex


def _put_off(job_id: UUID, attempt: int, until: datetime) -> None:
    """It waits again; not at all where somebody asked it to stop. Its attempt isn't counted: nothing went wrong."""
    when = sa.case((Job.stop_asked_at.is_(None), sa.literal(until, Instant())), else_=sa.null())
    values = {"state": JobState.QUEUED, "not_before": when, "lease_until": None, "attempts": attempt - 1}
    db.session.execute(
        sa.update(Job).where(*_held(job_id, attempt)).values(values).execution_options(synchronize_session=False)
    )


def _end(
    job_id: UUID, attempt: int, state: JobState, at: datetime, *, message: str = "", made: Made | None = None
) -> None:
    """Unless another attempt has it by now."""
    values: dict[str, Any] = {"state": state, "finished_at": at, "message": message, "lease_until": None}
    if state is JobState.DONE:
        values["done"] = sa.case((Job.total > 0, Job.total), else_=1)
        values["total"] = sa.case((Job.total > 0, Job.total), else_=1)
    if made:
        values.update(file_key=made.key, file_name=made.name, file_type=made.mimetype)
    ended = changed_rows(
        sa.update(Job)
        .where(Job.id == job_id, Job.attempts == attempt, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if ended:
        for other in range(1, attempt if made else attempt + 1):
            storage().delete_all(_stem(job_id, other))
