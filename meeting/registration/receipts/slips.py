"""Forms of one person with the labels beside the values (姓名 | 张三 | 性别 | 男), or of several side by side."""

import re

from meeting.registration.receipts.cells import Sheet
from meeting.registration.receipts.form import ReceiptLine, Rules
from meeting.registration.receipts.headings import Field, core, heading
from meeting.registration.receipts.particulars import Particulars
from meeting.registration.receipts.person import Cells, line_of
from meeting.registration.receipts.tables import Column, Table, looks_like_unit
from meeting.registration.receipts.values import is_nothing, is_sample, looks_like_name

_INLINE = re.compile(r"([^\s:：,，;；。、]{1,16}(?:[（(][^）)]{0,20}[）)])?)[ \t　]*[:：]")
_MOST_ROWS = 400


class _Slip:
    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.values: list[str] = []
        self.row = 0

    def has(self, field: Field) -> bool:
        return any(column.field is field for column in self.columns)

    def put(self, label: str, field: Field, value: str, row: int, rank: int) -> None:
        if field is Field.NAME:
            self.row = row
        self.columns.append(Column(len(self.values), field, label, rank))
        self.values.append(value)

    @property
    def filled(self) -> set[Field]:
        return {c.field for c in self.columns if not is_nothing(self.values[c.index])}


def read_slip(sheet: Sheet, rules: Rules, around: Particulars) -> list[ReceiptLine]:
    """Return the people of a sheet without a table; fill in a contact that it names."""
    slips = _across(sheet) or _labelled(sheet)
    lines = []
    for slip in slips:
        known = slip.filled & {
            Field.UNIT,
            Field.POST,
            Field.UNIT_POST,
            Field.MOBILE,
            Field.GENDER,
            Field.FORUM,
        }
        named = Field.NAME in slip.filled
        if (named and known) or (slip.has(Field.NAME) and Field.MOBILE in slip.filled):
            if any(is_sample(value) for value in slip.values):
                continue
            lines.append(
                line_of(
                    slip.row + 1, sheet.name, Cells(Table(0, 0, 1, tuple(slip.columns)).by_field, slip.values), rules
                )
            )
    for row in sheet.rows[:_MOST_ROWS]:
        first = next((text for text in row if text), "")
        # The labels of the person's own values need a colon here; a row of the contact's stands by itself.
        around.read(row, bare=not lines or heading(first).field is Field.CONTACT)
        if not any(heading(text).field for text in row):
            around.read_title(row)
    return lines


def _labelled(sheet: Sheet) -> list[_Slip]:
    slips = [_Slip()]
    for number, row in enumerate(sheet.rows[:_MOST_ROWS]):
        places = [index for index, text in enumerate(row) if text]
        filled = [row[index] for index in places]
        at = 0
        contact = False
        while at < len(filled):
            text = filled[at]
            at += 1
            found = [match for match in _INLINE.finditer(text) if heading(match[1]).field]
            pairs: list[tuple[str, str]] = []
            if found:
                for index, match in enumerate(found):
                    end = found[index + 1].start() if index + 1 < len(found) else len(text)
                    pairs.append((match[1], text[match.end() : end].strip(" \t\n　_,，;；")))
                if not pairs[-1][1] and at < len(filled) and not _is_label(filled[at]):
                    pairs[-1] = (pairs[-1][0], filled[at])
                    at += 1
            elif heading(text).field and len(core(text)) <= 14:
                value = ""
                # 备注 | 素食: the last of a row, right beside its label, is a value though it might be one.
                last = at + 1 == len(filled) and places[at] == places[at - 1] + 1 and len(filled) % 2 == 0
                if at < len(filled) and (not _is_label(filled[at]) or (last and not filled[at].endswith((":", "：")))):
                    value = filled[at]
                    at += 1
                pairs.append((text, value))
            for label, value in pairs:
                known = heading(label)
                if known.field is None:
                    continue
                field = known.field
                if contact and field in (Field.MOBILE, Field.PHONE):
                    field = Field.CONTACT_MOBILE
                contact = contact or field is Field.CONTACT
                if field is Field.NAME and slips[-1].has(Field.NAME):
                    slips.append(_Slip())
                slips[-1].put(label, field, value, number, known.rank)
    return slips


def _is_label(text: str) -> bool:
    known = heading(text).field
    if _INLINE.match(text) and heading(text.rstrip(":：")).field:
        return True
    if known is None or looks_like_unit(text):
        return False
    return known is not Field.OTHER or len(core(text)) <= 4


def _across(sheet: Sheet) -> list[_Slip]:
    """A table lying on its side: the labels in one column, each person a column."""
    for row in sheet.rows[:_MOST_ROWS]:
        label = next((index for index, text in enumerate(row) if text), None)
        if label is None or heading(row[label]).field is not Field.NAME:
            continue
        people = [index for index in range(label + 1, len(row)) if looks_like_name(row[index])]
        if len(people) < 2 or any(row[i] and heading(row[i]).field for i in range(label + 1, len(row))):
            continue
        return [_column_slip(sheet, label, index) for index in people]
    return []


def _column_slip(sheet: Sheet, label: int, person: int) -> _Slip:
    slip = _Slip()
    for number, row in enumerate(sheet.rows[:_MOST_ROWS]):
        known = heading(sheet.at(number, label))
        if known.field is not None and person < len(row):
            slip.put(known.text, known.field, row[person], number, known.rank)
    return slip
