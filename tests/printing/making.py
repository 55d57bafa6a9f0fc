"""Printing over HTTP, and what came out of it, for tests."""

import re
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meeting.db import db, release, uuid7
from meeting.documents.layouts.gallery import DEFAULTS
from meeting.documents.layouts.kinds import Kind
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.meetings.models import Meeting
from meeting.printing.models import PrintedItem, PrintRun
from meeting.storage.folder import storage


def page_of(meeting: Meeting, kind: Kind = Kind.BADGE, path: str = "") -> str:
    return f"/desk/{meeting.slug}/print/{kind.value}{path}"


def send(client: FlaskClient, meeting: Meeting, kind: Kind = Kind.BADGE, path: str = "", **data: Any) -> TestResponse:
    """The form as a browser sends it, with what ``data`` changes; None leaves a field out."""
    given = {
        "form_key": str(uuid7()), "which": "all", "group": "", "layout": f"gallery:{DEFAULTS[kind]}", "stock": "a4",
        "sides": "both", "printer": "", "output": "pdf",
    } | data  # fmt: skip
    return client.post(
        page_of(meeting, kind, path), data={name: value for name, value in given.items() if value is not None}
    )


def printed(client: FlaskClient, meeting: Meeting, kind: Kind = Kind.BADGE, path: str = "", **data: Any) -> bytes:
    """The PDF that the form makes."""
    answer = send(client, meeting, kind, path, **data)
    assert answer.status_code == 302, answer.text
    return finished(client)


def finished(client: FlaskClient) -> bytes:
    """The file of the job that was asked for last."""
    release()  # the job writes
    run_waiting(client.application)
    job = last_job()
    assert (job.state, job.message) == (JobState.DONE, "")
    return storage().get(job.file_key)


def last_job() -> Job:
    db.session.expire_all()
    job = db.session.scalars(sa.select(Job).order_by(Job.created_at.desc(), Job.id.desc())).first()
    assert job is not None
    return job


def quick(client: FlaskClient, meeting: Meeting, kind: Kind = Kind.BADGE) -> TestResponse:
    """Press 增补打印: what the page's own button sends."""
    page = client.get(page_of(meeting, kind)).text
    form = re.search(r'<form class="printing__catch-up.*?</form>', page, re.S)
    assert form, "there is no such button"
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    return client.post(page_of(meeting, kind), data=fields)


def counts_on(page: str) -> list[int]:
    """共有, 没有印过, 印后有变动, 印了要抽掉."""
    return [int(value) for value in re.findall(r'figure__value">(\d+)', page)]


def runs() -> list[PrintRun]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(PrintRun).order_by(PrintRun.id)))


def remembered(run: PrintRun) -> list[tuple[str, str, str]]:
    """What the log keeps of a printing: (change, before, label)."""
    items = db.session.scalars(sa.select(PrintedItem).where(PrintedItem.run_id == run.id).order_by(PrintedItem.id))
    return [(item.change.value, item.before, item.label) for item in items]
