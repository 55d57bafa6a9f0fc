"""Refusals as organisers read them: what a delegate is told to do is of no use to them."""

from flask_babel import gettext

from meeting.errors import MeetingError
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import AlreadyRegistered
from meeting.web.forms import Form


def refuse_staff(form: Form, error: MeetingError) -> tuple[int, Delegate | None]:
    """Show the refusal in the form. Returns the answer's status, and who stands in the list already, to link to."""
    if not isinstance(error, AlreadyRegistered):
        return form.refuse(error), None
    known = error.delegate
    sentence = gettext(
        "“%(name)s”已在名单上（%(state)s），没有再登记。要改，请打开那一条。",
        name=known.person.name, state=gettext(known.state.label),
    )  # fmt: skip
    form.form_errors.append(sentence)
    return error.status, known
