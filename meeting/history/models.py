"""Entry, Value, Head."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base


class Entry(Base):
    """One thing done. Its digest covers the one before it, so that nothing is taken out unseen."""

    __tablename__ = "history_entry"
    __table_args__ = (
        sa.Index("ix_history_entry_subject", "subject_type", "subject_id"),
        sa.Index("ix_history_entry_meeting_id", "meeting_id", "id"),
        sa.UniqueConstraint("society_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    number: Mapped[int]
    """Place in the society's chain, from 1."""
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(sa.String(80))
    """The account's name at the time, ``operator`` or ``delegate``."""
    action: Mapped[str] = mapped_column(sa.String(60))
    """Verb and noun, such as ``approve-delegate``."""
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))

    values: Mapped[list["Value"]] = relationship(back_populates="entry", order_by="Value.id")


class Value(Base):
    """What a field was and became. Erasing sets salt and texts to NULL; the hash stays in the chain."""

    __tablename__ = "history_value"
    __table_args__ = (sa.Index("ix_history_value_entry_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("history_entry.id"))
    field: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[str | None] = mapped_column(sa.Text)
    after: Mapped[str | None] = mapped_column(sa.Text)
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    digest: Mapped[str] = mapped_column(sa.String(64))

    entry: Mapped[Entry] = relationship(back_populates="values")


class Head(Base):
    """The end of one society's chain; locked while an entry is added."""

    __tablename__ = "history_head"

    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
