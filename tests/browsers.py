"""Browsers that share nothing with the test but the database."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meeting.db import db


class Browser(FlaskClient):
    """Speaks HTTP as somebody else would.

    A request made inside the test's application context would share its ``g``, where Flask-Login keeps who is signed
    in: the next browser would be taken for this one. So each request runs in a context of its own, and the test's
    transaction ends before it, so that it neither holds the database nor goes on reading what was before.
    """

    def open(self, *arguments: Any, **keywords: Any) -> TestResponse:
        if has_app_context():
            db.session.rollback()
        return contextvars.Context().run(super().open, *arguments, **keywords)
