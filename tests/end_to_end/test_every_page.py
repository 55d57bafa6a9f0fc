"""Every page that links lead to, in a real browser: it fits a phone and a desktop, and axe finds nothing on it."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, sync_playwright

from meeting.app import create_app
from meeting.config import settings_from
from tests.serving import Installation, chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

SLUG = "changzhou-2020"
STARTS = [
    "/", "/desk/", "/verify", "/account", f"/desk/{SLUG}/", f"/m/{SLUG}/", "/society/jssdaxh/meetings",
    "/society/jssdaxh/people", "/no-such-page",
]  # fmt: skip
NOT_PAGES = re.compile(r"file|export|original|\.(pdf|pem|xlsx|csv)|/jobs/")


def _links(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "links => links.filter(a => !a.download).map(a => a.href)")
    return [
        urlsplit(href).path
        for href in hrefs
        if href.startswith(page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc)
    ]


def test_every_page_fits_and_axe_finds_nothing(tmp_path: Path) -> None:
    place = Installation(tmp_path / "instance")
    place.run("init")
    accounts = dict(line.split("\t")[1:] for line in place.run("demo", "load").splitlines())
    place.run("certificates", "issue", "--meeting", SLUG)
    place.run("badges", "--meeting", SLUG, "-o", str(tmp_path / "badges.pdf"))
    app = create_app(settings_from(place.environment))
    adapter = app.url_map.bind("localhost")
    seen: dict[str, str] = {}
    faults: list[str] = []
    with place.serving() as url, sync_playwright() as playwright:
        context = chromium(playwright).new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto(f"{url}/sign-in")
        page.fill("[name=username]", "admin")
        page.fill("[name=password]", accounts["admin"])
        page.click("main [type=submit]")
        waiting = list(STARTS)
        while waiting:
            path = waiting.pop(0)
            try:
                endpoint = str(adapter.match(path, "GET")[0])
            except Exception:
                endpoint = path
            if endpoint in seen or NOT_PAGES.search(path) or endpoint == "static":
                continue
            seen[endpoint] = path
            try:
                answer = page.goto(f"{url}{path}")
            except Error as error:
                if "Download is starting" not in str(error):
                    raise
                continue
            assert answer is not None
            if answer.status >= 500 or (answer.status >= 400 and path != "/no-such-page"):
                faults.append(f"{path}: {answer.status}")
            if "html" not in answer.headers["content-type"]:
                continue
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{path}: {wide} px wide at {width}")
            found = Axe().run(page).response["violations"]
            faults += [f"{path}: {fault['id']} {json.dumps(fault['nodes'][0]['html'])[:160]}" for fault in found]
            waiting += _links(page)
        context.close()

    assert faults == []
    # Were links to vanish, fewer pages would be looked at: these must be among them.
    assert {"desk.overview", "registration.delegates", "checkin.gate", "awards.certificates", "portal.register"} <= set(
        seen
    )
    assert len(seen) >= 45
