"""The form for a font."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from meeting.layouts.font_models import FontRight
from meeting.web.forms import Form


class FontForm(Form):
    file = FileField(_("字体文件"), [FileRequired(_("请选择一个 .ttf 文件。"))])
    name = StringField(
        _("名称"), [Optional(), Length(max=60)], description=_("如“仿宋”“小标宋”。不填就用字体文件里的名称。")
    )
    ground = RadioField(_("使用的权利"), [InputRequired(_("请选择凭什么使用这个字体。"))])
    note = TextAreaField(
        _("授权说明"), [DataRequired(_("请写明授权书、订单或许可。")), Length(max=400)],
        description=_("授权书编号、购买的订单号，或免费商用的许可名称和网址；有人问起时拿得出来。"),
    )  # fmt: skip

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.ground.choices = [SelectChoice(each.value, gettext(each.label)) for each in FontRight]
