"""Seal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base
from meeting.people.models import Unit


class Seal(Base):
    """The picture of an issuer's seal. It is not an electronic seal in law; each use is recorded in the history."""

    __tablename__ = "seal"
    __table_args__ = (sa.UniqueConstraint("unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    file_key: Mapped[str] = mapped_column(sa.String(80))
    """Key in storage of the picture, re-encoded as PNG with alpha."""
    uploaded_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
