"""Forms of badges and gates."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meeting.checkin.enums import GateKind, Passing, Shown
from meeting.registration.enums import Category
from meeting.web.forms import Form
from meeting.web.numbers import DecimalField, IntegerField


class ReissueForm(Form):
    """Why a badge is void and another issued."""

    reason = StringField(
        _("补发原因"), description=_("如遗失、改名。旧证随即作废，扫码会提示收回。"), validators=[Length(max=200)]
    )


class LeaveForm(Form):
    """Why somebody won't come."""

    reason = StringField(_("请假原因"))


class GateForm(Form):
    """A gate of the organiser's own."""

    name = StringField(_("名称"), description=_("如“晚宴”“参观登车”。每个签到点分别计数。"))
    kind = SelectField(
        _("用途"),
        choices=[SelectChoice(kind.value, _(kind.label)) for kind in GateKind if kind is not GateKind.SESSION],
    )


PARTS = 4
"""Of a gate's hours: a meeting has few days."""

EFFECTS = [SelectChoice("", _("拦下")), SelectChoice("1", _("提醒，但放行"))]


class HoursForm(FlaskForm):
    """From when to when, by the meeting's clock."""

    class Meta(Form.Meta):
        csrf = False

    from_at = DateTimeLocalField(_("从"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    until_at = DateTimeLocalField(_("到"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class GateSettingsForm(Form):
    """A gate's name and rules."""

    name = StringField(_("名称"))
    passing = SelectField(
        _("算几次"), choices=[SelectChoice(each.value, _(each.label)) for each in Passing],
        description=_("“进出都扫”显示在场人数，并记下每个人待了多久。"),
    )  # fmt: skip
    categories = SelectMultipleField(
        _("只限这些类别"), choices=[SelectChoice(each.value, _(each.label)) for each in Category],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    categories_warn = SelectField(_("类别不符时"), choices=EFFECTS)
    forums = SelectMultipleField(
        _("只限选了这些分论坛的人"), coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    forums_warn = SelectField(_("没有选的人来时"), choices=EFFECTS)
    hours = FieldList(FormField(HoursForm), min_entries=PARTS, max_entries=PARTS)
    hours_warn = SelectField(_("不在时间内时"), choices=EFFECTS)
    quorum = IntegerField(
        _("法定人数"), [Optional(), NumberRange(1, 100_000)],
        description=_("要到多少人才能开会，如理事会；不填就不显示。"),
    )  # fmt: skip
    shows = SelectMultipleField(
        _("扫码后显示"), choices=[SelectChoice(each.value, _(each.label)) for each in Shown],
        description=_("姓名总是显示。一个也不选，显示单位、类别、分论坛。"),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    takes_self = BooleanField(
        _("参会人员可以自己签到"),
        description=_("会场屏幕上显示每半分钟一换的码，参会人员用自己的手机扫，填姓名和手机尾号签到。"),
    )


class PlanForm(Form):
    """How people are expected to come. Nothing is stored."""

    arrivals = TextAreaField(_("预计到达"), description=_("每行一刻钟：开始的时间和人数，如 08:30 180。"))
    seconds = DecimalField(
        _("每人秒数"), [InputRequired(), NumberRange(1, 600)],
        places=None, description=_("扫码进门约 6 秒；报到台发证、发材料约 30 秒。"),
    )  # fmt: skip
    printing = DecimalField(
        _("每张证的打印秒数"), [Optional(), NumberRange(0, 600)], places=None,
        description=_("现场印证才填，如 8；不印填 0。"),
    )  # fmt: skip


class PaperForm(Form):
    """What was ticked on paper."""

    numbers = TextAreaField(
        _("打了勾的号码"), description=_("名单上每个人前面的号码，用空格或逗号分开，连号写成 12-18。")
    )
    ticked_at = DateTimeLocalField(
        _("打勾的时间"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], description=_("不填就算现在。")
    )


class DeviceForm(Form):
    """A phone or computer that scans."""

    name = StringField(_("名称"), description=_("贴在手机上的名字，如“一号门”。扫码记录里写的就是它。"))
    gates = SelectMultipleField(
        _("签到点"), coerce=int, description=_("只能用选中的；一个也不选，可以用全部。"),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    may_override = BooleanField(_("可以放行"), description=_("被规则拦下的人，用这台设备写明原因就能放行。"))
    may_register = BooleanField(
        _("可以办临时报名"), description=_("没有报名就来的人，用这台设备当场报名、领证；断网也行，它带着备用的码。")
    )
    may_search = BooleanField(
        _("可以按姓名查找"),
        description=_("没带证的人，用这台设备按姓名、拼音、单位查找；断网也行，所以它存着全部参会人员的姓名和单位（没有手机号）。丢了请马上停用。"),
    )
    is_kiosk = BooleanField(
        _("自助机"), description=_("参会人员自己扫码，或输入姓名和手机尾号，核对后签到、打印参会证。要联网。")
    )
