"""Meal, CardLine."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meeting.db import Base, choice
from meeting.documents.layouts.kinds import Kind


class Meal(Base):
    """A meal with tickets: one for each confirmed delegate, or so many without a name; numbered from 1."""

    __tablename__ = "meal"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "title"),
        sa.CheckConstraint("tickets IS NULL OR tickets BETWEEN 1 AND 20000", name="tickets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    title: Mapped[str] = mapped_column(sa.String(40))
    """As the ticket has it: 12月8日午餐."""
    time: Mapped[str] = mapped_column(sa.String(60), default="")
    room: Mapped[str] = mapped_column(sa.String(80), default="")
    tickets: Mapped[int | None]
    """None: one for each confirmed delegate, with the name."""
    position: Mapped[int]


class CardLine(Base):
    """A table card or a seat card of somebody whom no other list has, or of a seat."""

    __tablename__ = "card_line"
    __table_args__ = (sa.Index("ix_card_line_meeting_id", "meeting_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    unit: Mapped[str] = mapped_column(sa.String(120), default="")
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    seat: Mapped[str] = mapped_column(sa.String(40), default="")
    position: Mapped[int]
