"""Forms of letters; field names are those of ``Wording``."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting.letters.enums import LetterHead
from meeting.letters.operations import Wording
from meeting.web.forms import Form

LONGEST_BODY = 20_000
LONGEST_LIST = 600_000


class _WordingForm(Form):
    """What all letters have. Fields that a kind lacks keep ``Wording``'s defaults."""

    title = TextAreaField(
        _("标题"), [InputRequired(_("请填写标题。")), Length(max=200)],
        description=_("太长时按词意自动回行；要在哪里断行，就在哪里换行。"), render_kw={"rows": 2},
    )  # fmt: skip
    number = StringField(_("编号"), [Optional(), Length(max=60)])
    body = TextAreaField(
        _("正文"), [InputRequired(_("请填写正文。")), Length(max=LONGEST_BODY)], render_kw={"rows": 6}
    )
    issuers = TextAreaField(
        _("落款单位"), [InputRequired(_("请填写落款单位。")), Length(max=400)],
        description=_("每行一个，最多三个；联合行文时主办单位写在第一行。"), render_kw={"rows": 2},
    )  # fmt: skip
    dated = DateField(_("成文日期"), [InputRequired(_("请填写成文日期。"))])
    sealed = BooleanField(_("要盖章"), description=_("留出盖章的位置；不勾选就按不加盖印章的格式落款。"))

    def wording(self) -> Wording:
        """What was typed."""
        values: dict[str, Any] = {
            name: field.data for name, field in self._fields.items() if name in Wording.__dataclass_fields__
        }
        if "head" in values:
            values["head"] = LetterHead(values["head"])
        texts = {name for name, field in self._fields.items() if isinstance(field, StringField)}
        values |= {name: values[name] or "" for name in texts & values.keys()}
        return Wording(**values)


class NoticeForm(_WordingForm):
    head = RadioField(_("版式"), choices=[SelectChoice(head.value, _(head.label)) for head in LetterHead])
    mark = StringField(
        _("发文机关标志"), [Optional(), Length(max=120)],
        description=_("不填就用第一个落款单位；红头文件后面加“文件”二字。"),
    )  # fmt: skip
    number = StringField(
        _("发文字号"), [Optional(), Length(max=60)],
        description=_("如：苏档学〔2020〕12号。写成[2020]、（2020）或“第012号”的，保存时改成这样。"),
    )  # fmt: skip
    addressees = StringField(
        _("主送"), [Optional(), Length(max=600)],
        description=_("分单位打印时，每份换成那一个单位。"),
    )  # fmt: skip
    body = TextAreaField(
        _("正文"), [InputRequired(_("请填写正文。")), Length(max=LONGEST_BODY)],
        description=_("每行一段。以“一、”“（一）”“1.”“（1）”开头的是标题或条目，字体自动套用。"),
        render_kw={"rows": 22},
    )  # fmt: skip
    receipt = BooleanField(_("附参会回执"), description=_("第一个附件是空白的回执表，单位填好后寄回。"))
    attachments = TextAreaField(
        _("其他附件"), [Optional(), Length(max=LONGEST_BODY)],
        description=_("每个附件以“附件：标题”一行开头，下面写内容；另起一页打印。"), render_kw={"rows": 4},
    )  # fmt: skip
    note = StringField(
        _("附注"), [Optional(), Length(max=300)], description=_("印在日期下面的括号里，如联系人和电话。")
    )
    copies_to = StringField(_("抄送"), [Optional(), Length(max=600)])
    printed_by = StringField(_("印发机关"), [Optional(), Length(max=120)], description=_("不填就没有版记里的这一行。"))
    printed_on = DateField(_("印发日期"), [Optional()], description=_("不填就用成文日期。"))


class ProofForm(_WordingForm):
    pass


class AcceptanceForm(_WordingForm):
    recipients = TextAreaField(
        _("论文名单"), [Optional(), Length(max=LONGEST_LIST)],
        description=_("每行一篇：作者、单位、题目、邮箱（可不写），可以从表格里复制过来；有表头时次序不限。"),
        render_kw={"rows": 12},
    )  # fmt: skip
    file = FileField(_("从文件读入"))


class MailForm(Form):
    subject = StringField(_("主题"), [InputRequired(_("请填写邮件主题。")), Length(max=200)])
    text = TextAreaField(
        _("正文"), [InputRequired(_("请填写邮件正文。")), Length(max=5_000)],
        description=_("可以写 {姓名}、{单位}、{题目}、{会议}，发送时换成每篇论文自己的。"), render_kw={"rows": 10},
    )  # fmt: skip
    again = BooleanField(_("已经发过的也再发一次"))


class MakeForm(Form):
    """Buttons that start a job."""
