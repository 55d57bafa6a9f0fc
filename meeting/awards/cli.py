"""Commands: lists of recipients, certificates, verification. They act as the operator."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.awards.documents import KINDS
from meeting.awards.errors import CertificateUnknown
from meeting.awards.lists import read_list
from meeting.awards.models import Recipient
from meeting.awards.operations import import_recipients, issue_certificates
from meeting.awards.queries.recipients import recipients_of
from meeting.awards.rules import is_handed_over
from meeting.awards.verification import Verified, verify_code
from meeting.db import db, release, transaction
from meeting.documents.dates import numeral_date
from meeting.meetings.access import meeting_named
from meeting.printing.drawing import print_to
from meeting.printing.items import PrintOrder
from meeting.printing.stocks import USUAL

awards = AppGroup("awards", help="奖项与获奖者。")
certificates = AppGroup("certificates", help="证书：编号与打印。")

SLUG = click.option("--meeting", "slug", required=True, metavar="SLUG")


@awards.command("import")
@SLUG
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_list(slug: str, file: Path) -> None:
    """导入获奖名单（奖项、等次、获奖者、单位、作品）；同一份名单再次导入不会重复。"""
    meeting_named(slug, Permission.AWARDS)
    release()  # reading holds no lock
    rows = read_list(file.name, file.read_bytes())
    with transaction():
        result = import_recipients(meeting_named(slug, Permission.AWARDS), rows, at=clock.now(), by=OPERATOR)
    for fault in result.faults:
        click.echo(f"{file.name} 第{fault.row.row}行：{fault.error}", err=True)
    click.echo(f"新增 {len(result.created)}，已有 {len(result.unchanged)}，有误 {len(result.faults)}")
    if result.faults:
        raise SystemExit(1)


@certificates.command("issue")
@SLUG
def issue(slug: str) -> None:
    """给还没有编号的证书编号；每行一份：编号、姓名、奖项、等次。"""
    with transaction():
        issued = issue_certificates(meeting_named(slug, Permission.AWARDS), at=clock.now(), by=OPERATOR)
        lines = [(one.number, one.names or one.unit, one.award, one.grade) for one in issued.new]
        over = _listed(issued.handed_over)
    for line in lines:
        click.echo("\t".join(line))
    click.echo(f"新编号 {len(lines)} 份，此前已编号 {issued.already} 份。", err=True)
    _say_handed_over(over)


@certificates.command("print")
@SLUG
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.pdf")
@click.option("--new", is_flag=True, help="只印新增的和有变动的（增补打印）")
@click.option("--seal", "approval", metavar="用印申请", help="印上印章图片，写明用印申请的编号或批准人")
def print_all(slug: str, output: Path, new: bool, approval: str | None) -> None:
    """把有效的证书印成 PDF，每份一页。"""
    meeting = meeting_named(slug, Permission.AWARDS)
    over = _listed([one for one in db.session.scalars(recipients_of(meeting.id)) if is_handed_over(one.award)])
    orders = [PrintOrder(kind=kind, new_only=new, stock=USUAL[kind]) for kind in KINDS.values()]
    count = print_to(output, meeting, orders, by=OPERATOR)
    click.echo(f"{count} 份证书：{output}", err=not output.is_file())  # not behind the PDF in a pipe
    _say_handed_over(over)


@click.command("verify")
@click.argument("code")
@with_appcontext
def verify(code: str) -> None:
    """查验证书：二维码里的网址，或网址末尾的 26 位代码。"""
    try:
        found = verify_code(code)
    except CertificateUnknown as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    for word, value in facts(found):
        click.echo(f"{word}：{value}")


def facts(found: Verified) -> list[tuple[str, str]]:
    """What the public page shows, line by line; nothing for what there is not."""
    state = found.state.label
    if found.ended_at is not None:
        state += f"（{numeral_date(clock.local(found.ended_at, 'Asia/Shanghai').date())}）"
    if found.replaced:
        state += "，已另发新证书"
    term = ""
    if found.term_starts_on and found.term_ends_on:
        term = f"{numeral_date(found.term_starts_on)}至{numeral_date(found.term_ends_on)}"
    lines = [
        ("状态", state), ("编号", found.number), ("姓名", found.name), ("奖项", found.award), ("等次", found.grade),
        ("聘期", term), ("颁发单位", found.issuer), ("日期", numeral_date(found.issued_on)),
    ]  # fmt: skip
    return [(word, value) for word, value in lines if value]


def _listed(recipients: list[Recipient]) -> dict[str, list[str]]:
    """“title”（issuer） → names."""
    listed: dict[str, list[str]] = {}
    for recipient in recipients:
        award = f"“{recipient.award.title}”（{recipient.award.issuer.name}）"
        listed.setdefault(award, []).append(recipient.names or (recipient.unit.name if recipient.unit else ""))
    return listed


def _say_handed_over(listed: dict[str, list[str]]) -> None:
    for award, names in listed.items():
        click.echo(f"转颁，不编号、不打印：{award}{len(names)}份：{'，'.join(names)}", err=True)


commands = [awards, certificates, verify]
