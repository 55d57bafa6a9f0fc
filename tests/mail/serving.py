"""A real SMTP server on a free port of this machine, which fails when it is told to."""

import asyncio
import email
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.databases import free_port

USER, PASSWORD = "office@example.org", "geheim/#1"


class Post:
    """What came in, and what the server answers: ``answers`` by address, ``None`` or nothing to take it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.raw: list[bytes] = []
        self.answers: dict[str, list[str | None]] = {}
        """Address → the answers to RCPT, one attempt after the other; the last one stays."""
        self.data_answer = ""
        self.mail_answer = ""
        self.asked = 0
        """How often MAIL FROM was said."""
        self.on_data: Callable[[Envelope], None] = lambda _envelope: None

    def to(self) -> list[str]:
        return [address for _, addresses in self.envelopes for address in addresses]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        self.asked += 1
        if not self.mail_answer:
            envelope.mail_from = address
        return self.mail_answer or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        waiting = self.answers.get(address, [])
        answer = waiting.pop(0) if len(waiting) > 1 else (waiting or [None])[0]
        if answer is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.data_answer:
            return self.data_answer
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        await asyncio.get_running_loop().run_in_executor(None, self.on_data, envelope)  # others are served meanwhile
        return "250 OK"


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def smtp_server(
    *, tls: ssl.SSLContext | None = None, wrapped: bool = False, auth: bool = False, port: int = 0,
    host: str = "127.0.0.1",
) -> Iterator[tuple[Post, int]]:
    """The post box and the port. ``tls``: STARTTLS, or, ``wrapped``, TLS from the first byte."""
    post, port = Post(), port or free_port()
    options: dict[str, Any] = {"authenticator": _authenticated, "auth_required": True} if auth else {}
    if tls and wrapped:
        options["ssl_context"] = tls
    elif tls:
        options["tls_context"] = tls
    if auth and not (tls and not wrapped):
        options["auth_require_tls"] = False
    controller = Controller(post, hostname=host, port=port, **options)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop(no_assert=True)
