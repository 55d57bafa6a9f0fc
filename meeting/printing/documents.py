"""A printing → its 更正页."""

from itertools import pairwise

from meeting import clock
from meeting.documents.correction import AddedLine, Correction, CorrectionLine
from meeting.documents.dates import numeral_date
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.items import provider_of
from meeting.printing.models import PrintRun
from meeting.printing.queries import items_of


def correction_of(meeting: Meeting, run: PrintRun) -> Correction:
    """What was new and changed in a printing, and what is to be pulled out."""
    at = clock.local(run.printed_at, meeting.zone)
    new = items_of(run, Change.NEW)
    places = _places(meeting, run) if new else {}
    return Correction(
        meeting=meeting.title,
        kind=run.kind.label,
        when=f"{numeral_date(at.date())} {at:%H:%M}",
        new=tuple(AddedLine(item.label, places.get(item.subject, "")) for item in new),
        changed=tuple(CorrectionLine(item.before, item.label) for item in items_of(run, Change.CHANGED)),
        gone=tuple(item.before for item in items_of(run, Change.GONE)),
    )


def _places(meeting: Meeting, run: PrintRun) -> dict[str, str]:
    """Subject → the card that it comes behind, as they are handed out by now."""
    return {item.subject: before.label for before, item in pairwise(provider_of(run.kind).items(meeting))}
