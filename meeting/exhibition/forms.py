"""Forms of the exhibition."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from meeting.web.forms import Form
from meeting.web.numbers import DecimalField

_METRES = NumberRange(min=0, max=500, message=_("请填写 0 到 500 之间的米数。"))
_SIZE = NumberRange(min=0.5, max=500, message=_("请填写 0.5 到 500 之间的米数。"))
_NUMBER = InputRequired(_("请填写数字。"))


class ExhibitionForm(Form):
    title = StringField(_("展览名称"), [InputRequired(_("请填写展览名称。")), Length(max=160)])
    room = SelectField(_("展厅"), coerce=int, validate_choice=True)
    width = DecimalField(_("展区长（米）"), [_NUMBER, _SIZE], places=None)
    depth = DecimalField(_("展区宽（米）"), [_NUMBER, _SIZE], places=None)


class ExhibitorForm(Form):
    unit = StringField(_("参展单位"), [InputRequired(_("请填写参展单位的名称。")), Length(max=120)])
    contact_name = StringField(_("联系人"), [Optional(), Length(max=80)])
    contact_mobile = StringField(_("联系电话"), [Optional(), Length(max=30)])
    description = TextAreaField(_("简介"), [Optional(), Length(max=1000)])
    website = StringField(_("网址"), [Optional(), Length(max=190)])


class BoothForm(Form):
    number = StringField(_("展位编号"), [InputRequired(_("请填写展位编号，如 A01。")), Length(max=12)])
    width = DecimalField(_("长（米）"), [_NUMBER, _SIZE], places=None, default=3)
    depth = DecimalField(_("宽（米）"), [_NUMBER, _SIZE], places=None, default=3)
    x = DecimalField(_("距左边（米）"), [Optional(), _METRES], places=None, description=_("不填就自动排在下一个空位。"))
    y = DecimalField(_("距上边（米）"), [Optional(), _METRES], places=None)


class AssignForm(Form):
    exhibitor = SelectField(_("分配给"), coerce=int)
