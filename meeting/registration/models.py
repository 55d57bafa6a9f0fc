"""Delegation, Delegate, Enrolment; ReceiptImport, ReceiptFile, ReceiptRow."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.db import Base, choice
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, EnrolmentState, Fate, ImportState, Source


class Delegation(Base):
    """The delegates whom one unit sends to a meeting; a row from the invitation on."""

    __tablename__ = "delegation"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "unit_id"),
        sa.UniqueConstraint("link_hash"),
        sa.Index("ix_delegation_unit_id", "unit_id"),
        sa.CheckConstraint("quota >= 0", name="quota"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    invited_at: Mapped[datetime | None]
    """None: came without having been invited."""
    contact: Mapped[str] = mapped_column(sa.String(80), default="")
    contact_mobile: Mapped[str] = mapped_column(sa.String(24), default="")
    link_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """SHA-256 (hex) of the 128 random bits of the contact's link; None: no link was given."""
    opened_at: Mapped[datetime | None]
    """When somebody first had the contact's page open."""
    quota: Mapped[int | None]
    """名额: how many 正式代表 the unit may send; None: no limit of its own."""

    meeting: Mapped[Meeting] = relationship()
    unit: Mapped[Unit] = relationship()


class CategoryLimit(Base):
    """How many of a category a meeting takes. No row: as many as come."""

    __tablename__ = "category_limit"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "category"),
        sa.CheckConstraint("places >= 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    category: Mapped[Category] = mapped_column(choice(Category, "category"))
    places: Mapped[int]

    meeting: Mapped[Meeting] = relationship()


class Delegate(Base):
    """A person who takes part in one meeting. Name, gender and mobile are the person's."""

    __tablename__ = "delegate"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "person_id"),
        sa.UniqueConstraint("meeting_id", "number"),
        sa.UniqueConstraint("link_hash"),
        sa.Index("ix_delegate_person_id", "person_id"),
        sa.Index("ix_delegate_delegation_id", "delegation_id"),
        sa.Index("ix_delegate_meeting_id_state", "meeting_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    number: Mapped[int]
    """流水号 in the meeting, from 1 in the order of registering: on the badge and the meal tickets, whoever leaves."""
    delegation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegation.id"))
    """None: without a unit."""
    category: Mapped[Category] = mapped_column(choice(Category), default=Category.DELEGATE)
    state: Mapped[DelegateState] = mapped_column(choice(DelegateState), default=DelegateState.PENDING)
    source: Mapped[Source] = mapped_column(choice(Source), default=Source.ONLINE)
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    hotel: Mapped[bool | None]
    """住宿: wanted, not wanted, not said."""
    hotel_wish: Mapped[str] = mapped_column(sa.String(120), default="")
    """As written, where it says more than yes or no (单住、与某某合住)."""
    diet: Mapped[str] = mapped_column(sa.String(120), default="")
    remarks: Mapped[str] = mapped_column(sa.String(500), default="")
    position: Mapped[int | None]
    """职务序: by hand; None comes last."""
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why declined or cancelled, as the delegate reads it."""
    waits_since: Mapped[datetime | None]
    """Of who waits because all places were taken: their order. None: the organiser put them there, or nobody did."""
    link_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """SHA-256 (hex) of the private link's 128 random bits."""
    version: Mapped[int] = mapped_column()
    """Counts changes: optimistic lock, and what an undone import compares."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    enrolment: Mapped["Enrolment | None"] = relationship(back_populates="delegate")

    @property
    def unit(self) -> Unit | None:
        return self.delegation.unit if self.delegation else None


class Enrolment(Base):
    """A delegate's wish for a sub-forum: enrolled holds one of its seats, waiting holds none.

    Sub-forums are held side by side, so a delegate has one at most.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.UniqueConstraint("delegate_id"),
        sa.Index("ix_enrolment_session_id_state", "session_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegate.id"))
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id"))
    state: Mapped[EnrolmentState] = mapped_column(choice(EnrolmentState))
    since: Mapped[datetime]

    delegate: Mapped[Delegate] = relationship(back_populates="enrolment")
    session: Mapped[Session] = relationship()


class ReceiptImport(Base):
    """One handing-in of receipt files: previewed, confirmed, perhaps undone."""

    __tablename__ = "receipt_import"
    __table_args__ = (sa.Index("ix_receipt_import_meeting_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.PREVIEWED)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who handed it in; None: the operator."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    units_created: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    """Names of the units that it added (or, previewed, would add)."""

    meeting: Mapped[Meeting] = relationship()
    account: Mapped[Account | None] = relationship()
    files: Mapped[list["ReceiptFile"]] = relationship(back_populates="receipt_import", order_by="ReceiptFile.id")


class ReceiptFile(Base):
    """One file of an import; the unit's original is kept in storage."""

    __tablename__ = "receipt_file"
    __table_args__ = (sa.Index("ix_receipt_file_import_id", "import_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("receipt_import.id"))
    name: Mapped[str] = mapped_column(sa.String(260))
    key: Mapped[str] = mapped_column(sa.String(80), default="")
    """Key of the original in storage; empty where it wasn't kept."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    unit_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """The unit that fills the form in, as found."""
    contact: Mapped[str] = mapped_column(sa.String(80), default="")
    contact_mobile: Mapped[str] = mapped_column(sa.String(24), default="")
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    """Why it couldn't be read; empty: it was."""
    notes: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    """What a person should know of the file and that keeps nobody out; sentences."""

    receipt_import: Mapped[ReceiptImport] = relationship(back_populates="files")
    rows: Mapped[list["ReceiptRow"]] = relationship(back_populates="file", order_by="ReceiptRow.id")


class ReceiptRow(Base):
    """One row of a receipt and what became of it."""

    __tablename__ = "receipt_row"
    __table_args__ = (
        sa.Index("ix_receipt_row_file_id", "file_id"),
        sa.Index("ix_receipt_row_delegate_id", "delegate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("receipt_file.id"))
    row: Mapped[int]
    """1-based, as a spreadsheet shows it."""
    sheet: Mapped[str] = mapped_column(sa.String(100), default="")
    fate: Mapped[Fate] = mapped_column(choice(Fate))
    waiting: Mapped[str] = mapped_column(sa.String(160), default="")
    """The sub-forum that was full: the delegate is there, the wish waits. Empty: nothing waits."""
    faults: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    """Why it is kept out: [field, sentence, what fills the sentence's places]; put into words at the edge."""
    message: Mapped[list[Any] | None] = mapped_column(sa.JSON)
    """What else there is to say of the row's fate: [sentence, what fills its places]."""
    own: Mapped[bool] = mapped_column(default=True)
    """Whether the unit that sent the file is the person's own."""
    values: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """The row as read (name, mobile, unit, …): shown, and mended from."""
    delegate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegate.id"))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    """What an update replaced, for undo."""
    version_after: Mapped[int | None]
    """The delegate's version when the import was done: another one means that somebody touched it since."""

    file: Mapped[ReceiptFile] = relationship(back_populates="rows")
    delegate: Mapped[Delegate | None] = relationship()
