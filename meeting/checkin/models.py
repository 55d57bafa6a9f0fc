"""Badge, Gate, GateRule, GateShows, Device, Scan, Reviewed, Leave, Attendance."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.checkin.enums import GateKind, Passing, Refusal, RuleKind, ScanMethod, ScanResult, Shown, Way
from meeting.db import Base, choice
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.enums import Category
from meeting.registration.models import Delegate


class Badge(Base):
    """A badge as printed. A reprinted badge (lost, name mended) is a new one, and the old one is void. A device that
    takes walk-ins carries spare ones, which are nobody's until then.
    """

    __tablename__ = "badge"
    __table_args__ = (
        sa.UniqueConstraint("token"),
        sa.Index(
            "uq_badge_active",
            "delegate_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.Index("ix_badge_meeting_id", "meeting_id"),
        sa.Index("ix_badge_delegate_id", "delegate_id"),
        sa.Index("ix_badge_device_id", "device_id"),
        sa.CheckConstraint("key_id BETWEEN 1 AND 255", name="key_id"),
        sa.CheckConstraint("delegate_id IS NOT NULL OR device_id IS NOT NULL", name="held"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    delegate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegate.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    """Which device was given it as a spare one."""
    token: Mapped[bytes | None] = mapped_column(sa.LargeBinary(11))
    """Keyed hash of the id, set right after the insert that gives the id."""
    key_id: Mapped[int] = mapped_column(sa.SmallInteger)
    """Which of the installation's keys signs its code: printed again after a rotation, it is the same code."""
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    delegate: Mapped[Delegate | None] = relationship()


