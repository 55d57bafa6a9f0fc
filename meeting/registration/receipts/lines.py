"""Rows of a table into lines: which rows are people, and which are totals, notes, signatures, samples or blank."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from meeting.registration.receipts.form import Note, ReceiptLine, Rules
from meeting.registration.receipts.headings import Field, heading
from meeting.registration.receipts.particulars import (
    Particulars,
    is_remark_line,
    is_sentence,
    is_total,
    label_of,
)
from meeting.registration.receipts.person import Cells, line_of
from meeting.registration.receipts.tables import Column, Expanded, Table, looks_like_unit
from meeting.registration.receipts.units import clean_unit
from meeting.registration.receipts.values import (
    POST_WORD,
    flat,
    is_ditto,
    is_nothing,
    is_sample,
    looks_like_name,
    parse_name,
    parse_telephone,
)

_SAMPLE_REMARK = re.compile(r"示例|样例|范例|^例$|此行.*删|填写时.*删")
_BARE_NUMBER = re.compile(r"\W*\d*\W*")
_TALK = re.compile(r"请|如有|若有|联系|咨询|疑问|谢谢|感谢|特此|此致|敬礼|电话|热线")
_SAMPLE_NAMES = frozenset({"张三", "李四", "王五", "张某", "某某", "张某某", "XXX", "xxx", "×××"})
# What forms are prefilled with for every row, so that it doesn't make a row somebody's.
_WEAK = (Field.GENDER, Field.FORUM)


def read_table(
    sheet: Expanded, tables: list[Table], rules: Rules, around: Particulars, notes: list[Note]
) -> list[ReceiptLine]:
    """Return the people of a sheet's tables in the order of their rows; fill in what stands around them."""
    lines: list[ReceiptLine] = []
    for number in range(tables[0].top):
        around.read(sheet.row(number))
        around.read_title(sheet.row(number))
    section = ""
    for _, group in groupby(tables, key=lambda table: table.top):
        blocks = list(group)
        _note_private(sheet, blocks, notes)
        last_row: dict[int, str] = {}
        for number in range(blocks[0].first, blocks[0].last):
            row = _without_ditto(sheet.row(number), last_row)
            if not any(row):
                continue
            kind = _kind(sheet, number, row, blocks)
            if kind == "around":
                unit_before = around.unit
                fresh = Particulars(rules.units)
                fresh.read(row)
                around.read(row)
                if fresh.unit and unit_before and fresh.unit != unit_before:
                    section = fresh.unit
            elif kind == "section":
                section = clean_unit(_section(next(text for text in row if text)), rules.units)
            elif kind == "sample":
                notes.append(Note("sample-left-out", {"row": number + 1}))
            elif kind == "people":
                if lines and (number, blocks[0].name.index) in sheet.below and len(blocks) == 1:
                    lines[-1] = _with_rest(lines[-1], sheet, number, blocks[0])
                lines.extend(_people(sheet, number, row, blocks, rules, section, around, notes))
                last_row.update({index: text for index, text in enumerate(row) if text})
    return lines


def _people(
    sheet: Expanded,
    number: int,
    row: Sequence[str],
    blocks: list[Table],
    rules: Rules,
    section: str,
    around: Particulars,
    notes: list[Note],
) -> Iterator[ReceiptLine]:
    for table in blocks:
        if (number, table.name.index) in sheet.below and _at(sheet.row(number - 1), table.name):
            continue  # one person over two rows: see _with_rest
        cells = Cells(table.by_field, row)
        if not _is_somebody(cells, table, sheet, number):
            if _at(row, table.name) in ("无", "没有", "暂无"):
                notes.append(Note("nobody", {"row": number + 1}))
            continue
        line = line_of(number + 1, sheet.sheet.name, cells, rules, unit=section)
        if not around.contact and (contact := cells.text(Field.CONTACT)):
            around.read([f"联系人：{contact}", f"电话：{cells.text(Field.CONTACT_MOBILE)}"])
        yield line


