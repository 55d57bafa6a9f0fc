"""Who acts: handed to every operation as ``by``."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask import session
from flask_babel import gettext
from flask_login import current_user

from meeting.accounts.enums import ROLE_PERMISSIONS, Permission, Role
from meeting.accounts.models import Account, Grant
from meeting.db import db
from meeting.errors import N_


@dataclass(frozen=True)
class Actor:
    """An account, the operator at the command line, or a delegate without an account."""

    name: str
    account_id: int | None = None
    everything: bool = False
    roles: frozenset[tuple[Role, int, int | None]] = frozenset()
    """(role, society id, meeting id or None)."""

    def may(self, permission: Permission, *, society_id: int, meeting_id: int | None = None) -> bool:
        """Whether one of the actor's roles there carries the permission."""
        return self.everything or permission in self._permissions(society_id, meeting_id)

    def knows(self, *, society_id: int, meeting_id: int | None = None) -> bool:
        """Whether the actor has any role there: to everybody else it does not exist."""
        return self.everything or bool(self._permissions(society_id, meeting_id))

    def works_for(self, society_id: int) -> bool:
        """Whether the actor has a role in the society or in any of its meetings: then it is no secret."""
        return self.everything or any(society == society_id for _role, society, _meeting in self.roles)

    def _permissions(self, society_id: int, meeting_id: int | None) -> frozenset[Permission]:
        return frozenset(
            permission
            for role, society, meeting in self.roles
            if society == society_id and meeting in {None, meeting_id}
            for permission in ROLE_PERMISSIONS[role]
        )

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None


OPERATOR = Actor(name="operator", everything=True)
"""Whoever has the machine: the command line."""

VISITOR = Actor(name="visitor")
"""Nobody we know, reading a public page or registering."""

DELEGATE = Actor(name="delegate")
"""Whoever holds a private link."""

CONTACT = Actor(name="contact")
"""Whoever holds a unit's link: its 联络员."""


ACTORS: dict[str, str] = {
    OPERATOR.name: N_("系统管理员（命令行）"),
    VISITOR.name: N_("网上报名者"),
    DELEGATE.name: N_("参会人员本人"),
    CONTACT.name: N_("单位联络员"),
}


def actor_in_words(name: str) -> str:
    """The account's name as it was, or what the operator and delegates are called."""
    return gettext(ACTORS[name]) if name in ACTORS else name


def actor_of(account: Account) -> Actor:
    """The account with its roles."""
    return Actor(
        name=account.name,
        account_id=account.id,
        roles=frozenset((grant.role, grant.society_id, grant.meeting_id) for grant in account.grants),
    )


def actor_with(account_id: int | None) -> Actor:
    """Who asked for long work: the account, or the operator at the command line."""
    account = None if account_id is None else db.session.get(Account, account_id)
    return OPERATOR if account is None else actor_of(account)


def claimed_identity() -> str:
    """Who sends the present request, as the session says: to be looked up by ``actors_with_identities``."""
    return str(session.get("_user_id", ""))


def actors_with_identities(identities: Collection[str]) -> dict[str, Actor]:
    """Those who are signed in by these (``fs_uniquifier``), for what is done for several at once."""
    names: dict[str, tuple[str, int]] = {}
    roles: dict[str, set[tuple[Role, int, int | None]]] = {}
    rows = db.session.connection().execute(_SIGNED_IN, {"identities": list(identities)})
    for identity, name, account_id, *grant in rows:
        names[identity] = name, account_id
        roles.setdefault(identity, set()).update([tuple(grant)] if grant[0] else ())
    return {identity: Actor(*names[identity], roles=frozenset(held)) for identity, held in roles.items()}


_SIGNED_IN = (
    sa.select(
        Account.fs_uniquifier, Account.name, Account.id, Grant.role, Grant.society_id, Grant.meeting_id
    )
    .outerjoin(Grant, Grant.account_id == Account.id)
    .where(Account.fs_uniquifier.in_(sa.bindparam("identities", expanding=True)), Account.active)
)  # fmt: skip


def current_actor() -> Actor:
    """Who sends the present request. Views call it; operations are handed the answer."""
    return actor_of(current_user) if current_user.is_authenticated else VISITOR
