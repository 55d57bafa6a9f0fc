"""How often somebody may ask for what costs something: counted by each process, in its memory."""

from flask import Flask, current_app, request
from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Limits:
    """Everything is within the limit where ``enabled`` is false."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self.counting = FixedWindowRateLimiter(MemoryStorage())

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Count once more; whether it is still within the limit."""
        return not self.enabled or self.counting.hit(limit, *who)

    def test(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether once more would be."""
        return not self.enabled or self.counting.test(limit, *who)


def init_limits(app: Flask) -> None:
    app.extensions["meeting_limits"] = Limits(enabled=app.config["COUNTS_REQUESTS"])


def limits() -> Limits:
    """Of the present application."""
    found: Limits = current_app.extensions["meeting_limits"]
    return found


def asker() -> str:
    """The address that asks."""
    return request.remote_addr or ""
