"""SubmittedForm."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meeting.db import Base


class SubmittedForm(Base):
    """What was sent and taken: the same again (double click, retry) is answered the same."""

    __tablename__ = "submitted_form"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where the first answer led."""
    at: Mapped[datetime]
