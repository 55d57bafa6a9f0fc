"""Badge, Gate, Scan, Attendance."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.checkin.enums import GateKind, Refusal, ScanMethod, ScanResult
from meeting.db import Base, choice
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.models import Delegate


class Badge(Base):
    """A badge as printed. A reprinted badge (lost, name mended) is a new one, and the old one is void."""

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
        sa.CheckConstraint("key_id BETWEEN 1 AND 255", name="key_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    token: Mapped[bytes | None] = mapped_column(sa.LargeBinary(11))
    """Keyed hash of the id, set right after the insert that gives the id."""
    key_id: Mapped[int] = mapped_column(sa.SmallInteger)
    """Which of the installation's keys signs its code: printed again after a rotation, it is the same code."""
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    delegate: Mapped[Delegate] = relationship()


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
    closed_at: Mapped[datetime | None]
    """Closed gates take no scans; what was scanned there stays."""

    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()


class Scan(Base):
    """One reading at one gate: a fact, never changed. Undo is a new scan that names the old one."""

    __tablename__ = "scan"
    __table_args__ = (
        sa.Index("ix_scan_gate_id_at", "gate_id", "at"),
        sa.Index("ix_scan_delegate_id", "delegate_id"),
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
    method: Mapped[ScanMethod] = mapped_column(choice(ScanMethod))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who scanned; None: the operator."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 (hex) of what was asked: the same id with another body is a conflict."""
    names_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("scan.id"))
    """For a repeated scan the first one; for an undo the one undone."""

    gate: Mapped[Gate] = relationship()
    delegate: Mapped[Delegate | None] = relationship()
    account: Mapped[Account | None] = relationship()
    names: Mapped["Scan | None"] = relationship(remote_side=[id])


class Attendance(Base):
    """What the scans add up to; races settle on its unique key. Undo takes the row away; the scans stay."""

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("delegate_id", "gate_id", "entry"),
        sa.UniqueConstraint("scan_id"),
        sa.Index("ix_attendance_gate_id", "gate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("gate.id"))
    entry: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    scan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("scan.id", deferrable=True, initially="DEFERRED"))
    """Checked at the commit: this row is inserted first, because the scan's result is what became of it."""

    delegate: Mapped[Delegate] = relationship()
    gate: Mapped[Gate] = relationship()
    scan: Mapped[Scan] = relationship()
