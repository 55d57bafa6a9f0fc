"""The designer in a real browser: what is dragged, typed and saved is what is printed, to a tenth of a millimetre."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.layouts.models import SavedLayout
from tests.browsers import Browser
from tests.checkin.making import sign_in
from tests.databases import Databases
from tests.factories import make_account
from tests.layouts.designing import make_layout, text
from tests.registration.making import make_society
from tests.serving import FLAGS

pytestmark = pytest.mark.browser


@pytest.fixture
def app(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """Served, with CSRF protection on, as it is in use."""
    with sqlite_databases.app(tmp_path) as app, app.app_context():
        app.config["WTF_CSRF_ENABLED"] = True
        yield app
        db.session.remove()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    path = shutil.which("chromium")
    assert path, "install chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Scene:
    context: BrowserContext
    page: Page
    origin: str
    layout_id: int

    def open(self, layout_id: int | None = None) -> Page:
        self.page.goto(f"{self.origin}/society/jsda/layouts/{layout_id or self.layout_id}")
        self.page.wait_for_selector("[data-designer][data-ready]", timeout=8000)
        return self.page


FRONT = (
    text("{姓名}", x=10, y=10, width=60, height=12, label="姓名"),
    text("{单位}", x=15, y=30, width=60, height=8, size=11, label="单位"),
    {"type": "qr", "x": 70, "y": 42, "width": 15, "height": 15, "label": "码"},
)


@pytest.fixture
def scene(app: Flask, chromium: Chromium) -> Iterator[Scene]:
    """A desk's screen, signed in as the society's administrator; a layout of three elements is there."""
    society = make_society()
    with transaction():
        account = make_account("admin", Role.ADMIN, society=society)
    layout_id = make_layout(society, *FRONT).id
    visitor = Browser(app)
    sign_in(visitor, account)
    cookie = visitor.get_cookie("meeting")
    db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    try:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Scene(context, page, origin, layout_id)
        assert faults == []
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()


def test_look(scene: Scene) -> None:
    page = scene.open()
    page.on("console", lambda m: print(m.text))
    page.wait_for_selector("[data-drawn]")
    page.click(".layers__name >> nth=1")
    page.screenshot(path="/tmp/designer/press/look.png")
    page.goto(scene.origin + "/society/jsda/layouts/honour"); page.screenshot(path="/tmp/designer/press/look2.png", full_page=True)
