"""Requests as somebody else would send them."""

import pytest
from flask import Flask

from tests.browsers import Browser


@pytest.fixture
def client(app: Flask) -> Browser:
    """Shares neither the session of the database nor who is signed in with the test."""
    return Browser(app)
