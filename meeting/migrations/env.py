"""Alembic's environment: the application's own engine and metadata, in batch mode for SQLite."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from meeting.db import db

database = current_app.extensions["migrate"].db


def run() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # a table that others refer to is exchanged whole; only outside a transaction this can be said
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                context.configure(
                    connection=connection,
                    target_metadata=database.metadatas[None],
                    render_as_batch=True,
                    compare_type=True,
                    transaction_per_migration=False,
                )
                context.run_migrations()
                if sqlite and (broken := connection.execute(sa.text("PRAGMA foreign_key_check")).first()):
                    raise RuntimeError(f"a reference leads nowhere after the migration: {tuple(broken)}")
        finally:
            if sqlite:
                connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("migrations run on a database")
run()
