"""The cells of one person into a line."""

import re
from collections.abc import Mapping, Sequence

from meeting.people.names import EDGE
from meeting.registration.receipts.form import Fault, ReceiptLine, Rules
from meeting.registration.receipts.headings import Field
from meeting.registration.receipts.tables import Column, looks_like_unit
from meeting.registration.receipts.units import clean_unit
from meeting.registration.receipts.values import (
    POST_WORD,
    NameFound,
    chosen,
    flat,
    is_nothing,
    parse_diet,
    parse_gender,
    parse_hotel,
    parse_name,
    parse_telephone,
    ticked,
)

LONGEST = {
    "unit": 120,
    "post": 120,
    "forum": 120,
    "hotel_text": 120,
    "diet": 120,
    "remarks": 500,
    "region": 40,
    "category": 60,
}
"""Characters, as wide as the columns of the database."""

_PLAIN = {
    "是", "否", "需要", "不需要", "需", "不需", "住", "不住", "要", "不要", "有", "无", "y", "n", "yes", "no", "1", "0",
    "√", "✓", "✔", "×", "x", "v", "√是", "√否", "不用",
    "住宿", "不住宿", "无需", "需住", "需住宿", "是的", "/", "-", "true", "false",
    "不安排", "安排", "需安排", "需要住宿", "不需要住宿", "☑", "☑是", "☑否", "■", "✗", "✕", "✘", "○",
}  # fmt: skip
_THIS_UNIT = re.compile(r"(?:本|我|同)单位|同填报单位|见上|(?:见)?填报单位")
_YES_NO = re.compile(r"是|否|参加|不参加|y|n|yes|no|√|×|✓|✔|需要|不需要|1|0", re.IGNORECASE)


class Cells:
    """One person's cells by field."""

    def __init__(self, by_field: Mapping[Field, Sequence[Column]], row: Sequence[str]) -> None:
        self._row = row
        self._by_field = by_field

    def columns(self, field: Field) -> Sequence[Column]:
        """The columns of a field, the best first."""
        return self._by_field.get(field, ())

    def raw(self, column: Column) -> str:
        return self._row[column.index] if column.index < len(self._row) else ""

    def value(self, column: Column) -> str:
        """What a cell says: itself, or the choice that heads its column where it is ticked."""
        text = self.raw(column)
        if column.option:
            return column.option if ticked(text) else ""
        return text

    def text(self, field: Field) -> str:
        """The first that a field's columns say; all ticked choices where it is spread over several."""
        columns = self.columns(field)
        options = [self.value(column) for column in columns if column.option]
        for column in columns:
            if not column.option and not is_nothing(self.raw(column)):
                return chosen(self.raw(column)).strip(EDGE)
        return "、".join(option for option in options if option)


def line_of(row: int, sheet: str, cells: Cells, rules: Rules, *, unit: str = "") -> ReceiptLine:
    """Return the line of one person; ``unit``: the heading of the section that the row is in."""
    faults: list[Fault] = []
    name = _name(cells, faults)
    mobile, others = _mobile(cells, name, rules, faults)
    own_unit, post = _unit_and_post(cells)
    hotel, hotel_text = _hotel(cells)
    gender = parse_gender(cells.text(Field.GENDER)) or (name.beside if name.beside in ("男", "女") else "")
    remarks = cells.text(Field.REMARKS)
    if not post and not name.post and POST_WORD.search(name.beside):
        post = name.beside
    elif name.beside and name.beside not in ("男", "女"):
        remarks = f"{remarks}；{name.beside}" if remarks else name.beside
    values = {
        "unit": own_unit or unit,
        "post": post or name.post,
        "forum": _forum(cells),
        "hotel_text": hotel_text,
        "diet": _diet(cells),
        "remarks": remarks,
        "region": cells.text(Field.REGION),
        "category": cells.text(Field.CATEGORY),
    }
    for field, text in values.items():
        if "\ufffd" in text:
            faults.append(Fault(field, "text-unreadable", {"given": text[:40]}))
        elif len(text) > LONGEST[field]:
            faults.append(Fault(field, "text-too-long", {"length": len(text), "longest": LONGEST[field]}))
    return ReceiptLine(
        row=row,
        sheet=sheet,
        name=name.name,
        gender=gender,
        mobile=mobile,
        hotel=hotel,
        extras=(*others, *_extras(cells)),
        faults=tuple(faults),
        **values,
    )


def _name(cells: Cells, faults: list[Fault]) -> NameFound:
    text = cells.raw(cells.columns(Field.NAME)[0])
    found = NameFound("", fault="name-missing") if is_nothing(text) else parse_name(text)
    if found.fault:
        faults.append(Fault("name", found.fault, {"given": found.given[:40]} if found.given else {}))
    return found


