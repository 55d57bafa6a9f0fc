"""Reading a pasted list of cards."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from meeting.documents.layouts.kinds import Kind
from meeting.logistics.errors import LineInvalid, LinesTooMany, SeatTwice
from meeting.people.names import clean_name

MOST_LINES, LONGEST, LONGEST_SEAT = 3000, 120, 40
COLUMNS = {
    Kind.TABLE_CARD: ("name", "unit", "post"),
    Kind.SEAT_CARD: ("name", "seat", "unit", "post"),
}
"""Where there is no heading."""
HEADINGS = {"姓名": "name", "单位": "unit", "职务": "post", "座位": "seat", "座号": "seat", "座位号": "seat"}
SEPARATOR = re.compile(r"\t|,|，")


@dataclass(frozen=True, slots=True)
class Line:
    """One card."""

    name: str = ""
    unit: str = ""
    post: str = ""
    seat: str = ""


def read_lines(text: str, kind: Kind) -> list[Line]:
    """The lines of a list pasted from a spreadsheet or typed: columns parted by tabs or commas, with or without a
    heading (姓名、单位、职务、座位). Names are mended as everywhere (张　三 is 张三).

    Raises LinesTooMany, LineInvalid, SeatTwice: then nothing is taken.
    """
    rows = [(number, _cells(row)) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    columns: Sequence[str] = COLUMNS[kind]
    if rows and (found := [HEADINGS.get(cell, "") for cell in rows[0][1]]):
        if "name" in found or (kind is Kind.SEAT_CARD and "seat" in found):
            columns, rows = found, rows[1:]
        elif all(found):  # a heading, without names below it
            raise LineInvalid(row=rows[0][0], given="，".join(rows[0][1])[:30], longest=LONGEST)
    if len(rows) > MOST_LINES:
        raise LinesTooMany(count=len(rows), most=MOST_LINES)
    lines: list[Line] = []
    seats: dict[str, int] = {}
    for number, cells in rows:
        line = Line(**{column: cell for column, cell in zip(columns, cells, strict=False) if column})
        named = line.name or (kind is Kind.SEAT_CARD and line.seat)
        extra = len([cell for cell in cells if cell]) > len(columns)
        if not named or extra or max(map(len, cells)) > LONGEST or len(line.seat) > LONGEST_SEAT:
            raise LineInvalid(row=number, given="，".join(cells)[:30], longest=LONGEST)
        first = seats.setdefault(_seat_key(line.seat), number) if _seats_one(line.seat) else number
        if first != number:
            raise SeatTwice(row=first, other=number, seat=line.seat)
        lines.append(replace(line, name=clean_name(line.name)))
    return lines


def written(lines: Sequence[Line], kind: Kind) -> str:
    """Lines as ``read_lines`` takes them."""
    rows = [[getattr(line, column) for column in COLUMNS[kind]] for line in lines]
    return "\n".join("\t".join(row).rstrip("\t") for row in rows)


def _seats_one(seat: str) -> bool:
    """Not a whole table, which many sit at: 3号桌."""
    return bool(seat) and not seat.endswith(("桌", "席"))


def _seat_key(seat: str) -> str:
    """Width, case and blanks don't tell seats apart; dots do (1.12 and 11.2)."""
    return "".join(unicodedata.normalize("NFKC", seat).casefold().split())


def _cells(row: str) -> list[str]:
    return [" ".join(cell.split()) for cell in SEPARATOR.split(row)]
