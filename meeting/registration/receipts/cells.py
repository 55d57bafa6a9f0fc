"""What a cell holds, as the text that a person sees; sheets of such texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meeting.people.names import EDGE

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""

# Controls that no text needs, and halves of surrogate pairs: PostgreSQL and UTF-8 refuse them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALVES = re.compile("[\ud800-\udfff]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# What a formula that failed leaves in an exported text; in a workbook the reader gives nothing.
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is the spreadsheet's row 1, ``rows[r][0]`` its column A; rows may be ragged."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    visible: bool = True

    def at(self, row: int, column: int) -> str:
        """Return the text of a cell, '' beyond the edge."""
        if 0 <= row < len(self.rows):
            cells = self.rows[row]
            if 0 <= column < len(cells):
                return cells[column]
        return ""


@dataclass(frozen=True)
class Workbook:
    """The sheets of one file, in their order."""

    file: str
    sheets: tuple[Sheet, ...]
    kind: str
    """What the content is: xlsx, xls, ods, xlsb, csv, html, xml."""
    encoding: str = ""
    """Of a text file: what it was decoded from, shown in the preview."""


def cell_text(value: object) -> str:
    """Return the text of a cell's value: 13812345678.0 is '13812345678', a day is '2020-12-07'."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date) and value.year == 1900:
        return _serial(value)
    if isinstance(value, datetime):
        day = value.date().isoformat()
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else _clean(str(value))


def grid(rows: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    """Return rows of values as rows of texts."""
    return tuple(
        tuple("" if value == "" else cell_text(value) for value in row)  # most cells of a form are blank
        for row in rows
    )


def _serial(value: date) -> str:
    """A small number that a date format turned into a day of 1900 (a choice '3' shows as 1900-01-03)."""
    days = value.toordinal() - date(1899, 12, 31).toordinal()
    return str(days if days < 60 else days + 1)  # Excel believes in 29 February 1900


def _clean(text: str) -> str:
    if _SUSPECT.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
        text = _HALVES.sub("\ufffd", _CONTROLS.sub("", text))
    text = text.strip(EDGE)
    return "" if text in _ERRORS else text
