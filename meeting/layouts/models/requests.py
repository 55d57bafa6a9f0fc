"""SealRequest, SealUse."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.db import Base, choice
from meeting.layouts.enums import RequestState
from meeting.layouts.models.seals import Seal

seal_request_seal = sa.Table(
    "seal_request_seal",
    Base.metadata,
    sa.Column("request_id", sa.ForeignKey("seal_request.id"), primary_key=True),
    sa.Column("seal_id", sa.ForeignKey("seal.id"), primary_key=True),
    sa.Index("ix_seal_request_seal_seal_id", "seal_id"),
)
"""The seals and signatures that one request asks for: they stand on the same documents."""


class SealRequest(Base):
    """用印申请: so many documents of one meeting may carry these seals, once somebody with the right has said so."""

    __tablename__ = "seal_request"
    __table_args__ = (
        sa.UniqueConstraint("society_id", "number"),
        sa.CheckConstraint("copies > 0", name="copies"),
        sa.CheckConstraint("used >= 0 AND used <= copies", name="used"),
        sa.Index("ix_seal_request_meeting_id", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    number: Mapped[int]
    """第N号, counted in the society."""
    document: Mapped[str] = mapped_column(sa.String(120))
    """What will carry them: 优秀论文证书."""
    purpose: Mapped[str] = mapped_column(sa.String(300))
    """事由."""
    copies: Mapped[int]
    """Documents, however many seals stand on each."""
    used: Mapped[int] = mapped_column(default=0)
    state: Mapped[RequestState] = mapped_column(choice(RequestState), default=RequestState.PENDING)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why it was declined."""

    seals: Mapped[list[Seal]] = relationship(secondary=seal_request_seal, order_by=Seal.id)
    asked_by: Mapped[Account | None] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id)
    uses: Mapped[list["SealUse"]] = relationship(back_populates="request", order_by="SealUse.id")

    @property
    def left(self) -> int:
        return self.copies - self.used

    @property
    def own(self) -> bool:
        """Whether the one who asked has approved it: nobody else had the right."""
        return self.decided_by_id is not None and self.decided_by_id == self.asked_by_id


class SealUse(Base):
    """用印: so many documents were printed with this seal on this request; never changed, never taken back."""

    __tablename__ = "seal_use"
    __table_args__ = (
        sa.CheckConstraint("copies > 0", name="copies"),
        sa.Index("ix_seal_use_request_id", "request_id"),
        sa.Index("ix_seal_use_seal_id", "seal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("seal_request.id"))
    seal_id: Mapped[int] = mapped_column(sa.ForeignKey("seal.id"))
    copies: Mapped[int]
    what: Mapped[str] = mapped_column(sa.String(300))
    """Which documents: the first and the last number."""
    job_id: Mapped[UUID | None]
    """The job that printed them, which counts once however often it is begun; None: a command. It may be gone."""
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    """As in the history: the account's name at the time, or ``operator``."""

    request: Mapped[SealRequest] = relationship(back_populates="uses")
    seal: Mapped[Seal] = relationship()
