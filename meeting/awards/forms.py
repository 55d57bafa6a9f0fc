"""Forms of awards, recipients and certificates."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting.awards.enums import AwardKind
from meeting.documents.layouts.kinds import Kind
from meeting.layouts.choices import usual
from meeting.web.forms import Form


class AwardForm(Form):
    title = StringField(
        _("奖项名称"), [InputRequired(_("请填写奖项名称。")), Length(max=160)],
        description=_("照证书上要印的写，如“2020年度优秀论文”；聘书写受聘的职务。"),
    )  # fmt: skip
    kind = RadioField(_("类别"), choices=[SelectChoice(kind.value, _(kind.label)) for kind in AwardKind],
                      default=AwardKind.CERTIFICATE.value)  # fmt: skip
    issuer_name = StringField(
        _("颁发单位"), [Optional(), Length(max=120)],
        description=_("不填就是本学会。不在主办单位之列的，只转颁：不编号，不打印。"),
    )  # fmt: skip
    letters = StringField(
        _("编号类别"), [Optional(), Length(max=20)],
        description=_("编号里的类别代字，如 LW；同一类别的编号连着排。不填的，证书用 ZS，聘书用 PS。"),
    )  # fmt: skip
    grades = TextAreaField(
        _("等次与名额"), [Optional(), Length(max=2000)],
        description=_("每行一个等次，名额写在后面，如“一等奖 3”；不限名额的不写数字。没有等次的留空。"),
    )  # fmt: skip
    term_starts_on = DateField(_("聘期起"), [Optional()])
    term_ends_on = DateField(
        _("聘期止"), [Optional()], description=_("只用于聘书；不确定的两个都不填，聘书上就不写聘期。")
    )
    ground = StringField(_("依据"), [Optional(), Length(max=300)], description=_("批准文号或评选办法，只供内部查考。"))


class RecipientForm(Form):
    names = StringField(
        _("获奖者"), [Optional(), Length(max=500)],
        description=_("几位合作者用顿号隔开，次序照作品；表彰单位的留空，只填单位。"),
    )  # fmt: skip
    unit_name = StringField(
        _("单位"), [Optional(), Length(max=120)], description=_("第一位获奖者的单位，或受表彰的单位。")
    )
    grade = SelectField(_("等次"), [Optional()])
    work = StringField(_("作品"), [Optional(), Length(max=300)], description=_("论文题目等，不用写书名号。"))


class ListForm(Form):
    file = FileField(_("获奖名单"), [FileRequired(_("请选择一个文件。"))])


class ConfirmListForm(Form):
    rows = HiddenField()


class ReasonForm(Form):
    reason = StringField(_("原因"), [InputRequired(_("请写明原因。")), Length(max=300)])


class AddressesForm(Form):
    file = FileField(_("文件"))
    pasted = TextAreaField(
        _("或粘贴"), [Optional(), Length(max=500_000)],
        description=_("从表格里复制几列，粘贴到这里。每行一个人：编号和邮箱，或姓名、单位和邮箱。"),
    )  # fmt: skip


class MailForm(Form):
    rows = HiddenField()
    subject = StringField(_("主题"), [InputRequired(_("请填写邮件主题。")), Length(max=200)])
    text = TextAreaField(
        _("正文"), [InputRequired(_("请填写邮件正文。")), Length(max=5_000)],
        description=_("可以写 {姓名}、{奖项}、{等次}、{编号}、{会议}，发送时换成每份证书自己的。"),
    )  # fmt: skip
    certificate = SelectField(
        _("荣誉证书的版式"), [Optional()], default=usual(Kind.HONOUR),
        description=_("印过或发过的照原来的版式，其余的用这一种，以后打印也用它。"),
    )  # fmt: skip
    appointment = SelectField(
        _("聘书的版式"), [Optional()], default=usual(Kind.APPOINTMENT),
        description=_("印过或发过的照原来的版式，其余的用这一种，以后打印也用它。"),
    )  # fmt: skip
    approval = SelectField(
        _("印章"), [Optional()],
        description=_("默认不印。要印上印章图片，选一个已批准的用印申请；每封邮件扣减一份，没有送到的不退。"),
    )  # fmt: skip
    signed = BooleanField(_("给 PDF 签名"), description=_("用学会的数字证书签名，收到文件的人能验明没有改过。"))
    again = BooleanField(_("已经发过的也再发一次"))
    test_to = StringField(_("先发一封给自己"), [Optional(), Length(max=300)])


class PatternForm(Form):
    letters = HiddenField()
    pattern = StringField(_("编号样式"), [Optional(), Length(max=100)])


class VerifyForm(Form):
    number = StringField(
        _("证书编号"), [InputRequired(_("请填写证书上的编号。")), Length(max=60)],
        description=_("印在证书左下角，如 JSSDAXH-2020-ZS-0001；连接号和括号用哪一种都可以。"),
    )  # fmt: skip
    name = StringField(
        _("获奖者姓名"), [InputRequired(_("请填写获奖者姓名。")), Length(max=600)],
        description=_("写全名，或只写最后一个字；几个人合得的，写其中一位，或照证书写全。"),
    )  # fmt: skip
