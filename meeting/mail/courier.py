"""The way to the server: one connection for many messages, and its answers in our words."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from flask import current_app

from meeting.config import MailServer, Settings
from meeting.mail.addresses import without
from meeting.mail.errors import MailNotSet, MessageRefused, ServerAway, ServerRefused, TryLater

PATIENCE = 30.0
"""Seconds that an answer may take. A lease of a job (two minutes) holds at least three of them."""
AT_ONCE = 100
"""Messages over one connection: servers cut longer ones."""
LONGEST_ANSWER = 200
TOO_LARGE = {452, 552}
"""Answers to MAIL FROM that are about this message (RFC 1870), not about us."""


def mail_is_set() -> bool:
    """Whether the operator has named a server."""
    settings: Settings = current_app.config["MEETING"]
    return settings.mail_server is not None


def mail_sender() -> Address:
    """Who our mail is from. Raises ``MailNotSet``."""
    settings: Settings = current_app.config["MEETING"]
    if settings.mail_server is None or settings.mail_from is None:
        raise MailNotSet
    return settings.mail_from


class Courier:
    """Hands letters to the server; connects when needed, and again after a connection was lost."""

    def __init__(self, settings: Settings) -> None:
        if settings.mail_server is None or settings.mail_from is None:
            raise MailNotSet
        self.server: MailServer = settings.mail_server
        self.sender: Address = settings.mail_from
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def connect(self) -> smtplib.SMTP:
        """Be connected, encrypted and signed in. Raises ``ServerAway``, ``ServerRefused``."""
        if self._smtp is not None and self._sent >= AT_ONCE:
            self.close()
        if self._smtp is not None:
            return self._smtp
        try:
            smtp = self._connected()
        except smtplib.SMTPResponseException as error:
            raise self._answer(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._refused("服务器不能用密码登录") from error
        except ssl.SSLCertVerificationError as error:
            raise self._refused(f"证书不能信任（{error.verify_message}）") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(server=self._name, why=_reason(error)) from error
        self._smtp, self._sent = smtp, 0
        return smtp

    def deliver(self, mime: EmailMessage, address: str) -> None:
        """Hand one over; returning, the server has taken it. Raises ``TryLater``, ``MessageRefused``, ``ServerAway``,
        ``ServerRefused``.
        """
        smtp = self.connect()
        try:
            smtp.send_message(mime, from_addr=self.sender.addr_spec, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as error:
            ((code, words),) = error.recipients.values()
            raise self._of_this_one(code, _text(words), address) from error
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code in TOO_LARGE:
                raise self._of_this_one(error.smtp_code, _text(error.smtp_error), address) from error
            raise self._answer(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise self._of_this_one(error.smtp_code, _text(error.smtp_error), address) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise TryLater(why=_reason(error)) from error
        self._sent += 1

    def close(self) -> None:
        """Harmless where nothing is open."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    @property
    def _name(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    def _connected(self) -> smtplib.SMTP:
        server, ourselves = self.server, self.sender.domain
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.wrapped:
            smtp = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=ourselves, timeout=PATIENCE, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=ourselves, timeout=PATIENCE)
        try:
            smtp.ehlo()
            if not server.wrapped and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            elif not server.wrapped and not server.only_local:
                raise self._refused("服务器不支持加密（STARTTLS），密码和邮件没有发过去")
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _answer(self, code: int, words: bytes | str) -> TryLater | ServerAway | ServerRefused:
        """Of the server to us, whatever is sent."""
        self.close()
        if 400 <= code < 500:
            return ServerAway(server=self._name, why=f"{code} {_text(words)}")
        return self._refused("用户名或密码不对" if code == 535 else f"{code} {_text(words)}")

    def _of_this_one(self, code: int, words: str, address: str) -> TryLater | MessageRefused:
        why = f"{code} {without(address, words)}"
        if code == 421:  # it closes the connection
            self.close()
        else:
            self._start_over()
        return MessageRefused(why=why) if code >= 500 else TryLater(why=why)

    def _start_over(self) -> None:
        """Nothing of a refused message is to stay with the next one."""
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _refused(self, why: str) -> ServerRefused:
        return ServerRefused(server=self._name, why=why)


def _text(words: bytes | str) -> str:
    """A server's answer on one line, never longer than what is kept."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_ANSWER]


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "找不到这个主机"
    if isinstance(error, TimeoutError):
        return "没有回答"
    if isinstance(error, ConnectionRefusedError):
        return "没有开，或端口不对"
    if isinstance(error, ssl.SSLError):
        return f"加密没有谈成（{error.reason or error}）；465 端口用 smtps，587 端口用 smtp"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return "连接断了"
    return _text(str(error)) or type(error).__name__
