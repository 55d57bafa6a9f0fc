"""A meeting's file (docs/meeting-file.md): TOML bytes in, frozen dataclasses out, or a fault with its line.

Pure: nothing is looked up and nothing is kept.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, time

from meeting.awards.enums import AwardKind
from meeting.meetings import rules
from meeting.meetings.enums import Audience, HostRole
from meeting.programme.enums import ItemKind
from meeting.programme.rules import DAYS_BEFORE
from meeting.setup.errors import (
    BadSlug,
    EndBeforeStart,
    FileTooLarge,
    KeyMissing,
    NamedTwice,
    NestedTooDeep,
    NotToml,
    NotUtf8,
    NumberTooLong,
    OutsideDays,
    TooFewExhibitors,
    UnknownRoom,
)
from meeting.setup.lines import line_of_deepest, lines_of
from meeting.setup.tables import Table

LARGEST = 512 * 1024

HOST_KEYS = {
    "patrons": HostRole.PATRON,
    "hosts": HostRole.HOST,
    "co_hosts": HostRole.CO_HOST,
    "undertakers": HostRole.UNDERTAKER,
    "supporters": HostRole.SUPPORTER,
}
_KINDS = {kind.value: kind for kind in ItemKind}
_AUDIENCES = {audience.value: audience for audience in Audience}
_AWARD_KINDS = {kind.label: kind for kind in AwardKind}


_ENDLESS = re.compile(r"[0-9](?:_?[0-9]){4000,}")


@dataclass(frozen=True)
class RoomRow:
    """One of ``rooms``."""

    name: str
    seats: int | None = None


@dataclass(frozen=True)
class GuestRow:
    """One of ``[[guests]]``, in order of rank."""

    name: str
    post: str = ""
    unit: str = ""
    audience: Audience = Audience.STAFF
    received_by: str = ""


@dataclass(frozen=True)
class AgendaRow:
    """One of ``[[agenda]]``: local hours on ``day``."""

    day: date
    start: time
    end: time
    room: str
    kind: ItemKind
    title: str
    speakers: tuple[str, ...] = ()
    audience: Audience | None = None


@dataclass(frozen=True)
class SubForumRow:
    """One of ``[[sub_forums]]``: local hours on ``day``; ``seats`` None: no limit."""

    name: str
    day: date
    start: time
    end: time
    room: str = ""
    seats: int | None = None
    audience: Audience | None = None


@dataclass(frozen=True)
class ExhibitionRow:
    """``[exhibition]``. The first name stands in the first booth, and so on."""

    title: str
    room: str = ""
    names: tuple[str, ...] = ()
    booths: tuple[str, ...] = ()


@dataclass(frozen=True)
class AwardRow:
    """One of ``[[awards]]``. ``issuer`` empty: the society."""

    kind: AwardKind
    title: str
    issuer: str = ""
    grades: dict[str, int] = field(default_factory=dict)
    recipients: tuple[tuple[str, ...], ...] = ()
    """Each is one recipient: a person or a unit, or several persons honoured together (甲、乙)."""
    term: tuple[date, date] | None = None
    ground: str = ""


@dataclass(frozen=True)
class MeetingFile:
    """All that a file says."""

    title: str
    starts_on: date
    ends_on: date
    slug: str = ""
    edition: str = ""
    theme: str = ""
    city: str = ""
    venue: str = ""
    address: str = ""
    directions: str = ""
    introduction: str = ""
    contact: str = ""
    expected_delegates: int | None = None
    approval_number: str = ""
    mobile_required: bool = True
    landline_allowed: bool = False
    hosts: dict[HostRole, tuple[str, ...]] = field(default_factory=dict)
    rooms: tuple[RoomRow, ...] = ()
    guests: tuple[GuestRow, ...] = ()
    agenda: tuple[AgendaRow, ...] = ()
    sub_forums: tuple[SubForumRow, ...] = ()
    exhibition: ExhibitionRow | None = None
    awards: tuple[AwardRow, ...] = ()


def read_meeting_file(data: bytes) -> MeetingFile:
    """Raises a ``FileFault`` that names the line."""
    root = _parse(data).only("meeting", "guests", "agenda", "sub_forums", "exhibition", "awards")
    meeting = root.table("meeting", example='[meeting]')
    if meeting is None:
        raise KeyMissing(line=1, table="文件", key="[meeting]")
    meeting.only(
        "title", "theme", "edition", "date", "end_date", "city", "venue", "address", "directions", "introduction",
        "contact", "slug", "expected_delegates", "approval_number", "mobile_required", "landline_allowed", "rooms",
        *HOST_KEYS,
    )  # fmt: skip
    days = _days(meeting)
    rooms = _rooms(meeting)
    return MeetingFile(
        title=meeting.needed("title", 120),
        starts_on=days[0],
        ends_on=days[1],
        slug=_slug(meeting),
        edition=meeting.text("edition", 60),
        theme=meeting.text("theme", 200),
        city=meeting.text("city", 40),
        venue=meeting.text("venue", 120),
        address=meeting.text("address", 200),
        directions=meeting.long_text("directions"),
        introduction=meeting.long_text("introduction"),
        contact=meeting.text("contact", 200),
        expected_delegates=meeting.number("expected_delegates"),
        approval_number=meeting.text("approval_number", 80),
        mobile_required=meeting.flag("mobile_required", True),
        landline_allowed=meeting.flag("landline_allowed", False),
        hosts={role: units for key, role in HOST_KEYS.items() if (units := meeting.texts(key, 120))},
        rooms=tuple(rooms or ()),
        guests=tuple(_guest(table) for table in root.tables("guests", example="[[guests]]")),
        agenda=tuple(_agenda(table, days, rooms) for table in root.tables("agenda", example="[[agenda]]")),
        sub_forums=_sub_forums(root, days, rooms),
        exhibition=_exhibition(root.table("exhibition", example="[exhibition]"), rooms),
        awards=_awards(root),
    )


def _parse(data: bytes) -> Table:
    if len(data) > LARGEST:
        raise FileTooLarge
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
        return Table(values, lines_of(text))
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
    except RecursionError as error:
        raise NestedTooDeep(line=line_of_deepest(text)) from error
    except ValueError as error:
        if b"\x00" in data:
            raise NotUtf8 from error
        if endless := _ENDLESS.search(text):  # Python's own limit, for which tomllib has no words
            raise NumberTooLong(line=text.count("\n", 0, endless.start()) + 1) from error
        match = re.search(r"at line (\d+)", str(error))
        line = match[1] if match else data.count(b"\n") + 1
        raise NotToml(line=line) from error


def _days(meeting: Table) -> tuple[date, date]:
    first = meeting.day("date")
    if first is None:
        raise KeyMissing(line=meeting.line, table="[meeting]", key="date")
    last = meeting.day("end_date") or first
    if last < first or last - first > rules.LONGEST_MEETING:
        raise EndBeforeStart(line=meeting.line_of("end_date"), start=first.isoformat(), end=last.isoformat())
    return first, last


def _slug(meeting: Table) -> str:
    slug = meeting.text("slug", 200)
    if slug and not rules.fits_address(slug):
        raise BadSlug(line=meeting.line_of("slug"))
    return slug


def _rooms(meeting: Table) -> list[RoomRow] | None:
    """None: the file doesn't list any, and those that it names elsewhere are taken."""
    if "rooms" not in meeting.values:
        return None
    found: dict[str, RoomRow] = {}
    for table in meeting.tables("rooms", example='[{ name = "主会场", seats = 450 }]'):
        table.only("name", "seats")
        name = table.needed("name", 60)
        if name in found:
            raise NamedTwice(line=table.line, given=name)
        found[name] = RoomRow(name=name, seats=table.number("seats"))
    return list(found.values())


