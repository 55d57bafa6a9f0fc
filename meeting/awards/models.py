"""Award, Grade, Recipient, RecipientPerson; CertificateSeries, Certificate."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.awards.enums import AwardKind, CertificateState
from meeting.db import Base, choice
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit


class Award(Base):
    """Something that is handed out at a meeting: certificates or letters of appointment."""

    __tablename__ = "award"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[AwardKind] = mapped_column(choice(AwardKind))
    title: Mapped[str] = mapped_column(sa.String(160))
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    ground: Mapped[str] = mapped_column(sa.String(300), default="")
    """依据: on what authority it is given."""
    term_starts_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    """聘期, both days included; left out of the letter where unknown."""
    position: Mapped[int]

    meeting: Mapped[Meeting] = relationship()
    issuer: Mapped[Unit] = relationship()
    grades: Mapped[list["Grade"]] = relationship(back_populates="award", order_by="Grade.position")
    recipients: Mapped[list["Recipient"]] = relationship(back_populates="award", order_by="Recipient.position")


class Grade(Base):
    """等次, with its quota."""

    __tablename__ = "grade"
    __table_args__ = (sa.UniqueConstraint("award_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"))
    title: Mapped[str] = mapped_column(sa.String(40))
    quota: Mapped[int | None]
    position: Mapped[int]

    award: Mapped[Award] = relationship(back_populates="grades")


class Recipient(Base):
    """Who is honoured once: a person, a unit, or the co-authors of one paper together."""

    __tablename__ = "recipient"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "key"),
        sa.Index("ix_recipient_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"))
    grade_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grade.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """The first person's unit; where there are no persons, the unit that is honoured."""
    work: Mapped[str] = mapped_column(sa.String(300), default="")
    """作品: the paper's title."""
    key: Mapped[str] = mapped_column(sa.String(64))
    """Digest of names, unit and work in the words that it was added with: the same row again adds nothing, even after
    its person or unit was merged or renamed."""
    position: Mapped[int]

    award: Mapped[Award] = relationship(back_populates="recipients")
    grade: Mapped[Grade | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    persons: Mapped[list["RecipientPerson"]] = relationship(
        back_populates="recipient", order_by="RecipientPerson.position", cascade="all, delete-orphan"
    )
    certificates: Mapped[list["Certificate"]] = relationship(
        back_populates="recipient", order_by="Certificate.id"
    )

    @property
    def names(self) -> str:
        """The persons' names joined by 、; empty where a unit is honoured."""
        return "、".join(row.person.name for row in self.persons)


class RecipientPerson(Base):
    """One of the persons honoured together, in the paper's order of authors."""

    __tablename__ = "recipient_person"
    __table_args__ = (
        sa.UniqueConstraint("recipient_id", "person_id"),
        sa.Index("ix_recipient_person_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("recipient.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    position: Mapped[int]

    recipient: Mapped[Recipient] = relationship(back_populates="persons")
    person: Mapped[Person] = relationship()


class CertificateSeries(Base):
    """Numbers of one issuer, year and kind: 1, 2, 3 … without gaps, moved by a guarded update."""

    __tablename__ = "certificate_series"
    __table_args__ = (
        sa.UniqueConstraint("prefix"),
        sa.CheckConstraint("last >= 0", name="last"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(sa.String(40))
    """Such as JSDA-2020-ZS: of the whole installation, as a number stands for one certificate wherever it is asked."""
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """An issued, numbered document (证书 or 聘书): revoked or reissued, never edited. Its words are its own."""

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "serial"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("code"),
        sa.Index("uq_certificate_valid", "recipient_id", unique=True, sqlite_where=sa.text("state = 'valid'"),
                 postgresql_where=sa.text("state = 'valid'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("recipient.id"))
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("certificate_series.id"))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(60))
    code: Mapped[str] = mapped_column(sa.String(26))
    """128 random bits in base32: what the verification QR carries."""
    state: Mapped[CertificateState] = mapped_column(choice(CertificateState), default=CertificateState.VALID)
    kind: Mapped[AwardKind] = mapped_column(choice(AwardKind))
    names: Mapped[str] = mapped_column(sa.String(500))
    """The names as printed, joined by 、."""
    unit: Mapped[str] = mapped_column(sa.String(120), default="")
    award: Mapped[str] = mapped_column(sa.String(160))
    grade: Mapped[str] = mapped_column(sa.String(40), default="")
    work: Mapped[str] = mapped_column(sa.String(300), default="")
    issuer: Mapped[str] = mapped_column(sa.String(120))
    term_starts_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    issued_on: Mapped[date]
    """The date that stands on it: the meeting's first day."""
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why it was revoked or reissued."""
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id"))

    recipient: Mapped[Recipient] = relationship(back_populates="certificates")
    series: Mapped[CertificateSeries] = relationship()
