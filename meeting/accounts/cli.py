"""Commands about accounts: they act as the operator."""

import sys

import click
from flask.cli import AppGroup

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import SOCIETY_ROLES, Role
from meeting.accounts.operations import add_account, grant_role, set_password
from meeting.accounts.passwords import hashed
from meeting.accounts.queries import account_called, meeting_called, no_such_meeting, only_society, society_called
from meeting.accounts.rules import fresh_password
from meeting.db import release, transaction

accounts = AppGroup("accounts", help="Accounts that sign in, and their roles.")
commands = [accounts]

ROLES = click.Choice([role.value for role in Role])


@accounts.command("add")
@click.argument("username")
@click.option("--role", type=ROLES, required=True, help="What the account may do.")
@click.option("--society", help="Name of the society; may be left out where there is only one.")
@click.option("--meeting", "slug", help="The meeting's slug: for every role but admin.")
@click.option("--name", default="", help="Shown in the history; the user name unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(username: str, role: str, society: str | None, slug: str | None, name: str, password_stdin: bool) -> None:
    """Make an account with a role; prints its fresh password unless one is handed in."""
    society_id, meeting_id = _place(Role(role), society, slug)
    release()  # hashing holds no lock
    password = _read_password() if password_stdin else fresh_password()
    stored = hashed(password, username=username, name=name)
    with transaction():
        account = add_account(
            username, name=name, password=stored, role=Role(role), society_id=society_id, meeting_id=meeting_id,
            at=clock.now(), by=OPERATOR,
        )  # fmt: skip
        click.echo(f"账号 {account.username} 已建立。", err=True)
    if not password_stdin:
        click.echo(password)


@accounts.command("grant")
@click.argument("username")
@click.option("--role", type=ROLES, required=True)
@click.option("--society")
@click.option("--meeting", "slug")
def grant(username: str, role: str, society: str | None, slug: str | None) -> None:
    """Give an account that is there a further role."""
    society_id, meeting_id = _place(Role(role), society, slug)
    with transaction():
        account = account_called(username)
        grant_role(account, Role(role), society_id=society_id, meeting_id=meeting_id, at=clock.now(), by=OPERATOR)


@accounts.command("password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(username: str, password_stdin: bool) -> None:
    """A new password, which ends all sessions of the account; printed unless it is handed in."""
    name = account_called(username).name
    release()  # hashing holds no lock
    fresh = _read_password() if password_stdin else fresh_password()
    stored = hashed(fresh, username=username, name=name)
    with transaction():
        set_password(account_called(username), stored, at=clock.now(), by=OPERATOR)
    if not password_stdin:
        click.echo(fresh)


def _place(role: Role, society: str | None, slug: str | None) -> tuple[int, int | None]:
    """Society and meeting that the options name. Raises ``NoSuchMeeting``, ``NoSuchSociety``, ``SocietyUnclear``."""
    if role in SOCIETY_ROLES:
        if slug:
            raise click.UsageError(f"{role.label}属于整个学会：请去掉 --meeting，或换一个角色。")
        return (society_called(society) if society else only_society()).id, None
    if not slug:
        raise click.UsageError("这个角色属于一次会议：请用 --meeting 写明会议的网址名。")
    society_id, meeting_id = meeting_called(slug)
    if society and (named := society_called(society).id) != society_id:
        raise no_such_meeting(slug, society_id=named)
    return society_id, meeting_id


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")
