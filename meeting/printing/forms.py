"""The forms of printing and of printers."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from meeting.documents.layouts.sheets import Fold
from meeting.printing.enums import Output, Stock
from meeting.web.forms import Form
from meeting.web.numbers import DecimalField

SIDES = {
    "both": _("双面：版式有背面的，背面印在纸的反面"),
    "front": _("只印正面"),
    Fold.ROOF.value: _("对折：两面印在纸的同一面，一面倒着"),
    Fold.TENT.value: _("三折：两面加底座"),
}
SHORTEST, LONGEST = 20, 1200
"""Sides of paper, in millimetres."""
SIGNED = {"inputmode": "text"}
"""A telephone's keys for decimals have no minus."""


class PrintForm(Form):
    which = RadioField(
        _("打印哪些"),
        choices=[
            SelectChoice("new", _("只印新增的和有变动的（增补打印）")), SelectChoice("all", _("全部")),
        ],
    )  # fmt: skip
    group = SelectField(_("范围"), [Optional()])
    besides = StringField(validators=[Optional(), Length(max=2000)])  # of the page's own buttons: groups left out
    layout = SelectField(_("版式"), [Optional()])
    stock = SelectField(
        _("纸张"), choices=[SelectChoice(stock.value, _(stock.label)) for stock in Stock],
    )  # fmt: skip
    paper_width = DecimalField(_("纸宽（毫米）"), places=None, description=_("只用于自定纸张。"))
    paper_height = DecimalField(_("纸高（毫米）"), places=None, description=_("只用于自定纸张。"))
    sides = SelectField(_("正反面"), choices=[SelectChoice(side, label) for side, label in SIDES.items()])
    printer = SelectField(_("打印机"), [Optional()], description=_("按量好的偏移量移动，印在套打纸上才不差分毫。"))
    words_only = BooleanField(
        _("套打：只印文字"), description=_("纸上已有花边、标题的，版式里标为“纸上已有”的都不印。")
    )
    relayout = BooleanField(
        _("印过的也换成这个版式"),
        description=_("证书第一次印出来用哪个版式，以后就一直用它。选错了版式才勾：已经印好的请收回作废，换版式会记入打印记录。"),
    )  # fmt: skip
    sample = BooleanField(_("样本"), description=_("每张斜印“样本”二字，不印印章，不算打印过。"))
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

    @property
    def paper(self) -> tuple[float, float] | None:
        """The paper of one's own, where it is asked for."""
        if self.stock.data != Stock.OWN.value:
            return None
        return float(self.paper_width.data or 0), float(self.paper_height.data or 0)

    def validate_paper_width(self, field: DecimalField) -> None:
        self._side(field, gettext("请填写自定纸张的宽，20 到 1200 毫米。"))

    def validate_paper_height(self, field: DecimalField) -> None:
        self._side(field, gettext("请填写自定纸张的高，20 到 1200 毫米。"))

    def _side(self, field: DecimalField, sentence: str) -> None:
        """Paper of one's own has a size; of other paper nobody asks, whatever was left in the field."""
        if self.stock.data != Stock.OWN.value:
            field.errors = []
            field.data = None
        elif not field.raw_data or not field.raw_data[0].strip():
            field.errors = []  # WTForms takes nothing for no number
            raise ValidationError(sentence)
        elif not field.errors and (field.data is None or not SHORTEST <= field.data <= LONGEST):
            raise ValidationError(sentence)


class PrinterForm(Form):
    name = StringField(
        _("打印机"), [InputRequired(_("请给这台打印机起个名字，如“三楼惠普”。")), Length(max=60)],
        description=_("按名字记住，谁来印都一样。"),
    )  # fmt: skip
    right = DecimalField(
        _("向右移（毫米）"), [Optional()], places=1, default=Decimal(0),
        description=_("印得偏左就填正数，偏右填负数，精确到 0.1。"), render_kw=SIGNED,
    )  # fmt: skip
    down = DecimalField(
        _("向下移（毫米）"), [Optional()], places=1, default=Decimal(0),
        description=_("印得偏高就填正数，偏低填负数。"), render_kw=SIGNED,
    )  # fmt: skip
