"""Inserting unless a unique key is taken: how races are settled without looking first."""

from sqlalchemy.dialects import postgresql, sqlite

from meeting.db import Base, db


def insert_new(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """``INSERT … ON CONFLICT DO NOTHING``: rows whose unique key is taken are passed over, without an error.

    Another transaction that inserted the same key and isn't decided yet is waited for.
    """
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(model).on_conflict_do_nothing()
    return sqlite.insert(model).on_conflict_do_nothing()
