"""Commands about delegates and units: they act as the operator."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.db import db, release, transaction
from meeting.history.operations import record
from meeting.meetings.access import meeting_named
from meeting.meetings.models import Meeting
from meeting.people.orders import Order
from meeting.registration.cli_receipts import receipts
from meeting.registration.exports import FORMATS, delegates_file, listed_rows
from meeting.registration.operations.rosters import import_roster
from meeting.registration.rosters import read_roster
from meeting.storage.whole import write_output

delegates = AppGroup("delegates", help="The delegates of a meeting.")
units = AppGroup("units", help="The units that a meeting invites.")
commands = [delegates, units, receipts]

ORDERS = click.Choice([order.value for order in Order if order is not Order.REGISTRATION])


@delegates.command("export")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--order", type=ORDERS, default=Order.UNIT.value, show_default=True, help="By what the list is ordered.")
def export(slug: str, output: Path, order: str) -> None:
    """Write all who are neither declined nor cancelled to FILE.xlsx or FILE.csv, with full mobiles."""
    kind = output.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise click.BadParameter("FILE 要以 .xlsx 或 .csv 结尾。", param_hint="-o")
    with transaction():
        meeting = meeting_named(slug, Permission.REGISTRATION)
        rows = listed_rows(meeting, Order(order))
        record("export-delegates", meeting, by=OPERATOR, at=clock.now(), society_id=meeting.society_id,
               meeting_id=meeting.id,
               changes={"format": (None, kind), "order": (None, order), "count": (None, len(rows))})  # fmt: skip
    write_output(output, delegates_file(rows, kind))
    click.echo(f"{len(rows)} 人，已写入 {output}", err=True)


@units.command("import")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(slug: str, file: Path) -> None:
    """Add the units of a roster (次序, 单位, 地区, 别名) to the society, and invite them."""
    meeting_id = meeting_named(slug, Permission.REGISTRATION).id
    release()  # reading holds no lock
    roster = read_roster(file.name, file.read_bytes())
    with transaction():
        outcome = import_roster(db.session.get_one(Meeting, meeting_id), roster, at=clock.now(), by=OPERATOR)
    click.echo(
        f"新增 {outcome.added} 个单位，更新 {outcome.changed} 个，邀请 {outcome.invited} 个，"
        f"没有变化 {outcome.unchanged} 个"
    )
    for fault in outcome.faults:
        click.echo(f"{file.name} 第{fault.row}行：{fault.error}", err=True)
    if outcome.faults:
        sys.exit(1)
