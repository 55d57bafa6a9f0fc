"""The forms of meals and card lists."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from meeting.logistics.operations import MOST_TICKETS
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField


class MealForm(Form):
    title = StringField(
        _("餐次"), [InputRequired(_("请写明是哪一餐，如“12月8日午餐”。")), Length(max=40)],
        description=_("照餐券上要印的写，如“12月8日午餐”。"),
    )  # fmt: skip
    time = StringField(_("时间"), [Optional(), Length(max=60)], description=_("如“11:30—13:00”。"))
    room = StringField(_("地点"), [Optional(), Length(max=80)])
    tickets = IntegerField(
        _("张数"),
        [Optional(), NumberRange(1, MOST_TICKETS, _("张数应在 1 到 20000 之间；不填就给每位已确认的参会人员印一张。"))],
        description=_("不填就给每位已确认的参会人员印一张，带姓名；填了就印这么多张，只有编号。"),
    )  # fmt: skip


class LinesForm(Form):
    lines = TextAreaField(_("名单"), [Optional(), Length(max=400_000)])
    clear = BooleanField(_("清空名单"))
