"""What is noted of certificates that leave the house."""

from datetime import datetime

from meeting.history.operations import By, record
from meeting.meetings.models import Meeting


def record_export(meeting: Meeting, count: int, *, at: datetime, by: By) -> None:
    """Somebody took the list of certificates out of the house."""
    changes = {"certificates": (None, count)}
    record("export-certificates", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip
