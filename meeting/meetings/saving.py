"""What every form view of a meeting's set-up does: check the form, do it in one transaction, show a refusal."""

from collections.abc import Callable

from flask import flash, request

from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.models import Meeting
from meeting.meetings.turns import hold
from meeting.web.forms import Form, in_words

ID = "int(max=2147483647)"
"""A route's id: what no column can hold is not found, before any database is asked."""


def hold_to_write(meeting: Meeting) -> None:
    """Before a view looks up what it will change: so that nobody removes it in between."""
    if request.method == "POST":
        hold(meeting)


def saved(form: Form, do: Callable[[], object]) -> int:
    """Do it if the form is sound. Returns 0 when it is done, else the answer's status; the form says what is wrong."""
    if not form.validate():
        return 422
    try:
        with transaction():
            do()
    except MeetingError as error:
        return form.refuse(error)
    return 0


def tried(do: Callable[[], object]) -> int:
    """As ``saved``, for a lone button: nothing was typed, so the page says above all what is in the way. The forms that
    stand on it have no part in it.
    """
    try:
        with transaction():
            do()
    except MeetingError as error:
        flash(in_words(error), "error")
        return error.status
    return 0
