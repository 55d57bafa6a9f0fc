"""Writing the history, and checking its chain."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, joinedload

from meeting.db import Base, db
from meeting.history.models import Entry, Head, Value


class By(Protocol):
    """Who acts."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


Changes = Mapping[str, tuple[Any, Any]]
"""Field → (before, after)."""

CHAINED = (
    "society_id", "number", "meeting_id", "at", "account_id", "actor", "action", "subject_type", "subject_id",
)  # fmt: skip
"""What an entry's digest covers, besides the digest before it and those of its values."""

HASHED = ("field", "before", "after", "salt")
"""What a value's digest covers."""

CHUNK = 2_000
"""Entries in one statement of ``record_all``."""

ONE_STATEMENT = {"render_nulls": True}
"""Rows with and without a NULL are inserted together."""


def record(
    action: str,
    subject: Base,
    *,
    by: By,
    at: datetime,
    society_id: int,
    meeting_id: int | None = None,
    changes: Changes | None = None,
) -> Entry:
    """Append an entry. ``subject`` has been flushed: it has an id."""
    head = _head(society_id)
    facts, values = _next(head, action, subject, changes or {}, by, at, meeting_id)
    entry = Entry(**facts, values=[Value(**value) for value in values])
    db.session.add(entry)
    return entry


def record_all(
    action: str,
    done: Iterable[tuple[Base, Changes]],
    *,
    by: By,
    at: datetime,
    society_id: int,
    meeting_id: int | None = None,
) -> None:
    """``record`` for a whole list of (subject, changes) in a few statements, without an object for each entry."""
    head = _head(society_id)
    db.session.flush()  # entries that wait to be written come before these
    for chunk in _chunks(done):
        first = head.number + 1
        both = [_next(head, action, subject, changes, by, at, meeting_id) for subject, changes in chunk]
        db.session.execute(sa.insert(Entry), [facts for facts, _ in both], execution_options=ONE_STATEMENT)
        # Nobody else writes these numbers: the head is held.
        ids = db.session.scalars(
            sa.select(Entry.id).where(Entry.society_id == society_id, Entry.number >= first).order_by(Entry.number)
        ).all()
        values = [
            value | {"entry_id": entry_id} for entry_id, (_, found) in zip(ids, both, strict=True) for value in found
        ]
        if values:
            db.session.execute(sa.insert(Value), values, execution_options=ONE_STATEMENT)


def _next(
    head: Head, action: str, subject: Base, changes: Changes, by: By, at: datetime, meeting_id: int | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns of the chain's next entry and of its values; the head moves on to it."""
    values = [_value(field, before, after) for field, (before, after) in changes.items()]
    facts: dict[str, Any] = {
        "society_id": head.society_id,
        "number": head.number + 1,
        "meeting_id": meeting_id,
        "at": at,
        "account_id": by.account_id,
        "actor": by.name,
        "action": action,
        "subject_type": subject.__tablename__,
        "subject_id": subject.id,  # type: ignore[attr-defined]
    }
    facts["digest"] = _digest(head.digest, facts, [value["digest"] for value in values])
    head.number, head.digest = facts["number"], facts["digest"]
    return facts, values


def take_turn(society_id: int) -> None:
    """Wait until no other transaction of this society writes history; from here to the commit this one is alone.

    For operations that lock other rows besides: who takes the turn first takes its locks in the same order as
    everybody else, so that no two wait for each other in a circle.
    """
    _head(society_id)


def broken_link(society_id: int) -> int | None:
    """The number of the first entry that does not fit the chain, or None where the whole chain holds."""
    previous, expected = "", 1
    entries = db.session.scalars(
        sa.select(Entry)
        .where(Entry.society_id == society_id)
        .order_by(Entry.number)
        .options(joinedload(Entry.values))
        .execution_options(yield_per=None)
    ).unique()
    for entry in entries:
        if entry.number != expected or entry.digest != _entry_digest(previous, entry):
            return expected
        for value in entry.values:
            if value.salt is not None and value.digest != _value_digest(_columns(value, HASHED)):
                return expected
        previous, expected = entry.digest, expected + 1
    head = db.session.get(Head, society_id)
    return None if head is None or head.number == expected - 1 else expected


def _head(society_id: int) -> Head:
    """The chain's end, locked once in a transaction."""
    session = db.session()
    heads: dict[int, Head] = session.info.setdefault("history_heads", {})
    if society_id not in heads:
        head = session.get(Head, society_id, with_for_update=True, populate_existing=True)
        if head is None:
            head = Head(society_id=society_id, number=0, digest="")
            session.add(head)
            session.flush()  # two first entries at once: the second fails here rather than forks the chain
        heads[society_id] = head
    return heads[society_id]


@event.listens_for(Session, "after_transaction_end")
def _forget_heads(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("history_heads", None)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _value(field: str, before: Any, after: Any) -> dict[str, Any]:
    value = {"field": field, "before": _text(before), "after": _text(after), "salt": os.urandom(16)}
    return value | {"digest": _value_digest(value)}


def _value_digest(value: Mapping[str, Any]) -> str:
    facts = json.dumps([value["field"], value["before"], value["after"]]).encode()
    return hashlib.sha256((value["salt"] or b"") + facts).hexdigest()


def _digest(previous: str, entry: Mapping[str, Any], values: Iterable[str]) -> str:
    covered = [entry[column] for column in CHAINED]
    covered[CHAINED.index("at")] = entry["at"].isoformat()
    facts = [previous, *covered, list(values)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _entry_digest(previous: str, entry: Entry) -> str:
    return _digest(previous, _columns(entry, CHAINED), [value.digest for value in entry.values])


def _columns(row: Base, columns: Iterable[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _chunks(done: Iterable[tuple[Base, Changes]]) -> Iterator[list[tuple[Base, Changes]]]:
    remaining = iter(done)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
