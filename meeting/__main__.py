"""The command ``meeting``: Flask's, with the app found. Results go to standard output, messages to standard error.

Exit status 0: done; 1: something asked for was not done; 2: wrong usage.
"""

import gc
import sys
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any, cast

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from meeting.config import BadSetting
from meeting.errors import MeetingError

WITHOUT_SCHEMA = frozenset({"init", "doctor", "serve", "db", "routes", "run", "shell"})
"""Commands that make, examine or don't ask the database; ``serve`` sees to its schema itself."""


def make_app() -> Flask:
    """The application, loaded without collecting garbage: there is none yet, and looking takes a third of the time."""
    gc.disable()
    from meeting.app import create_app

    app = create_app()
    gc.freeze()  # it stays until the end, and a worker that is forked off goes on sharing it
    gc.enable()
    return app


class Commands(FlaskGroup):
    """Turns a refusal into its sentence and exit status 1; one of the settings' is wrong usage, 2."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Flask-Migrate's ``db`` too, loaded only if it is asked for."""
        if name != "db":
            command = super().get_command(ctx, name)
            return command if command is None or name in WITHOUT_SCHEMA else _guarded(command)
        from flask_migrate.cli import db as migrations

        from meeting.installation import prepare_migrations

        prepare_migrations(ctx.ensure_object(ScriptInfo).load_app())
        return cast("click.Command", migrations)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Help says what is wrong with the settings, in a sentence, and goes on with what there is without them."""
        try:
            ctx.ensure_object(ScriptInfo).load_app()
        except MeetingError as error:
            click.echo(f"{error}\n", err=True)
            return sorted(click.Group.list_commands(self, ctx))
        return super().list_commands(ctx)

    def _load_plugin_commands(self) -> None:
        """None of other packages' commands: Flask-Limiter's bring rich and pygments along, a fifth of a second."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MeetingError as error:
            click.echo(str(error), err=True)
            ctx.exit(2 if isinstance(error, BadSetting) else 1)


def _guarded(command: click.Command) -> click.Command:
    """The command, and all below it, with the database's schema seen to before anything else is done.

    Only then: whoever asks for help or mistypes an option is answered without a database.
    """
    guarded = copy(command)
    if isinstance(guarded, click.Group):
        guarded.commands = {name: _guarded(each) for name, each in guarded.commands.items()}
    elif guarded.callback is not None:
        guarded.callback = _seen_to(guarded.callback)
    return guarded


def _seen_to(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def checked(*args: Any, **kwargs: Any) -> Any:
        from meeting.installation import require_own_schema

        if not kwargs.get("offline"):  # which asks nothing of the database
            require_own_schema()
        return callback(*args, **kwargs)

    return checked


def refuse_undecodable(arguments: list[str]) -> None:
    """Bytes that aren't UTF-8 reach us as halves of surrogate pairs: no file format and no database takes them."""
    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            shown = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            click.echo(
                f"参数“{shown}”里有不是 UTF-8 编码的字符。请把终端的编码设为 UTF-8；是文件名的，请改名后再试。",
                err=True,
            )
            raise SystemExit(2)


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    refuse_undecodable(sys.argv[1:])
    Commands(create_app=make_app, name="meeting", add_version_option=False, load_dotenv=False)(prog_name="meeting")


if __name__ == "__main__":
    main()
