"""Forms of awards, recipients and certificates."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting.awards.enums import AwardKind
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
