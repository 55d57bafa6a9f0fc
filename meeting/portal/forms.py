"""What a person who registers types."""

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.enums import Category
from meeting.registration.forms import DelegateForm
from meeting.registration.models import Delegate

OFFERED = (Category.DELEGATE, Category.OBSERVER, Category.GUEST, Category.EXHIBITOR, Category.MEDIA)
"""Staff are put on the list by the organiser."""


class RegistrationForm(DelegateForm):
    """The online form: the organiser's form without the category of staff."""

    def offer(self, meeting: Meeting, forums: list[Session], delegate: Delegate | None = None) -> None:
        super().offer(meeting, forums, delegate)
        offered = {*OFFERED, *([delegate.category] if delegate else [])}
        self.category.choices = [SelectChoice(each.value, gettext(each.label)) for each in Category if each in offered]
