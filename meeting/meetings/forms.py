"""Forms about a meeting."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting.meetings.enums import Audience, HostRole
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField

AUDIENCES = [SelectChoice(each.value, _(each.label)) for each in Audience]
ROLES = [SelectChoice(each.value, _(each.label)) for each in HostRole]
_DAY = InputRequired(_("请选择日期。"))


class MeetingForm(Form):
    """What a meeting begins with."""

    title = StringField(
        _("会议名称"), [InputRequired(_("请填写会议名称。")), Length(max=120)],
        description=_("写在会议主页、证件和证书上的全称。"),
    )  # fmt: skip
    edition = StringField(_("届次"), [Optional(), Length(max=60)], description=_("如“第十二届”或“2020年”。"))
    theme = StringField(_("主题"), [Optional(), Length(max=200)])
    starts_on = DateField(_("第一天"), [_DAY])
    ends_on = DateField(_("最后一天"), [Optional()], description=_("只开一天就不填。"))
    city = StringField(
        _("城市"), [Optional(), Length(max=40)], description=_("城市的拼音和年份成为网址，如 changzhou-2020。")
    )
    venue = StringField(_("会场"), [Optional(), Length(max=120)])


class SettingsForm(MeetingForm):
    """All that can be set."""

    city = StringField(_("城市"), [Optional(), Length(max=40)])
    address = StringField(_("地址"), [Optional(), Length(max=200)])
    directions = TextAreaField(_("交通"), [Optional(), Length(max=20_000)], description=_("怎样从车站、机场到会场。"))
    introduction = TextAreaField(_("会议介绍"), [Optional(), Length(max=20_000)])
    contact = StringField(
        _("会务组联系方式"),
        [Optional(), Length(max=200)],
        description=_("公开页和报名页上看得到，如：张老师 0519-8568 0000。"),
    )
    expected_delegates = IntegerField(_("预计人数"), [Optional()])
    registration_closes_at = DateTimeLocalField(
        _("报名截止时间"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_("不填就一直可以报名，直到停止报名。"),
    )  # fmt: skip
    mobile_required = BooleanField(_("参会人员必须填写手机号"))
    landline_allowed = BooleanField(_("可以用带区号的座机代替手机"))
    approval_number = StringField(
        _("批文号"), [Optional(), Length(max=80)], description=_("需要报批的会议，写批准文件的文号。")
    )


class ApprovalForm(Form):
    approval = FileField(_("批文"), description=_("PDF 或扫描的图片，不超过 20 MB。"))


class HostForm(Form):
    role = SelectField(_("类别"), choices=ROLES, default="host")
    unit = StringField(_("单位"), [InputRequired(_("请填写单位名称。")), Length(max=120)])


class RoomForm(Form):
    name = StringField(_("会议室"), [InputRequired(_("请填写会议室名称。")), Length(max=60)])
    seats = IntegerField(_("座位数"), [Optional()])


class NewGuestForm(Form):
    name = StringField(_("姓名"), [InputRequired(_("请填写姓名。")), Length(max=80)])
    post = StringField(
        _("职务"), [Optional(), Length(max=120)], description=_("写全称，如 江苏省档案馆馆长；日程里写在姓名后面。")
    )
    unit = StringField(
        _("单位"), [Optional(), Length(max=120)], description=_("填了单位或手机，就能认出以前来过的同一位。")
    )
    mobile = TelField(_("手机"), [Optional(), Length(max=30)])
    received_by = StringField(_("接待人"), [Optional(), Length(max=80)])
    audience = SelectField(_("谁能看到姓名"), choices=AUDIENCES, default="staff")


class GuestForm(Form):
    post = StringField(_("职务"), [Optional(), Length(max=120)])
    received_by = StringField(_("接待人"), [Optional(), Length(max=80)])
    audience = SelectField(_("谁能看到姓名"), choices=AUDIENCES)
