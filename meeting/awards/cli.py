"""Commands: lists of recipients, certificates, verification. They act as the operator."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.awards.cards import KINDS
from meeting.awards.checking import faults, lost_keys
from meeting.awards.errors import CertificateKeyMissing, CertificateUnknown
from meeting.awards.keys import certificate_keys, public_text
from meeting.awards.lists import read_list
from meeting.awards.models import Recipient
from meeting.awards.offline import Words, public_keys, verify_offline
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
@click.option("--approval", "number", type=click.IntRange(1, 2**31 - 1), metavar="N",
              help="印上印章图片，写明已批准的用印申请是第几号")
@click.option("--sign", is_flag=True, help="用学会的数字证书给 PDF 签名")
def print_all(slug: str, output: Path, new: bool, number: int | None, sign: bool) -> None:
    """把有效的证书印成 PDF，每份一页。"""
    meeting = meeting_named(slug, Permission.AWARDS)
    over = _listed([one for one in db.session.scalars(recipients_of(meeting.id)) if is_handed_over(one.award)])
    orders = [
        PrintOrder(kind=kind, new_only=new, stock=USUAL[kind], approval=number, signed=sign) for kind in KINDS.values()
    ]
    count = print_to(output, meeting, orders, by=OPERATOR)
    click.echo(f"{count} 份证书：{output}", err=not output.is_file())  # not behind the PDF in a pipe
    _say_handed_over(over)


@certificates.command("check")
def check_all() -> None:
    """核对本站所有证书：内容与摘要、编号与样式、签名，每一列编号有没有缺。"""
    found = 0
    for fault in faults():
        found += 1
        click.echo(fault)
    for key_id in lost_keys():
        found += 1
        click.echo(str(CertificateKeyMissing(id=key_id)))
    click.echo(f"发现 {found} 处不对。" if found else "证书都和发证时一样，编号没有缺。", err=True)
    raise SystemExit(1 if found else 0)


@click.command("verify")
@click.argument("code")
@click.option("--offline", is_flag=True, help="不联网、不查数据库，只用公钥核对签名")
@click.option("--key", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="公钥文件，从颁发单位的 /verify/key 下载")  # fmt: skip
@click.option("--number", default="", help="证书上印的编号；和 --name、--award 一起，核对文字有没有被改")
@click.option("--name", default="", help="证书上印的姓名，几个人的照印的写；没有姓名的写单位")
@click.option("--award", default="", help="证书上印的奖项；聘书写职务")
@click.option("--grade", default="", help="证书上印的等次；没有的不写")
@with_appcontext
def verify(code: str, offline: bool, file: Path | None, **words: str) -> None:
    """查验证书：二维码里的网址，或网址末尾的代码。"""
    if offline:
        _verify_offline(code, file, words)
        return
    if file or any(words.values()):
        raise click.UsageError("--key、--number、--name、--award、--grade 和 --offline 一起用")
    try:
        found = verify_code(code)
    except CertificateUnknown as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    for word, value in facts(found):
        click.echo(f"{word}：{value}")


def _verify_offline(code: str, file: Path | None, words: dict[str, str]) -> None:
    if file is None:
        raise click.UsageError("离线查验要写 --key 公钥文件")
    given = any(words.values())
    if given and not (words["number"] and words["name"] and words["award"]):
        raise click.UsageError("--number、--name、--award 要一起写，有等次的再写 --grade")
    verify_offline(code, public_keys(file), Words(**words) if given else None)
    if given:
        click.echo("代码和文字都与签发时一致。")
    else:
        click.echo("代码是这把密钥签发的。要核对证书上的字有没有被改，请再写 --number、--name、--award、--grade。")
    click.echo("离线查不出后来有没有撤销或换发，请有网时再查一次。", err=True)


@click.group("certificate-keys")
def keys() -> None:
    """证书的签名密钥。"""


@keys.command("show")
@with_appcontext
def show_keys() -> None:
    """公钥，给离线查验的人。"""
    click.echo(public_text(), nl=False)


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """换一把新密钥：以后发的证书用它签名，已发的照旧有效。"""
    click.echo(f"keys/certificate-{certificate_keys().rotate()}.pem")


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


commands = [awards, certificates, verify, keys]