def _mobile(cells: Cells, name: NameFound, rules: Rules, faults: list[Fault]) -> tuple[str, list[tuple[str, str]]]:
    """The number of the best column that has one. An office's telephone helps out only with a mobile."""
    extras: list[tuple[str, str]] = []
    number = ""
    fault: Fault | None = None
    for column in cells.columns(Field.MOBILE):
        text = cells.raw(column)
        if is_nothing(text):
            continue
        found = parse_telephone(text, landline=rules.landline)
        if number or (fault and not found.number):
            extras.append((column.heading, text))
        elif found.number:
            if fault:
                fault = None if fault.code == "mobile-landline" else fault
            number = found.number
            extras += [(column.heading, other) for other in found.others]
        elif fault is None:
            fault = Fault("mobile", found.fault, {"given": text[:40]})
    for column in cells.columns(Field.PHONE):
        text = cells.raw(column)
        if is_nothing(text):
            continue
        found = parse_telephone(text, landline=rules.landline)
        if not number and fault is None and found.number:
            number = found.number
        else:
            extras.append((column.heading, text))
    if not number and fault is None and name.mobile:
        number = parse_telephone(name.mobile, landline=False).number
    if fault:
        faults.append(fault)
        number = ""
    elif not number and not rules.blank_mobile:
        faults.append(Fault("mobile", "mobile-missing"))
    return number, extras


def _unit_and_post(cells: Cells) -> tuple[str, str]:
    unit = _one_line(cells.text(Field.UNIT))
    post = cells.text(Field.POST)
    if not post:
        # 职称 in its own column stands in for a post that is left blank.
        post = next((cells.raw(c) for c in cells.columns(Field.POST) if not is_nothing(cells.raw(c))), "")
    both = cells.text(Field.UNIT_POST)
    if both and not unit:
        unit, split_post = split_unit_post(both)
        post = post or split_post
    if is_nothing(unit) or _THIS_UNIT.fullmatch(flat(unit)):
        unit = ""
    return clean_unit(unit), re.sub(r"\s*\n\s*", "、" if len(post) > 6 else "", post)


def split_unit_post(text: str) -> tuple[str, str]:
    """Part 南京市档案馆 副馆长, or 南京市档案馆副馆长, into unit and post; what can't be parted is a post."""
    text = _one_line(re.sub(r"\n", " ", text))
    parts = re.split(r"[\s,，、;；/／]+", text, maxsplit=1)
    if len(parts) == 2 and looks_like_unit(parts[0]):
        return parts[0], parts[1]
    # The longest beginning that is an organisation, with a post behind it.
    for end in range(len(text) - 1, 2, -1):
        posts = re.split(r"[、,，/／\s]+", text[end:].strip(EDGE + "、,，"))
        if looks_like_unit(text[:end]) and all(map(POST_WORD.search, posts)):
            return text[:end], text[end:].strip(EDGE + "、,，")
    return (text, "") if looks_like_unit(text) else ("", text)


def _one_line(text: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])", "", text).replace("\n", " ")


def _hotel(cells: Cells) -> tuple[bool | None, str]:
    columns = cells.columns(Field.HOTEL)
    wish: bool | None = None
    told: list[str] = []
    for column in columns:
        text = cells.value(column)
        if column.option and not text:
            continue
        said = parse_hotel(text)
        if wish is None:
            wish = said
        words = column.option or chosen(text)
        if words and flat(words) not in _PLAIN and words not in told:
            told.append(words)
    return wish, "；".join(told)


def _diet(cells: Cells) -> str:
    wishes = [parse_diet(column.heading, cells.value(column)) for column in cells.columns(Field.DIET)]
    return "；".join(dict.fromkeys(wish for wish in wishes if wish))


def _forum(cells: Cells) -> str:
    columns = cells.columns(Field.FORUM)
    options = [cells.value(column) for column in columns if column.option]
    if any(options):
        return "、".join(option for option in options if option)
    for column in columns:
        text = chosen(cells.raw(column)).strip(EDGE)
        if text and not column.option and not (column.rank >= 3 and _YES_NO.fullmatch(flat(text))):
            return text
    return ""


def _extras(cells: Cells) -> list[tuple[str, str]]:
    """Other headings with what they hold, and second columns of a field that has room for one."""
    extras = [
        (_one_line(column.heading), cells.raw(column))
        for column in sorted(cells.columns(Field.OTHER), key=lambda each: each.index)
        if not is_nothing(cells.raw(column))
    ]
    for field in (
        Field.POST,
        Field.UNIT,
        Field.REMARKS,
        Field.REGION,
        Field.CATEGORY,
        Field.GENDER,
        Field.FORUM,
    ):
        said = [column for column in cells.columns(field) if not column.option and not is_nothing(cells.raw(column))]
        extras += [(_one_line(column.heading), cells.raw(column)) for column in said[1:]]
    return extras
