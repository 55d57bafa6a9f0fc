"""The one place that asks what time it is. Everything else is handed ``at``."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local(at: datetime, zone: str) -> datetime:
    """The instant on the clock of ``zone`` (an IANA name)."""
    return at.astimezone(ZoneInfo(zone))


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, at which the clock of ``zone`` shows ``at`` on ``day``."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
