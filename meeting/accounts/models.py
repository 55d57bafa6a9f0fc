"""Society, Account, Grant."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_security.core import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.enums import Role
from meeting.db import Base, choice


class Society(Base):
    """A body that holds meetings: the tenant. Each is shut off from the others."""

    __tablename__ = "society"
    __table_args__ = (sa.UniqueConstraint("name"), sa.UniqueConstraint("slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    slug: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]


class Account(Base, UserMixin):
    """Someone who signs in, by a login name; nobody needs an e-mail address."""

    __tablename__ = "account"
    __table_args__ = (sa.UniqueConstraint("username"), sa.UniqueConstraint("fs_uniquifier"))

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(80))
    """Shown in the history: the person's name, or the desk's (签到一组)."""
    password: Mapped[str] = mapped_column(sa.String(200))
    """Argon2id hash."""
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64))
    """Stands in the session; a new one ends all sessions."""
    created_at: Mapped[datetime]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(back_populates="account", order_by="Grant.id")
    # Flask-Security's global roles aren't used: Grant says who may do what where.
    roles: ClassVar[tuple[()]] = ()  # type: ignore[misc, assignment]


class Grant(Base):
    """A role given to an account, in a society or in one meeting of it."""

    __tablename__ = "grant"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "society_id", "meeting_id", "role"),
        sa.CheckConstraint("(role IN ('admin', 'seal-keeper')) = (meeting_id IS NULL)", name="scope"),
        sa.Index("ix_grant_meeting_id", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    role: Mapped[Role] = mapped_column(choice(Role))
    granted_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="grants")
    society: Mapped[Society] = relationship()
