"""Lists of recipients (奖项,等次,获奖者,单位,作品) as offices send them: columns in any order, any spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from meeting.errors import N_
from meeting.people.names import name_key
from meeting.registration.receipts.cells import Sheet, Workbook
from meeting.registration.receipts.reading import read_file
from meeting.registration.receipts.refusals import UnreadableFile

HEADINGS = {
    "award": ("奖项", "奖项名称", "奖项类别", "荣誉", "荣誉称号", "称号", "评选项目", "项目", "award"),
    "grade": ("等次", "等级", "奖次", "奖级", "奖励等次", "获奖等次", "获奖等级", "名次", "grade"),
    "names": ("获奖者", "获奖人", "获奖人员", "获奖名单", "姓名", "作者", "作者姓名", "受聘人", "name", "recipient"),
    "unit": ("单位", "所在单位", "工作单位", "获奖单位", "作者单位", "选送单位", "单位名称", "unit"),
    "work": ("作品", "作品名称", "论文", "论文题目", "论文名称", "题目", "题名", "篇名", "成果名称", "work"),
}  # fmt: skip
"""What a column is called, by field; compared by ``name_key``."""

LOOK = 20
"""Rows at a sheet's top among which its heading is looked for."""

_FIELD_OF = {name_key(heading): field for field, headings in HEADINGS.items() for heading in headings}


class NoRecipients(UnreadableFile):
    """A spreadsheet, but no heading of a list of recipients in it."""

    code = "awards-no-heading"
    sentence = N_(
        "“%(file)s”里没有找到表头。第一行请写：奖项、等次、获奖者、单位、作品（次序不限，至少有奖项，和获奖者或单位）。"
    )


@dataclass(frozen=True)
class ListRow:
    """One row; ``row`` as a spreadsheet shows it."""

    row: int
    award: str
    grade: str = ""
    names: str = ""
    unit: str = ""
    work: str = ""


def read_list(name: str, data: bytes) -> list[ListRow]:
    """The rows with anything in them. ``name`` is only repeated in messages.

    Raises ``NoRecipients`` and what ``read_file`` raises: kinds of ``UnreadableFile``.
    """
    rows: list[ListRow] = []
    found = False
    for sheet in _visible(read_file(name, data)):
        place = _heading(sheet)
        if place is None:
            continue
        found = True
        rows += _rows(sheet, *place)
    if not found:
        raise NoRecipients(file=name)
    return rows


def _visible(book: Workbook) -> Iterable[Sheet]:
    return [sheet for sheet in book.sheets if sheet.visible]


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The heading's row and the column of each field; the first column of two that claim a field has it."""
    for number, row in enumerate(sheet.rows[:LOOK]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _FIELD_OF.get(name_key(cell))
            if field:
                columns.setdefault(field, column)
        if "award" in columns and ("names" in columns or "unit" in columns):
            return number, columns
    return None


def _rows(sheet: Sheet, heading: int, columns: dict[str, int]) -> list[ListRow]:
    """Merged cells of award and grade hold for each row that they span."""
    rows = []
    for number in range(heading + 1, len(sheet.rows)):
        values = {field: " ".join(sheet.at(number, column).split("\n")).strip() for field, column in columns.items()}
        if "names" in columns:
            values["names"] = sheet.at(number, columns["names"])
        for field in ("award", "grade"):
            if field in columns and not values[field]:
                values[field] = _merged(sheet, number, columns[field])
        if any(values.get(field) for field in ("names", "unit", "work")) or all(
            values.get(field) for field in ("award", "grade")
        ):
            rows.append(ListRow(row=number + 1, **{"award": "", **values}))
    return rows


def _merged(sheet: Sheet, row: int, column: int) -> str:
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= column <= right:
            return sheet.at(top, left)
    return ""
