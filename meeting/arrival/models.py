"""Handout, HandedOut."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.db import Base


class Handout(Base):
    """What the arrival desk hands to everybody, or has them sign: badge, pack, meal tickets, room card, signature."""

    __tablename__ = "handout"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    title: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int]


class HandedOut(Base):
    """One thing that one delegate has got: once, whatever two desks do at the same time."""

    __tablename__ = "handed_out"
    __table_args__ = (
        sa.UniqueConstraint("delegate_id", "handout_id"),
        sa.Index("ix_handed_out_handout_id", "handout_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    handout_id: Mapped[int] = mapped_column(sa.ForeignKey("handout.id"))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    handout: Mapped[Handout] = relationship()
    account: Mapped[Account | None] = relationship()
