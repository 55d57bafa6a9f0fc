"""The programme: one function for each thing that is done."""

from meeting.programme.operations.items import add_item, change_item, remove_item
from meeting.programme.operations.seats import set_seats
from meeting.programme.operations.sessions import (
    add_session,
    add_sub_forum,
    change_session,
    remove_session,
    set_named,
)
from meeting.programme.operations.speakers import speaker_named, speakers_from

__all__ = [
    "add_item",
    "add_session",
    "add_sub_forum",
    "change_item",
    "change_session",
    "remove_item",
    "remove_session",
    "set_named",
    "set_seats",
    "speaker_named",
    "speakers_from",
]
