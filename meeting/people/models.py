"""Persons and units, kept across meetings: the spine that every role hangs on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meeting.db import Base, choice
from meeting.people.enums import Gender
from meeting.people.strokes import surname_strokes_key


class Unit(Base):
    """An organisation (单位): where delegates work, who hosts, exhibits or is honoured."""

    __tablename__ = "unit"
    __table_args__ = (
        sa.Index("uq_unit_key", "society_id", "key", unique=True, sqlite_where=sa.text("merged_into_id IS NULL"),
                 postgresql_where=sa.text("merged_into_id IS NULL")),
        sa.Index("uq_unit_code", "code", unique=True, sqlite_where=sa.text("code != ''"),
                 postgresql_where=sa.text("code != ''")),
        sa.Index("ix_unit_society_id_position", "society_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str] = mapped_column(sa.Text)
    """``name_key(name)``: what is compared and searched. One sign may fold to eighteen: no length fits all."""
    strokes: Mapped[str] = mapped_column(sa.Text, default="")
    """Places the unit among those without a position: strokes of its name, blanks not counted."""
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    position: Mapped[int | None]
    """Its place in the official order of units (单位序), from 1; None comes last."""
    code: Mapped[str] = mapped_column(sa.String(20), default="")
    """What it signs its certificate numbers with, such as JSDA, unique in the installation: whoever verifies a number
    doesn't say whose it is. Empty: its pinyin initials, set at the first number."""
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    created_at: Mapped[datetime]

    aliases: Mapped[list["UnitAlias"]] = relationship(back_populates="unit", order_by="UnitAlias.id")

    @validates("name")
    def _place(self, _attribute: str, name: str) -> str:
        self.strokes = surname_strokes_key(name, blank_first=False)
        return name


class UnitAlias(Base):
    """Another name by which people write a unit."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("society_id", "key"), sa.Index("ix_unit_alias_unit_id", "unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str] = mapped_column(sa.Text)

    unit: Mapped[Unit] = relationship(back_populates="aliases")


class Person(Base):
    """A human being, known to one society. What they are in a meeting hangs on this row."""

    __tablename__ = "person"
    __table_args__ = (
        sa.Index("uq_person_key_mobile", "society_id", "key", "mobile", unique=True,
                 sqlite_where=sa.text("merged_into_id IS NULL AND mobile IS NOT NULL"),
                 postgresql_where=sa.text("merged_into_id IS NULL AND mobile IS NOT NULL")),
        sa.Index("ix_person_society_id_key", "society_id", "key"),
        sa.Index("ix_person_society_id_mobile", "society_id", "mobile"),
        sa.Index("ix_person_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    """As typed, save the two repairs of ``clean_name``."""
    key: Mapped[str] = mapped_column(sa.Text)
    """``name_key(name)``."""
    pinyin: Mapped[str] = mapped_column(sa.Text, default="")
    """Syllables parted by spaces; forty characters need more than two hundred letters."""
    pinyin_key: Mapped[str] = mapped_column(sa.Text, default="")
    """Sorts by pinyin: syllable, tone, strokes, character by character."""
    initials: Mapped[str] = mapped_column(sa.Text, default="")
    strokes: Mapped[str] = mapped_column(sa.Text, default="")
    """Sorts by surname strokes (姓氏笔画), blank first."""
    strokes_uncounted: Mapped[str] = mapped_column(sa.Text, default="")
    """The same where the blank of a one-character given name isn't counted (姓名笔画)."""
    gender: Mapped[Gender | None] = mapped_column(choice(Gender))
    mobile: Mapped[str | None] = mapped_column(sa.String(24))
    """E.164. One number may stand for several people."""
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()
