"""``meeting create``."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.db import transaction
from meeting.meetings.rules import words_needing_approval
from meeting.setup.errors import FileMissing
from meeting.setup.meeting_file import LARGEST, read_meeting_file
from meeting.setup.operations import create_meeting


@click.command("create")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--society", default="", help="Whose meeting it is; default: the first host called a society.")
@with_appcontext
def create(file: Path, society: str) -> None:
    """Create a meeting from FILE.toml; prints its slug as the last line."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise FileMissing(path=str(file)) from error
    read = read_meeting_file(data)
    with transaction():
        meeting = create_meeting(read, society_name=society or None, at=clock.now(), by=OPERATOR)
        slug, title, owner = meeting.slug, meeting.title, meeting.society.name
    for word in words_needing_approval(title):
        click.echo(f"提示：会议名称里有“{word}”，按规定可能要先报批。", err=True)
    click.echo(f"已为{owner}建立会议“{title}”。", err=True)
    click.echo(slug)


commands = [create]
