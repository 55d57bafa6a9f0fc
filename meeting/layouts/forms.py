"""Forms for pictures of seals, for requests to use them, for layouts and for fonts."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meeting.layouts.enums import FontRight, SealKind
from meeting.layouts.models import SealRequest, SocietyFont
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField


class SealForm(Form):
    kind = RadioField(
        _("这是"), choices=[SelectChoice(kind.value, _(kind.label)) for kind in SealKind], default=SealKind.SEAL.value
    )
    owner = StringField(
        _("单位或姓名"), [InputRequired(_("请填写公章所属的单位，或签名人的姓名。")), Length(max=120)],
        description=_("公章写单位，与奖项的颁发单位一致，如“江苏省档案学会”；签名写签名人的姓名。"),
    )  # fmt: skip
    picture = FileField(_("图片"), [FileRequired(_("请选择一张图片。"))])
    transparent = BooleanField(
        _("去掉白色背景"), default=True,
        description=_("白纸上的扫描件请勾选；图片本来就有透明背景的，勾不勾都一样。"),
    )  # fmt: skip


class AskForm(Form):
    seals = SelectMultipleField(
        _("印章与签名"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_("印在同一份文件上的，一起选。"),
    )  # fmt: skip
    document = StringField(
        _("用于"), [InputRequired(_("请写明用于哪种文件。")), Length(max=120)],
        description=_("文件的种类或奖项，如“优秀论文荣誉证书”。"),
    )  # fmt: skip
    copies = IntegerField(
        _("份数"), [InputRequired(_("请写明份数。"))],
        description=_("按文件计；一份文件上有几枚印章也算一份。印坏重印也要计，请留余地。"),
    )  # fmt: skip
    purpose = TextAreaField(_("事由"), [InputRequired(_("请写明事由。")), Length(max=300)])


class DeclineForm(Form):
    reason = StringField(
        _("原因"), [InputRequired(_("请写明不批准的原因，申请人会看到。")), Length(max=300)],
        description=_("不批准或收回时填写，申请人会看到。"),
    )  # fmt: skip


class LayoutFileForm(Form):
    file = FileField(
        _("版式文件"), [FileRequired(_("请选择一个版式文件。"))],
        description=_("从版式页面导出的 .json 文件，图片也在里面。"),
    )  # fmt: skip


class LayoutTitleForm(Form):
    title = StringField(
        _("名称"), [InputRequired(_("请给版式起个名字。")), Length(max=60, message=_("不超过 60 个字。"))]
    )


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


class LetterFontsForm(Form):
    """Fields are named by ``LetterPart``; a choice is a font's id, empty for ours."""

    body = SelectField(_("正文"), description=_("GB/T 9704 用三号仿宋。"))
    title = SelectField(_("标题"), description=_("GB/T 9704 用二号小标宋；发文机关标志也用它。"))

    def __init__(self, fonts: Iterable[SocietyFont], **kwargs: object) -> None:
        super().__init__(**kwargs)
        own = [SelectChoice(str(font.id), font.name) for font in fonts]
        self.body.choices = [SelectChoice("", gettext("宋体（自带）")), *own]
        self.title.choices = [SelectChoice("", gettext("宋体 粗（自带）")), *own]


def approval_choices(requests: Iterable[SealRequest], *, none: str) -> list[SelectChoice]:
    """Approved requests to use seals, to choose one from; ``none`` says what comes of choosing none."""
    return [
        SelectChoice("", none),
        *(
            SelectChoice(
                str(each.number),
                gettext(
                    "第%(number)d号：%(document)s，%(owners)s，还可印 %(left)d 份",
                    number=each.number, document=each.document, left=each.left,
                    owners="、".join(seal.owner for seal in each.seals),
                ),
            )
            for each in requests
        ),
    ]  # fmt: skip
