"""Settings: ``MEETING_…`` variables, read once into one typed object. Each field says what it is for."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from meeting.errors import N_, MeetingError

LAST_PORT = 65_535
LOCAL_ADDRESS = re.compile(r"https?://(?:127\.|localhost\b|\[::1\])")
"""How addresses begin that open on this machine only: not for print."""


class BadSetting(MeetingError):
    """A variable holds what cannot be used."""

    code = "setting-invalid"
    sentence = N_("设置 %(name)s 的值“%(value)s”不能用：%(why)s。")


SUBMISSION, SMTPS = 587, 465
"""Ports where the address names none: RFC 6409 with STARTTLS, RFC 8314 with TLS from the first byte."""


@dataclass(frozen=True)
class MailServer:
    """The server that takes our mail."""

    host: str
    port: int
    wrapped: bool
    """TLS from the first byte (smtps); else STARTTLS."""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def only_local(self) -> bool:
        """On this machine: nothing crosses a network, so that it may do without TLS."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Settings:
    """What an installation is told from outside."""

    instance: Path
    """``MEETING_INSTANCE``: folder of database, uploads and keys. Default: ``instance`` in the working folder."""

    url: str
    """``MEETING_URL``: the address that stands in every code and message, without a slash at the end.
    Default ``http://127.0.0.1`` with ``MEETING_PORT``, or 8000. The request's Host header is never trusted."""

    database: str
    """``MEETING_DATABASE``: an SQLAlchemy URL; default SQLite, ``meeting.sqlite3`` in the instance folder.
    ``postgresql://`` means psycopg 3."""

    host: str
    """``MEETING_HOST``: the address that ``meeting serve`` listens on. Default ``127.0.0.1``."""

    port: int
    """``MEETING_PORT``: the port that ``meeting serve`` listens on. Default: the port of ``MEETING_URL``, or 8000."""

    proxies: int
    """``MEETING_PROXIES``: how many reverse proxies stand before the server and set X-Forwarded-*. Default 0."""

    mail_server: MailServer | None = None
    """``MEETING_SMTP_URL``: the server that mail is handed to, ``smtps://user:password@host:465`` or
    ``smtp://user:password@host:587`` (STARTTLS); special characters of the password percent-encoded. Default: none,
    and nothing is sent."""

    mail_from: Address | None = None
    """``MEETING_MAIL_FROM``: who mail is from, ``某学会 <office@example.org>`` or the address alone. Goes with
    ``MEETING_SMTP_URL``."""

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS; cookies are then sent over nothing else."""
        return self.url.startswith("https://")

    @property
    def only_local(self) -> bool:
        """Whether the address that stands in codes opens on this machine only: not for print."""
        return bool(LOCAL_ADDRESS.match(self.url))

    @property
    def secret_file(self) -> Path:
        return self.instance / "keys" / "secret"

    @property
    def files(self) -> Path:
        return self.instance / "files"


def settings_from(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the variables. Raises ``BadSetting``."""
    instance = Path(environ.get("MEETING_INSTANCE") or "instance").expanduser().absolute()
    port = _number(environ, "MEETING_PORT", 8000, 1, LAST_PORT)
    url = (environ.get("MEETING_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    match = re.fullmatch(r"https?://[^/\s?#@]+?(?::(\d{1,5}))?", url)
    if not match or (match[1] and not 1 <= int(match[1]) <= LAST_PORT):
        why = f"要写成 https://主机名 或 http://主机名:端口，后面不带路径；端口是 1 到 {LAST_PORT}"
        raise BadSetting(name="MEETING_URL", value=url, why=why)
    server = _mail_server(environ.get("MEETING_SMTP_URL") or "")
    return Settings(
        instance=instance,
        url=url,
        database=_database(environ.get("MEETING_DATABASE") or f"sqlite:///{instance / 'meeting.sqlite3'}"),
        host=environ.get("MEETING_HOST") or "127.0.0.1",
        port=_number(environ, "MEETING_PORT", int(match.group(1) or 8000), 1, LAST_PORT),
        proxies=_number(environ, "MEETING_PROXIES", 0, 0, 100),
        mail_server=server,
        mail_from=_mail_from(environ.get("MEETING_MAIL_FROM") or "", needed=server is not None),
    )


def _database(address: str) -> str:
    """The address as SQLAlchemy takes it. Raises ``BadSetting``, without the password."""
    address = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", address)
    try:
        fits = sa.make_url(address).drivername in {"sqlite", "postgresql+psycopg"}
    except (sa.exc.ArgumentError, ValueError):
        fits = False
    if not fits:
        raise BadSetting(
            name="MEETING_DATABASE",
            value=re.sub(r"//[^@]*@", "//…@", address),
            why="要写成 postgresql://用户:密码@主机/数据库名 或 sqlite:////文件的完整路径",
        )
    return address


def _mail_server(address: str) -> MailServer | None:
    """Raises ``BadSetting``, without the password."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"smtp", "smtps"} or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadSetting(
            name="MEETING_SMTP_URL",
            value=re.sub(r"//.*@", "//…@", address),
            why="要写成 smtps://用户:密码@主机:465 或 smtp://用户:密码@主机:587，密码里的 / ? # % 写成 %2F %3F %23 %25",
        )
    wrapped = parts.scheme == "smtps"
    return MailServer(
        host=host, port=port or (SMTPS if wrapped else SUBMISSION), wrapped=wrapped,
        user=unquote(parts.username or ""), password=unquote(parts.password or ""),
    )  # fmt: skip


def _mail_from(text: str, *, needed: bool) -> Address | None:
    """Raises ``BadSetting``."""
    if not text and not needed:
        return None
    name, bracket, rest = text.rpartition("<")
    address = rest.rstrip().removesuffix(">").strip() if bracket else text.strip()
    try:
        found = Address(display_name=name.strip().strip('"') if bracket else "", addr_spec=address)
    except (ValueError, HeaderParseError, IndexError):
        found = Address()
    if not (found.username and found.domain and address.isascii() and "\r" not in text and "\n" not in text):
        raise BadSetting(
            name="MEETING_MAIL_FROM", value=text,
            why="设了 MEETING_SMTP_URL 就要写发件人，写成 某学会 <office@example.org> 或只写邮箱",
        )  # fmt: skip
    return found


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", value) or not least <= int(value) <= most:
        raise BadSetting(name=name, value=value, why=f"要写一个 {least} 到 {most} 的整数")
    return int(value)


def secret_key(settings: Settings) -> bytes:
    """The installation's secret, made at the first start; readable by its owner only."""
    path = settings.secret_file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"secret.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(32))
        try:
            os.link(fresh, path)  # only one of several first starts wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def flask_config(settings: Settings) -> dict[str, Any]:
    """Flask's and its extensions' settings, all derived from ours."""
    return {
        "SECRET_KEY": secret_key(settings),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "meeting",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure,
        "PERMANENT_SESSION_LIFETIME": 14 * 24 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still submits; the session bounds it
        "WTF_CSRF_SSL_STRICT": settings.secure,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "COUNTS_REQUESTS": True,
    }
