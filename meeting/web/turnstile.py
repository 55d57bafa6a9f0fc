"""How many requests are worked on at once, apart from those that only wait.

A server with two cores answers eight at once fastest; an open event stream does nothing for minutes, and must not take
the place of one who is worked on.
"""

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

AT_ONCE = 8
STREAMS = 200
"""Event streams in one process: each has a thread, which sleeps."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turnstile:
    """WSGI around an application: so many at once are let in until their answer is ready to be sent; the rest wait."""

    def __init__(self, app: Wsgi, at_once: int = AT_ONCE) -> None:
        self.app, self.turns = app, BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.turns:
            return self.app(environ, start_response)
