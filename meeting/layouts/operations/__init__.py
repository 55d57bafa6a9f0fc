"""What is done with seals and requests: see the modules."""

from meeting.layouts.operations.requests import (
    approve_request,
    ask_for_seals,
    decline_request,
    take_copies,
    withdraw_request,
)
from meeting.layouts.operations.seals import accept_picture, drop_trial, merge_seals, remove_picture, try_picture

__all__ = [
    "accept_picture",
    "approve_request",
    "ask_for_seals",
    "decline_request",
    "drop_trial",
    "merge_seals",
    "remove_picture",
    "take_copies",
    "try_picture",
    "withdraw_request",
]
