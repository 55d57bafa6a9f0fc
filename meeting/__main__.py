"""The command ``meeting``: Flask's, with the app found. Results go to standard output, messages to standard error.

Exit status 0: done; 1: something asked for was not done; 2: wrong usage.
"""

import gc
import sys
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from meeting.errors import MeetingError


def make_app() -> Flask:
    """The application, loaded without collecting garbage: there is none yet, and looking takes a third of the time."""
    gc.disable()
    from meeting.app import create_app

    app = create_app()
    gc.freeze()  # it stays until the end, and a worker that is forked off goes on sharing it
    gc.enable()
    return app


class Commands(FlaskGroup):
    """Turns a refusal into its sentence and exit status 1."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Flask-Migrate's ``db`` too, loaded only if it is asked for."""
        if name != "db":
            return super().get_command(ctx, name)
        from flask_migrate.cli import db as found

        from meeting.installation import prepare_migrations

        prepare_migrations(ctx.ensure_object(ScriptInfo).load_app())
        command: click.Command = found
        return command

    def _load_plugin_commands(self) -> None:
        """None of other packages' commands: Flask-Limiter's bring rich and pygments along, a fifth of a second."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MeetingError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    Commands(create_app=make_app, name="meeting", add_version_option=False, load_dotenv=False)(prog_name="meeting")


if __name__ == "__main__":
    main()
