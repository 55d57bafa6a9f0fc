"""Reading seals and requests."""

from meeting.layouts.queries.requests import (
    request_in_meeting,
    request_in_society,
    request_numbered,
    requests_of,
    usable_requests,
    uses_of,
)
from meeting.layouts.queries.seals import all_seals, seal_in, seals_of, usable_seals

__all__ = [
    "all_seals",
    "request_in_meeting",
    "request_in_society",
    "request_numbered",
    "requests_of",
    "seal_in",
    "seals_of",
    "usable_requests",
    "usable_seals",
    "uses_of",
]
