"""Meetings, their hosts, rooms and guests: one function for each thing that is done."""

from meeting.meetings.operations.guests import (
    add_guest,
    change_guest,
    move_guest,
    release_guests,
    remove_guest,
    tick_arrival,
    untick_arrival,
)
from meeting.meetings.operations.hosts import add_host, move_host, remove_host, set_hosts
from meeting.meetings.operations.meetings import (
    MeetingFacts,
    add_meeting,
    change_meeting,
    remove_approval,
    set_approval,
    set_state,
)
from meeting.meetings.operations.rooms import add_room, change_room, move_room, remove_room

__all__ = [
    "MeetingFacts",
    "add_guest",
    "add_host",
    "add_meeting",
    "add_room",
    "change_guest",
    "change_meeting",
    "change_room",
    "move_guest",
    "move_host",
    "move_room",
    "release_guests",
    "remove_approval",
    "remove_guest",
    "remove_host",
    "remove_room",
    "set_approval",
    "set_hosts",
    "set_state",
    "tick_arrival",
    "untick_arrival",
]
