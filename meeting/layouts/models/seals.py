"""Seal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base
from meeting.layouts.enums import SealKind
from meeting.people.models import Person, Unit


class Seal(Base):
    """The picture of a unit's seal (公章), or of a person's signature (签名). It is not an electronic seal in law.

    One that requests name stays when its picture goes: each use remains on record.
    """

    __tablename__ = "seal"
    __table_args__ = (
        sa.UniqueConstraint("unit_id"),
        sa.UniqueConstraint("person_id"),
        sa.CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    file_key: Mapped[str] = mapped_column(sa.String(80), default="")
    """Key in storage of the picture, re-encoded as PNG with alpha; empty: none, nothing can be printed with it."""
    trial_key: Mapped[str] = mapped_column(sa.String(80), default="")
    """Of a picture that was uploaded and is still to be looked at; empty: none."""
    uploaded_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def kind(self) -> SealKind:
        return SealKind.SEAL if self.person_id is None else SealKind.SIGNATURE

    @property
    def owner(self) -> str:
        """The unit's or the person's name."""
        found = self.unit or self.person
        return found.name if found else ""
