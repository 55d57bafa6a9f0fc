"""The forms of printing and of printers."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DecimalField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from meeting.documents.layouts.sheets import Fold
from meeting.printing.enums import Output, Stock
from meeting.web.forms import Form

FOLDS = {
    Fold.FLAT: _("不折，背面印在纸的反面"),
    Fold.ROOF: _("对折：两面印在纸的同一面，一面倒着"),
    Fold.TENT: _("三折：两面加底座"),
}


class PrintForm(Form):
    which = RadioField(
        _("打印哪些"),
        choices=[
            SelectChoice("new", _("只印新增的和有变动的（增补打印）")), SelectChoice("all", _("全部")),
        ],
    )  # fmt: skip
    group = SelectField(_("范围"), [Optional()])
    layout = SelectField(_("版式"), [Optional()])
    stock = SelectField(
        _("纸张"), choices=[SelectChoice(stock.value, _(stock.label)) for stock in Stock],
    )  # fmt: skip
    paper_width = DecimalField(
        _("纸宽（毫米）"), [Optional(), NumberRange(20, 1200, _("纸的宽度应在 20 到 1200 毫米之间。"))],
        description=_("只用于自定纸张。"),
    )  # fmt: skip
    paper_height = DecimalField(
        _("纸高（毫米）"), [Optional(), NumberRange(20, 1200, _("纸的高度应在 20 到 1200 毫米之间。"))]
    )  # fmt: skip
    fold = SelectField(_("折叠"), choices=[SelectChoice(fold.value, label) for fold, label in FOLDS.items()])
    printer = SelectField(_("打印机"), [Optional()], description=_("按量好的偏移量移动，印在套打纸上才不差分毫。"))
    words_only = BooleanField(
        _("套打：只印文字"), description=_("纸上已有花边、标题的，版式里标为“纸上已有”的都不印。")
    )
    sample = BooleanField(_("样本"), description=_("每张斜印“样本”二字，不算打印过。"))
    approval = SelectField(
        _("印章"), [Optional()],
        description=_("默认留空，打印后加盖公章。要直接印上印章图片，选一个已批准的用印申请；印好时按份数扣减。"),
    )  # fmt: skip
    signed = BooleanField(
        _("给 PDF 签名"), description=_("用学会的数字证书签名，收到文件的人能验明没有改过；打印在纸上的看不出来。")
    )
    output = RadioField(
        _("文件"), choices=[SelectChoice(output.value, _(output.label)) for output in Output], default=Output.PDF.value
    )

    def offer(self, **choices: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen: group, layout, printer."""
        for name, pairs in choices.items():
            self[name].choices = [SelectChoice(*pair) for pair in pairs]

    @property
    def paper(self) -> tuple[float, float] | None:
        """The paper of one's own, where both sides are given."""
        width, height = self.paper_width.data, self.paper_height.data
        return (float(width), float(height)) if width and height else None

    def validate_stock(self, field: Any) -> None:
        """Paper of one's own has a size."""
        if field.data == Stock.OWN.value and self.paper is None:
            raise ValidationError(gettext("请填写自定纸张的宽和高。"))


class PrinterForm(Form):
    name = StringField(
        _("打印机"), [InputRequired(_("请给这台打印机起个名字，如“三楼惠普”。")), Length(max=60)],
        description=_("按名字记住，谁来印都一样。"),
    )  # fmt: skip
    right = DecimalField(
        _("向右移（毫米）"), [Optional(), NumberRange(-30, 30, _("偏移量应在 -30 到 30 毫米之间。"))],
        places=1, default=Decimal(0), description=_("印得偏左就填正数，偏右填负数，精确到 0.1。"),
    )  # fmt: skip
    down = DecimalField(
        _("向下移（毫米）"), [Optional(), NumberRange(-30, 30, _("偏移量应在 -30 到 30 毫米之间。"))],
        places=1, default=Decimal(0), description=_("印得偏高就填正数，偏低填负数。"),
    )  # fmt: skip