def _guest(table: Table) -> GuestRow:
    table.only("name", "post", "unit", "audience", "received_by")
    return GuestRow(
        name=table.person("name"),
        post=table.text("post", 120),
        unit=table.text("unit", 120),
        audience=table.choice("audience", _AUDIENCES, Audience.STAFF),
        received_by=table.text("received_by", 80),
    )


def _agenda(table: Table, days: tuple[date, date], rooms: list[RoomRow] | None) -> AgendaRow:
    table.only("date", "start", "end", "room", "kind", "title", "speaker", "speakers", "audience")
    day, start, end = _hours(table, days)
    kind = table.choice("kind", _KINDS)
    return AgendaRow(
        day=day,
        start=start,
        end=end,
        room=_room(table, rooms),
        kind=kind,
        title=table.text("title", 160) or kind.label,
        speakers=table.names("speaker") or table.names("speakers"),
        audience=table.choice("audience", _AUDIENCES) if "audience" in table.values else None,
    )


def _sub_forums(root: Table, days: tuple[date, date], rooms: list[RoomRow] | None) -> tuple[SubForumRow, ...]:
    found: dict[str, SubForumRow] = {}
    for table in root.tables("sub_forums", example="[[sub_forums]]"):
        table.only("name", "date", "start", "end", "room", "seats", "audience")
        name = table.needed("name", 160)
        if name in found:
            raise NamedTwice(line=table.line_of("name"), given=name)
        day, start, end = _hours(table, days)
        found[name] = SubForumRow(
            name=name, day=day, start=start, end=end, room=_room(table, rooms), seats=table.number("seats"),
            audience=table.choice("audience", _AUDIENCES) if "audience" in table.values else None,
        )  # fmt: skip
    return tuple(found.values())


