"""Cookies and form tokens that come with every request are read once, and what they say holds as long as it did."""

import json
import time
from datetime import timedelta

import pytest
from flask import Flask, flash, session
from flask.testing import FlaskClient

from meeting.app import create_app
from meeting.web.sessions import KEPT
from tests.databases import SQLite

JSON = "application/json"


@pytest.fixture
def served(sqlite_databases: SQLite, tmp_path) -> Flask:
    """With routes that show and change the session, and CSRF protection as in use."""
    with sqlite_databases.app(tmp_path) as made:
        app = create_app(made.config["MEETING"], TESTING=True, COUNTS_REQUESTS=False)

    @app.get("/tell/<name>/<value>")
    def tell(name: str, value: str) -> dict[str, object]:
        session[name] = value
        return dict(session)

    @app.get("/flash")
    def say() -> str:
        flash("said")
        return ""

    @app.get("/told")
    def told() -> dict[str, object]:
        return dict(session)

    @app.get("/only-here")
    def only_here() -> dict[str, object]:
        session["here"] = "once"
        session.modified = False  # it isn't sent
        return dict(session)

    @app.post("/do")
    def do() -> str:
        return "done"

    return app


@pytest.fixture
def browser(served: Flask) -> FlaskClient:
    return served.test_client()


def test_what_one_request_does_to_its_session_another_does_not_see(browser: FlaskClient) -> None:
    browser.get("/tell/name/kept")

    assert browser.get("/only-here").json == {"name": "kept", "here": "once"}
    assert browser.get("/told").json == {"name": "kept"}


def test_a_message_is_not_kept_beyond_its_cookie(browser: FlaskClient) -> None:
    browser.get("/flash")
    cookie = browser.get_cookie("meeting").value

    for _ in range(2):
        browser.set_cookie("meeting", cookie)
        assert browser.get("/told").json == {"_flashes": [["message", "said"]]}
        browser.set_cookie("meeting", cookie)
        browser.get("/flash")


def test_a_cookie_that_was_read_still_grows_too_old(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.get("/tell/name/kept")
    assert browser.get("/told").json == {"name": "kept"}
    cookie, then = browser.get_cookie("meeting").value, time.time() + timedelta(days=14, minutes=1).total_seconds()

    monkeypatch.setattr(time, "time", lambda: then)

    assert browser.get("/told", headers={"Cookie": f"meeting={cookie}"}).json == {}


def test_a_cookie_somebody_changed_says_nothing(browser: FlaskClient) -> None:
    browser.get("/tell/name/kept")
    browser.get("/told")
    cookie = browser.get_cookie("meeting").value
    changed = cookie[:-9] + ("A" if cookie[-9] != "A" else "B") + cookie[-8:]  # the last letter holds spare bits

    browser.set_cookie("meeting", changed)

    assert browser.get("/told").json == {}


def test_only_so_many_are_kept(served: Flask) -> None:
    for number in range(KEPT + 20):
        browser = served.test_client()
        browser.get(f"/tell/name/{number}")
        browser.get("/told")

    assert len(served.session_interface.read) == KEPT


def _token(served: Flask, browser: FlaskClient) -> str:
    page = browser.get("/sign-in").text
    return page.split('<meta name="csrf-token" content="')[1].split('"')[0]


def _post(browser: FlaskClient, **more: str) -> int:
    return browser.post("/do", data=json.dumps({}), content_type=JSON, headers=more).status_code


def test_a_token_fits_its_own_session_only(served: Flask, browser: FlaskClient) -> None:
    other = served.test_client()
    mine, others = _token(served, browser), _token(served, other)

    assert [_post(browser, **{"X-CSRFToken": mine}) for _ in range(2)] == [200, 200]
    assert [_post(other, **{"X-CSRFToken": mine}) for _ in range(2)] == [400, 400]
    assert _post(browser, **{"X-CSRFToken": others}) == 400
    assert _post(browser) == 400
    assert _post(served.test_client(), **{"X-CSRFToken": mine}) == 400
    assert _post(other, **{"X-CSRFToken": others}) == 200


def test_over_https_the_page_it_came_from_is_asked_for_each_time(served: Flask) -> None:
    served.config.update(WTF_CSRF_SSL_STRICT=True)
    browser = served.test_client()
    token = _token(served, browser)
    there = {"base_url": "https://localhost", "content_type": JSON, "data": "{}"}
    browser.set_cookie("meeting", browser.get_cookie("meeting").value, domain="localhost")

    def post(referrer: str | None) -> int:
        sent = {"X-CSRFToken": token} | ({"Referer": referrer} if referrer else {})
        return browser.post("/do", headers=sent, **there).status_code

    assert post("https://localhost/gate") == 200
    assert post("https://evil.example/") == 400
    assert post(None) == 400
    assert post("https://localhost/gate") == 200
