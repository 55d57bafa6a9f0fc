"""The venue's own changing code: who stands before the screen checks in by themselves.

A code holds for the half minute that it was shown for and the next one, so that whoever reads it has time to open it,
and a picture of it sent to somebody at home is void within a minute. What was opened in time may be filled in for five
minutes.
"""

import hashlib
import hmac
from datetime import datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer

from meeting.signing import base32

STEP = 30
"""Seconds."""
FILLING = 300
"""Seconds in which the form must be sent."""
LENGTH = 12
"""Characters of base32: nobody guesses 60 bits in a minute."""


def venue_code(gate_id: int, at: datetime, secret: bytes) -> str:
    """What the gate's screen shows then."""
    return _code(gate_id, int(at.timestamp()) // STEP, secret)


def holds(gate_id: int, code: str, at: datetime, secret: bytes) -> bool:
    """Whether the screen showed it within the last minute."""
    step = int(at.timestamp()) // STEP
    return any(hmac.compare_digest(_code(gate_id, each, secret), code.upper()) for each in (step, step - 1))


def ticket(gate_id: int, secret: bytes) -> str:
    """That somebody opened a code in time: goes with the form."""
    return _tickets(secret).dumps(gate_id)


def ticket_holds(gate_id: int, given: str, secret: bytes) -> bool:
    """Whether it is one for this gate, and not too old."""
    try:
        return bool(_tickets(secret).loads(given, max_age=FILLING) == gate_id)
    except BadSignature:
        return False


def _tickets(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="venue ticket 1")


def _code(gate_id: int, step: int, secret: bytes) -> str:
    key = hmac.digest(secret, b"venue code 1", hashlib.sha256)
    return base32(hmac.digest(key, f"{gate_id}:{step}".encode(), hashlib.sha256)[:8])[:LENGTH]
