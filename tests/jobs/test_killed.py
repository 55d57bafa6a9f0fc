"""kill -9 in the midst: the next worker finishes the job, nothing is half, nothing is numbered twice."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.awards.checking import faults
from meeting.awards.enums import AwardKind
from meeting.awards.models import Award, Certificate, Recipient
from meeting.awards.operations import issue_certificates
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.history.models import Entry
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.operations import enqueue
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.items import PrintOrder
from meeting.printing.jobs import PRINT
from meeting.printing.models import PrintedItem
from meeting.storage.folder import storage
from tests.awards.making import make_hosted
from tests.conftest import AT
from tests.databases import dispose, make_app
from tests.serving import Installation

MANY = 6_000
"""Certificates: some seconds of drawing."""


@pytest.fixture
def installation(databases, tmp_path):
    """An instance with a meeting of many recipients, and this process's own application on it."""
    address = databases.empty(tmp_path)
    found = Installation(tmp_path, database=address)
    found.run("init")
    app = make_app(tmp_path, address)
    with app.app_context():
        meeting = make_hosted()
        with transaction():
            award = Award(
                meeting=meeting, kind=AwardKind.CERTIFICATE, title="奖", issuer_id=meeting.hosts[1].unit_id, position=1
            )
            award.recipients = [
                Recipient(unit_id=meeting.hosts[0].unit_id, work=f"第{n}篇", key=f"{n:064d}", position=n)
                for n in range(MANY)
            ]
            db.session.add(award)
        db.session.remove()
        yield found
        db.session.remove()
    dispose(app)


@contextmanager
def process(installation: Installation, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`meeting …` with all that it starts in a group of its own; killed at the end of the block, -9."""
    running = subprocess.Popen(
        [sys.executable, "-m", "meeting", *arguments], env=installation.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def wait_until(condition, what, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with transaction():
            if found := condition():
                return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


def job():
    db.session.expire_all()
    return db.session.scalars(sa.select(Job)).one()


def printed():
    """How many cards the print log remembers as new."""
    return db.session.scalar(sa.select(sa.func.count(PrintedItem.id)).where(PrintedItem.change == Change.NEW))


def lease_runs_out():
    """Two minutes later, without waiting for them."""
    with transaction():
        db.session.execute(sa.update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))


def test_a_printing_that_was_killed_twice_is_finished_by_the_next_worker(installation):
    with transaction():
        meeting = make_issued()
        enqueue(
            PRINT, PrintOrder(kind=Kind.HONOUR, new_only=True).as_json(), key="k", title="打印", back="/",
            at=AT, account_id=None, society_id=meeting.society_id, meeting_id=meeting.id,
        )  # fmt: skip
    for attempt in (1, 2):
        with process(installation, "serve"):
            wait_until(lambda n=attempt: job().attempts == n and job().done > 0, "the job is under way")
        left = job()
        assert (left.state, left.file_key, left.attempts) == (JobState.RUNNING, "", attempt)
        assert printed() == 0
        db.session.remove()
        lease_runs_out()

    with process(installation, "serve"):
        wait_until(lambda: job().state is not JobState.RUNNING and job().attempts == 3, "the job is finished")

    done = job()
    files = [path.name for path in storage().root.rglob("*") if path.is_file() and path.name != ".probe"]
    assert (done.state, done.message, files) == (JobState.DONE, "", [done.file_key])
    assert len(PdfReader(io.BytesIO(storage().get(done.file_key))).pages) == MANY
    assert printed() == MANY
    assert db.session.scalar(sa.select(sa.func.count()).where(Entry.action == "print-cards")) == 1
    assert list(faults()) == []


def test_numbering_that_is_killed_again_and_again_gives_no_number_twice_and_leaves_no_gap(installation):
    for delay in (1.0, 1.6, 2.2):
        with process(installation, "certificates", "issue", "--meeting", "changzhou-2020"):
            time.sleep(delay)
        with transaction():
            assert db.session.scalar(sa.select(sa.func.count(Certificate.id))) in {0, MANY}

    installation.run("certificates", "issue", "--meeting", "changzhou-2020")

    assert sorted(db.session.scalars(sa.select(Certificate.serial))) == list(range(1, MANY + 1))
    assert list(faults()) == []


def make_issued():
    meeting = db.session.scalars(sa.select(Meeting)).one()
    issue_certificates(meeting, at=AT, by=OPERATOR)
    return meeting
