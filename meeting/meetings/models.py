"""Meeting, MeetingHost, Room, Guest."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Society
from meeting.db import Base, choice
from meeting.meetings.enums import Audience, HostRole, MeetingState
from meeting.people.models import Person, Unit


class Meeting(Base):
    """One edition of an event. Days are local to ``zone``; instants everywhere else are UTC."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.UniqueConstraint("slug"),
        sa.UniqueConstraint("society_id", "title", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    slug: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(120))
    edition: Mapped[str] = mapped_column(sa.String(60), default="")
    """Such as 第十二届, or 2020年."""
    theme: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    zone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Shanghai")
    city: Mapped[str] = mapped_column(sa.String(40), default="")
    venue: Mapped[str] = mapped_column(sa.String(120), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    directions: Mapped[str] = mapped_column(sa.Text, default="")
    """How to get there (交通), plain text."""
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    """会务组联系方式, shown to delegates."""
    expected_delegates: Mapped[int | None]
    approval_number: Mapped[str] = mapped_column(sa.String(80), default="")
    approval_file: Mapped[str] = mapped_column(sa.String(80), default="")
    """Key of the approval's file in storage; empty: none."""
    approval_file_name: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState), default=MeetingState.DRAFT)
    registration_closes_at: Mapped[datetime | None]
    mobile_required: Mapped[bool] = mapped_column(default=True)
    """Whether a delegate without a mobile is a fault (domain.md: the meeting's setting)."""
    landline_allowed: Mapped[bool] = mapped_column(default=False)
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    created_at: Mapped[datetime]

    society: Mapped[Society] = relationship()
    hosts: Mapped[list["MeetingHost"]] = relationship(back_populates="meeting", order_by="MeetingHost.position")
    rooms: Mapped[list["Room"]] = relationship(back_populates="meeting", order_by="Room.position")
    guests: Mapped[list["Guest"]] = relationship(back_populates="meeting", order_by="Guest.position")

    def hosts_as(self, role: HostRole) -> list[Unit]:
        """The units in this role, in order of protocol."""
        return [host.unit for host in self.hosts if host.role is role]

    @property
    def host_names(self) -> str:
        """主办单位, in their order, as cards name them."""
        return "、".join(unit.name for unit in self.hosts_as(HostRole.HOST))


class MeetingHost(Base):
    """A unit that patronises, hosts, co-hosts, undertakes or supports a meeting."""

    __tablename__ = "meeting_host"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "role", "unit_id"),
        sa.Index("ix_meeting_host_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    role: Mapped[HostRole] = mapped_column(choice(HostRole))
    position: Mapped[int]
    """Order of protocol over all roles of the meeting."""

    meeting: Mapped[Meeting] = relationship(back_populates="hosts")
    unit: Mapped[Unit] = relationship()


class Room(Base):
    """A place in the venue with seats."""

    __tablename__ = "room"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "name"),
        sa.CheckConstraint("seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    seats: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting] = relationship(back_populates="rooms")


class Guest(Base):
    """A leader or guest (领导与嘉宾): kept by the reception group, never registers, counted apart."""

    __tablename__ = "guest"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "person_id"),
        sa.Index("ix_guest_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    position: Mapped[int]
    """Rank (职务序), by hand, from 1."""
    audience: Mapped[Audience] = mapped_column(choice(Audience), default=Audience.STAFF)
    """Who may see the name; leaders' names stay off public pages until released."""
    received_by: Mapped[str] = mapped_column(sa.String(80), default="")
    """接待人 and remarks of the reception group."""
    arrived_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="guests")
    person: Mapped[Person] = relationship()
