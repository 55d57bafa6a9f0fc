"""Pure rules of the programme."""

from datetime import date, datetime, timedelta

from meeting import clock
from meeting.meetings.enums import Audience
from meeting.programme.enums import SessionKind

DAYS_BEFORE = timedelta(days=3)
"""The arrival (报到) is mostly the afternoon before; nothing is earlier than this."""

PRIVATE_KINDS = frozenset({SessionKind.COUNCIL, SessionKind.VISIT})

_WIDTH = (Audience.PUBLIC, Audience.DELEGATES, Audience.NAMED, Audience.STAFF)


def default_audience(kind: SessionKind) -> Audience:
    """Council meetings and visits begin with named persons, all else is public (domain.md, Who may see what)."""
    return Audience.NAMED if kind in PRIVATE_KINDS else Audience.PUBLIC


def sees(viewer: Audience, shown_to: Audience) -> bool:
    """Whether a reader of kind ``viewer`` sees what is shown to ``shown_to``: staff see all, the public the public."""
    return _WIDTH.index(shown_to) <= _WIDTH.index(viewer)


def reader_in(viewer: Audience, *, named: bool) -> Audience:
    """What a reader of kind ``viewer`` is in one session: who is named there stands between delegates and staff."""
    return Audience.NAMED if named and sees(Audience.NAMED, viewer) else viewer


def overlap(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Whether two half-open intervals [start, end) share an instant."""
    return first[0] < second[1] and second[0] < first[1]


def within_days(start: datetime, end: datetime, *, first: date, last: date, zone: str) -> bool:
    """Whether hours lie on the meeting's days, those of arrival included; ``end`` at 24:00 still is that day."""
    begins, ends = clock.local(start, zone), clock.local(end - timedelta(microseconds=1), zone)
    return first - DAYS_BEFORE <= begins.date() and ends.date() <= last


def days_moved(old: tuple[date, date], new: tuple[date, date]) -> timedelta:
    """By how much the first day moves where the last moves the same way; nothing for a period that grows or shrinks."""
    first, last = (after - before for before, after in zip(old, new, strict=True))
    same_way = first.days * last.days > 0
    return first if same_way else timedelta(0)


def shifted(instant: datetime, days: timedelta, zone: str) -> datetime:
    """The same time of day on the clock of ``zone``, ``days`` later."""
    shown = clock.local(instant, zone)
    return clock.instant(shown.date() + days, shown.time(), zone)


def hours(start: datetime, end: datetime, zone: str) -> str:
    """``2020-12-08 09:00–09:15`` on the clock of ``zone``; the second day is written where it is another."""
    begins, ends = clock.local(start, zone), clock.local(end, zone)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%Y-%m-%d %H:%M}"
    return f"{begins:%Y-%m-%d %H:%M}–{until}"
