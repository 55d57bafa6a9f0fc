"""Letter."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meeting.db import Base, choice
from meeting.letters.enums import LetterHead, LetterKind
from meeting.meetings.models import Meeting

WORDING = "kind <> 'notice'"


class Letter(Base):
    """A letter as it is worded; places in braces are filled in when it is made."""

    __tablename__ = "letter"
    __table_args__ = (
        sa.Index("ix_letter_meeting_id", "meeting_id"),
        sa.Index(
            "uq_letter_wording", "meeting_id", "kind", unique=True, sqlite_where=sa.text(WORDING),
            postgresql_where=sa.text(WORDING),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind))
    title: Mapped[str] = mapped_column(sa.String(200))
    """A line break is kept."""
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    """发文字号, such as 苏档学〔2020〕12号."""
    head: Mapped[LetterHead] = mapped_column(choice(LetterHead), default=LetterHead.PLAIN)
    mark: Mapped[str] = mapped_column(sa.String(120), default="")
    """发文机关标志: the head's words; empty: the first issuer's name."""
    addressees: Mapped[str] = mapped_column(sa.String(600), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    """A paragraph on each line."""
    receipt: Mapped[bool] = mapped_column(default=False)
    """Whether a receipt to fill in is its first attachment."""
    attachments: Mapped[str] = mapped_column(sa.Text, default="")
    """Each begins with a line 附件：title."""
    issuers: Mapped[str] = mapped_column(sa.String(400))
    """One on each line."""
    dated: Mapped[date]
    sealed: Mapped[bool] = mapped_column(default=True)
    """Whether there is to be a seal over names and date."""
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    copies_to: Mapped[str] = mapped_column(sa.String(600), default="")
    printed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    printed_on: Mapped[date | None]
    recipients: Mapped[str] = mapped_column(sa.Text, default="")
    """Of an acceptance: the papers, one on each line, fields parted by tabs (``papers``)."""
    updated_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
