"""Message."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meeting.db import Base, choice
from meeting.mail.addresses import LONGEST, masked
from meeting.mail.enums import MessageState


class Message(Base):
    """One letter to one address: the outbox. What is written here is sent once the transaction is committed."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.CheckConstraint("address <> '' OR state <> 'queued'", name="address"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.Index("ix_message_batch", "batch", "state"),
        sa.Index("ix_message_about", "about"),
        sa.Index("ix_message_meeting_id", "meeting_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """A UUIDv7; its Message-ID is made of it, the same however often it is tried."""
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    batch: Mapped[UUID]
    key: Mapped[str] = mapped_column(sa.String(120))
    """Idempotency: the same key again is the same message."""
    about: Mapped[str] = mapped_column(sa.String(60), default="")
    """What it is about, as the room that wrote it calls it: certificate:12."""
    name: Mapped[str] = mapped_column(sa.String(500), default="")
    """Whom it is to."""
    address: Mapped[str] = mapped_column(sa.String(LONGEST))
    """Empty once it was erased."""
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    enclosures: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    """``Enclosure``s."""
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    """What the last attempt met, in words, without the address."""
    not_before: Mapped[datetime | None]
    """When it is tried again."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def masked_address(self) -> str:
        return masked(self.address)
