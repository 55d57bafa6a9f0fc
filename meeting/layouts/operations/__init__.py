"""What is done with seals, requests, layouts and fonts: see the modules."""

from meeting.layouts.operations.fonts import add_society_font, choose_letter_fonts, remove_society_font
from meeting.layouts.operations.requests import (
    approve_request,
    ask_for_seals,
    decline_request,
    take_copies,
    withdraw_request,
)
from meeting.layouts.operations.seals import accept_picture, drop_trial, merge_seals, remove_picture, try_picture
from meeting.layouts.operations.versions import (
    add_layout,
    add_picture,
    archive,
    keep_layout,
    rename,
    restore,
    save_version,
)

__all__ = [
    "accept_picture",
    "add_layout",
    "add_picture",
    "add_society_font",
    "approve_request",
    "archive",
    "ask_for_seals",
    "choose_letter_fonts",
    "decline_request",
    "drop_trial",
    "keep_layout",
    "merge_seals",
    "remove_picture",
    "remove_society_font",
    "rename",
    "restore",
    "save_version",
    "take_copies",
    "try_picture",
    "withdraw_request",
]
