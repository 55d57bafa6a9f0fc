"""The grid in which a unit's contact fills in whom the unit sends: a row for each person.

A row on record carries the delegate's number in the meeting and marks of what it showed (``web.meanwhile``), so that of
two who have the grid open each keeps what only they changed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from meeting.errors import MeetingError
from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.mobiles import national
from meeting.people.names import name_key
from meeting.portal.forms import OFFERED
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState
from meeting.registration.forms import HOTEL
from meeting.registration.models import Delegate
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.filling_in import Row
from meeting.registration.operations.receipt_fates import category_of
from meeting.registration.receipts.form import ReceiptForm, ReceiptLine
from meeting.registration.receipts.matching import match_forum
from meeting.web.forms import Form, in_words, row_id
from meeting.web.meanwhile import join, marks_of

MOST_ROWS = 300
BLANK_ROWS = 5
"""Below those on record, to type into; more are added on the page."""
TYPED = ("name", "gender", "post", "mobile", "sub_forum", "hotel", "diet", "remarks", "hotel_wish")
"""The cells of a row that begin blank; the first eight as they follow in the receipt form, to be pasted from it."""
CELLS = (*TYPED, "category")


def _longest(number: int) -> list[Length]:
    return [Length(max=number, message=_("太长了，请缩短到 %(max)d 个字以内。"))]


class RowForm(Form):
    """One person."""

    class Meta(Form.Meta):
        csrf = False

    number = HiddenField()
    marks = HiddenField()
    name = StringField(_("姓名"), _longest(80))
    gender = SelectField(
        _("性别"),
        choices=[SelectChoice("", ""), SelectChoice("male", _("男")), SelectChoice("female", _("女"))],
        default="",
    )
    post = StringField(_("职务"), _longest(120))
    mobile = TelField(_("手机"), _longest(30))
    sub_forum = SelectField(_("分论坛"), default="")
    hotel = SelectField(
        _("住宿"),
        choices=[SelectChoice("", ""), SelectChoice("yes", _("需要")), SelectChoice("no", _("不需要"))],
        default="",
    )
    hotel_wish = StringField(_("住宿要求"), _longest(120))
    diet = StringField(_("饮食"), _longest(120))
    remarks = StringField(_("备注"), _longest(500))
    category = SelectField(_("类别"), default=Category.DELEGATE.value)
    gone = BooleanField(_("不来了"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.form_key  # the grid has one
        self.delegate: Delegate | None = None

    @property
    def is_blank(self) -> bool:
        return not any(self[name].data for name in TYPED)

    @property
    def name_fixed(self) -> bool:
        return self.delegate is not None and self.delegate.state is DelegateState.CONFIRMED

    def offer(self, forums: Sequence[Session]) -> None:
        own = self.delegate.category if self.delegate else None  # perhaps one that only the organiser gives
        offered = [each for each in Category if each in OFFERED or each is own]
        self.category.choices = [SelectChoice(each.value, gettext(each.label)) for each in offered]
        self.sub_forum.choices = [SelectChoice("", ""), *(SelectChoice(str(each.id), each.title) for each in forums)]

    def show(self, delegate: Delegate, forums: Sequence[Session]) -> None:
        """What is on record, with marks of it."""
        self.delegate, self.number.data = delegate, str(delegate.number)
        for name, value in _on_record(delegate).items():
            self[name].data = self[name].object_data = value
        self.offer(forums)
        self.marks.data = marks_of(self._cells())

    def join(self, delegate: Delegate) -> bool:
        """Keep what only somebody else changed meanwhile; False where both changed a cell: what it says now is told."""
        for name, value in _on_record(delegate).items():
            self[name].object_data = value
        alone = join(self._cells(), self.marks.data)
        for cell in () if alone else self._cells():
            if cell.errors:
                cell.errors = [*cell.errors, gettext("现在记录的是“%(now)s”。", now=_told(cell))]
        self.marks.data = marks_of(self._cells())
        return alone

    def row(self, forums: Sequence[Session]) -> Row:
        chosen = next((forum for forum in forums if str(forum.id) == self.sub_forum.data), None)
        entry = Entry(
            name=self.name.data or "", mobile=self.mobile.data or None,
            gender=Gender(self.gender.data) if self.gender.data else None, post=self.post.data or "",
            sub_forum=chosen, hotel=HOTEL[self.hotel.data or ""], hotel_wish=self.hotel_wish.data or "",
            diet=self.diet.data or "", remarks=self.remarks.data or "", category=Category(self.category.data),
        )  # fmt: skip
        return Row(entry, row_id(self.number.data) or None, gone=bool(self.gone.data))

    def take_in(self, line: ReceiptLine, forums: Sequence[Session]) -> None:
        """What a receipt's line says goes into the cells; what it leaves out stays."""
        title = match_forum(line.forum, [forum.title for forum in forums]) if line.forum else ""
        said = {
            "name": line.name,
            "gender": {"男": "male", "女": "female"}.get(line.gender, ""),
            "post": line.post,
            "mobile": national(line.mobile) if line.mobile else "",
            "sub_forum": next((str(forum.id) for forum in forums if forum.title == title), ""),
            "hotel": {True: "yes", False: "no", None: ""}[line.hotel],
            "hotel_wish": line.hotel_text,
            "diet": line.diet,
            "remarks": line.remarks,
            "category": category_of(line.category).value if line.category else "",
        }
        for name, value in said.items():
            if value and not (name in {"name", "category"} and self.name_fixed):
                self[name].data = value
        for fault in line.faults:
            cell = self[fault.field] if fault.field in CELLS else self.name
            cell.data = cell.data or str(fault.params.get("given", ""))
            cell.errors = [*cell.errors, gettext(fault.sentence, **fault.params)]
        if line.category and said["category"] not in {choice.value for choice in self.category.choices}:
            apart = gettext("“%(given)s”这一类由会务组登记，请从列出的里面选。", given=line.category[:20])
            self.category.errors = [*self.category.errors, apart]
        if title is None:
            unknown = gettext("没有“%(given)s”这个分论坛，请从列出的里面选。", given=line.forum[:40])
            self.sub_forum.errors = [*self.sub_forum.errors, unknown]

    def refuse(self, error: MeetingError) -> int:
        cell = self[error.field] if error.field in CELLS else self.name
        cell.errors = [*cell.errors, in_words(error)]
        return error.status

    def _cells(self) -> list[Any]:
        return [self[name] for name in CELLS]


