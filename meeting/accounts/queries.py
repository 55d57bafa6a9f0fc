"""Accounts and roles, as lists and one by one."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from meeting.accounts.enums import ROLE_PERMISSIONS, Permission, Role
from meeting.accounts.models import Account, Grant, Society
from meeting.accounts.rules import BadUsername, clean_username
from meeting.db import Base, db
from meeting.errors import N_, Invalid, NotFound


class NoSuchAccount(Invalid):
    """Nobody has this login name, as far as the asker may know."""

    code = "account-unknown"
    sentence = N_("没有用户名为“%(username)s”的账号。请核对，或新建一个账号。")
    field = "username"


class NoSuchMeeting(Invalid):
    """A command names a meeting by its slug."""

    code = "meeting-unknown"
    sentence = N_("没有网址名为“%(slug)s”的会议。现有的会议：%(known)s。")


class NoMeetings(NoSuchMeeting):
    """There is none that could be meant."""

    code = "meeting-none"
    sentence = N_("没有网址名为“%(slug)s”的会议：这里还没有会议。请先用 meeting create 建立。")


class NoSuchSociety(Invalid):
    code = "society-unknown"
    sentence = N_("没有找到名为“%(name)s”的学会。")


class SocietyUnclear(Invalid):
    code = "society-unclear"
    sentence = N_("请用 --society 写明是哪个学会。")


def account_called(username: str, *, society_id: int | None = None) -> Account:
    """By login name; with ``society_id``, only one that works there: each society is shut off from the others.

    Raises ``NoSuchAccount``.
    """
    try:
        query = sa.select(Account).where(Account.username == clean_username(username))
    except BadUsername as error:
        raise NoSuchAccount(username=username) from error
    if society_id is not None:
        query = query.where(Account.grants.any(Grant.society_id == society_id))
    account = db.session.scalar(query)
    if account is None:
        raise NoSuchAccount(username=username)
    return account


def account_in(society_id: int, account_id: int) -> Account:
    """An account that works for the society. Raises ``NotFound``."""
    account = db.session.scalar(
        sa.select(Account).where(Account.id == account_id, Account.grants.any(Grant.society_id == society_id))
    )
    if account is None:
        raise NotFound
    return account


def grants_of_meeting(society_id: int, meeting_id: int) -> list[Grant]:
    """Who has which role in the meeting, the society's admins first."""
    ranks = {role: rank for rank, role in enumerate(Role)}
    grants = db.session.scalars(
        sa.select(Grant)
        .join(Grant.account)
        .where(Grant.society_id == society_id, sa.or_(Grant.meeting_id == meeting_id, Grant.meeting_id.is_(None)))
        .options(contains_eager(Grant.account))
    )
    return sorted(grants, key=lambda grant: (ranks[grant.role], grant.account.username))


def grant_in_meeting(meeting_id: int, grant_id: int) -> Grant:
    """Raises ``NotFound``."""
    return _grant(sa.select(Grant).where(Grant.id == grant_id, Grant.meeting_id == meeting_id))


def grant_in_society(society_id: int, grant_id: int) -> Grant:
    """A role in the society or in one of its meetings. Raises ``NotFound``."""
    return _grant(sa.select(Grant).where(Grant.id == grant_id, Grant.society_id == society_id))


def accounts_of_society(society_id: int) -> list[tuple[Account, list[Grant]]]:
    """Every account that works for the society, with its roles there only, by login name."""
    grants = db.session.scalars(
        sa.select(Grant)
        .join(Grant.account)
        .where(Grant.society_id == society_id)
        .order_by(Account.username, Grant.meeting_id, Grant.id)
        .options(contains_eager(Grant.account))
    )
    found: dict[int, tuple[Account, list[Grant]]] = {}
    for grant in grants:
        found.setdefault(grant.account_id, (grant.account, []))[1].append(grant)
    return list(found.values())


def others_who_may(permission: Permission, *, society_id: int, account_id: int | None) -> list[str]:
    """Names of the active accounts beside this one that may do it by a role in the society itself."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    query = (
        sa.select(Account.id, Account.name)
        .join(Account.grants)
        .where(Grant.society_id == society_id, Grant.meeting_id.is_(None), Grant.role.in_(roles), Account.active)
        .distinct()
    )
    return sorted(row.name for row in db.session.execute(query) if row.id != account_id)


def grants_of_account(account_id: int) -> list[Grant]:
    """What one account is, everywhere."""
    return list(
        db.session.scalars(
            sa.select(Grant)
            .where(Grant.account_id == account_id)
            .order_by(Grant.society_id, Grant.meeting_id.desc(), Grant.id)
            .options(joinedload(Grant.society))
        )
    )


def society_called(name: str) -> Society:
    """By name or slug. Raises ``NoSuchSociety``."""
    society = db.session.scalar(sa.select(Society).where(sa.or_(Society.name == name, Society.slug == name)))
    if society is None:
        raise NoSuchSociety(name=name)
    return society


def only_society() -> Society:
    """The installation's only one. Raises ``SocietyUnclear`` where there are several or none."""
    societies = db.session.scalars(sa.select(Society).limit(2)).all()
    if len(societies) != 1:
        raise SocietyUnclear
    return societies[0]


def meeting_called(slug: str) -> tuple[int, int]:
    """Ids of its society and of the meeting. Raises ``NoSuchMeeting``."""
    meeting = _meetings()
    found = db.session.execute(sa.select(meeting.c.society_id, meeting.c.id).where(meeting.c.slug == slug)).first()
    if found is None:
        raise no_such_meeting(slug)
    return found.society_id, found.id


def no_such_meeting(slug: str, *, society_id: int | None = None) -> NoSuchMeeting:
    """The refusal, with the slugs of the latest meetings, or of one society's.

    For commands only: a page doesn't tell one society of another.
    """
    meeting = _meetings()
    query = sa.select(meeting.c.slug).order_by(meeting.c.id.desc()).limit(20)
    known = db.session.scalars(query if society_id is None else query.where(meeting.c.society_id == society_id)).all()
    return NoSuchMeeting(slug=slug, known="、".join(known)) if known else NoMeetings(slug=slug)


def meetings_named(meeting_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Id → (slug, title)."""
    meeting = _meetings()
    rows = db.session.execute(
        sa.select(meeting.c.id, meeting.c.slug, meeting.c.title).where(meeting.c.id.in_(meeting_ids))
    )
    return {row.id: (row.slug, row.title) for row in rows}


def _meetings() -> sa.Table:
    """A grant's foreign key names this table; its model stands floors above."""
    return Base.metadata.tables["meeting"]


def _grant(query: sa.Select[tuple[Grant]]) -> Grant:
    grant = db.session.scalar(query.options(joinedload(Grant.account)))
    if grant is None:
        raise NotFound
    return grant
