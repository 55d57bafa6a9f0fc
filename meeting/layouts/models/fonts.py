"""Fonts that a society uploaded, and what it sets its letters in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base, choice
from meeting.layouts.enums import FontRight, LetterPart


class SocietyFont(Base):
    """A TrueType font that a society uploaded and vouches for its right to use.

    Removed by state: what was issued in it must come out the same again, so its file stays.
    """

    __tablename__ = "society_font"
    __table_args__ = (
        sa.UniqueConstraint("society_id", "face"),
        sa.Index("uq_society_font_name", "society_id", "name", unique=True, sqlite_where=sa.text("removed_at IS NULL"),
                 postgresql_where=sa.text("removed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    face: Mapped[str] = mapped_column(sa.String(23))
    """Id in ``meeting.documents.typefaces``: by the file's content."""
    name: Mapped[str] = mapped_column(sa.String(60))
    """As lists show it."""
    file_key: Mapped[str] = mapped_column(sa.String(80))
    specimen_key: Mapped[str] = mapped_column(sa.String(80))
    """Keys in storage of the font file as it came, and of a line set in it, as PNG."""
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """``FontFacts``: what the file says of itself and what was counted in it."""
    ground: Mapped[FontRight] = mapped_column(choice(FontRight))
    note: Mapped[str] = mapped_column(sa.String(400))
    """Contract, invoice, licence: where the right stands written."""
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class LetterFont(Base):
    """What a society sets a part of its letters in, where that isn't what ships.

    The choice outlives the font: letters are set in ours while it is removed, and in it again once it comes back.
    """

    __tablename__ = "letter_font"

    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"), primary_key=True)
    part: Mapped[LetterPart] = mapped_column(choice(LetterPart), primary_key=True)
    font_id: Mapped[int] = mapped_column(sa.ForeignKey("society_font.id"))

    font: Mapped[SocietyFont] = relationship(lazy="joined")
