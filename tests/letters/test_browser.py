"""The preview in a real browser: a tab of its own, while the form stays as it is, unsaved and ready."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from meeting.db import db
from tests.databases import Databases
from tests.registration.making import make_meeting
from tests.registration.staff import staff_of
from tests.serving import chromium

pytestmark = pytest.mark.browser


@pytest.fixture
def app(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """Served, with CSRF protection on, as it is in use."""
    with sqlite_databases.app(tmp_path) as app, app.app_context():
        app.config["WTF_CSRF_ENABLED"] = True
        yield app
        db.session.remove()


def test_a_preview_opens_beside_the_form_which_can_still_be_saved(app: Flask) -> None:
    cookie = staff_of(app, make_meeting()).get_cookie("meeting")
    assert cookie is not None
    db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    try:
        with sync_playwright() as playwright:
            context = chromium(playwright).new_context(viewport={"width": 390, "height": 844})
            context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
            page = context.new_page()
            page.goto(f"{origin}/desk/changzhou-2020/letters/new")
            page.fill("[name=number]", "12号")

            with context.expect_page() as opened, context.expect_event("response") as answered:
                page.click("text=预览")

            assert opened.value.url.endswith("/letters/preview")
            assert answered.value.status == 200
            assert page.evaluate("!!document.querySelector('form[data-dirty]')")
            expect(page.locator("main button[type=submit][disabled]")).to_have_count(0)
            page.click("main button.button--primary")
            page.wait_for_url("**/letters/1")
            expect(page.locator("[name=number]")).to_have_value("12号")
            context.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
