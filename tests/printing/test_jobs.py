"""Printing as a job: what happens between the form and the file, and after a crash."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.models import Badge
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.operations import Run
from meeting.jobs.worker import run_waiting
from meeting.meetings.models import Meeting
from meeting.printing import jobs
from meeting.printing.models import PrintRun
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import cancel
from tests.checkin.making import make_confirmed, make_staff, sign_in
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.printing.making import finished, last_job, page_of, remembered, runs, send
from tests.registration.making import make_meeting


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


@pytest.fixture
def staff(client: FlaskClient, meeting: Meeting) -> FlaskClient:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    return client


@pytest.fixture
def delegates(meeting: Meeting) -> list[Delegate]:
    return [make_confirmed(meeting, name) for name in ("张三丰", "李四光")]


def _cancel(*delegates: Delegate) -> None:
    with transaction():
        for delegate in delegates:
            cancel(delegate, reason="不来了", at=AT, by=OPERATOR)


def test_who_cancels_between_form_and_job_is_left_out(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    send(staff, meeting)
    _cancel(delegates[1])

    pdf = finished(staff)

    assert ("张三丰" in text_of(pdf), "李四光" in text_of(pdf)) == (True, False)
    assert [label for _, _, label in remembered(runs()[0])] == ["张三丰（正式代表）"]


def test_with_nobody_left_the_job_fails_with_its_sentence(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    send(staff, meeting)
    _cancel(*delegates)

    run_waiting(staff.application)

    job = last_job()
    assert (job.state, job.file_key) == (JobState.FAILED, "")
    assert job.message.startswith("没有可打印的")
    assert runs() == []


def test_a_double_click_prints_once(staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]) -> None:
    key = "01931b66-7c00-7000-8000-000000000000"

    answers = [send(staff, meeting, form_key=key) for _ in range(2)]
    run_waiting(staff.application)
    late = send(staff, meeting, form_key=key)
    run_waiting(staff.application)

    assert {answer.location for answer in (*answers, late)} == {f"/jobs/{last_job().id}"}
    assert (db.session.scalar(sa.select(sa.func.count(Job.id))), len(runs())) == (1, 1)


def test_a_job_cut_off_at_its_end_remembered_nothing_and_is_done_anew(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(staff, meeting, which="new")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "keep", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_waiting(staff.application)
    assert runs() == []
    assert last_job().file_key == ""
    codes = db.session.scalars(sa.select(Badge.token).order_by(Badge.id)).all()

    finished(staff)

    assert [change for change, _, _ in remembered(runs()[0])] == ["new", "new"]
    assert db.session.scalars(sa.select(Badge.token).order_by(Badge.id)).all() == codes, "no badge was issued twice"


def _cut_off(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_progress_counts_cards(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(Run, "progress", lambda self, done, total: told.append((done, total)))
    send(staff, meeting, stock="single")

    finished(staff)

    assert told == [(1, 2), (2, 2)]


def test_a_meeting_that_is_printed_twice_at_once_remembers_both_and_calls_the_second_a_reprint(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    for _ in range(2):
        send(staff, meeting)
    run_waiting(staff.application)

    assert [[change for change, _, _ in remembered(run)] for run in runs()] == [["new", "new"], ["again", "again"]]
    assert db.session.scalar(sa.select(sa.func.count(PrintRun.id)).where(PrintRun.kind == Kind.BADGE)) == 2
    assert staff.get(page_of(meeting)).status_code == 200


def test_a_job_under_way_is_found_again_from_the_pages_of_printing(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    send(staff, meeting)
    link = f'href="/jobs/{last_job().id}"'

    assert link in staff.get(page_of(meeting)).text
    assert link in staff.get(f"/desk/{meeting.slug}/print").text
    finished(staff)
    assert link not in staff.get(page_of(meeting)).text
    assert link in staff.get(f"{page_of(meeting)}/runs/{runs()[0].id}").text
