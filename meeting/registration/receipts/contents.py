"""Columns known by what they hold, where a heading is loose, strange or missing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from meeting.registration.receipts.headings import Field, Heading, heading
from meeting.registration.receipts.matching import match_forum
from meeting.registration.receipts.tables import Column, Expanded, Table, looks_like_unit
from meeting.registration.receipts.values import (
    POST_WORD,
    flat,
    looks_like_name,
    parse_gender,
    parse_hotel,
    parse_telephone,
)


def guess_table(sheet: Expanded, forums: Sequence[str] = ()) -> Table | None:
    """Return a table whose heading is missing or has no name in it, told by its contents alone."""
    rows = [row for row in sheet.rows if sum(map(bool, row)) >= 2]
    if not rows:
        return None
    width = max(map(len, rows))
    values = [[row[index] for row in rows if index < len(row) and row[index]] for index in range(width)]
    names = [(_share(looks_like_name, texts), -index) for index, texts in enumerate(values)]
    share, negative = max(names)
    if share < 0.6 or not any(_share(_is_mobile, texts) >= 0.6 for texts in values):
        return None
    name = -negative
    columns = [Column(name, Field.NAME)]
    for index, texts in enumerate(values):
        if index != name and texts:
            columns.append(Column(index, _field_by_contents(texts, forums), ""))
    first = next(number for number, row in enumerate(sheet.rows) if name < len(row) and looks_like_name(row[name]))
    for number in range(first):
        found = [heading(cell) for cell in sheet.rows[number]]
        if sum(1 for each in found if each.field) >= 2:
            columns = [_named(column, found) for column in columns]
    return Table(first, first, len(sheet.rows), tuple(columns))


def _named(column: Column, found: list[Heading]) -> Column:
    if column.field is Field.NAME or column.index >= len(found):
        return column
    name = found[column.index]
    if name.field and name.field is not Field.NAME:
        return Column(column.index, name.field, name.text, name.rank)
    return replace(column, heading=name.text)


def _field_by_contents(texts: list[str], forums: Sequence[str]) -> Field:
    if _share(_is_mobile, texts) >= 0.6:
        return Field.MOBILE
    if _share(lambda text: bool(parse_gender(text)) and not text.isdigit(), texts) >= 0.8:
        return Field.GENDER
    if forums and _share(lambda text: not text.isdigit() and bool(match_forum(text, forums)), texts) >= 0.6:
        return Field.FORUM
    if _share(looks_like_unit, texts) >= 0.6:
        return Field.UNIT
    if _share(lambda text: POST_WORD.search(text) is not None, texts) >= 0.6:
        return Field.POST
    if all(text.isdigit() and len(text) < 4 for text in texts):
        return Field.INDEX
    return Field.OTHER


def _is_mobile(text: str) -> bool:
    return bool(parse_telephone(text, landline=False).number)


def _share(test: Callable[[str], bool], texts: list[str]) -> float:
    sample = texts[:60]
    return sum(map(test, sample)) / len(sample) if sample else 0.0


def corrected(sheet: Expanded, table: Table, forums: Sequence[str] = (), units: Sequence[str] = ()) -> Table:
    """Correct a column of names whose heading is loose, and give missing columns, by what they hold."""

    def texts(column: Column) -> list[str]:
        rows = sheet.rows[table.first : min(table.last, table.first + 80)]
        return [row[column.index] for row in rows if column.index < len(row) and row[column.index]]

    columns = list(table.columns)
    name = table.name
    if name.rank >= 1 and _share(looks_like_name, texts(name)) < 0.3:
        for other in columns:
            doubtful = other.field is Field.OTHER and (other.rank == 9 or not heading(other.heading).field)
            if doubtful and _share(looks_like_name, texts(other)) >= 0.6:
                columns[columns.index(other)] = replace(other, field=Field.NAME, rank=0)
                role = Field.CATEGORY if not table.of(Field.CATEGORY) else Field.OTHER
                columns[columns.index(name)] = replace(name, field=role, rank=0)
                break
    invited = {flat(unit) for unit in units}
    tests: tuple[tuple[Field, Callable[[str], bool], str], ...] = (
        (Field.MOBILE, _is_mobile, ""),
        (Field.GENDER, lambda text: text in ("男", "女"), ""),
        (Field.UNIT, lambda text: flat(text) in invited or looks_like_unit(text), ""),
        (Field.FORUM, lambda text: not text.isdigit() and bool(match_forum(text, forums)), ""),
        (Field.HOTEL, lambda text: parse_hotel(text) is not None, "[住宿夜房]"),
    )
    for field, test, words in tests:
        found = {column.field for column in columns}
        if field in found or (field is Field.UNIT and Field.UNIT_POST in found):
            continue
        for other in columns:
            unknown = other.field is Field.OTHER and not heading(other.heading).field
            if unknown and re.search(words, other.heading) and _share(test, texts(other)) >= 0.6:
                columns[columns.index(other)] = replace(other, field=field, rank=1)
                break
    for at, column in enumerate(columns):
        # 是否参加分论坛: a 2 among the answers makes them numbers.
        if column.field is Field.FORUM and column.rank == 3 and any(text in "23456789" for text in texts(column)):
            columns[at] = replace(column, rank=1)
    return replace(table, columns=tuple(columns))
