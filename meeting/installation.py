"""An installation: made or upgraded, compared with what this version needs, examined.

Alembic is imported where it is used: it takes longer than most commands that don't need it.
"""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, current_app

from meeting.config import Settings
from meeting.db import db, release
from meeting.errors import N_, MeetingError

MIGRATIONS = Path(__file__).parent / "migrations"
SAFE_SQLITE = (3, 51, 3)
"""The first version without a bug of the write-ahead log that can corrupt (design: docs/decisions.md)."""


class SchemaIsNotOurs(MeetingError):
    """The database was made by another version."""

    code = "schema-differs"
    sentence = N_("数据库的版本是 %(found)s，程序需要 %(needed)s。请先运行 meeting init。")


class DatabaseUnusable(MeetingError):
    """It can't be opened: not there, no rights, not a database."""

    code = "database-unusable"
    sentence = N_("打不开数据库：%(why)s。请检查 MEETING_DATABASE 和 MEETING_INSTANCE；文件坏了的，请从备份恢复。")


class PortTaken(MeetingError):
    """Somebody else listens there already."""

    code = "port-taken"
    sentence = N_("%(host)s:%(port)d 不能用（%(why)s），可能已在运行。请先停掉，或用 MEETING_PORT 换端口。")


def require_free_port(host: str, port: int) -> None:
    """Raises ``PortTaken``: a sentence here, rather than the server's stack."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, why=error.strerror) from error


def prepare_migrations(app: Flask) -> None:
    """What Flask-Migrate's commands (``db``) and ``upgrade`` need; harmless again."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)


def upgrade() -> None:
    """Make or upgrade the database; harmless again. Raises ``DatabaseUnusable``."""
    import logging

    from flask_migrate import upgrade as run

    found_revision()  # before the folder of migrations is read: whether it can be opened at all
    prepare_migrations(current_app._get_current_object())  # type: ignore[attr-defined]
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run(directory=str(MIGRATIONS))


def needed_revision() -> str:
    """The newest migration that ships: the one that no other follows. Read without Alembic, for every command asks."""
    texts = [path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py")]
    made, followed = (
        {match[1] for text in texts if (match := re.search(rf"^{name} = ['\"](\w+)['\"]", text, re.MULTILINE))}
        for name in ("revision", "down_revision")
    )
    (newest,) = made - followed
    return newest


def found_revision() -> str | None:
    """The database's migration, or None for an empty one. Raises ``DatabaseUnusable``."""
    try:
        with db.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            return found
    except sa.exc.DBAPIError as error:
        raise DatabaseUnusable(why=_why(error)) from error


def _why(error: sa.exc.DBAPIError) -> str:
    """The driver's words, on one line; ours for those that an office meets."""
    words = " ".join(str(error.orig).split())
    known = {
        "file is not a database": "这个文件不是 SQLite 数据库，或已损坏",
        "disk image is malformed": "文件已损坏",
        "unable to open database file": "没有这个文件夹，或没有读写的权限",
        "Connection refused": "数据库服务器没有开，或地址、端口不对",
        "Name or service not known": "找不到数据库服务器的地址",
        "password authentication failed": "用户名或密码不对",
        "does not exist": "没有这个数据库或用户",
    }
    return next((ours for theirs, ours in known.items() if theirs in words), words)


def require_own_schema() -> None:
    """Raises ``SchemaIsNotOurs``."""
    found = found_revision()
    if found != needed_revision():
        raise SchemaIsNotOurs(found=found or "空", needed=needed_revision())


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    fine: bool
    what: str
    advice: str = ""


def examine(app: Flask) -> Iterator[Finding]:
    """Look at everything that an installation needs; each finding says what to do."""
    settings = app.config["MEETING"]
    yield Finding(True, f"实例文件夹：{settings.instance}")
    mode = settings.secret_file.stat().st_mode & 0o077
    yield Finding(not mode, "密钥文件只有本人可读", f"请运行 chmod 600 {settings.secret_file}")
    try:
        found = found_revision()
    except DatabaseUnusable as error:
        yield Finding(False, "数据库连接", str(error))
        return
    yield Finding(found == needed_revision(), f"数据库版本 {found or '空'}", "请运行 meeting init")
    if db.engine.dialect.name == "sqlite":
        version = tuple(int(part) for part in str(db.session.scalar(sa.text("select sqlite_version()"))).split("."))
        release()
        fine = version >= SAFE_SQLITE
        yield Finding(fine, f"SQLite {'.'.join(map(str, version))}", "3.51.3 之前的版本可能损坏数据，请升级 pysqlite3")
    yield _writable(settings.files)
    if settings.only_local:
        advice = "打印参会证、证书之前请把 MEETING_URL 设为大家能打开的网址"
        yield Finding(True, f"网址 {settings.url} 只在本机有效；{advice}")
    else:
        yield Finding(settings.secure, f"网址 {settings.url}", "摄像头扫码要求 HTTPS，请配置证书并改 MEETING_URL")
    yield _mail(settings)
    if found == needed_revision():
        yield from _truths()


def _writable(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return Finding(False, "文件夹可写", f"{folder}：{error.strerror}")
    return Finding(True, "文件夹可写")


def _mail(settings: Settings) -> Finding:
    """Whether the server answers and lets us in; nothing is sent."""
    from meeting.mail.courier import Courier
    from meeting.mail.errors import Undelivered

    if settings.mail_server is None:
        advice = "要用邮件发证书，请设 MEETING_SMTP_URL 和 MEETING_MAIL_FROM"
        return Finding(True, f"没有设置邮件服务器，不发邮件；{advice}")
    what = f"邮件服务器 {settings.mail_server.host}:{settings.mail_server.port}"
    try:
        with Courier(settings) as courier:
            courier.connect()
    except Undelivered as error:
        return Finding(False, what, str(error))
    return Finding(True, f"{what} 可以登录，发件人 {settings.mail_from}")


def _truths() -> Iterator[Finding]:
    """What must hold in the data."""
    from meeting.accounts.models import Society
    from meeting.awards import checking
    from meeting.awards.errors import CertificateKeyMissing
    from meeting.checkin.keys import BadgeKeyMissing, lost_keys
    from meeting.history.operations import broken_link
    from meeting.meetings.models import Meeting
    from meeting.registration.queries.enrolments import seats_mismatched

    lost = lost_keys()
    yield Finding(not lost, "参会证的密钥齐全", " ".join(str(BadgeKeyMissing(id=key_id)) for key_id in lost))
    lost = checking.lost_keys()
    advice = " ".join(str(CertificateKeyMissing(id=key_id)) for key_id in lost)
    yield Finding(not lost, "证书的密钥齐全", advice)
    faults = list(islice(checking.faults(), 4))
    advice = f"{'；'.join(faults[:3])}{'……' if len(faults) > 3 else ''}。全部列出：meeting certificates check"
    yield Finding(not faults, "证书的内容、编号和签名与发证时一样", advice)
    for society in db.session.scalars(sa.select(Society)):
        broken = broken_link(society.id)
        yield Finding(broken is None, f"{society.name}：操作记录完整", f"第 {broken} 条起对不上，记录可能被改动过")
    for meeting in db.session.scalars(sa.select(Meeting)):
        wrong = seats_mismatched(meeting)
        titles = "、".join(mismatch.session.title for mismatch in wrong)
        yield Finding(not wrong, f"{meeting.title}：分论坛名额与名单一致", f"对不上的分论坛：{titles}")
