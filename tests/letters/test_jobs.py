"""Making many letters as long work: what is true once the job has ended, and only then."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.db import db, release, transaction
from meeting.history.models import Entry
from meeting.jobs import operations
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.operations import ask_to_stop
from meeting.jobs.worker import run_waiting
from meeting.letters import jobs
from meeting.letters.composing import wording_draft
from meeting.letters.enums import LetterKind
from meeting.letters.operations import keep_wording
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.conftest import AT
from tests.registration.staff import keyed

MAKE = "/desk/changzhou-2020/letters/acceptances/make/pdf"


@pytest.fixture
def asked(staff: Browser, meeting: Meeting) -> Meeting:
    """A job that makes two letters waits."""
    draft = wording_draft(meeting, LetterKind.ACCEPTANCE, on=AT.date())
    wording = replace(draft, recipients="张三，常州市档案馆，论档案\n李四，，另一题")
    with transaction():
        keep_wording(meeting, LetterKind.ACCEPTANCE, wording, at=AT, by=OPERATOR)
    assert staff.post(MAKE, data=keyed()).status_code == 302
    release()
    return meeting


def _noted() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Entry).where(Entry.action == "make-letters")) or 0


def _files() -> list[str]:
    return [path.name for path in storage().root.rglob("*") if path.is_file() and path.name != ".probe"]


def test_a_job_cut_off_at_its_end_is_noted_once_and_leaves_one_file(
    app: Flask, asked: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(operations, "_end", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_waiting(app)
    db.session.rollback()
    assert _noted() == 0
    release()

    run_waiting(app)

    db.session.rollback()
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, job.attempts, _noted(), _files()) == (JobState.DONE, 2, 1, [job.file_key])


def test_a_job_stopped_after_drawing_is_not_noted_and_leaves_no_file(
    app: Flask, asked: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = jobs.made

    def stopped(*given: object, **named: object) -> bytes:
        data = draw(*given, **named)  # type: ignore[arg-type]
        with transaction():
            ask_to_stop(db.session.scalars(sa.select(Job)).one(), at=clock.now())
        return data

    monkeypatch.setattr(jobs, "made", stopped)
    run_waiting(app)

    db.session.rollback()
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, _noted(), _files()) == (JobState.STOPPED, 0, [])


def test_a_double_click_is_one_job_with_one_answer(staff: Browser, asked: Meeting) -> None:
    sent = keyed()

    answers = [staff.post(MAKE, data=sent) for _ in range(2)]

    assert (answers[0].status_code, answers[0].location) == (302, answers[1].location)
    assert "/jobs/" in answers[0].location
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 2  # the fixture's, and this one