class Gate(Base):
    """With what a badge is scanned for: the arrival desk, the meeting's door, a session's door."""

    __tablename__ = "gate"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "name"),
        sa.CheckConstraint("(kind = 'session') = (session_id IS NOT NULL)", name="session"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[GateKind] = mapped_column(choice(GateKind))
    name: Mapped[str] = mapped_column(sa.String(180))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"))
    position: Mapped[int] = mapped_column(default=0)
    takes_self: Mapped[bool] = mapped_column(default=False)
    """Whether delegates check in by themselves, by the code on the venue's screen."""
    quorum: Mapped[int | None]
    """法定人数: how many must be there; the screens say whether they are."""
    passing: Mapped[Passing] = mapped_column(choice(Passing), default=Passing.ONCE)
    closed_at: Mapped[datetime | None]
    """Closed gates take no scans; what was scanned there stays."""

    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()
    shows: Mapped[list["GateShows"]] = relationship(order_by="GateShows.id", cascade="all, delete-orphan")
    rules: Mapped[list["GateRule"]] = relationship(order_by="GateRule.id", cascade="all, delete-orphan")


class GateShows(Base):
    """One thing that a gate shows of who comes; none: ``SHOWN_AS_A_RULE``."""

    __tablename__ = "gate_shows"
    __table_args__ = (sa.UniqueConstraint("gate_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    what: Mapped[Shown] = mapped_column(choice(Shown))


class GateRule(Base):
    """Who may go through a gate, or when. Rules of one kind are alternatives; of several kinds, each must be met."""

    __tablename__ = "gate_rule"
    __table_args__ = (
        sa.Index("ix_gate_rule_gate_id", "gate_id"),
        sa.CheckConstraint("(kind = 'category') = (category IS NOT NULL)", name="for_category"),
        sa.CheckConstraint("(kind = 'enrolled') = (session_id IS NOT NULL)", name="for_enrolled"),
        sa.CheckConstraint("(kind = 'hours') = (from_at IS NOT NULL OR until_at IS NOT NULL)", name="for_hours"),
        sa.CheckConstraint("from_at < until_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    kind: Mapped[RuleKind] = mapped_column(choice(RuleKind))
    warns: Mapped[bool] = mapped_column(default=False)
    """Whoever doesn't meet it is let in, with a warning."""
    category: Mapped[Category | None] = mapped_column(choice(Category))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"))
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]


device_gate = sa.Table(
    "device_gate",
    Base.metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True),
    sa.Column("gate_id", sa.ForeignKey("gate.id"), primary_key=True),
)
"""The gates at which a device may scan."""


class Device(Base):
    """A phone or computer that scans by a key of its own, with nobody signed in. Revoked ones stay: scans name them."""

    __tablename__ = "device"
    __table_args__ = (
        sa.UniqueConstraint("invitation_hash"),
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_device_meeting_id", "meeting_id"),
        sa.CheckConstraint("(token_hash IS NULL) = (joined_at IS NULL)", name="joined"),
        sa.CheckConstraint("battery BETWEEN 0 AND 100", name="battery"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    invitation_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """SHA-256 (hex) of what the organiser's screen showed; None once it was used."""
    invited_until: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """SHA-256 (hex) of the device's key."""
    joined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    may_override: Mapped[bool] = mapped_column(default=False)
    """Whether it lets in whom a gate's rules refuse, with a reason."""
    may_register: Mapped[bool] = mapped_column(default=False)
    """Whether it takes walk-ins: then it carries spare badges."""
    may_search: Mapped[bool] = mapped_column(default=False)
    """Whether it finds people by name: then it holds the list of them, open."""
    is_kiosk: Mapped[bool] = mapped_column(default=False)
    """Whether delegates use it themselves: it finds one by name and mobile tail, and prints their badge."""
    seen_at: Mapped[datetime | None]
    """Its last contact, and what it said of itself then."""
    battery: Mapped[int | None] = mapped_column(sa.SmallInteger)
    """Per cent; None: not known."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Scans that it had still to hand in."""
    offset_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What must be added to its clock to get ours, in milliseconds."""

    meeting: Mapped[Meeting] = relationship()
    gates: Mapped[list[Gate]] = relationship(secondary=device_gate, order_by=(Gate.position, Gate.id))


class Scan(Base):
    """One reading at one gate: a fact, never changed. Undo is a new scan that names the old one.

    ``result`` is what the server made of it when it came, ``shown`` what a device without the server had shown by then.
    """

    __tablename__ = "scan"
    __table_args__ = (
        sa.Index("ix_scan_gate_id_at", "gate_id", "at"),
        sa.Index("ix_scan_delegate_id_gate_id", "delegate_id", "gate_id"),
        sa.Index("ix_scan_meeting_id_received_at", "meeting_id", "received_at"),
        sa.CheckConstraint("(device_at IS NULL) = (device_id IS NULL)", name="device"),
        sa.CheckConstraint("shown IS NULL OR device_id IS NOT NULL", name="alone"),
        sa.Index("ix_scan_names_id", "names_id"),  # SQLite looks who names a new scan while a deferred key is open
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """UUIDv7, made where it was scanned: the same id again gets the same answer."""
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    badge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("badge.id"))
    delegate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegate.id"))
    result: Mapped[ScanResult] = mapped_column(choice(ScanResult))
    refusal: Mapped[Refusal | None] = mapped_column(choice(Refusal))
    warning: Mapped[Refusal | None] = mapped_column(choice(Refusal, "warning"))
    """What spoke against it, and was let pass: by a rule that only warns, or by somebody in charge."""
    way: Mapped[Way] = mapped_column(choice(Way), default=Way.IN)
    reason: Mapped[str] = mapped_column(sa.String(100), default="")
    """Why by hand, or why all the same."""
    method: Mapped[ScanMethod] = mapped_column(choice(ScanMethod))
    at: Mapped[datetime]
    """When it was scanned, by our clock: of a device by its own, mended by the offset that it had measured."""
    received_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who scanned; None: a device, or the operator."""
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    device_at: Mapped[datetime | None]
    """By the device's own clock."""
    offset_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What was added to it, in milliseconds."""
    shown: Mapped[ScanResult | None] = mapped_column(choice(ScanResult, "shown"))
    """What the device showed by itself; None: it showed the server's answer."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 (hex) of what was asked: the same id with another body is a conflict."""
    names_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("scan.id"))
    """For a repeated scan the first one, for an undo the one undone, for one let in all the same the refused one."""

    gate: Mapped[Gate] = relationship()
    delegate: Mapped[Delegate | None] = relationship()
    account: Mapped[Account | None] = relationship()
    device: Mapped[Device | None] = relationship()
    names: Mapped["Scan | None"] = relationship(remote_side=[id])


class Reviewed(Base):
    """A scan that contradicts others and that an organiser has looked at: it isn't reported again."""

    __tablename__ = "reviewed"

    scan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("scan.id"), primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Leave(Base):
    """请假: a delegate who is expected at a gate has said that they won't come. Who comes all the same is there."""

    __tablename__ = "leave"
    __table_args__ = (sa.UniqueConstraint("gate_id", "delegate_id"), sa.Index("ix_leave_delegate_id", "delegate_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    reason: Mapped[str] = mapped_column(sa.String(100), default="")
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who wrote it down; None: the operator."""


class Attendance(Base):
    """What the scans add up to (``operations.attendance``); a second row for one entry can't be.

    ``entry``: 1 where one goes in once; where once a day, the day's number (``date.toordinal``); where in and out are
    scanned, the how-manieth stay.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("delegate_id", "gate_id", "entry"),
        sa.UniqueConstraint("scan_id"),
        sa.UniqueConstraint("left_scan_id"),
        sa.Index("ix_attendance_gate_id", "gate_id"),
        sa.CheckConstraint("(left_at IS NULL) = (left_scan_id IS NULL)", name="left"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    entry: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    scan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("scan.id", deferrable=True, initially="DEFERRED"))
    left_at: Mapped[datetime | None]
    left_scan_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("scan.id", deferrable=True, initially="DEFERRED"))

    delegate: Mapped[Delegate] = relationship()
    gate: Mapped[Gate] = relationship()
    scan: Mapped[Scan] = relationship(foreign_keys=scan_id)
