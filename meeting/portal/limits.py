"""How often one address may ask for what costs something.

Generous: behind one address there may be an office that registers forty people in an hour, or a hotel's whole hall.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from meeting.web.limits import asker, limits

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def limited(rate: str, *, writing: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a view: at most ``rate`` (``30 per minute; 240 per hour``) from one address; ``writing``: reading is free."""
    items = parse_many(rate)

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapped(**kwargs: Any) -> Any:
            for item in () if writing and request.method in READING else items:
                if not limits().hit(item, request.endpoint or "", asker()):
                    raise TooManyRequests
            return view(**kwargs)

        return wrapped

    return decorate
