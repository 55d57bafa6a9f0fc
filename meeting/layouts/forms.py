"""The form for a seal's picture."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from meeting.web.forms import Form


class SealForm(Form):
    unit = StringField(
        _("印章的单位"), [InputRequired(_("请填写印章所属的单位。")), Length(max=120)],
        description=_("与奖项的颁发单位一致，如“江苏省档案学会”。"),
    )  # fmt: skip
    picture = FileField(_("印章图片"), [FileRequired(_("请选择一张图片。"))])
