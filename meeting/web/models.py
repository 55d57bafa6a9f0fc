"""SubmittedForm."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meeting.db import Base


class SubmittedForm(Base):
    """A form that was taken: the same form again (double click, back, retry) is answered the same."""

    __tablename__ = "submitted_form"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(sa.String(120))
    location: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where the first answer led."""
    at: Mapped[datetime]
