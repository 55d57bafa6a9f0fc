"""How many requests are worked on at once, apart from those that only wait.

A server with two cores answers eight at once fastest; an open event stream does nothing for minutes, and must not take
the place of one who is worked on.
"""

from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic, sleep
from typing import Any

AT_ONCE = 8
STREAMS = 200
"""Event streams in one process: each has a thread, which sleeps."""

NAP = 0.0005
"""Seconds."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


PLACE = "meeting.place"
"""Where a request finds its place."""


class Place:
    """Of one request that was let in."""

    def __init__(self, turnstile: "Turnstile") -> None:
        self.turnstile, self.held = turnstile, True

    def give_up(self) -> None:
        """Let the next one in: the answer is ready, or it is another thread that works on it. Harmless again."""
        if self.held:
            self.held = False
            self.turnstile.leave()

    def come_back(self) -> None:
        """Go on, before those who have not begun."""
        if not self.held:
            self.turnstile.enter(first=True)
            self.held = True


class Turnstile:
    """WSGI around an application: so many at once are let in until their answer is ready to be sent; the rest wait, and
    whoever came first is next. (A semaphore lets newcomers in before those who wait, some of them for a long time.)
    """

    def __init__(self, app: Wsgi, at_once: int = AT_ONCE) -> None:
        self.app, self.at_once, self.free = app, at_once, at_once
        self.waiting: deque[Lock] = deque()
        self.lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.enter()
        place = environ[PLACE] = Place(self)
        try:
            return self.app(environ, start_response)
        finally:
            place.give_up()

    def enter(self, *, first: bool = False) -> None:
        """Wait for a place; ``first``: in front of all who wait."""
        with self.lock:
            if self.free > 0:
                self.free -= 1
                return
            mine = Lock()
            mine.acquire()
            (self.waiting.appendleft if first else self.waiting.append)(mine)
        mine.acquire()  # released by whoever hands over the place

    def wait_for_others(self, longest: float) -> None:
        """Until nobody is worked on, or for so many seconds."""
        end = monotonic() + longest
        while self.free < self.at_once and monotonic() < end:
            sleep(NAP)

    def leave(self) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1
