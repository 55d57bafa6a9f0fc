"""Layouts and records for tests, as small as they can be."""

from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.model import AnyElement, Area, Layout
from meeting.documents.layouts.records import Record, Words
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.painter import BLACK

SINGLE = Sheet()


def layout(
    *front: AnyElement, width: float = 90, height: float = 54, back: tuple[AnyElement, ...] = (), bleed: float = 0,
    kind: Kind = Kind.HONOUR,
) -> Layout:  # fmt: skip
    return Layout(kind, "试", width, height, front, back, bleed)


def block(x: float, y: float, width: float, height: float, **more: object) -> Area:
    return Area(x=x, y=y, width=width, height=height, fill=BLACK, **more)  # type: ignore[arg-type]


def record(code: str = "", **words: Words) -> Record:
    return Record({Field[name.upper()]: value for name, value in words.items()}, code=code)


def printed(of: Layout, *records: Record, sheet: Sheet = SINGLE) -> bytes:
    return print_pdf([(of, sheet, records or (Record({}),))], title="试")
