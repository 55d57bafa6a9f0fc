"""An attempt to sign in: counted before the password is compared, so that a thousand at once are no way round.

The caller does it in three steps, of which only the first and the last touch the database::

    with transaction():
        attempt = attempt_sign_in(username, at=…, known=…)
    fits = matches(password, attempt.stored)
    with transaction():
        account = complete_sign_in(attempt, fits=fits)
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Account
from meeting.accounts.rules import BadUsername, clean_username, wait_after
from meeting.db import db
from meeting.errors import N_, MeetingError


class SignInRefused(MeetingError):
    """One sentence for every cause: wrong name, wrong password, switched off, waiting."""

    code = "sign-in-refused"
    status = 422
    sentence = N_("用户名或密码不对。连着输错 10 次，这个账号就要等 1 到 15 分钟才能再试。忘了密码请找管理员重设。")


class TooManyTries(MeetingError):
    """One address tried too often."""

    code = "too-many-tries"
    status = 429
    sentence = N_("从这里登录失败的次数太多，请等 10 分钟再试。")


@dataclass(frozen=True)
class Attempt:
    """What the password is to be compared with."""

    account_id: int | None = None
    stored: str | None = None
    """The hash; None where nobody has the name."""
    open: bool = False
    """Whether the right password lets them in: the account is active and isn't waiting."""


def attempt_sign_in(username: str, *, at: datetime, known: str | None = None) -> Attempt:
    """Count the attempt. ``known``: the identity that a browser keeps from an earlier sign-in (``fs_uniquifier``):
    it doesn't wait, so that nobody locks the real owner out by typing wrong passwords.

    The same statements run for names that nobody has: no answer is quicker.
    """
    account = _locked_by_name(username)
    waiting = account is not None and account.locked_until is not None and account.locked_until > at
    open_ = account is not None and account.active and (not waiting or account.fs_uniquifier == known)
    failures = (account.failed_sign_ins if account else 0) + open_
    wait = wait_after(failures) if open_ else None
    first = sa.select(sa.func.min(Account.id)).scalar_subquery()
    db.session.execute(
        sa.update(Account)
        .where(Account.id == (account.id if account else first))
        .values(
            failed_sign_ins=failures if account else Account.failed_sign_ins,
            locked_until=at + wait if wait else Account.locked_until,
        )
        .execution_options(synchronize_session=False)
    )
    return Attempt(account.id, account.password, open_) if account else Attempt()


def complete_sign_in(attempt: Attempt, *, fits: bool) -> Account:
    """The account that is now signed in; its count begins anew. Raises ``SignInRefused``."""
    if not (fits and attempt.open):
        raise SignInRefused
    account = db.session.get_one(Account, attempt.account_id, populate_existing=True)
    if not account.active or account.password != attempt.stored:
        raise SignInRefused  # switched off, or a new password, while this one was being compared
    account.failed_sign_ins, account.locked_until = 0, None
    db.session.flush()  # the caller commits
    return account


def _locked_by_name(username: str) -> Account | None:
    try:
        username = clean_username(username)
    except BadUsername:
        username = ""  # nobody's; looked up all the same
    return db.session.scalar(
        sa.select(Account)
        .where(Account.username == username)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
