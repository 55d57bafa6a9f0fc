"""Forms of the arrival desk."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from meeting.meetings.models import Meeting
from meeting.registration.forms import ask_for_mobile
from meeting.web.forms import Form


class FindForm(Form):
    """A code from a badge, or words to look for."""

    code = StringField(_("参会证上的码"), [Optional(), Length(max=1000)])


class ArriveForm(Form):
    """Which things are handed over: checkboxes of the page's own."""


class MendForm(Form):
    """What is wrong on the badge."""

    name = StringField(_("姓名"), [InputRequired(_("请填写姓名。")), Length(max=80)])
    post = StringField(_("职务"), [Optional(), Length(max=120)])


class _MobileForm(Form):
    """With a mobile, as the meeting has it."""

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        ask_for_mobile(self.mobile, meeting)


class SubstituteForm(_MobileForm):
    """Who comes instead."""

    name = StringField(_("来的人"), [InputRequired(_("请填写来的人的姓名。")), Length(max=80)])
    mobile = TelField(_("手机"))
    post = StringField(_("职务"), [Optional(), Length(max=120)])


class WalkInForm(_MobileForm):
    """Three fields."""

    name = StringField(_("姓名"), [InputRequired(_("请填写姓名。")), Length(max=80)])
    unit = StringField(_("单位"), [Optional(), Length(max=120)])
    mobile = TelField(_("手机"))


class HandoutsForm(Form):
    """A line for each thing."""

    titles = TextAreaField(
        _("报到台发放的东西"), description=_("每行一样，如：会议资料、餐券、房卡、签收。已经发过的不能去掉。")
    )
