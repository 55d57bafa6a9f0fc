from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from meeting.db import db
from tests.awards.making import load_reference
from tests.databases import Databases


@pytest.fixture
def reference(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application with the reference meeting's awards and recipients; nothing numbered as yet."""
    with databases.app(tmp_path, "awards-reference", lambda _app: load_reference()) as app, app.app_context():
        yield app
        db.session.remove()
