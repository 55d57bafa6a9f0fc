"""Commands: badges, and the keys that sign them."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.checkin.jobs import issue_and_draw
from meeting.checkin.keys import badge_keys
from meeting.checkin.operations.badges import mark_printed
from meeting.checkin.queries.badges import Selection
from meeting.db import transaction
from meeting.meetings.access import meeting_named
from meeting.registration.enums import Category
from meeting.storage.whole import write_output


@click.command("badges")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.pdf")
@click.option("--category", type=click.Choice([category.value for category in Category]), help="只印一类")
@click.option("--new", is_flag=True, help="只印还没有印过的")
@with_appcontext
def badges(slug: str, output: Path, category: str | None, new: bool) -> None:
    """把已确认人员的参会证印成 PDF，按单位排序。"""
    meeting = meeting_named(slug, Permission.BADGES)
    selection = Selection(category=Category(category) if category else None, new_only=new)
    title = meeting.title
    pdf, badge_ids = issue_and_draw(meeting, selection, by=OPERATOR, title=title)
    write_output(output, pdf)
    with transaction():
        mark_printed(meeting, badge_ids, at=clock.now(), by=OPERATOR)
    click.echo(f"{len(badge_ids)} 张参会证：{output}", err=not output.is_file())  # not behind the PDF in a pipe


@click.group("badge-keys")
def keys() -> None:
    """参会证的签名密钥。"""


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """换一把新密钥：以后制的证用它，已制的证照旧有效。"""
    click.echo(f"keys/badge-{badge_keys().rotate()}.pem")


commands = [badges, keys]
