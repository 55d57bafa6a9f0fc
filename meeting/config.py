"""Settings: ``MEETING_…`` variables, read once into one typed object. Each field says what it is for."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from meeting.errors import N_, MeetingError

LAST_PORT = 65_535


class BadSetting(MeetingError):
    """A variable holds what cannot be used."""

    code = "setting-invalid"
    sentence = N_("设置 %(name)s 的值“%(value)s”不能用：%(why)s。")


@dataclass(frozen=True)
class Settings:
    """What an installation is told from outside."""

    instance: Path
    """``MEETING_INSTANCE``: folder of database, uploads and keys. Default: ``instance`` in the working folder."""

    url: str
    """``MEETING_URL``: the address that stands in every code and message, without a slash at the end.
    Default ``http://127.0.0.1:8000``. The request's Host header is never trusted."""

    database: str
    """``MEETING_DATABASE``: an SQLAlchemy URL; default SQLite, ``meeting.sqlite3`` in the instance folder.
    ``postgresql://`` means psycopg 3."""

    host: str
    """``MEETING_HOST``: the address that ``meeting serve`` listens on. Default ``127.0.0.1``."""

    port: int
    """``MEETING_PORT``: the port that ``meeting serve`` listens on. Default: the port of ``MEETING_URL``, or 8000."""

    proxies: int
    """``MEETING_PROXIES``: how many reverse proxies stand before the server and set X-Forwarded-*. Default 0."""

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS; cookies are then sent over nothing else."""
        return self.url.startswith("https://")

    @property
    def only_local(self) -> bool:
        """Whether the address that stands in codes opens on this machine only: not for print."""
        return bool(re.match(r"https?://(127\.|localhost\b|\[::1\])", self.url))

    @property
    def secret_file(self) -> Path:
        return self.instance / "keys" / "secret"

    @property
    def files(self) -> Path:
        return self.instance / "files"


def settings_from(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the variables. Raises ``BadSetting``."""
    instance = Path(environ.get("MEETING_INSTANCE") or "instance").expanduser().absolute()
    url = (environ.get("MEETING_URL") or "http://127.0.0.1:8000").rstrip("/")
    match = re.fullmatch(r"https?://[^/\s?#@]+?(?::(\d{1,5}))?", url)
    if not match or (match[1] and not 1 <= int(match[1]) <= LAST_PORT):
        why = f"要写成 https://主机名 或 http://主机名:端口，后面不带路径；端口是 1 到 {LAST_PORT}"
        raise BadSetting(name="MEETING_URL", value=url, why=why)
    return Settings(
        instance=instance,
        url=url,
        database=_database(environ.get("MEETING_DATABASE") or f"sqlite:///{instance / 'meeting.sqlite3'}"),
        host=environ.get("MEETING_HOST") or "127.0.0.1",
        port=_number(environ, "MEETING_PORT", int(match.group(1) or 8000), 1, LAST_PORT),
        proxies=_number(environ, "MEETING_PROXIES", 0, 0, 100),
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
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
    }
