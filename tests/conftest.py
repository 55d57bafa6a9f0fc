"""What tests stand on: each test has a database of its own, on SQLite and on PostgreSQL alike."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect, sync_playwright

from meeting.db import db
from tests import serving
from tests.databases import MEMORY, Databases, PostgreSQL, SQLite

AT = datetime(2020, 11, 20, 1, 0, tzinfo=UTC)
"""The instant that operations are handed in tests: 20 November 2020, 09:00 in China."""


def pytest_configure(config: pytest.Config) -> None:
    """Databases of tests lie in memory where the system has such a folder: nobody needs them after a power cut, and
    waiting for the disk at each commit would be most of the suite's time.
    """
    expect.set_options(timeout=20_000)  # ms; a busy machine is not a fault of the page
    if MEMORY is not None and config.option.basetemp is None and not hasattr(config, "workerinput"):
        config.option.basetemp = tempfile.mkdtemp(prefix="meeting-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, one of them alone would keep the suite waiting."""
    items.sort(key=lambda item: "/end_to_end/" not in item.nodeid)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[Databases]:
    server = PostgreSQL()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """The kind of database: every test that touches one runs on both."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database, inside an application context."""
    with databases.app(tmp_path) as app, app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def app_in_use(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """For a browser: with CSRF protection on, as it is in use; on SQLite only, as pages don't know the database."""
    with sqlite_databases.app(tmp_path) as app, app.app_context():
        app.config["WTF_CSRF_ENABLED"] = True
        yield app
        db.session.remove()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one module: as long as it is there, nothing in this thread can run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = serving.chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without pictures: speaks HTTP to the application, signed in as nobody."""
    return app.test_client()


def _reference(receipts: bool) -> Callable[[Flask], None]:
    def fill(app: Flask) -> None:
        from meeting.demo import load_meeting

        load_meeting(at=AT, receipts=receipts)

    return fill


@pytest.fixture
def reference(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application with the reference meeting set up: units invited, recipients known, no receipt imported yet."""
    with databases.app(tmp_path, "reference", _reference(receipts=False)) as app, app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def full(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application with the reference meeting and its 396 delegates."""
    with databases.app(tmp_path, "full", _reference(receipts=True)) as app, app.app_context():
        yield app
        db.session.remove()
