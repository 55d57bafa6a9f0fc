"""Forms that make a meeting."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from meeting.web.forms import Form


class FileForm(Form):
    file = FileField(
        _("会议文件"), [FileRequired(_("请选择一个会议文件。"))],
        description=_("扩展名 .toml 的文本文件，写着会议、嘉宾、日程、分论坛、展览和奖项。"),
    )  # fmt: skip


class CopyForm(Form):
    source = SelectField(_("照哪一届"), coerce=int)
    title = StringField(_("会议名称"), [InputRequired(_("请填写会议名称。")), Length(max=120)])
    edition = StringField(_("届次"), [Optional(), Length(max=60)])
    theme = StringField(_("主题"), [Optional(), Length(max=200)])
    starts_on = DateField(
        _("第一天"), [InputRequired(_("请选择日期。"))], description=_("天数照旧，日程按新的日期顺移。")
    )
    city = StringField(_("城市"), [Optional(), Length(max=40)], description=_("不填就和那一届一样。"))
    venue = StringField(_("会场"), [Optional(), Length(max=120)], description=_("不填就和那一届一样。"))
