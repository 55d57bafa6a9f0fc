"""Telling screens within a second that figures have changed: server-sent events.

What is sent is only that there is something new; a screen then asks for it. However many watch, the database is asked
twice a second for each meeting.
"""

import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore, Lock

from flask import Response

from meeting.errors import N_, MeetingError
from meeting.web.turnstile import STREAMS

EVERY = 0.5
"""Seconds between two looks."""
ALIVE = 15.0
"""Seconds after which something is sent whatever happens: what stands between would close a silent connection."""
LONGEST = 600.0
"""Seconds until a stream ends by itself; the browser opens another, if it still may."""

_streams = BoundedSemaphore(STREAMS)


class TooManyScreens(MeetingError):
    """The process has as many streams as it can have; the page goes on by asking."""

    code = "too-many-screens"
    status = 503
    sentence = N_("看实时数字的屏幕太多，这一个改为每两秒更新一次。")


class Shared:
    """A value that many want to know, found out at most every half second, by whoever comes first."""

    def __init__(self, find: Callable[[], str]) -> None:
        self.find, self.lock = find, Lock()
        self.value, self.found_at = "", float("-inf")

    def now(self) -> str:
        with self.lock:
            if time.monotonic() - self.found_at >= EVERY:
                self.value = self.find()
                self.found_at = time.monotonic()
            return self.value


def stream(look: Callable[[], str]) -> Response:
    """``text/event-stream`` (HTML standard, 9.2.6): an event with the value now, and one whenever it is another.

    Raises ``TooManyScreens``.
    """
    if not _streams.acquire(blocking=False):
        raise TooManyScreens
    answer = Response(_events(look), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would wait for more
    answer.call_on_close(_streams.release)
    return answer


def _events(look: Callable[[], str]) -> Iterator[str]:
    seen, began, sent_at = "", time.monotonic(), float("-inf")
    while time.monotonic() - began < LONGEST:
        value = look()
        if value != seen:
            seen, sent_at = value, time.monotonic()
            yield f"data: {value}\n\n"
        elif time.monotonic() - sent_at >= ALIVE:
            sent_at = time.monotonic()
            yield ": still here\n\n"
        time.sleep(EVERY)
