"""Databases for tests: a schema made once, copied for each test."""

import atexit
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from meeting.app import create_app
from meeting.config import Settings, settings_from
from meeting.db import db
from meeting.installation import needed_revision
from tests.browsers import Browser

URL = "http://127.0.0.1:8000"

MEMORY = next((folder for folder in ("/dev/shm",) if os.access(folder, os.W_OK)), None)
"""A folder that lies in memory, if the system has one."""


class Databases(Protocol):
    """Hands out databases."""

    def empty(self, instance: Path) -> str:
        """The address of a database that holds nothing yet."""
        ...

    def app(
        self, instance: Path, template: str = "schema", fill: Callable[[Flask], None] | None = None
    ) -> AbstractContextManager[Flask]:
        """The application on a fresh copy of ``template``, which ``fill`` makes once (from the empty schema)."""
        ...


TEMPLATES = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="meeting-templates-", dir=MEMORY))
"""Compiled templates, shared by the applications of one run: each test makes an application of its own."""
atexit.register(shutil.rmtree, TEMPLATES.directory, ignore_errors=True)


def _compile_rules_once() -> None:
    """Let equal rules share what Werkzeug compiles to build addresses with: four fifths of making an application."""
    compile_builder, made = Rule._compile_builder, {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = rule.rule, repr(rule.defaults), append_unknown
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    Rule._compile_builder = compiled


_compile_rules_once()


def _settings(instance: Path, database: str) -> Settings:
    return settings_from({"MEETING_INSTANCE": str(instance), "MEETING_URL": URL, "MEETING_DATABASE": database})


def make_app(instance: Path, database: str) -> Flask:
    """The application as tests run it."""
    app = create_app(_settings(instance, database), TESTING=True, WTF_CSRF_ENABLED=False, COUNTS_REQUESTS=False)
    app.jinja_env.bytecode_cache = TEMPLATES
    app.test_client_class = Browser  # clients share nothing with the test's context, nor with each other
    return app


def _make_schema(app: Flask) -> None:
    """What ``meeting init`` makes, in a tenth of the time (a test compares the two)."""
    db.create_all()
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": needed_revision()})


def _fill(app: Flask, fill: Callable[[Flask], None]) -> None:
    with app.app_context():
        fill(app)
        db.session.remove()
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every connection."""
    with app.app_context():
        db.engine.dispose()


class SQLite:
    """Files in a folder."""

    def empty(self, instance: Path) -> str:
        """The address of a database that holds nothing yet."""
        return f"sqlite:///{instance / 'meeting.sqlite3'}"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def app(
        self, instance: Path, template: str = "schema", fill: Callable[[Flask], None] | None = None
    ) -> Iterator[Flask]:
        source = self._template(template, fill)
        instance.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, instance, dirs_exist_ok=True)
        app = make_app(instance, f"sqlite:///{instance / 'meeting.sqlite3'}")
        try:
            yield app
        finally:
            dispose(app)

    def _template(self, name: str, fill: Callable[[Flask], None] | None) -> Path:
        folder = self.folder / name
        if not folder.exists():
            making = self.folder / f"{name}-making"
            if name != "schema":
                shutil.copytree(self._template("schema", None), making)
            making.mkdir(exist_ok=True)
            app = make_app(making, f"sqlite:///{making / 'meeting.sqlite3'}")
            _fill(app, fill or _make_schema)
            making.rename(folder)
        return folder


class PostgreSQL:
    """A server of the tests' own, in a temporary folder, on a free port, as a user that isn't root."""

    def __init__(self, *, durable: bool = False) -> None:
        self.binaries = _binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="meeting-pg-", dir=MEMORY))
        self.files: dict[str, Path] = {}
        self.user = _somebody()
        if self.user != getpass.getuser():
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.port = free_port()
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "meeting", "--auth=trust", "-E", "UTF8", "--no-locale")
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off "
            f"-c synchronous_commit={'on' if durable else 'off'} -c max_connections=200 -c shared_buffers=64MB"
        )
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        self.admin = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def restart(self) -> None:
        """As after a crash: nobody is waited for."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "restart")

    def stop(self) -> None:
        self.admin.dispose()
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def app(
        self, instance: Path, template: str = "schema", fill: Callable[[Flask], None] | None = None
    ) -> Iterator[Flask]:
        files = self._template(template, fill)
        shutil.copytree(files, instance, dirs_exist_ok=True)
        name = f"t_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        app = make_app(instance, self._url(name))
        try:
            yield app
        finally:
            dispose(app)
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty(self, instance: Path) -> str:
        """The address of a database that holds nothing yet."""
        name = f"e_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def _template(self, name: str, fill: Callable[[Flask], None] | None) -> Path:
        if name not in self.files:
            files = self.folder / "files" / name
            if name == "schema":
                self._execute('CREATE DATABASE "schema"')
                files.mkdir(parents=True)
            else:
                shutil.copytree(self._template("schema", None), files)
                self._execute(f'CREATE DATABASE "{name}" TEMPLATE "schema"')
            _fill(make_app(files, self._url(name)), fill or _make_schema)
            self.files[name] = files
        return self.files[name]

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://meeting@127.0.0.1:{self.port}/{name}"

    def _execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))

    def _run(self, command: str, *arguments: str) -> None:
        # A file rather than a pipe: the server that pg_ctl starts would keep a pipe open.
        with tempfile.TemporaryFile() as log:
            done = subprocess.run(
                [self.binaries / command, *arguments],
                user=self.user if self.user != getpass.getuser() else None,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                check=False,
            )
            if done.returncode:
                log.seek(0)
                raise RuntimeError(f"{command}: {log.read().decode(errors='replace')}")


def _binaries() -> Path:
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/lib/postgresql").glob("*/bin")]
    for folder in sorted(found, key=lambda path: float(path.parent.name), reverse=True):
        if (folder / "initdb").exists():
            return folder
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL is missing: `make test` installs it (Debian: postgresql)")


def _somebody() -> str:
    """The present user, or, for root, one that PostgreSQL agrees to run as."""
    if os.geteuid() != 0:
        return getpass.getuser()
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL doesn't run as root, and there is no user `postgres` or `nobody`")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    """Until ``condition`` holds; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.02)
