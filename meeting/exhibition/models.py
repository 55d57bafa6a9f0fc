"""Exhibition, Booth, Exhibitor."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base
from meeting.meetings.models import Meeting, Room
from meeting.people.models import Person, Unit


class Exhibition(Base):
    """One for each meeting at most. The plan's size is in metres."""

    __tablename__ = "exhibition"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id"),
        sa.CheckConstraint("width > 0 AND depth > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    title: Mapped[str] = mapped_column(sa.String(160))
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    width: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2), default=Decimal(30))
    depth: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2), default=Decimal(20))

    meeting: Mapped[Meeting] = relationship()
    room: Mapped[Room | None] = relationship()
    booths: Mapped[list["Booth"]] = relationship(back_populates="exhibition", order_by="Booth.number")
    exhibitors: Mapped[list["Exhibitor"]] = relationship(back_populates="exhibition", order_by="Exhibitor.position")


class Exhibitor(Base):
    """A unit that exhibits."""

    __tablename__ = "exhibitor"
    __table_args__ = (
        sa.UniqueConstraint("exhibition_id", "unit_id"),
        sa.Index("ix_exhibitor_unit_id", "unit_id"),
        sa.Index("ix_exhibitor_contact_id", "contact_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(sa.ForeignKey("exhibition.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    description: Mapped[str] = mapped_column(sa.String(1000), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[int]

    exhibition: Mapped[Exhibition] = relationship(back_populates="exhibitors")
    unit: Mapped[Unit] = relationship()
    contact: Mapped[Person | None] = relationship()
    booths: Mapped[list["Booth"]] = relationship(back_populates="exhibitor", order_by="Booth.number")


class Booth(Base):
    """A place on the plan: metres from the plan's upper left corner; one booth, one exhibitor."""

    __tablename__ = "booth"
    __table_args__ = (
        sa.UniqueConstraint("exhibition_id", "number"),
        sa.CheckConstraint("width > 0 AND depth > 0 AND x >= 0 AND y >= 0", name="place"),
        sa.Index("ix_booth_exhibitor_id", "exhibitor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(sa.ForeignKey("exhibition.id"))
    number: Mapped[str] = mapped_column(sa.String(12))
    x: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2))
    y: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2))
    width: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2), default=Decimal(3))
    depth: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2), default=Decimal(3))
    exhibitor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("exhibitor.id"))
    """Set by a guarded update only (WHERE exhibitor_id IS NULL)."""

    exhibition: Mapped[Exhibition] = relationship(back_populates="booths")
    exhibitor: Mapped[Exhibitor | None] = relationship(back_populates="booths")
