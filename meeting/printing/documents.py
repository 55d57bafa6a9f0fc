"""A printing → its 更正页."""

from meeting import clock
from meeting.documents.correction import Correction, CorrectionLine
from meeting.documents.dates import numeral_date
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.models import PrintRun
from meeting.printing.queries import items_of


def correction_of(meeting: Meeting, run: PrintRun) -> Correction:
    """What was new and changed in a printing, and what is to be pulled out."""
    at = clock.local(run.printed_at, meeting.zone)
    return Correction(
        meeting=meeting.title,
        kind=run.kind.label,
        when=f"{numeral_date(at.date())} {at:%H:%M}",
        new=tuple(item.label for item in items_of(run, Change.NEW)),
        changed=tuple(CorrectionLine(item.before, item.label) for item in items_of(run, Change.CHANGED)),
        gone=tuple(item.before for item in items_of(run, Change.GONE)),
    )
