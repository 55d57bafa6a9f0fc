"""Forms of the programme. Hours are on the meeting's clock."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting.meetings.forms import AUDIENCES
from meeting.programme.enums import ItemKind, SessionKind
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField

_TIME = InputRequired(_("请填写时间，如 09:00。"))


class SessionForm(Form):
    kind = SelectField(_("类型"), choices=[SelectChoice(kind.value, _(kind.label)) for kind in SessionKind])
    title = StringField(_("标题"), [InputRequired(_("请填写标题。")), Length(max=160)])
    day = DateField(_("日期"), [InputRequired(_("请选择日期。"))])
    start = TimeField(_("开始"), [_TIME])
    end = TimeField(_("结束"), [_TIME])
    room = SelectField(lazy_pgettext("one", "会议室"), coerce=int)
    seats = IntegerField(_("名额"), [Optional()], description=_("分论坛可选人数的上限；不填不限。"))
    audience = SelectField(_("谁能看到"), choices=AUDIENCES)
    named = TextAreaField(
        _("指定人员"), [Optional(), Length(max=5000)],
        description=_("这一场或其中某项议程只给指定人员看时填写，一行一位，如“张三”；同名的写成“张三（某市档案馆）”。"),
    )  # fmt: skip


class ItemForm(Form):
    kind = SelectField(
        _("类型"), choices=[SelectChoice(kind.value, _(kind.label)) for kind in ItemKind], default="report"
    )
    title = StringField(_("标题"), [InputRequired(_("请填写标题。")), Length(max=200)])
    day = DateField(_("日期"), [InputRequired(_("请选择日期。"))])
    start = TimeField(_("开始"), [_TIME])
    end = TimeField(_("结束"), [_TIME])
    speakers = TextAreaField(
        _("报告人"), [Optional(), Length(max=2000)],
        description=_("一行一位，如“张三”或“张三（某大学）”。嘉宾、参会人员写姓名就能认出来，同名的请写明单位。"),
    )  # fmt: skip
    audience = SelectField(
        _("谁能看到"), choices=AUDIENCES, default="public",
        description=_("不会比这一场更宽；指定人员就是这一场里写的那些人。"),
    )  # fmt: skip