class GridForm(Form):
    """The whole page: who the contact is, the rows, and what is to be read into them."""

    contact = StringField(_("联络员"), _longest(80))
    contact_mobile = TelField(_("联络电话"), _longest(30))
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    receipt = FileField(_("回执文件"))
    pasted = TextAreaField(_("粘贴名单"), _longest(100_000))

    def offer(self, meeting: Meeting, forums: Sequence[Session], delegates: Iterable[Delegate]) -> None:
        """What can be chosen, and whose rows are whose. Before anything is validated."""
        known = {delegate.number: delegate for delegate in delegates}
        for each in self.lines:
            each.delegate = known.get(row_id(each.number.data))
            each.offer(forums)
            if meeting.landline_allowed:
                each.mobile.label.text = gettext("手机或电话")

    @property
    def lines(self) -> list[RowForm]:
        return [entry.form for entry in self.rows]

    def add_row(self, forums: Sequence[Session]) -> RowForm:
        """At the end; beyond ``MOST_ROWS`` an assertion of WTForms, so ask ``has_room`` first."""
        row: RowForm = self.rows.append_entry().form
        row.offer(forums)
        return row

    @property
    def has_room(self) -> bool:
        return len(self.rows) < MOST_ROWS

    def add_blank(self, number: int, forums: Sequence[Session]) -> None:
        for _number in range(number):
            if self.has_room:
                self.add_row(forums)

    def show(self, delegates: Iterable[Delegate], forums: Sequence[Session]) -> None:
        """Those on record who have no row yet."""
        numbers = {row_id(row.number.data) for row in self.lines}
        for delegate in delegates:
            if delegate.number not in numbers and self.has_room:
                self.add_row(forums).show(delegate, forums)

    def join(self) -> bool:
        """``RowForm.join`` for each row on record; one that left it meanwhile is for the operation to refuse."""
        alone = [row.join(row.delegate) for row in self.lines if row.delegate is not None]
        return all(alone)  # each row is joined, whatever became of those before

    def take_in(self, read: ReceiptForm, forums: Sequence[Session]) -> int:
        """A receipt's lines into the rows: of the same name (and mobile) over the old, others below. How many."""
        taken: set[int] = set()
        count = 0
        for line in read.lines:
            row = self._row_for(line, taken, forums)
            if row is None:
                full = gettext("最多 %(most)d 人，后面的没有读入。请先保存，再读其余的。", most=MOST_ROWS)
                self.form_errors.append(full)
                break
            row.take_in(line, forums)
            count += 1
        return count

    def _row_for(self, line: ReceiptLine, taken: set[int], forums: Sequence[Session]) -> RowForm | None:
        key = name_key(line.name)
        same = [row for row in self.lines if key and id(row) not in taken and name_key(row.name.data or "") == key]
        mobile = national(line.mobile) if line.mobile else ""
        row = next((row for row in same if mobile and row.mobile.data == mobile), None)
        row = row or next((row for row in same if not (mobile and row.mobile.data)), None)
        free = (row for row in self.lines if row.is_blank and not row.number.data and id(row) not in taken)
        row = row or next(free, None)
        if row is None and self.has_room:
            row = self.add_row(forums)
        if row is not None:
            taken.add(id(row))
        return row


def _on_record(delegate: Delegate) -> dict[str, str]:
    """The cells as the grid shows them."""
    person = delegate.person
    return {
        "name": person.name,
        "gender": person.gender.value if person.gender else "",
        "post": delegate.post,
        "mobile": national(person.mobile) if person.mobile else "",
        "sub_forum": str(delegate.enrolment.session_id) if delegate.enrolment else "",
        "hotel": {None: "", True: "yes", False: "no"}[delegate.hotel],
        "hotel_wish": delegate.hotel_wish,
        "diet": delegate.diet,
        "remarks": delegate.remarks,
        "category": delegate.category.value,
    }


def _told(cell: Any) -> str:
    """A cell's value on record, in words."""
    if isinstance(cell, SelectField):
        return next((str(choice.label) for choice in cell.choices or () if choice.value == cell.object_data), "") or "—"
    return str(cell.object_data or "—")
