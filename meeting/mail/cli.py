"""Commands: trying the mail server."""

import click
from flask import current_app
from flask.cli import AppGroup

from meeting import clock
from meeting.db import uuid7
from meeting.mail.addresses import read_address
from meeting.mail.courier import Courier, mail_sender
from meeting.mail.mime import Outgoing

mail = AppGroup("mail", help="邮件。")


@mail.command("test")
@click.argument("address")
def test(address: str) -> None:
    """发一封测试邮件，看服务器收不收。"""
    settings = current_app.config["MEETING"]
    to = read_address(address)
    letter = Outgoing(
        id=uuid7(), sender=mail_sender(), name="", address=to, subject="测试邮件",
        text=f"这是一封测试邮件，从 {settings.url} 发出。收到它，说明邮件设置无误。\n", at=clock.now(),
    )  # fmt: skip
    with Courier(settings) as courier:
        courier.deliver(letter.as_mime(), to)
    click.echo(f"服务器已收下，请到 {to} 的邮箱里看；没有收到的，看看垃圾邮件。")


commands = [mail]
"""Of the installation."""
