"""What was ticked on a gate's paper list, typed in later."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from meeting.checkin.enums import ScanMethod, ScanResult
from meeting.checkin.models import Gate
from meeting.checkin.operations.scans import Asked, take
from meeting.db import db, uuid7
from meeting.errors import N_, Invalid
from meeting.history.operations import By
from meeting.registration.models import Delegate

REASON = "纸质名单"
MOST = 5_000


class NumbersUnreadable(Invalid):
    """Something between the numbers that is none."""

    code = "numbers-unreadable"
    sentence = N_("“%(what)s”看不懂。请填名单上的号码，用空格或逗号分开，连号写成 12-18。")
    field = "numbers"


class PaperOutcome(NamedTuple):
    """How many were admitted by it, who had been before, and which numbers weren't admitted."""

    admitted: int
    before: int
    refused: list[int]
    unknown: list[int]


def read_numbers(text: str) -> list[int]:
    """1 5 7-12, in whatever width and with whatever between. Raises ``NumbersUnreadable``."""
    numbers: list[int] = []
    for part in re.split(r"[\s,，、;；.。]+", text.strip()):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,6})(?:[-–—~～至](\d{1,6}))?", part)
        if match is None:
            raise NumbersUnreadable(what=part[:20])
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last < first + MOST or len(numbers) > MOST:
            raise NumbersUnreadable(what=part[:20])
        numbers.extend(range(first, last + 1))
    if not numbers:
        raise NumbersUnreadable(what="")
    return list(dict.fromkeys(numbers))


def enter_from_paper(gate: Gate, numbers: Sequence[int], *, ticked_at: datetime, at: datetime, by: By) -> PaperOutcome:
    """Admit those who have these numbers (流水号), at the time when the list was ticked. Harmless again: who is in
    stays. Raises ``GateClosed``.
    """
    meeting = gate.meeting
    query = sa.select(Delegate.number, Delegate.id).where(
        Delegate.meeting_id == meeting.id, Delegate.number.in_(numbers)
    )
    known = {row[0]: row[1] for row in db.session.execute(query)}
    due = [number for number in numbers if number in known]
    asked = [
        Asked(uuid7(), gate, ScanMethod.SEARCH, min(ticked_at, at), by, delegate_id=known[number], reason=REASON)
        for number in due
    ]
    settled = dict(zip(due, take(meeting, asked, received_at=at), strict=True))
    results = {number: one.scan.result if one.scan else None for number, one in settled.items()}
    errors = [one.error for one in settled.values() if one.error is not None]
    if errors:
        raise errors[0]
    return PaperOutcome(
        admitted=sum(result is ScanResult.ADMITTED for result in results.values()),
        before=sum(result is ScanResult.REPEATED for result in results.values()),
        refused=[number for number, result in results.items() if result is ScanResult.REFUSED],
        unknown=[number for number in numbers if number not in known],
    )
