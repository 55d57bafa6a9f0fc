"""What is typed about delegates and their units."""

from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.mobiles import national
from meeting.programme.models import Session
from meeting.registration.enums import Category
from meeting.registration.models import Delegate, Enrolment
from meeting.registration.operations.entries import Entry
from meeting.web.forms import Form
from meeting.web.numbers import IntegerField

HOTEL = {"": None, "yes": True, "no": False}


class WhoForm(Form):
    """Who it is. Stands first, for errors are told in the order in which fields are made: the page's."""

    category = SelectField(_("类别"), choices=[SelectChoice(each.value, each.label) for each in Category])
    name = StringField(_("姓名"), validators=[DataRequired(_("没有填写姓名，请补上。"))])
    unit = StringField(_("单位"), description=_("输入几个字会列出单位，简称也行；没有列出就写全称。"))


class ParticularsForm(Form):
    """What a delegate may say at any time, also once confirmed."""

    gender = RadioField(
        _("性别"), choices=[SelectChoice("male", _("男")), SelectChoice("female", _("女"))], validators=[Optional()]
    )
    post = StringField(_("职务"), validators=[Length(max=120, message=_("最多 120 个字。"))])
    mobile = TelField(_("手机"))
    sub_forum = RadioField(_("分论坛"), coerce=int, default=0)
    hotel = RadioField(
        _("住宿"),
        choices=[SelectChoice("yes", _("需要")), SelectChoice("no", _("不需要")), SelectChoice("", _("还没定"))],
        default="",
    )
    hotel_wish = StringField(
        _("住宿要求"),
        validators=[Length(max=120, message=_("最多 120 个字。"))],
        description=_("如：单住、与某某合住。"),
    )
    diet = StringField(
        _("饮食"),
        validators=[Length(max=120, message=_("最多 120 个字。"))],
        description=_("有忌口或过敏请写明，只用于安排用餐。"),
    )
    remarks = TextAreaField(_("备注"), validators=[Length(max=500, message=_("最多 500 个字。"))])

    def offer(self, meeting: Meeting, forums: list[Session], delegate: Delegate | None = None) -> None:
        """Fill in what can be chosen; a full sub-forum says that choosing it means waiting."""
        own = delegate.enrolment if delegate else None
        if own and own.session not in forums:
            forums.append(own.session)
        self.sub_forum.choices = [
            *(SelectChoice(forum.id, _offer(forum, own)) for forum in forums),
            SelectChoice(0, gettext("不参加分论坛")),
        ]
        ask_for_mobile(self.mobile, meeting)

    def show(self, delegate: Delegate) -> None:
        """What is on record."""
        person = delegate.person
        self.post.data, self.mobile.data = delegate.post, national(person.mobile) if person.mobile else ""
        self.gender.data = person.gender.value if person.gender else None
        self.sub_forum.data = delegate.enrolment.session_id if delegate.enrolment else 0
        self.hotel.data = {None: "", True: "yes", False: "no"}[delegate.hotel]
        self.hotel_wish.data, self.diet.data, self.remarks.data = delegate.hotel_wish, delegate.diet, delegate.remarks

    def entry(self, start: Entry, forums: list[Session]) -> Entry:
        """The entry with what was typed; of names, unit and category what ``start`` has."""
        return Entry(
            name=start.name,
            unit_name=start.unit_name,
            category=start.category,
            mobile=self.mobile.data or None,
            gender=Gender(self.gender.data) if self.gender.data else None,
            post=self.post.data or "",
            sub_forum=next((forum for forum in forums if forum.id == self.sub_forum.data), None),
            hotel=HOTEL[self.hotel.data or ""],
            hotel_wish=self.hotel_wish.data or "",
            diet=self.diet.data or "",
            remarks=self.remarks.data or "",
        )


def ask_for_mobile(field: Field, meeting: Meeting) -> None:
    """As the meeting has it: a landline will do, or one must be given."""
    if meeting.landline_allowed:
        field.label.text = gettext("手机或电话")
    if meeting.mobile_required:
        field.validators = [DataRequired(gettext("没有填写手机号，请补上。"))]
        field.flags.required = True


class DelegateForm(WhoForm, ParticularsForm):
    """All that is asked of a delegate."""

    version = HiddenField()

    def offer(self, meeting: Meeting, forums: list[Session], delegate: Delegate | None = None) -> None:
        super().offer(meeting, forums, delegate)
        self.category.choices = [SelectChoice(each.value, gettext(each.label)) for each in Category]

    def show(self, delegate: Delegate) -> None:
        super().show(delegate)
        self.category.data = delegate.category.value
        self.name.data = delegate.person.name
        self.unit.data = delegate.unit.name if delegate.unit else ""
        self.version.data = str(delegate.version)

    def entry(self, start: Entry, forums: list[Session]) -> Entry:
        who = replace(
            start, name=self.name.data or "", unit_name=self.unit.data or "", category=Category(self.category.data)
        )
        return super().entry(who, forums)


class ReasonForm(Form):
    reason = StringField(
        _("原因"),
        validators=[Length(max=300, message=_("最多 300 个字。"))],
        description=_("本人在专用链接里看得到。"),
    )


class SeatsForm(Form):
    seats = IntegerField(_("名额"), validators=[Optional()])


class RosterForm(Form):
    file = FileField(_("单位名册"), validators=[FileRequired(_("请选择文件。"))])


class InviteForm(Form):
    unit = StringField(_("单位"), validators=[DataRequired(_("没有填写单位名称，请补上。"))])


class ContactForm(Form):
    contact = StringField(_("联络员"), validators=[Length(max=80, message=_("最多 80 个字。"))])
    mobile = TelField(_("电话"))


def _offer(forum: Session, own: Enrolment | None) -> str:
    if own and own.session_id == forum.id:
        return f"{forum.title}（{gettext(own.state.label)}）"
    if forum.seats is None:
        return forum.title
    left = forum.seats - forum.taken
    if left <= 0:
        return str(gettext("%(title)s（名额已满，选它先候补）", title=forum.title))
    return str(gettext("%(title)s（余 %(left)d 席）", title=forum.title, left=left))
