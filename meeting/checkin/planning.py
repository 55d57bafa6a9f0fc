"""How many desks keep the queue short: a queue as water flowing in and out, minute by minute.

People who come within a quarter of an hour come evenly; a desk takes so many seconds a person and never pauses. That is
what a venue can be planned by: the chance within a minute moves the longest wait by seconds.
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from meeting.errors import N_, Invalid

QUARTER = 15
"""Minutes."""
LONGEST_WAIT = 5.0
"""Minutes that a queue may last."""
ROUNDING = 1e-6
MOST_DESKS = 200
USUAL = (0.1, 0.25, 0.45, 0.2)
"""How those who are expected come in the hour before the beginning, by quarter: most in the last half hour."""


class ArrivalsUnreadable(Invalid):
    """Not a time and a number."""

    code = "arrivals-unreadable"
    sentence = N_("“%(what)s”看不懂。每行写一刻钟的开始和人数，如：08:30 180。")
    field = "arrivals"


class Quarter(NamedTuple):
    """So many come within the quarter of an hour that begins then (minutes after midnight)."""

    start: int
    people: int

    @property
    def label(self) -> str:
        return f"{self.start // 60:02d}:{self.start % 60:02d}"


class Plan(NamedTuple):
    """What so many desks make of it: the longest wait in minutes, the longest queue, and when it is gone."""

    desks: int
    wait: float
    queue: int
    empty_at: int
    """Minutes after midnight."""


def read_arrivals(text: str) -> list[Quarter]:
    """A line for each quarter: 08:30 180. In their order, those of one quarter together.

    Raises ``ArrivalsUnreadable``.
    """
    found: dict[int, int] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        match = re.fullmatch(r"\s*(\d{1,2})[:：.](\d{2})\D*?\s+(\d{1,5})\s*人?\s*", line)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ArrivalsUnreadable(what=line.strip()[:20])
        start = (int(match[1]) * 60 + int(match[2])) // QUARTER * QUARTER
        found[start] = found.get(start, 0) + int(match[3])
    if not found or not any(found.values()):
        raise ArrivalsUnreadable(what="")
    return [Quarter(start, people) for start, people in sorted(found.items())]


def usual_arrivals(expected: int, begins: int) -> list[Quarter]:
    """The hour before ``begins`` (minutes after midnight), as people mostly come."""
    first = begins // QUARTER * QUARTER - len(USUAL) * QUARTER
    return [Quarter(first + place * QUARTER, round(expected * share)) for place, share in enumerate(USUAL)]


def plan(arrivals: Sequence[Quarter], seconds: float, desks: int) -> Plan:
    """What ``desks`` make of these arrivals when each takes ``seconds`` a person."""
    rate = desks * 60 / seconds  # people a minute
    by_start = {quarter.start: quarter.people for quarter in arrivals}
    waiting, longest, most = 0.0, 0.0, 0.0
    minute = arrivals[0].start
    last = arrivals[-1].start + QUARTER
    while minute < last or waiting > 0:
        waiting += by_start.get(minute // QUARTER * QUARTER, 0) / QUARTER
        waiting = max(0.0, waiting - rate)
        if waiting < ROUNDING:
            waiting = 0.0
        longest, most = max(longest, waiting / rate), max(most, waiting)
        minute += 1
    return Plan(desks, longest, math.ceil(most - ROUNDING), minute)


def desks_needed(arrivals: Sequence[Quarter], seconds: float, wait: float = LONGEST_WAIT) -> Plan:
    """The fewest desks with which nobody waits longer than ``wait`` minutes."""
    for desks in range(1, MOST_DESKS):
        found = plan(arrivals, seconds, desks)
        if found.wait <= wait + ROUNDING:
            return found
    return plan(arrivals, seconds, MOST_DESKS)
