"""SavedLayout, LayoutVersion, LayoutPicture."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.accounts.models import Account
from meeting.db import Base, choice
from meeting.documents.layouts.kinds import Kind
from meeting.layouts.enums import LayoutState


class SavedLayout(Base):
    """A layout of a society's own: its name, and its versions from the first to the newest."""

    __tablename__ = "saved_layout"
    __table_args__ = (sa.Index("ix_saved_layout_society_id_kind", "society_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    title: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[LayoutState] = mapped_column(choice(LayoutState), default=LayoutState.ACTIVE)
    made_at: Mapped[datetime]

    versions: Mapped[list["LayoutVersion"]] = relationship(
        back_populates="saved", order_by="LayoutVersion.number.desc()"
    )

    @property
    def newest(self) -> "LayoutVersion":
        return self.versions[0]


class LayoutVersion(Base):
    """A design as it was saved; never changed, never deleted: what was printed with it can be printed again."""

    __tablename__ = "layout_version"
    __table_args__ = (sa.UniqueConstraint("saved_layout_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    saved_layout_id: Mapped[int] = mapped_column(sa.ForeignKey("saved_layout.id"))
    number: Mapped[int]
    """1, 2, 3 … in its layout."""
    content: Mapped[dict[str, Any]]
    """As ``layout_json`` makes it: pictures by digest."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """As ``layout_digest`` makes it: of all that decides how it prints."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    saved: Mapped[SavedLayout] = relationship(back_populates="versions")
    made_by: Mapped[Account | None] = relationship()


class LayoutPicture(Base):
    """A picture that layouts of the society may show, kept by what it is: the same one is there once."""

    __tablename__ = "layout_picture"
    __table_args__ = (sa.UniqueConstraint("society_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    society_id: Mapped[int] = mapped_column(sa.ForeignKey("society.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the file, hexadecimal: what layouts name it by."""
    file_key: Mapped[str] = mapped_column(sa.String(80))
    width: Mapped[int]
    height: Mapped[int]
    """Pixels; of a PDF's page, millimetres."""
    made_at: Mapped[datetime]
