"""The database: base class, column types, and the one way to write.

Rules (docs/decisions.md): a GET, and a job outside of ``transaction()``, begins with ``BEGIN``; every other request and
command begins with ``BEGIN IMMEDIATE`` before its first read on SQLite. One commit, at the edge, by ``transaction()``.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant: refuses naive values, stores UTC, returns aware UTC. (SQLite drops an offset silently.)"""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.DateTime())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs its zone: a naive datetime was handed to the database")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum], name: str = "") -> sa.Enum:
    """A column of one of ``kind``'s values, stored as its text and guarded by a CHECK; a table's second is named."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """What every model derives from."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Instant, UUID: sa.Uuid, dict[str, Any]: sa.JSON},
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, the rest random, so that ids sort by time."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


_reads: ContextVar[bool] = ContextVar("reads", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Long work: what is read outside of a ``transaction()`` keeps no writer waiting, on SQLite either."""
    token = _reads.set(True)
    try:
        yield
    finally:
        _reads.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, or roll everything back. The only place that commits.

    Raises RuntimeError within ``reading()`` where what was read before is still open: ``release()`` it, as what it
    says may have changed by the time it is written upon.
    """
    if _reads.get() and db.session().in_transaction():
        raise RuntimeError("release() what was read before you write")
    token = _reads.set(False)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _reads.reset(token)


def release() -> None:
    """End the present transaction without writing, so that slow work (parsing, drawing, hashing) holds no lock.

    Rows that were loaded are expired and read again at their next use.
    """
    if db.session.registry.has():
        db.session.rollback()


def lock(row: Base) -> None:
    """Wait until nobody else changes ``row``, then read it afresh. On SQLite the transaction already is alone.

    What was changed and not yet written is written first: reading afresh would lose it.
    """
    db.session.flush()
    db.session.refresh(row, with_for_update={"of": type(row)})


def changed_rows(statement: sa.Update | sa.Delete) -> int:
    """How many rows a guarded statement changed: 0 where its guard held all of them back."""
    return cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount


PATIENCE = 15
"""Seconds that a writer waits for the one before."""


def _wants_to_write() -> bool:
    if _reads.get():
        return False
    return not has_request_context() or request.method not in {"GET", "HEAD", "OPTIONS"}


def _prepare_sqlite(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    # Waiting at SQLite's own lock is sleeping, longer and longer, and whoever wakes at the right moment goes: with
    # eight phones at the gates one scan of a hundred took 0.8 s. Writers of one process wait here instead.
    turn = threading.Lock()

    @event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        if not _wants_to_write():
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("turn"):
            connection.info["turn"] = turn.acquire(timeout=PATIENCE)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "invalidate")
    @event.listens_for(engine, "checkin")
    def on_end(_connection: Any, record: Any, _error: Any = None) -> None:
        if record.info.pop("turn", False):  # written, or rolled back
            turn.release()


def engine_options(url: str) -> dict[str, Any]:
    """For SQLite the wheel's own library: Python 3.11's may lie in the range of a WAL corruption bug."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    import pysqlite3

    return {"module": pysqlite3, "connect_args": {"check_same_thread": False, "timeout": PATIENCE}}


def init_db(app: Flask) -> None:
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
