"""Societies, accounts and their roles."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.enums import SOCIETY_ROLES, Role
from meeting.accounts.models import Account, Grant, Society
from meeting.accounts.passwords import PasswordHash
from meeting.accounts.rules import clean_username
from meeting.db import db
from meeting.errors import N_, Conflict, Invalid, NotAllowed
from meeting.history.operations import By, Changes, record, take_turn


class SocietyExists(Conflict):
    """Two societies of one name can't be told apart."""

    code = "society-exists"
    sentence = N_("已经有名为“%(name)s”的学会或协会。")


class SocietyNameTooLong(Invalid):
    """Names of societies have 100 characters at most."""

    code = "society-name-too-long"
    sentence = N_("学会名称“%(given)s…”超过100个字，请检查是否填错了。")


class UsernameTaken(Conflict):
    """Login names are unique in the installation."""

    code = "username-taken"
    sentence = N_("用户名“%(username)s”已有人使用。请换一个，或给已有的账号加上角色。")
    field = "username"


class AccountNameTooLong(Invalid):
    """Names of accounts have 80 characters at most."""

    code = "account-name-too-long"
    sentence = N_("账号姓名“%(given)s…”超过80个字，请写短一些。")
    field = "name"


class WrongPlace(Invalid):
    """学会管理员 and 用印审批人 belong to a society, every other role to a meeting."""

    code = "role-misplaced"
    sentence = N_("“学会管理员”和“用印审批人”只能在学会里授予，其他角色只能在一次会议里授予。")
    field = "role"


class RoleHeld(Conflict):
    """The account has this role there already."""

    code = "role-held"
    sentence = N_("%(name)s 已经有这个角色。")
    field = "username"


class LastInCharge(Conflict):
    """Nobody would be left who can give roles."""

    code = "last-in-charge"
    sentence = N_("这样一来就没有人能管理了。请先让另一个账号担任负责人或学会管理员。")


class AccountOfOthers(NotAllowed):
    """An account that works for another society too is changed by its owner and the operator only."""

    code = "account-of-others"
    sentence = N_("这个账号也为别的学会工作，不能在这里停用或改密码；可以收回它在本学会的角色。")


LONGEST_SOCIETY_NAME, LONGEST_ACCOUNT_NAME = 100, 80
"""Characters."""


def add_society(name: str, *, slug: str, at: datetime, by: By) -> Society:
    """Raises ``SocietyExists``, ``SocietyNameTooLong``. ``slug`` is made unique by a number."""
    if len(name) > LONGEST_SOCIETY_NAME:
        raise SocietyNameTooLong(given=name[:20])
    if db.session.scalar(sa.select(Society.id).where(Society.name == name)) is not None:
        raise SocietyExists(name=name)
    taken = set(db.session.scalars(sa.select(Society.slug).where(Society.slug.startswith(slug, autoescape=True))))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    society = Society(name=name, slug=free, created_at=at)
    db.session.add(society)
    db.session.flush()  # its id opens the chain of the history
    record("add-society", society, by=by, at=at, society_id=society.id, changes={"name": (None, name)})
    return society