def _with_rest(line: ReceiptLine, sheet: Expanded, number: int, table: Table) -> ReceiptLine:
    """Return a person's line with what the second of two rows adds: 去程 above, 返程 below."""
    row = sheet.row(number)
    more = tuple(
        (column.heading, _at(row, column))
        for column in table.of(Field.OTHER)
        if (number, column.index) not in sheet.below and not is_nothing(_at(row, column))
    )
    return replace(line, extras=line.extras + more)


def _kind(sheet: Expanded, number: int, row: Sequence[str], blocks: list[Table]) -> str:
    """Return people, around (notes, signatures, totals), section, sample or blank."""
    table = blocks[0]
    filled = [
        index
        for index, text in enumerate(row)
        if text
        and (number, index) not in sheet.below
        and not (_BARE_NUMBER.fullmatch(text) and _column(blocks, index).field is Field.INDEX)
    ]
    start_at = next(index for index, text in enumerate(row) if text)
    start, name = row[start_at], _at(row, table.name)
    made_up = name in _SAMPLE_NAMES and any(re.search(r"[xX×*]{2,}|某", text) for text in row)
    if (
        made_up
        or any(is_sample(text) for text in (start, name))
        or any(_SAMPLE_REMARK.search(_at(row, column)) for column in table.of(Field.REMARKS))
    ):
        return "sample"
    phones = any(_has_mobile(row, block) for block in blocks)
    named = bool(name) and start_at != table.name.index and looks_like_name(name)
    if (is_total(start) or is_total(name)) and not phones:
        return "around"
    if _is_around(start, name, named=named, phones=phones) and (
        re.search("[:：]|签字|签名|签章|盖章|公章", start) is not None
        or start_at == table.name.index
        or _column(blocks, start_at).field in (Field.INDEX, Field.OTHER, Field.UNIT)
        or len(filled) == 1
    ):
        return "around"
    if not filled or _numbers_columns(row):
        return "blank"
    if _begins_around(start, name, _column(blocks, start_at), named=named, phones=phones, filled=len(filled)):
        return "around"
    wide = sheet.spans.get((number, start_at), 1)
    if len(filled) == 1 and (wide > 2 or filled[0] != table.name.index or looks_like_unit(_section(row[filled[0]]))):
        text = row[filled[0]]
        # Where people have a column for their unit, only 一、江滨医院 heads a section.
        units = bool(table.of(Field.UNIT) or table.of(Field.UNIT_POST))
        if looks_like_unit(_section(text)) and (not units or _section(text) != text):
            return "section"
        if wide > 2 or is_sentence(text) or looks_like_unit(text):
            return "around"
    if is_sentence(start) and len(filled) <= 2 and not phones:
        return "around"
    if is_sentence(name) and not phones:
        return "around"
    return "people"


def _begins_around(start: str, name: str, column: Column, *, named: bool, phones: bool, filled: int) -> bool:
    """Whether the first cell of a row is a label, or talk, that its column cannot hold: 联系人, 审核：, 如有疑问请联系.

    领队 and 联系人 are somebody's role only in a column of roles or remarks.
    """
    label = "" if start.isascii() else label_of(start)  # most rows begin with their number
    roles = column.field in (Field.POST, Field.CATEGORY, Field.UNIT_POST, Field.REMARKS) or (
        column.field is Field.OTHER
        and (heading(column.heading).field is None or re.search("职|身份|角色", column.heading) is not None)
    )
    # 企业 and 事业单位 are also values: a label that isn't about people needs a row without a person.
    if label == "colon" or (label and not named and not phones) or (label == "people" and not roles):
        return True
    if column.field is Field.INDEX and _TALK.search(start):
        return True
    somebody = named and (phones or filled > 3) and not POST_WORD.search(name)  # 会务组 | 何主任
    if column.field is Field.INDEX and not somebody and not looks_like_unit(_section(start)):
        # 第3号 and 新增 number a person; other words don't.
        return re.search("[\u4e00-\u9fff]{2}", start) is not None and not re.search(
            r"[0-9０-９]|^第?[一二三四五六七八九十]+", start
        )
    return start == name and _TALK.search(start) is not None and not looks_like_name(start)


