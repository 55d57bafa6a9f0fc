"""The ceremony's list as a browser prints it; what is asked before a certificate is ended."""

import io
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect, sync_playwright
from werkzeug.serving import make_server

from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from tests.awards.making import issued, make_award, make_hosted, make_recipient, the_meeting
from tests.browsers import Browser
from tests.databases import Databases
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.serving import chromium

pytestmark = pytest.mark.browser


@pytest.fixture
def app(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    with sqlite_databases.app(tmp_path) as app, app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    return meeting


@pytest.fixture
def page(app: Flask, meeting: Meeting) -> Iterator[Page]:
    """A signed-in browser; addresses begin at the desk."""
    visitor = Browser(app)
    sign_in(visitor, "ceremony")
    cookie = visitor.get_cookie("meeting")
    db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.port}"
    try:
        with sync_playwright() as playwright:
            browser = chromium(playwright)
            context = browser.new_context(base_url=f"{url}/desk/changzhou-2020/")
            context.add_cookies([{"name": "meeting", "value": cookie.value, "url": url}])
            yield context.new_page()
            browser.close()
    finally:
        server.shutdown()
        server.server_close()


def _sheets(page: Page) -> list[str]:
    """What stands on each sheet of paper, with blanks left out."""
    data = page.pdf(format="A4", prefer_css_page_size=True)
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return ["".join(unicodedata.normalize("NFKC", text).split()) for text in texts]  # 人 comes back as a radical


def test_an_award_stays_on_one_sheet_with_its_numbers(meeting, page):
    meeting = the_meeting()
    for award in range(9):
        made = make_award(meeting, f"第{award}项奖", grades={"一等奖": None, "二等奖": None})
        for n in range(8):
            make_recipient(made, f"奖{award}人{n}", grade="一等奖" if n < 4 else "二等奖")
    issued(meeting)

    page.goto("awards/ceremony")
    sheets = _sheets(page)

    for award in range(9):
        (sheet,) = [text for text in sheets if f"第{award}项奖" in text]
        assert [n for n in range(8) if f"奖{award}人{n}" in sheet] == list(range(8))
        assert f"JSSDAXH-2020-ZS-{award * 8 + 1:04d}" in sheet
    assert len(sheets) > 1


def test_the_reason_is_asked_for_first_and_stays_when_one_thinks_again(meeting, page):
    make_recipient(make_award(the_meeting()), "甲")
    certificate_id = issued(the_meeting())[0].id
    asked = []

    def think_again(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", think_again)
    page.goto(f"certificates/{certificate_id}")
    page.get_by_role("button", name="撤销证书").click()
    without = list(asked)
    page.get_by_label("原因").fill("姓名有误")
    page.get_by_role("button", name="撤销证书").click()

    assert (without, len(asked)) == ([], 1)
    expect(page.get_by_label("原因")).to_have_value("姓名有误")
