"""A job that is asked to stop ends without a file and without having written anything; a silent one loses its claim."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.awards.operations import issue_certificates
from meeting.db import db, transaction, uuid7
from meeting.jobs import operations
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.operations import JobOver, ask_to_stop, claim, enqueue, handler, run
from meeting.jobs.worker import run_waiting
from meeting.printing.models import PrintedItem
from meeting.storage.folder import storage
from tests.awards.making import make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.factories import make_account
from tests.meetings.making import sign_in

SEEN: list[str] = []


@handler("test.steps")
def _steps(running):
    """Does what its arguments name after each step."""
    for step in range(3):
        for what in running.arguments.get("do", {}).get(str(step), []):
            _DO[what](running)
        running.progress(3, 3)  # the last step is always shown
    return running.keep(b"whole", name="a.txt", mimetype="text/plain", suffix=".txt", then=lambda: SEEN.append("done"))


def _stop(running):
    with transaction():
        ask_to_stop(db.session.get_one(Job, running.id), at=AT)


def _lose(running):
    """Silent for too long: another worker takes it over."""
    with transaction():
        db.session.execute(sa.update(Job).values(attempts=Job.attempts + 1))


def _write(running):
    storage().put(b"half", ".txt", key=f"{operations._stem(running.id, running.attempt)}.txt")


def _break(running):
    raise RuntimeError("broken")


_DO = {"stop": _stop, "lose": _lose, "write": _write, "break": _break}


@pytest.fixture(autouse=True)
def _empty():
    SEEN.clear()


def make_job(**do):
    with transaction():
        return enqueue("test.steps", {"do": do}, key=str(uuid7()), title="某事", back="/", at=AT, account_id=None)


def work():
    job = claim(clock.now())
    run(job, clock=clock.now)
    db.session.expire_all()
    return db.session.scalars(sa.select(Job)).one()


def files():
    return [path.name for path in storage().root.rglob("*") if path.is_file()]


def test_a_job_that_is_let_alone_ends_with_its_file_and_what_it_writes(app):
    make_job()

    done = work()

    assert (done.state, done.file_name, files(), SEEN) == (JobState.DONE, "a.txt", [done.file_key], ["done"])


@pytest.mark.parametrize("step", ["0", "1", "2"])
def test_a_job_stops_at_its_next_step_and_leaves_nothing(app, step):
    make_job(**{step: ["write", "stop"]})

    done = work()

    assert (done.state, done.file_key, files(), SEEN) == (JobState.STOPPED, "", [], [])
    assert done.finished_at is not None


def test_a_stop_after_the_last_step_still_counts(app, monkeypatch):
    make_job()
    keep = operations.Run.keep

    def stopped_meanwhile(running, *args, **values):
        _stop(running)
        return keep(running, *args, **values)

    monkeypatch.setattr(operations.Run, "keep", stopped_meanwhile)

    assert (work().state, files(), SEEN) == (JobState.STOPPED, [], [])


def test_a_waiting_job_stops_at_once_and_one_that_ended_cannot(app):
    waiting = make_job()
    with transaction():
        ask_to_stop(waiting, at=AT)

    assert (waiting.state, waiting.finished_at) == (JobState.STOPPED, AT)
    assert claim(clock.now()) is None
    with pytest.raises(JobOver):
        ask_to_stop(waiting, at=AT)


def test_a_dead_worker_s_job_that_was_asked_to_stop_is_not_begun_again(app):
    make_job()
    job = claim(clock.now())
    _write(operations.Run(job, clock.now))
    with transaction():
        ask_to_stop(job, at=AT)

    assert claim(clock.now() + timedelta(hours=1)) is None
    assert (db.session.scalars(sa.select(Job.state)).one(), files()) == (JobState.STOPPED, [])


def test_whoever_lost_a_job_writes_nothing_any_more(app):
    """The planted fault: before, a silent worker came back and marked as done what another was doing."""
    make_job(**{"1": ["write", "lose"]})

    left = work()

    assert (left.state, left.attempts, left.file_key, files(), SEEN) == (JobState.RUNNING, 2, "", [], [])


def test_a_job_whose_workers_die_three_times_is_given_up_and_its_files_go(app):
    make_job(**{"1": ["write", "break"]})
    for _ in range(3):
        with pytest.raises(RuntimeError, match="broken"):
            work()
    stem = operations._stem(db.session.scalars(sa.select(Job.id)).one(), 3)
    (storage().root / stem[:2] / f".{stem}.txt.part").write_bytes(b"ha")  # as kill -9 leaves it
    left = files()

    assert claim(clock.now()) is None
    job = db.session.scalars(sa.select(Job)).one()
    assert (len(left), files(), job.state) == (4, [], JobState.FAILED)


def test_the_next_attempt_s_end_takes_away_what_the_first_one_left(app):
    make_job()
    job = claim(clock.now())
    _write(operations.Run(job, clock.now))

    again = claim(clock.now() + timedelta(hours=1))
    run(again, clock=clock.now)

    db.session.expire_all()
    assert files() == [db.session.scalars(sa.select(Job.file_key)).one()]


@pytest.fixture
def printing(client, app):
    """A printing of certificates that waits, and its owner's browser."""
    meeting = make_hosted()
    award = make_award(meeting)
    for name in ("甲", "乙"):
        make_recipient(award, name)
    with transaction():
        issue_certificates(meeting, at=AT, by=OPERATOR)
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
        make_account("other", Role.CEREMONY, society=meeting.society, meeting=meeting)
    sign_in(client, "ceremony")
    asked = client.post(
        "/desk/changzhou-2020/print/honour", data={"form_key": str(uuid7()), "which": "new"}
    )
    return client, asked.location


def test_the_page_has_a_button_that_stops_and_then_says_so(app, printing):
    client, page = printing
    before = client.get(page).text
    stopped = client.post(f"{page}/stop")
    run_waiting(app)
    after = client.get(page).text
    again = client.get(client.post(f"{page}/stop").location).text

    assert f'action="{page}/stop"' in before
    assert (stopped.status_code, stopped.location) == (302, page)
    assert "已停止，没有生成文件，也没有记为打印。" in after
    assert f'action="{page}/stop"' not in after
    assert "已经结束，不用再停止" in again
    assert db.session.scalars(sa.select(PrintedItem)).all() == []
    assert files() == []


def test_a_running_job_s_page_says_that_it_is_stopping(app, printing):
    client, page = printing
    claim(clock.now())
    client.post(f"{page}/stop")

    said = client.get(f"{page}/progress").text

    assert "正在停止" in said
    assert f'action="{page}/stop"' not in said


def test_nobody_else_stops_it(app, printing):
    page = printing[1]
    other = sign_in(app.test_client(), "other")

    assert other.post(f"{page}/stop").status_code == 404
    assert db.session.scalars(sa.select(Job.state)).one() == JobState.QUEUED


def test_printing_marks_nothing_when_it_is_stopped_in_the_middle(app, printing, monkeypatch):
    go_on = operations.Run.go_on

    def asked_at_the_first_step(running, **values):
        _stop(running)
        go_on(running, **values)

    monkeypatch.setattr(operations.Run, "go_on", asked_at_the_first_step)
    run_waiting(app)

    db.session.expire_all()
    assert db.session.scalars(sa.select(Job.state)).one() == JobState.STOPPED
    assert db.session.scalars(sa.select(PrintedItem)).all() == []
    assert files() == []
