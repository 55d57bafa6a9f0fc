"""The table of people within a sheet: its columns, its rows, its merged cells filled in."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from meeting.registration.receipts.cells import Sheet
from meeting.registration.receipts.headings import Field

Pair = tuple[int, int]

_UNIT_END = re.compile(
    r"(?:局|馆|院|所|厅|委|办|中心|公司|集团|大学|学院|学校|中学|小学|医院|协会|学会|研究会|银行|报社|杂志社|出版社|站|厂|政府|联合会|工会|"
    r"法院|库|分局|支队|基金会|企业|办公室|委员会|促进会|联盟|有限责任公司|党校|分行|支行|服务部|卫健委|发改委|党委|团委|University|College|Hospital|Ltd\.?|Inc\.?|Co\.?)(?:[(（][^()（）]*[)）])?$"
)


@dataclass(frozen=True)
class Column:
    """One column of a table. ``option``: what a tick in it chooses, '' where the cell itself says it."""

    index: int
    field: Field
    heading: str = ""
    rank: int = 0
    option: str = ""


@dataclass(frozen=True)
class Table:
    """Rows ``first`` up to ``last`` (from 0, without ``last``) below a heading in row ``top``."""

    top: int
    first: int
    last: int
    columns: tuple[Column, ...]

    def of(self, field: Field) -> tuple[Column, ...]:
        """Return the columns for a field, the best first."""
        return self.by_field.get(field, ())

    @cached_property
    def by_field(self) -> dict[Field, tuple[Column, ...]]:
        """The columns of each field, the best first."""
        found: dict[Field, list[Column]] = {}
        for column in sorted(self.columns, key=lambda each: (each.rank, each.index)):
            found.setdefault(column.field, []).append(column)
        return {field: tuple(columns) for field, columns in found.items()}

    @cached_property
    def by_index(self) -> dict[int, Column]:
        return {column.index: column for column in self.columns}

    @property
    def name(self) -> Column:
        return self.of(Field.NAME)[0]


@dataclass(frozen=True)
class Expanded:
    """A sheet whose merged cells are filled downwards: a unit merged over five rows stands in each of them."""

    sheet: Sheet
    rows: tuple[tuple[str, ...], ...]
    below: frozenset[Pair]
    """Cells that only continue the one above them."""
    spans: dict[Pair, int]
    """Columns that a merged cell takes, by its first cell."""

    def row(self, number: int) -> tuple[str, ...]:
        return self.rows[number] if 0 <= number < len(self.rows) else ()


def expand(sheet: Sheet) -> Expanded:
    """Return the sheet with its vertically merged cells filled."""
    rows = [list(row) for row in sheet.rows]
    below: set[Pair] = set()
    spans: dict[Pair, int] = {}
    for top, left, bottom, right in sheet.merges:
        if right > left:
            spans[top, left] = right - left + 1
        text = sheet.at(top, left)
        if bottom - top > 20_000:
            continue  # a format, not a group of people
        for number in range(top + 1, min(bottom + 1, len(rows))):
            row = rows[number]
            row.extend([""] * (left + 1 - len(row)))
            row[left] = text
            below.add((number, left))
            if right > left:
                spans[number, left] = right - left + 1
    return Expanded(sheet, tuple(map(tuple, rows)), frozenset(below), spans)


@lru_cache(maxsize=4_096)
def looks_like_unit(text: str) -> bool:
    """Whether a text reads as the name of an organisation."""
    return 3 <= len(text) <= 40 and _UNIT_END.search(text) is not None and not re.search(r"[:：,，。；;]", text)