def _section(text: str) -> str:
    """The words of a line that heads a section, without its number and colon: 一、江滨市第一医院：."""
    number = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    return re.sub(rf"^(?:[(（]{number}[)）]|{number}[、.．\s])\s*", "", text).rstrip(":： ")


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row below the heading only numbers its columns: 1 2 3 4, A B C."""
    texts = [flat(text).strip("()") for text in row if text]
    return len(texts) > 2 and (
        texts == [str(number) for number in range(1, len(texts) + 1)]
        or texts == [chr(ord("a") + number) for number in range(len(texts))]
        or "".join(texts) == "一二三四五六七八九十"[: len(texts)]
    )


def _is_around(start: str, name: str, *, named: bool, phones: bool) -> bool:
    """Whether a row begins like a note, or has a label where the name should be: 发票抬头 | 江滨医院."""
    if is_remark_line(start):
        return not named or (re.search("[:：]", start) is not None and not phones)
    return bool(name) and not phones and (name.endswith((":", "：")) or heading(name).field not in (None, Field.NAME))


def _is_somebody(cells: Cells, table: Table, sheet: Expanded, number: int) -> bool:
    """Whether a row has a name, or enough else that a name must have been forgotten."""
    name = cells.raw(table.name)
    filled = [
        column
        for column in table.columns
        if cells.raw(column) and column.field is not Field.INDEX and (number, column.index) not in sheet.below
    ]
    if not is_nothing(name):
        if len(filled) > 1 or (_at(sheet.row(number), Column(0, Field.INDEX)) != name and _indexed(cells, table)):
            return True
        # Alone in its row it may be anything: a name, unless it reads as something else.
        found = parse_name(name)
        return bool(found.mobile) or found.fault == "name-several" or _reads_as_name(name)
    said = [column for column in filled if not is_nothing(cells.raw(column))]
    own = {column.field for column in said}
    if own & {Field.MOBILE, Field.POST, Field.UNIT_POST}:
        # A word alone is a wish or a signature, a number alone is somebody's.
        return len(said) > 1 or any(
            column.field is Field.MOBILE and len(re.findall(r"\d", cells.raw(column))) > 6 for column in said
        )
    return sum(1 for field in _WEAK if field in own) == len(_WEAK)


def _reads_as_name(text: str) -> bool:
    if looks_like_name(text):
        return True
    if any(looks_like_unit(text[:end]) for end in range(4, len(text) + 1)):
        return False  # 江苏省档案学会制
    if re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003fffd·•・　 ]{2,8}", text):
        return not re.search(r"[组队类区市县省部处室科页表名单员会团班]$|^(?:以下|以上|续|其中|空白)", text)
    return re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text) is not None


def _indexed(cells: Cells, table: Table) -> bool:
    return any(cells.raw(column) for column in table.of(Field.INDEX))


def _without_ditto(row: Sequence[str], above: dict[int, str]) -> tuple[str, ...]:
    return tuple(above.get(index, "") if text and is_ditto(text) else text for index, text in enumerate(row))


def _has_mobile(row: Sequence[str], table: Table) -> bool:
    return any(parse_telephone(_at(row, column), landline=False).number for column in table.of(Field.MOBILE))


def _note_private(sheet: Expanded, blocks: list[Table], notes: list[Note]) -> None:
    for column in blocks[0].of(Field.PRIVATE):
        rows = sheet.rows[blocks[0].first : blocks[0].last]
        if any(_at(row, column) for row in rows):
            note = Note("private-left-out", {"heading": re.sub(r"\s+", "", column.heading)})
            if note not in notes:
                notes.append(note)


def _column(blocks: list[Table], index: int) -> Column:
    return next((block.by_index[index] for block in blocks if index in block.by_index), Column(index, Field.OTHER))


def _at(row: Sequence[str], column: Column) -> str:
    return row[column.index] if column.index < len(row) else ""
