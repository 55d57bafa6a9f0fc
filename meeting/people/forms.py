"""Forms of persons and units."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from meeting.people.enums import Gender
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField


class PersonForm(Form):
    name = StringField(_("姓名"), [InputRequired(_("没有填写姓名，请补上。")), Length(max=80)])
    mobile = StringField(_("手机"), [Optional(), Length(max=30)])
    gender = SelectField(
        _("性别"),
        choices=[SelectChoice("", _("未知")), *(SelectChoice(gender.value, _(gender.label)) for gender in Gender)],
    )
    unit = StringField(_("单位"), [Optional(), Length(max=120)])
    pinyin = StringField(
        _("读音"), [Optional(), Length(max=240)], description=_("多音字读错时在这里改，音节之间空一格，如 shan xiong。")
    )


class UnitForm(Form):
    name = StringField(_("名称"), [InputRequired(_("没有填写单位名称，请补上。")), Length(max=120)])
    region = StringField(_("地区"), [Optional(), Length(max=40)])
    position = IntegerField(
        _("次序"),
        [Optional(), NumberRange(1, 100_000, _("请填写正整数。"))],
        description=_("在单位序中的位置，从 1 起。"),
    )
    aliases = TextAreaField(_("别名"), [Optional(), Length(max=2000)], description=_("一行一个，如简称、旧称。"))
    code = StringField(
        _("证书编号的代号"),
        [Optional(), Length(max=20)],
        description=_("字母或数字，如 JSDA；不填就用名称的拼音首字母。"),
    )
