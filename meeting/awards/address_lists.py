"""Lists of addresses (编号 or 姓名 and 单位, 邮箱) as offices keep them: a file, or cells pasted from one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meeting.awards.numbering import number_key
from meeting.errors import N_, Invalid
from meeting.people.names import name_key
from meeting.registration.receipts.cells import Sheet
from meeting.registration.receipts.reading import read_file
from meeting.registration.receipts.refusals import UnreadableFile

HEADINGS = {
    "number": ("编号", "证书编号", "证书号", "证书号码", "聘书编号", "聘书号", "number", "no", "no."),
    "name": ("姓名", "名字", "获奖者", "获奖人", "受聘人", "作者", "作者姓名", "联系人", "name"),
    "unit": ("单位", "所在单位", "工作单位", "获奖单位", "作者单位", "单位名称", "unit"),
    "address": (
        "邮箱", "电子邮箱", "邮件", "电子邮件", "邮箱地址", "电子邮箱地址", "邮件地址", "电子邮件地址", "电邮", "信箱",
        "电子信箱", "e-mail", "email", "mail",
    ),
}  # fmt: skip
"""What a column is called, by field; compared by ``name_key``."""

LOOK = 20
"""Rows at a sheet's top among which its heading is looked for."""

_FIELD_OF = {name_key(heading): field for field, headings in HEADINGS.items() for heading in headings}
_AT = re.compile("[@＠﹫]")


class NoAddresses(Invalid):
    """Neither a heading nor a cell with an address."""

    code = "awards-no-addresses"
    sentence = N_(
        "里面没有找到邮箱。每行一个人：编号和邮箱，或姓名、单位和邮箱；有表头的，写编号、姓名、单位、邮箱，次序不限。"
    )


@dataclass(frozen=True)
class AddressRow:
    """One row; ``row`` as a spreadsheet shows it."""

    row: int
    number: str = ""
    name: str = ""
    unit: str = ""
    address: str = ""


def read_addresses_file(name: str, data: bytes, *, numbers: set[str]) -> list[AddressRow]:
    """The rows with anything in them. ``numbers``: keys of those that there are, to tell a column without a heading.

    Raises ``NoAddresses`` and what ``read_file`` raises: kinds of ``UnreadableFile``.
    """
    book = read_file(name, data)
    rows = [row for sheet in book.sheets if sheet.visible for row in _rows(sheet, numbers)]
    if not any(row.address for row in rows):
        raise NoAddresses(field="file")
    return rows


def read_addresses_pasted(text: str, *, numbers: set[str]) -> list[AddressRow]:
    """Cells parted by tabs, commas or blanks, line by line. Raises ``NoAddresses``."""
    lines = tuple(tuple(_cells(line)) for line in text.splitlines())
    rows = _rows(Sheet("", lines), numbers)
    if not any(row.address for row in rows):
        raise NoAddresses(field="pasted")
    return rows


def _cells(line: str) -> list[str]:
    for parting in ("\t", r"[,，;；]"):
        if re.search(parting, line):
            return [cell.strip() for cell in re.split(parting, line)]
    return re.split(r"\s+", line.strip())


def _rows(sheet: Sheet, numbers: set[str]) -> list[AddressRow]:
    heading = _heading(sheet)
    if heading is None:
        return [found for place, cells in enumerate(sheet.rows, start=1) if (found := _guessed(place, cells, numbers))]
    first, columns = heading
    rows = []
    for place in range(first + 1, len(sheet.rows)):
        values = {field: " ".join(sheet.at(place, column).split()) for field, column in columns.items()}
        if any(values.values()):
            rows.append(AddressRow(row=place + 1, **values))
    return rows


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for place, row in enumerate(sheet.rows[:LOOK]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _FIELD_OF.get(name_key(cell))
            if field:
                columns.setdefault(field, column)
        if "address" in columns and len(columns) > 1:
            return place, columns
    return None


def _guessed(place: int, cells: Sequence[str], numbers: set[str]) -> AddressRow | None:
    """Without a heading: what has an @ is the address, what is one of our numbers the number, then name and unit."""
    words = [" ".join(cell.split()) for cell in cells if cell.strip()]
    address = next((word for word in words if _AT.search(word)), "")
    if not address:
        return None
    rest = [word for word in words if word != address]
    number = next((word for word in rest if number_key(word) in numbers), "")
    name, unit, *_ = [word for word in rest if word != number] + ["", ""]
    return AddressRow(row=place, number=number, name=name, unit=unit, address=address)


__all__ = ["AddressRow", "NoAddresses", "UnreadableFile", "read_addresses_file", "read_addresses_pasted"]
