"""The ceremony's list as a browser prints it."""

import io
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from meeting.accounts.enums import Role
from meeting.db import db, transaction
from tests.awards.making import issued, make_award, make_hosted, make_recipient
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
def sheets(app: Flask) -> Iterator[list[str]]:
    """What stands on each sheet of paper, with blanks left out."""
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    for award in range(9):
        made = make_award(meeting, f"第{award}项奖", grades={"一等奖": None, "二等奖": None})
        for n in range(8):
            make_recipient(made, f"奖{award}人{n}", grade="一等奖" if n < 4 else "二等奖")
    issued(meeting)
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
            context = browser.new_context()
            context.add_cookies([{"name": "meeting", "value": cookie.value, "url": url}])
            page = context.new_page()
            page.goto(f"{url}/desk/changzhou-2020/awards/ceremony")
            data = page.pdf(format="A4", prefer_css_page_size=True)
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return ["".join(unicodedata.normalize("NFKC", text).split()) for text in texts]  # 人 comes back as a radical


def test_an_award_stays_on_one_sheet_with_its_numbers(sheets):
    for award in range(9):
        (sheet,) = [text for text in sheets if f"第{award}项奖" in text]
        assert [n for n in range(8) if f"奖{award}人{n}" in sheet] == list(range(8))
        assert f"JSSDAXH-2020-ZS-{award * 8 + 1:04d}" in sheet
    assert len(sheets) > 1
