"""Award, Grade, Recipient, RecipientPerson; NumberPattern, CertificateSeries, Certificate."""

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
    letters: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    """编号类别, such as LW: whose numbers run on their own; empty: the kind's."""
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

    @property
    def number_class(self) -> str:
        """The letters that its numbers carry: ZS, PS, or the award's own."""
        return self.letters or self.kind.series


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


class NumberPattern(Base):
    """How a society numbers one class. The first number of a year writes the pattern in force down for that year."""

    __tablename__ = "number_pattern"
    __table_args__ = (
        sa.UniqueConstraint("society_id", "letters", "year"),
        sa.CheckConstraint("year >= 0", name="year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    letters: Mapped[str] = mapped_column(sa.String(8), default="")
    """The class; empty: all that have no pattern of their own."""
    year: Mapped[int] = mapped_column(default=0)
    """The year whose numbers are of it, fixed; 0: any year without numbers as yet."""
    pattern: Mapped[str] = mapped_column(sa.String(60))


class CertificateSeries(Base):
    """Numbers of one issuer, year and class: 1, 2, 3 … without gaps, moved by a guarded update."""

    __tablename__ = "certificate_series"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.CheckConstraint("last >= 0", name="last"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    mould: Mapped[str] = mapped_column(sa.String(80))
    """Such as JSDA-2020-ZS-{流水:4}: its pattern with all but the serial filled in. Classes whose pattern doesn't name
    them share one."""
    key: Mapped[str] = mapped_column(sa.String(160))
    """The mould as it is compared: of the whole installation, as a number stands for one certificate wherever it is
    asked."""
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """An issued, numbered document (证书 or 聘书): revoked or reissued, never edited. Its words are its own."""

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "serial"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("number_key"),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("(key_id IS NULL) = (signature IS NULL)", name="signed"),
        sa.Index("uq_certificate_valid", "recipient_id", unique=True, sqlite_where=sa.text("state = 'valid'"),
                 postgresql_where=sa.text("state = 'valid'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("recipient.id"))
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("certificate_series.id"))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(60))
    number_key: Mapped[str] = mapped_column(sa.String(120))
    """The number as it is looked up (``numbering.number_key``): what is typed by hand finds it."""
    code: Mapped[str] = mapped_column(sa.String(26))
    """128 random bits in base32: what the verification QR carries, signed."""
    key_id: Mapped[int | None] = mapped_column(sa.SmallInteger)
    signature: Mapped[bytes | None] = mapped_column(sa.LargeBinary(64))
    """By that key (``codes``); None: numbered before there were signatures, its QR code carries the bare code."""
    content: Mapped[str] = mapped_column(sa.Text)
    """What is printed, as canonical JSON (``content.Content``): frozen at issue, whatever becomes of the rest."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of ``content`` as UTF-8."""
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
    layout_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("layout_version.id"))
    """The layout that it was first printed with, and is for ever after."""
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why it was revoked or reissued."""
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id"))

    recipient: Mapped[Recipient] = relationship(back_populates="certificates")
    series: Mapped[CertificateSeries] = relationship()
