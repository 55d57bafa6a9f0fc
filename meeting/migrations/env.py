"""Alembic's environment: the application's own engine and metadata, in batch mode for SQLite."""

from alembic import context
from flask import current_app

from meeting.db import db

database = current_app.extensions["migrate"].db


def run() -> None:
    with db.engine.connect() as connection, connection.begin():
        context.configure(
            connection=connection,
            target_metadata=database.metadatas[None],
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database")
run()
