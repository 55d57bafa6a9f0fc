"""Commands: badges, the keys that sign them, and whether attendance is what the scans add up to."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.checkin.keys import badge_keys
from meeting.checkin.queries.admissions import wrongly_settled
from meeting.documents.layouts.kinds import Kind
from meeting.meetings.access import meeting_named
from meeting.printing.drawing import print_to
from meeting.printing.items import PrintOrder
from meeting.printing.stocks import USUAL
from meeting.registration.enums import Category


@click.command("badges")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.pdf")
@click.option("--category", type=click.Choice([category.value for category in Category]), help="只印一类")
@click.option("--new", is_flag=True, help="只印新增的和有变动的（增补打印）")
@with_appcontext
def badges(slug: str, output: Path, category: str | None, new: bool) -> None:
    """把已确认人员的参会证印成 PDF，按单位排序。"""
    meeting = meeting_named(slug, Permission.BADGES)
    group = f"category:{category}" if category else ""
    order = PrintOrder(kind=Kind.BADGE, group=group, new_only=new, stock=USUAL[Kind.BADGE])
    count = print_to(output, meeting, [order], by=OPERATOR)
    click.echo(f"{count} 张参会证：{output}", err=not output.is_file())  # not behind the PDF in a pipe


@click.group("badge-keys")
def keys() -> None:
    """参会证的签名密钥。"""


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """换一把新密钥：以后制的证用它，已制的证照旧有效。"""
    click.echo(f"keys/badge-{badge_keys().rotate()}.pem")


@click.group("attendance")
def attendance() -> None:
    """出席。"""


@attendance.command("check")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@with_appcontext
def check_attendance(slug: str) -> None:
    """按全部扫码重算一遍，看出席是不是一样；不一样的列出来，退出码 1。"""
    wrong = wrongly_settled(meeting_named(slug, Permission.ATTENDANCE))
    for delegate_id, gate_id in wrong:
        click.echo(f"delegate {delegate_id}\tgate {gate_id}")
    if wrong:
        click.echo(f"{len(wrong)} 处不一样", err=True)
        raise SystemExit(1)
    click.echo("一样", err=True)


commands = [badges, keys, attendance]
