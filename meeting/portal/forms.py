"""What a person who registers types."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.enums import Category
from meeting.registration.forms import DelegateForm
from meeting.registration.models import Delegate
from meeting.web.forms import Form

OFFERED = (Category.DELEGATE, Category.OBSERVER, Category.GUEST, Category.EXHIBITOR, Category.MEDIA)
"""Staff are put on the list by the organiser."""


class RegistrationForm(DelegateForm):
    """The online form: the organiser's form without the category of staff.

    No sub-forum is chosen beforehand: whoever is in a hurry would leave them all out unawares.
    """

    sub_forum = RadioField(
        _("分论坛"),
        coerce=int,
        validators=[InputRequired(_("请选一个分论坛，或选“不参加分论坛”。"))],
    )

    def offer(self, meeting: Meeting, forums: list[Session], delegate: Delegate | None = None) -> None:
        super().offer(meeting, forums, delegate)
        if not forums:  # then it isn't asked
            self.sub_forum.data, self.sub_forum.validators = 0, []
        offered = {*OFFERED, *([delegate.category] if delegate else [])}
        self.category.choices = [SelectChoice(each.value, gettext(each.label)) for each in Category if each in offered]


class HereForm(Form):
    """Who stands before the venue's screen."""

    ticket = HiddenField()
    name = StringField(_("姓名"), [InputRequired(_("请填写姓名。")), Length(max=80)])
    tail = StringField(_("手机号后四位"), [Regexp(r"\s*[0-9]{4}\s*$", message=_("请填报名时手机号的后四位数字。"))])
