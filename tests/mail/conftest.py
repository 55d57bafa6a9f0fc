from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address

import pytest
from flask import Flask

from meeting.config import MailServer
from tests.mail.serving import Post, smtp_server


def set_mail(app: Flask, port: int, **values: object) -> None:
    """As MEETING_SMTP_URL and MEETING_MAIL_FROM would."""
    server = MailServer(**({"host": "127.0.0.1", "port": port, "wrapped": False} | values))  # type: ignore[arg-type]
    sender = Address("江苏省档案学会", addr_spec="office@example.org")
    app.config["MEETING"] = replace(app.config["MEETING"], mail_server=server, mail_from=sender)


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """The application's mail server."""
    with smtp_server() as (found, port):
        set_mail(app, port)
        yield found