def add_account(
    username: str,
    *,
    name: str,
    password: PasswordHash,
    role: Role,
    society_id: int,
    meeting_id: int | None = None,
    at: datetime,
    by: By,
) -> Account:
    """Make an account with its first role; without one it could do nothing and nobody could find it.

    Raises ``BadUsername``, ``AccountNameTooLong``, ``UsernameTaken``, ``WrongPlace``.
    """
    username = clean_username(username)
    if len(name.strip()) > LONGEST_ACCOUNT_NAME:
        raise AccountNameTooLong(given=name.strip()[:20])
    account = Account(
        username=username,
        name=name.strip() or username,
        password=password,
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except sa.exc.IntegrityError as error:
        raise UsernameTaken(username=username) from error
    record(
        "add-account", account, by=by, at=at, society_id=society_id, meeting_id=meeting_id,
        changes={"username": (None, username), "name": (None, account.name)},
    )  # fmt: skip
    grant_role(account, role, society_id=society_id, meeting_id=meeting_id, at=at, by=by)
    return account


def grant_role(
    account: Account, role: Role, *, society_id: int, meeting_id: int | None = None, at: datetime, by: By
) -> Grant:
    """Raises ``WrongPlace``, ``RoleHeld``. The meeting, where there is one, is the society's."""
    if (role in SOCIETY_ROLES) != (meeting_id is None):
        raise WrongPlace
    take_turn(society_id)  # a role twice at once: UNIQUE lets two NULL meetings pass
    held = sa.select(Grant.id).where(
        Grant.account_id == account.id,
        Grant.society_id == society_id,
        Grant.meeting_id.is_(None) if meeting_id is None else Grant.meeting_id == meeting_id,
        Grant.role == role,
    )
    if db.session.scalar(held) is not None:
        raise RoleHeld(name=account.name)
    grant = Grant(account=account, society_id=society_id, meeting_id=meeting_id, role=role, granted_at=at)
    db.session.add(grant)
    db.session.flush()  # the history names its id
    record(
        "grant-role", account, by=by, at=at, society_id=society_id, meeting_id=meeting_id,
        changes={"username": (None, account.username), "role": (None, role)},
    )  # fmt: skip
    return grant


def take_role(grant: Grant, *, at: datetime, by: By) -> None:
    """Raises ``LastInCharge``."""
    account = grant.account
    take_turn(grant.society_id)
    _require_another_in_charge([grant])
    record(
        "take-role", account, by=by, at=at, society_id=grant.society_id, meeting_id=grant.meeting_id,
        changes={"username": (account.username, None), "role": (grant.role, None)},
    )  # fmt: skip
    db.session.delete(grant)
    db.session.flush()  # whoever asks next in this transaction no longer sees it
    db.session.expire(account, ["grants"])


def set_password(account: Account, password: PasswordHash, *, at: datetime, by: By) -> None:
    """A new password ends every session of the account and any wait after wrong ones."""
    _take_turns(account)
    account.password = password
    account.fs_uniquifier = secrets.token_hex(32)
    account.failed_sign_ins, account.locked_until = 0, None
    _record_everywhere("set-password", account, by=by, at=at, changes={"username": (None, account.username)})


def rename_account(account: Account, name: str, *, at: datetime, by: By) -> None:
    """What the history calls the account from now on."""
    _take_turns(account)
    before, account.name = account.name, name
    _record_everywhere("rename-account", account, by=by, at=at, changes={"name": (before, name)})


def deactivate_account(account: Account, *, society_id: int, at: datetime, by: By) -> None:
    """The account can't sign in any more; what it did stays. Raises ``AccountOfOthers``, ``LastInCharge``."""
    _take_turns(account)
    require_own(account, society_id=society_id)
    _require_another_in_charge(account.grants)
    account.active = False
    account.fs_uniquifier = secrets.token_hex(32)
    _record_everywhere("deactivate-account", account, by=by, at=at, changes={"username": (account.username, None)})


def reactivate_account(account: Account, *, society_id: int, at: datetime, by: By) -> None:
    """With the roles it had. Raises ``AccountOfOthers``."""
    _take_turns(account)
    require_own(account, society_id=society_id)
    account.active = True
    account.failed_sign_ins, account.locked_until = 0, None
    _record_everywhere("reactivate-account", account, by=by, at=at, changes={"username": (None, account.username)})


def require_own(account: Account, *, society_id: int) -> None:
    """Raises ``AccountOfOthers``: or an admin would take over an account of another society by giving it a role."""
    if any(grant.society_id != society_id for grant in account.grants):
        raise AccountOfOthers


def _require_another_in_charge(going: list[Grant]) -> None:
    """Raises ``LastInCharge`` where a society or meeting would lose the last active account that gives roles.

    The caller has taken the society's turn: of two owners who take each other's role away at the same instant, the
    second reads what the first one did.
    """
    gone = {grant.id for grant in going}
    for grant in going:
        if grant.role not in {Role.ADMIN, Role.OWNER}:
            continue
        left = db.session.execute(
            sa.select(Grant.role, Grant.meeting_id)
            .join(Grant.account)
            .where(
                Grant.society_id == grant.society_id,
                Grant.role.in_([Role.ADMIN, Role.OWNER]),
                Grant.id.not_in(gone),
                Account.active,
            )
        ).all()
        if not any(role is Role.ADMIN or meeting_id == grant.meeting_id for role, meeting_id in left):
            raise LastInCharge


def _take_turns(account: Account) -> None:
    """In one order, and before the account itself is written: no two wait for each other."""
    for society_id in _societies(account):
        take_turn(society_id)


def _record_everywhere(action: str, account: Account, *, by: By, at: datetime, changes: Changes) -> None:
    """Each society that the account works for has it in its own chain."""
    for society_id in _societies(account):
        record(action, account, by=by, at=at, society_id=society_id, changes=changes)


def _societies(account: Account) -> list[int]:
    return sorted({grant.society_id for grant in account.grants})
