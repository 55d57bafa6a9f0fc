"""Where a sheet's tables of people lie, and which column holds what: told by headings first, then by contents.

Headings may stand in any row and take two, tables may follow one another, two people may stand side by side, and a
choice may be spread over columns to be ticked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from meeting.people.names import EDGE
from meeting.registration.receipts.contents import corrected
from meeting.registration.receipts.headings import Field, Heading, core, heading
from meeting.registration.receipts.matching import match_forum
from meeting.registration.receipts.tables import Column, Expanded, Table, looks_like_unit
from meeting.registration.receipts.values import (
    is_sample,
    looks_like_name,
)

_CHOICES = (Field.FORUM, Field.HOTEL, Field.GENDER, Field.CATEGORY, Field.DIET, Field.REGION)
_MIGHT_BE_HEADING = re.compile(
    r"姓\s*名|名\s*字|人\s*员|代\s*表|[参与赴到]\s*会|参\s*[加训展]|出\s*席|报\s*名|[嘉来]\s*宾|学\s*员|老\s*师|教\s*师|专\s*家|"
    r"领\s*导|选\s*手|联系人|联络|名\s*单|人\s*名|name|delegate",
    re.IGNORECASE,
)
# What stands over a column to be ticked, where it isn't one of the meeting's sub-forums.
_ROOM_CHOICE = re.compile(
    r"(?:是否)?(?:单住|合住|不住|自理|拼房|住宿|不住宿|需要?|不需要?|是|否)(?:宿)?|(?:单人|双人|标准?|大床|双床|豪华|商务)*(?:间|房|标间|大床|双床|套房|套间|标准间)"
    r"(?:单住|合住|\(.*\)|（.*）)?"
)
# A mobile however it is parted, a day, a certificate: never in a heading.
_LONG_NUMBER = re.compile(r"(?:[0-9０-９][ -]?){5,}")
_ASKED = re.compile(r"是否(?:拟|愿意)?(?:参加|出席|参与|报名)(.+)")
_HINT = re.compile(r"必填|选填|请填|请选|请勿|下拉|格式|真实姓名|填写|与身份证")


def find_tables(sheet: Expanded, forums: Sequence[str] = (), units: Sequence[str] = ()) -> list[Table]:
    """Return the tables of people with a heading, in their order; those side by side share their rows.

    ``forums``: the meeting's sub-forums, for columns that are headed by one of them; ``units``: those invited.
    """
    tops: list[tuple[int, int, list[Column]]] = []
    number = 0
    while number < len(sheet.rows):
        row = sheet.rows[number]
        if _MIGHT_BE_HEADING.search("\t".join(row)) and _is_heading_row(row) and not _is_slip(sheet, number):
            below = number + 1
            lines = [number]
            while below < len(sheet.rows) and len(lines) < 3 and _is_lower_heading(sheet, lines[-1], below):
                lines.append(below)
                below += 1
            tops.append((number, below, _columns(sheet, lines, forums)))
            number = below
        else:
            number += 1
    tables: list[Table] = []
    for at, (top, first, columns) in enumerate(tops):
        last = tops[at + 1][0] if at + 1 < len(tops) else len(sheet.rows)
        for block in _blocks(columns):
            tables.append(corrected(sheet, Table(top, first, last, tuple(block)), forums, units))
    return tables


# ---------------------------------------------------------------- rows of headings


def _is_heading_row(row: Sequence[str]) -> bool:
    texts = [text for text in row if text]
    if len(texts) < 2 or any(_LONG_NUMBER.search(text) for text in texts):
        return False
    found = [heading(text) for text in texts]
    known = [each for each in found if each.field is not None]
    names = [each for each in known if each.field is Field.NAME]
    contacts = [each for each in known if each.field is Field.CONTACT]
    if not names and not contacts:
        return False
    if any(re.search(r"[:：]\s*\S", text) and "\n" not in text and not re.search(r"[(（]", text) for text in texts):
        return False  # 姓名：张三 is a label with its value
    labels = sum(1 for text in texts if text.endswith((":", "：")))
    if 0 < labels < len(texts):
        return False  # 填报单位： | 南京大学 | 联系人： | 何联络
    others = {each.field for each in known} - {Field.NAME, Field.CONTACT}
    best = min((each.rank for each in names), default=9)
    if best > 0 and any(text in ("男", "女") or (looks_like_name(text) and not heading(text).field) for text in texts):
        return False
    # A heading as loose as 代表 is also a value (类别: 代表): more of its row must be headings.
    return bool(others) and len(known) >= (2 if best == 0 else 3) and len(known) >= len(texts) * 0.4


def _is_slip(sheet: Expanded, number: int) -> bool:
    """Whether the labels of a row have their values beside them: 姓名 | 张三 | 性别 | 男."""
    row = sheet.row(number)
    at = next((i for i, text in enumerate(row) if heading(text).field in (Field.NAME, Field.CONTACT)), 0)
    beside = next((text for text in row[at + 1 :] if text), "")
    if beside and not heading(beside).field and looks_like_name(beside):
        return True
    below = next((line for line in sheet.rows[number + 1 : number + 3] if any(line)), ())
    under = below[at] if at < len(below) else ""
    label = heading(under).field
    # 单位 or 职务 below 姓名: the next line of the slip. Other headings may be values (代表).
    return label in (Field.UNIT, Field.POST, Field.MOBILE, Field.GENDER, Field.HOTEL, Field.UNIT_POST) and not (
        (number + 1, at) in sheet.below or looks_like_unit(under) or _is_heading_row(below)
    )


def _is_lower_heading(sheet: Expanded, upper: int, lower: int) -> bool:
    """Whether row ``lower`` goes on with the headings of ``upper``: parts of a group, or another language."""
    above, row = sheet.row(upper), sheet.row(lower)
    filled = [index for index, text in enumerate(row) if text]
    fresh = [i for i in filled if not (i < len(above) and above[i] == row[i] and (lower, i) in sheet.below)]
    if not filled or any(_LONG_NUMBER.search(row[i]) or len(row[i]) > 30 for i in fresh):
        return False
    if not fresh or any(is_sample(row[i]) for i in fresh):
        return not fresh
    for index, text in enumerate(above):
        if heading(text).field in (Field.NAME, Field.CONTACT) and index in fresh:
            if heading(row[index]).field is Field.NAME:
                break
            if _HINT.search(row[index]) and not looks_like_name(row[index]):
                return True  # a row of hints below the headings: 必填, 请填写真实姓名
            if index not in _grouped(sheet, upper):
                return False
    grouped = _grouped(sheet, upper)
    return all(
        i in grouped or heading(row[i]).field is not None or re.fullmatch(r"[(（].*[)）]", row[i]) for i in fresh
    )


def _grouped(sheet: Expanded, number: int) -> dict[int, tuple[str, int]]:
    """Return, by column, the heading of a row that stands over several columns, and its first column."""
    row = sheet.row(number)
    width = max(len(row), len(sheet.row(number + 1)))
    groups: dict[int, tuple[str, int]] = {}
    index = 0
    while index < width:
        text = row[index] if index < len(row) else ""
        end = index + 1
        if text:
            if sheet.sheet.merges:
                end = index + sheet.spans.get((number, index), 1)
            else:
                below = sheet.row(number + 1)
                while end < width and not (row[end] if end < len(row) else "") and end < len(below) and below[end]:
                    end += 1
            if end > index + 1:
                for column in range(index, end):
                    groups[column] = (text, index)
        index = max(end, index + 1)
    return groups


def _group_row_above(sheet: Expanded, number: int) -> dict[int, tuple[str, int]]:
    """The groups of a row that stands over the row of names: 基本信息 | 联系方式 | 住宿（打√）."""
    row = sheet.row(number - 1)
    texts = [text for text in row if text]
    if number == 0 or len(texts) < 2:
        return {}
    for text in texts:
        if len(text) > 20 or re.search("[:：]", text) or _LONG_NUMBER.search(text) or looks_like_unit(text):
            return {}
    return _grouped(sheet, number - 1)


def _columns(sheet: Expanded, lines: list[int], forums: Sequence[str]) -> list[Column]:
    width = max(len(sheet.row(number)) for number in lines)
    groups = [_group_row_above(sheet, lines[0]), *(_grouped(sheet, number) for number in lines[:-1])]
    columns: list[Column] = []
    for index in range(width):
        group = next((each[index][0] for each in reversed(groups) if index in each), "")
        heads = [
            sheet.row(number)[index] for number in lines if index < len(sheet.row(number)) and sheet.row(number)[index]
        ]
        heads = [text for text in dict.fromkeys(heads) if text != group]
        if not heads and not group:
            columns.append(Column(index, Field.OTHER))
            continue
        columns.append(_column(index, group, heads or [group], forums))
    return columns


def _column(index: int, group: str, heads: list[str], forums: Sequence[str]) -> Column:
    own = next((heading(text) for text in heads if heading(text).field), heading(heads[-1]))
    over = heading(group) if group else None
    title = f"{group} {heads[-1]}".strip() if group and group not in heads else heads[-1]
    option = heads[-1].strip(EDGE + "√()（）□")
    if over and over.field in (Field.CONTACT, Field.OTHER) and own.field is not None:
        if over.field is Field.CONTACT and own.field in (Field.NAME, Field.MOBILE, Field.PHONE):
            return Column(index, Field.CONTACT if own.field is Field.NAME else Field.CONTACT_MOBILE, title)
        return Column(index, Field.PRIVATE if own.field is Field.PRIVATE else Field.OTHER, title)
    if over and over.field in _CHOICES and (own.field is None or (own.field is over.field and _is_value(own, option))):
        return Column(index, over.field, title, option=option)
    if over and own.field is None:
        return Column(index, Field.OTHER, title)
    if own.field is Field.HOTEL and own.rank >= 1 and _ROOM_CHOICE.fullmatch(option) and option != "房间":
        return Column(index, Field.HOTEL, title, own.rank, option=option)
    if option in ("男", "女"):
        return Column(index, Field.GENDER, title, option=option)
    if own.field in (None, Field.FORUM) and _names_a_forum(option, forums):
        return Column(index, Field.FORUM, title, option=option)
    if own.field is Field.FORUM and (asked := _ASKED.match(core(heads[-1]))) and _names_a_forum(asked[1], forums):
        return Column(index, Field.FORUM, title, option=asked[1])  # 是否参加护理管理分论坛
    return Column(index, own.field or Field.OTHER, title, own.rank)


def _is_value(own: Heading, option: str) -> bool:
    """Whether a heading below 住宿 or 分论坛 is one of its choices, not a question of its own (是否住宿, 房型)."""
    if own.field is Field.HOTEL:
        return own.rank >= 1 and _ROOM_CHOICE.fullmatch(option) is not None
    return own.field is not Field.FORUM or len(core(option)) > 3


def _names_a_forum(option: str, forums: Sequence[str]) -> bool:
    return len(core(option)) >= 3 and bool(forums) and bool(match_forum(option, forums))


# ---------------------------------------------------------------- people side by side, doubtful columns


def _blocks(columns: list[Column]) -> list[list[Column]]:
    """Part a table with several columns of names into one for each person of a row."""
    names = [column for column in columns if column.field is Field.NAME]
    if not names:
        contacts = [column for column in columns if column.field is Field.CONTACT]
        as_names = {Field.CONTACT: Field.NAME, Field.CONTACT_MOBILE: Field.MOBILE}
        if not contacts:
            return []
        return [[replace(each, field=as_names.get(each.field, each.field), rank=each.rank + 5) for each in columns]]
    best = min(column.rank for column in names)
    first, *more = [column.index for column in names if column.rank == best]
    width = len(columns)
    if more:
        step = more[0] - first
        keys = [core(column.heading) for column in columns]
        even = all(b - a == step for a, b in zip([first, *more], more, strict=False))
        same = [i for i in range(first + 1, first + step) if i + step < width and keys[i] and keys[i] == keys[i + step]]
        if even and same:
            start = first
            while start > 0 and start - 1 + step < width and keys[start - 1] == keys[start - 1 + step]:
                start -= 1
            end = start + step * (len(more) + 1)
            shared = [column for column in columns if not start <= column.index < end]
            return [
                _settled(shared + columns[start + step * n : min(start + step * (n + 1), width)])
                for n in range(len(more) + 1)
            ]
    return [_settled(columns)]


def _settled(columns: list[Column]) -> list[Column]:
    """One column of names; what else was taken for one goes along as an extra. A combined column yields."""
    names = sorted((c for c in columns if c.field is Field.NAME), key=lambda c: (c.rank, c.index))
    kept: list[Column] = []
    alone = any(c.field is Field.UNIT for c in columns)
    mobiles = sum(1 for c in columns if c.field is Field.MOBILE)
    for at, column in enumerate(columns):
        if column.field is Field.NAME and column is not names[0]:
            column = replace(column, field=Field.OTHER, rank=9 if names[0].rank else 0)
        elif column.field is Field.MOBILE and at and columns[at - 1].field is Field.CONTACT and mobiles > 1:
            column = replace(column, field=Field.CONTACT_MOBILE)
        elif column.field is Field.UNIT_POST and alone:
            column = replace(column, field=Field.POST)
        kept.append(column)
    return sorted(kept, key=lambda c: c.index)
