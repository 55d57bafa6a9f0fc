"""The progress page in a real browser: its button outlives the fetching, and stops the job."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from meeting import clock
from meeting.accounts.enums import Role
from meeting.accounts.models import Account
from meeting.db import db, transaction
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.operations import claim, enqueue, handler, run
from tests.browsers import Browser as Visitor
from tests.conftest import AT
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.registration.making import make_society
from tests.serving import served

pytestmark = pytest.mark.browser


@handler("test.endless")
def _endless(running):
    running.progress(1, 1)


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


@pytest.fixture
def page(app: Flask, chromium: Browser) -> Iterator[Page]:
    """A running job's page, in its owner's browser."""
    society = make_society()
    with transaction():
        account: Account = make_account("li.hua", Role.ADMIN, society=society)
        enqueue("test.endless", {}, key="k", title="打印 396 份证书", back="/", at=AT, account_id=account.id)
    with transaction():
        job = claim(clock.now())
        job.done, job.total, job.lease_until = 120, 396, clock.now() + timedelta(hours=1)
        path = f"/jobs/{job.id}"
    visitor = Visitor(app)
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(visitor, "li.hua")
    app.config["WTF_CSRF_ENABLED"] = True
    cookie = visitor.get_cookie("meeting")
    db.session.remove()
    with served(app) as url, chromium.new_context(viewport={"width": 390, "height": 800}) as context:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": url}])
        page = context.new_page()
        page.goto(url + path)
        yield page


def test_the_button_outlives_the_fetching_and_stops_the_job(app: Flask, page: Page) -> None:
    button = page.get_by_role("button", name="停止")
    button.evaluate("button => { button.dataset.mine = 'yes'; }")
    with page.expect_response(re.compile("/progress$")):
        pass
    page.wait_for_timeout(1_500)
    still = (button.count(), button.get_attribute("data-mine"))
    page.on("dialog", lambda dialog: dialog.accept())
    button.click()
    expect(page.get_by_text("正在停止……")).to_be_visible()
    gone = button.count()
    with transaction():
        job = db.session.scalars(sa.select(Job)).one()
    run(job, clock=clock.now)

    expect(page.get_by_text("已停止，没有生成文件")).to_be_visible()
    assert (still, gone) == ((1, "yes"), 0)
    assert db.session.scalars(sa.select(Job.state)).one() == JobState.STOPPED
