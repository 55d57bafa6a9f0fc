"""A roster of units (次序, 单位, 地区, 别名) read out of a spreadsheet. Knows no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meeting.errors import N_, Invalid, MeetingError
from meeting.people.names import name_key
from meeting.people.operations import UnitNameMissing, UnitNameTooLong
from meeting.registration.receipts.cells import Sheet
from meeting.registration.receipts.reading import read_file

HEADINGS = {
    "position": ("次序", "序号", "顺序", "排序", "序", "position"),
    "name": ("单位", "单位名称", "名称", "单位全称", "unit"),
    "region": ("地区", "所在地区", "所属地区", "区域", "设区市", "region"),
    "aliases": ("别名", "单位别名", "简称", "曾用名", "alias", "aliases"),
}
_COLUMNS = {name_key(word): field for field, words in HEADINGS.items() for word in words}
_BETWEEN_ALIASES = re.compile(r"[、;；\n]")
_LONGEST_NAME, _LONGEST_REGION = 120, 40
_HEAD_WITHIN = 20
"""Rows among which the headings are looked for: titles and notes may stand above."""


class NoHeadings(Invalid):
    """No row names a column of units."""

    code = "roster-no-headings"
    sentence = N_("“%(file)s”里没有找到表头。表头要有“单位”一栏，另可有“次序”“地区”“别名”。")
    field = "file"


class PositionInvalid(Invalid):
    """A place in the order of units is a whole number from 1."""

    code = "unit-position-invalid"
    sentence = N_("次序“%(given)s”不对：请写一个从1开始的整数，或留空。")
    field = "position"


class RegionTooLong(Invalid):
    """Names of regions have 40 characters at most."""

    code = "region-too-long"
    sentence = N_("地区“%(given)s…”超过40个字，请检查是否填错了栏。")
    field = "region"


@dataclass(frozen=True)
class RosterLine:
    """One unit. ``row`` as a spreadsheet shows it."""

    row: int
    name: str
    region: str = ""
    position: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterFault:
    """A row that can't be taken, and why."""

    row: int
    error: MeetingError


@dataclass(frozen=True)
class Roster:
    """What a file holds."""

    lines: tuple[RosterLine, ...]
    faults: tuple[RosterFault, ...]


def read_roster(file: str, data: bytes) -> Roster:
    """Read the first sheet with headings. Raises ``NoHeadings`` and the kinds of ``UnreadableFile``."""
    for sheet in read_file(file, data).sheets:
        for number, cells in enumerate(sheet.rows[:_HEAD_WITHIN]):
            columns = _columns(cells)
            if "name" in columns:
                return _read(sheet, number + 1, columns)
    raise NoHeadings(file=file)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = _COLUMNS.get(name_key(cell))
        if field is not None:
            found.setdefault(field, place)
    return found


def _read(sheet: Sheet, first: int, columns: dict[str, int]) -> Roster:
    lines: list[RosterLine] = []
    faults: list[RosterFault] = []
    for number in range(first, len(sheet.rows)):
        given = {field: sheet.at(number, place) for field, place in columns.items()}
        if not any(given.values()):
            continue
        try:
            lines.append(_line(number + 1, given))
        except MeetingError as error:
            faults.append(RosterFault(number + 1, error))
    return Roster(tuple(lines), tuple(faults))


def _line(row: int, given: dict[str, str]) -> RosterLine:
    name = " ".join(given["name"].split())
    if not name_key(name):
        raise UnitNameMissing
    aliases = [" ".join(alias.split()) for alias in _BETWEEN_ALIASES.split(given.get("aliases", ""))]
    for text in (name, *aliases):
        if len(text) > _LONGEST_NAME:
            raise UnitNameTooLong(given=text[:20])
    region = " ".join(given.get("region", "").split())
    if len(region) > _LONGEST_REGION:
        raise RegionTooLong(given=region[:20])
    return RosterLine(
        row, name, region, _position(given.get("position", "")), tuple(alias for alias in aliases if name_key(alias))
    )


def _position(text: str) -> int | None:
    if not text:
        return None
    match = re.fullmatch(r"0*([1-9][0-9]{0,6})(?:\.0*)?", text.strip())
    if match is None:
        raise PositionInvalid(given=text[:20])
    return int(match[1])
