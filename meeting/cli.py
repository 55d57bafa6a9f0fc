"""Commands about the installation itself: init, serve, doctor, demo."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from meeting import clock
from meeting.certificates import certificate_of, make_certificate
from meeting.installation import examine, found_revision, require_free_port, require_own_schema, upgrade
from meeting.web.turnstile import AT_ONCE, STREAMS


@click.command()
@with_appcontext
def init() -> None:
    """Make or upgrade the instance; harmless again."""
    upgrade()
    click.echo(f"数据在 {current_app.config['MEETING'].instance}，数据库版本 {found_revision()}。", err=True)


@click.command()
@with_appcontext
def serve() -> None:
    """Serve on MEETING_HOST:MEETING_PORT, with the embedded worker."""
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    require_own_schema()
    settings = current_app.config["MEETING"]
    require_free_port(settings.host, settings.port)
    tls = certificate_of(settings.instance, settings.url)
    click.echo(f"打开 {settings.url}（按 Ctrl+C 停止）", err=True)
    Server(
        "meeting.serving:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=AT_ONCE + STREAMS + 8,  # made when needed; Turnstile says how many work
        backlog=1024,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        ssl_cert=tls and tls[0],
        ssl_key=tls and tls[1],
        ssl_protocol_min=SSLProtocols.tls12,
        workers_kill_timeout=5,  # seconds: an open stream never ends by itself
    ).serve()


@click.command()
@click.argument("hosts", nargs=-1, required=True, metavar="ADDRESS…")
@with_appcontext
def certificate(hosts: tuple[str, ...]) -> None:
    """给会场的局域网做一张 https 证书：ADDRESS 是这台电脑的地址，如 192.168.1.10。"""
    settings = current_app.config["MEETING"]
    authority = make_certificate(settings.instance, list(hosts), at=clock.now())
    click.echo(str(authority))
    url = f"https://{hosts[0]}:{settings.port}"
    click.echo(f"手机装上这个文件并信任它，再打开 {url}（MEETING_URL 要设成它）。", err=True)


@click.command()
@with_appcontext
def doctor() -> None:
    """Say what is wrong with this installation."""
    ill = False
    for finding in examine(current_app._get_current_object()):  # type: ignore[attr-defined]
        ill = ill or not finding.fine
        click.echo(f"{'✓' if finding.fine else '✗'} {finding.what}")
        if not finding.fine:
            click.echo(f"  {finding.advice}")
    raise SystemExit(1 if ill else 0)


demo = AppGroup("demo", help="The demo: the reference meeting.")


@demo.command("load")
def demo_load() -> None:
    """Load the reference meeting through the operations that users call; harmless again."""
    from meeting.demo import load

    accounts = load(at=clock.now())
    settings = current_app.config["MEETING"]
    if accounts is None:
        click.echo("示例会议已经在了，没有改动。", err=True)
        return
    click.echo(f"示例会议已载入：{settings.url}", err=True)
    click.echo("演示账号（角色、登录名、密码，只显示这一次）：", err=True)
    for account in accounts:
        click.echo(f"{account.role}\t{account.username}\t{account.password}")


commands = [init, serve, certificate, doctor, demo]
