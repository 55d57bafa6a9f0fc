"""Asking as users do: by HTTP with whole forms, and by the command line."""

import html
import io
import re
from collections.abc import Callable

from click.testing import Result
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.operations import add_account
from meeting.accounts.passwords import PasswordHash
from meeting.db import transaction
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.conftest import AT
from tests.registration.staff import keyed

Asking = Callable[..., Result]
"""``command("receipts", "import", …)``."""


def admin_of(app: Flask, meeting: Meeting) -> Browser:
    """A browser in which the society's admin is signed in."""
    with transaction():
        account = add_account(
            "admin", name="王会务", password=PasswordHash("!"), role=Role.ADMIN, society_id=meeting.society_id, at=AT,
            by=OPERATOR,
        )  # fmt: skip
        key = account.fs_uniquifier
    browser = Browser(app)
    with browser.session_transaction() as session:
        session.update(_user_id=key, _fresh=True)
    return browser


def upload(browser: Browser, url: str, field: str, *files: tuple[str, bytes], **typed: str) -> TestResponse:
    """Files (name, bytes) in one form."""
    form: list[tuple[str, object]] = [*{**keyed(), **typed}.items()]
    form += [(field, FileStorage(io.BytesIO(data), name)) for name, data in files]
    boundary, body = encode_multipart(MultiDict(form))  # in memory: the client would leave a temporary file open
    answer: TestResponse = browser.post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    return answer


def words(answer: TestResponse) -> str:
    """What a reader reads: the page's text without its tags, one blank where there was white space."""
    main = re.search(r"<main.*</main>", answer.text, re.S)
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", main[0] if main else answer.text, flags=re.S)
    return " ".join(html.unescape(text).split())
