"""Session, AgendaItem, Speaker, NamedPerson."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base, choice
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting, Room
from meeting.people.models import Person
from meeting.programme.enums import ItemKind, SessionKind


class Session(Base):
    """Anything on the programme with a room and hours. Hours are half-open: [starts_at, ends_at)."""

    __tablename__ = "session"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="hours"),
        sa.CheckConstraint("taken >= 0 AND (seats IS NULL OR taken <= seats)", name="seats"),
        sa.Index("ix_session_meeting_id_starts_at", "meeting_id", "starts_at"),
        sa.Index("ix_session_room_id", "room_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[SessionKind] = mapped_column(choice(SessionKind))
    title: Mapped[str] = mapped_column(sa.String(160))
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    audience: Mapped[Audience] = mapped_column(choice(Audience), default=Audience.PUBLIC)
    seats: Mapped[int | None]
    """How many may enrol (sub-forums); None: no limit."""
    taken: Mapped[int] = mapped_column(default=0)
    """Seats held by active enrolments; moved only by guarded updates in registration."""

    meeting: Mapped[Meeting] = relationship()
    room: Mapped[Room | None] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="session", order_by="AgendaItem.starts_at, AgendaItem.id", cascade="all, delete-orphan"
    )
    named: Mapped[list["NamedPerson"]] = relationship(back_populates="session", cascade="all, delete-orphan")


class AgendaItem(Base):
    """One item within a session."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="hours"),
        sa.Index("ix_agenda_item_session_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id"))
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind))
    title: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    audience: Mapped[Audience] = mapped_column(choice(Audience), default=Audience.PUBLIC)

    session: Mapped[Session] = relationship(back_populates="items")
    speakers: Mapped[list["Speaker"]] = relationship(
        back_populates="item", order_by="Speaker.position", cascade="all, delete-orphan"
    )


class Speaker(Base):
    """A person who speaks in an agenda item. A leader's name is shown as widely as the guest's audience says."""

    __tablename__ = "speaker"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "person_id"),
        sa.Index("ix_speaker_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    position: Mapped[int] = mapped_column(default=1)

    item: Mapped[AgendaItem] = relationship(back_populates="speakers")
    person: Mapped[Person] = relationship()


class NamedPerson(Base):
    """A person for whom a session, or one of its items, of audience ``named`` is meant."""

    __tablename__ = "named_person"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "person_id"),
        sa.Index("ix_named_person_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    session: Mapped[Session] = relationship(back_populates="named")
    person: Mapped[Person] = relationship()