def _exhibition(table: Table | None, rooms: list[RoomRow] | None) -> ExhibitionRow | None:
    if table is None:
        return None
    table.only("title", "room", "exhibitors", "names", "booths")
    names, number = table.texts("names", 120), table.number("exhibitors")
    if number is not None and number < len(names):
        raise TooFewExhibitors(line=table.line_of("exhibitors"), number=number, names=len(names))
    return ExhibitionRow(
        title=table.needed("title", 160), room=_room(table, rooms), names=names, booths=table.texts("booths", 12)
    )


def _awards(root: Table) -> tuple[AwardRow, ...]:
    found: dict[str, AwardRow] = {}
    for table in root.tables("awards", example="[[awards]]"):
        table.only("kind", "title", "issuer", "grades", "recipients", "term", "ground")
        title = table.needed("title", 160)
        if title in found:
            raise NamedTwice(line=table.line_of("title"), given=title)
        term = table.days("term")
        if term and term[1] < term[0]:
            raise EndBeforeStart(line=table.line_of("term"), start=term[0].isoformat(), end=term[1].isoformat())
        found[title] = AwardRow(
            kind=table.choice("kind", _AWARD_KINDS), title=title, issuer=table.text("issuer", 120),
            grades=table.numbers("grades", 40), recipients=table.recipients("recipients"), term=term,
            ground=table.text("ground", 300),
        )  # fmt: skip
    return tuple(found.values())


def _hours(table: Table, days: tuple[date, date]) -> tuple[date, time, time]:
    day = table.day("date") or days[0]
    if not days[0] - DAYS_BEFORE <= day <= days[1]:
        raise OutsideDays(line=table.line_of("date"), day=str(day), first=str(days[0]), last=str(days[1]))
    start, end = table.time("start"), table.time("end")
    if end <= start:
        raise EndBeforeStart(line=table.line_of("end"), start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return day, start, end


def _room(table: Table, rooms: list[RoomRow] | None) -> str:
    name = table.text("room", 60)
    if name and rooms is not None and all(room.name != name for room in rooms):
        raise UnknownRoom(line=table.line_of("room"), room=name)
    return name
