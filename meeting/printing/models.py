"""PrintRun, PrintedItem, Printer."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.db import Base, choice
from meeting.documents.layouts.kinds import Kind
from meeting.printing.enums import Change


class PrintRun(Base):
    """One printing of cards of one kind: the print log."""

    __tablename__ = "print_run"
    __table_args__ = (sa.Index("ix_print_run_meeting_id", "meeting_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    order: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """What was asked for: a PrintOrder."""
    count: Mapped[int]
    sample: Mapped[bool] = mapped_column(default=False)
    """A proof: nothing counts as printed."""
    printed_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """None: from the command line."""
    job_id: Mapped[UUID | None]
    """The job whose file it is."""

    account: Mapped[Account | None] = relationship()
    items: Mapped[list["PrintedItem"]] = relationship(back_populates="run", order_by="PrintedItem.id")


class PrintedItem(Base):
    """A card of a run, or one that was to be pulled out then. The latest row of a subject says what is out there."""

    __tablename__ = "printed_item"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "subject"),
        sa.Index("ix_printed_item_meeting_id", "meeting_id", "kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("print_run.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    subject: Mapped[str] = mapped_column(sa.String(60))
    """Whose card it is, such as delegate:12."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """Of all that the card says; empty where it isn't known (printed before this was kept)."""
    label: Mapped[str] = mapped_column(sa.String(300))
    """What the card said, in a line."""
    before: Mapped[str] = mapped_column(sa.String(300), default="")
    """What the card that it replaces said: the one to pull out."""
    change: Mapped[Change] = mapped_column(choice(Change))

    run: Mapped[PrintRun] = relationship(back_populates="items")


class Printer(Base):
    """A printer by its name, and what it is off: tenths of a millimetre to be moved right and down."""

    __tablename__ = "printer"
    __table_args__ = (
        sa.UniqueConstraint("society_id", "name"),
        sa.CheckConstraint("abs(right_tenths) <= 300 AND abs(down_tenths) <= 300", name="offset"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    right: Mapped[int] = mapped_column("right_tenths", default=0)
    down: Mapped[int] = mapped_column("down_tenths", default=0)
    measured_at: Mapped[datetime]
