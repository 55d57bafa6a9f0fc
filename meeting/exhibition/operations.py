"""Setting up an exhibition, its exhibitors and booths."""

import re
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from meeting.db import changed_rows, db, lock
from meeting.errors import N_, Conflict, Invalid
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.history.operations import By, Changes, record
from meeting.meetings.models import Meeting, Room
from meeting.people.mobiles import parse_phone
from meeting.people.names import name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit

GAP = Decimal("1.5")
"""Metres of aisle between booths that are placed automatically, and along the walls."""


class BoothTaken(Conflict):
    """One booth, one exhibitor."""

    code = "booth-taken"
    sentence = N_("展位 %(number)s 已分配给“%(exhibitor)s”。请另选展位，或先腾出。")
    field = "booth"


class BoothExists(Conflict):
    """Two booths of one number."""

    code = "booth-exists"
    sentence = N_("已经有编号为 %(number)s 的展位，请换一个编号。")
    field = "number"


class BoothOutside(Invalid):
    """A booth beyond the plan's walls."""

    code = "booth-outside"
    sentence = N_("展位 %(number)s 超出了展区（%(width)s × %(depth)s 米），请调整位置或尺寸。")
    field = "x"


class BoothsOverlap(Conflict):
    """Two booths on one spot."""

    code = "booths-overlap"
    sentence = N_("展位 %(number)s 与展位 %(other)s 重叠，请调整位置或尺寸。")
    field = "x"


class BoothNumberMissing(Invalid):
    """A booth needs a number."""

    code = "booth-number-missing"
    sentence = N_("请填写展位编号，如 A01，不超过12个字。")
    field = "number"


class ExhibitorExists(Conflict):
    """A unit exhibits once in an exhibition."""

    code = "exhibitor-exists"
    sentence = N_("“%(exhibitor)s”已经在参展单位中。")
    field = "unit"


class HoldsBooths(Conflict):
    """An exhibitor with booths can't be taken out."""

    code = "exhibitor-holds-booths"
    sentence = N_("“%(exhibitor)s”还占着展位 %(booths)s。请先腾出展位，再移出。")


class WebsiteInvalid(Invalid):
    """Only web addresses are linked."""

    code = "website-invalid"
    sentence = N_("网址要以 http:// 或 https:// 开头。")
    field = "website"


def set_up_exhibition(
    meeting: Meeting,
    *,
    title: str,
    room: Room | None = None,
    width: Decimal = Decimal(30),
    depth: Decimal = Decimal(20),
    at: datetime,
    by: By,
) -> Exhibition:
    """The meeting's exhibition, made or changed. ``width`` and ``depth`` of the plan in metres."""
    lock(meeting)
    exhibition = db.session.scalar(sa.select(Exhibition).where(Exhibition.meeting_id == meeting.id))
    before = (exhibition.title, exhibition.width, exhibition.depth) if exhibition else (None, None, None)
    if exhibition is None:
        exhibition = Exhibition(meeting_id=meeting.id)
        db.session.add(exhibition)
    exhibition.title, exhibition.room, exhibition.width, exhibition.depth = title.strip(), room, width, depth
    db.session.flush()  # booths need its id
    for booth in exhibition.booths:
        _require_inside(booth, exhibition)
    changes = dict(zip(("title", "width", "depth"), zip(before, (title, width, depth), strict=True), strict=True))
    _record("set-up-exhibition", exhibition, meeting, at=at, by=by, changes=changes)
    return exhibition


def add_exhibitor(
    exhibition: Exhibition,
    unit_name: str,
    *,
    at: datetime,
    by: By,
    contact_name: str = "",
    contact_mobile: str = "",
    description: str = "",
    website: str = "",
) -> Exhibitor:
    """Raises ``ExhibitorExists``, ``UnitNameMissing``, ``InvalidName``, ``InvalidMobile``, ``WebsiteInvalid``."""
    society_id = exhibition.meeting.society_id
    lock(exhibition)
    unit, _ = find_or_add_unit(society_id, unit_name, at=at, by=by)
    if any(exhibitor.unit_id == unit.id for exhibitor in exhibition.exhibitors):
        raise ExhibitorExists(exhibitor=unit.name)
    position = max((exhibitor.position for exhibitor in exhibition.exhibitors), default=0) + 1
    exhibitor = Exhibitor(unit=unit, position=position)
    exhibition.exhibitors.append(exhibitor)
    _describe(exhibitor, contact_name, contact_mobile, description, website, at=at, by=by)
    db.session.flush()  # the history needs its id
    _record("add-exhibitor", exhibitor, exhibition.meeting, at=at, by=by, changes={"unit": (None, unit.name)})
    return exhibitor


def change_exhibitor(
    exhibitor: Exhibitor,
    *,
    at: datetime,
    by: By,
    contact_name: str = "",
    contact_mobile: str = "",
    description: str = "",
    website: str = "",
) -> None:
    """Contact and description. Raises ``InvalidName``, ``InvalidMobile``, ``WebsiteInvalid``."""
    before = exhibitor.contact.name if exhibitor.contact else None
    _describe(exhibitor, contact_name, contact_mobile, description, website, at=at, by=by)
    changes = {"contact": (before, contact_name or None), "description": (None, description)}
    _record("change-exhibitor", exhibitor, exhibitor.exhibition.meeting, at=at, by=by, changes=changes)


def remove_exhibitor(exhibitor: Exhibitor, *, at: datetime, by: By) -> None:
    """Raises ``HoldsBooths``."""
    if exhibitor.booths:
        numbers = "、".join(booth.number for booth in exhibitor.booths)
        raise HoldsBooths(exhibitor=exhibitor.unit.name, booths=numbers)
    _record(
        "remove-exhibitor", exhibitor, exhibitor.exhibition.meeting, at=at, by=by,
        changes={"unit": (exhibitor.unit.name, None)},
    )  # fmt: skip
    db.session.delete(exhibitor)
    db.session.flush()  # a booth that was assigned meanwhile fails here


def add_booth(
    exhibition: Exhibition,
    number: str,
    *,
    at: datetime,
    by: By,
    x: Decimal | None = None,
    y: Decimal | None = None,
    width: Decimal = Decimal(3),
    depth: Decimal = Decimal(3),
) -> Booth:
    """A booth on the plan, in metres from its upper left corner; without a place it takes the next free one.

    The plan grows downwards when it is full. Raises ``BoothExists``, ``BoothOutside``, ``BoothsOverlap``.
    """
    lock(exhibition)
    number = number.strip()
    if not name_key(number) or len(number) > 12:
        raise BoothNumberMissing
    if any(booth.number == number for booth in exhibition.booths):
        raise BoothExists(number=number)
    booth = Booth(number=number, width=width, depth=depth)
    if x is None or y is None:
        _place(booth, exhibition)
    else:
        booth.x, booth.y = x, y
        _require_place(booth, exhibition)
    exhibition.booths.append(booth)
    db.session.flush()  # the history needs its id
    _record("add-booth", booth, exhibition.meeting, at=at, by=by, changes={"number": (None, number)})
    return booth


def change_booth(
    booth: Booth, *, number: str, x: Decimal, y: Decimal, width: Decimal, depth: Decimal, at: datetime, by: By
) -> None:
    """Raises ``BoothExists``, ``BoothOutside``, ``BoothsOverlap``."""
    exhibition = booth.exhibition
    lock(exhibition)
    number = number.strip()
    if not name_key(number) or len(number) > 12:
        raise BoothNumberMissing
    if any(other.number == number for other in exhibition.booths if other is not booth):
        raise BoothExists(number=number)
    before = booth.number
    booth.number, booth.x, booth.y, booth.width, booth.depth = number, x, y, width, depth
    _require_place(booth, exhibition)
    _record("change-booth", booth, exhibition.meeting, at=at, by=by, changes={"number": (before, number)})


def remove_booth(booth: Booth, *, at: datetime, by: By) -> None:
    """Raises ``BoothTaken``: an assigned booth is released first."""
    lock(booth)
    if booth.exhibitor is not None:
        raise BoothTaken(number=booth.number, exhibitor=booth.exhibitor.unit.name)
    _record("remove-booth", booth, booth.exhibition.meeting, at=at, by=by, changes={"number": (booth.number, None)})
    db.session.delete(booth)
    db.session.flush()  # the plan is read again


def assign_booth(booth: Booth, exhibitor: Exhibitor, *, at: datetime, by: By) -> None:
    """Give a free booth to an exhibitor; of two at once the first has it. Raises ``BoothTaken``."""
    won = changed_rows(
        sa.update(Booth).where(Booth.id == booth.id, Booth.exhibitor_id.is_(None)).values(exhibitor_id=exhibitor.id)
    )
    db.session.refresh(booth)
    db.session.expire(exhibitor, ["booths"])
    if not won:
        if booth.exhibitor_id == exhibitor.id:
            return
        holder = booth.exhibitor.unit.name if booth.exhibitor else ""
        raise BoothTaken(number=booth.number, exhibitor=holder)
    changes = {"booth": (None, booth.number), "exhibitor": (None, exhibitor.unit.name)}
    _record("assign-booth", exhibitor, booth.exhibition.meeting, at=at, by=by, changes=changes)


def release_booth(booth: Booth, *, at: datetime, by: By) -> None:
    """Take the booth back; harmless where it is free."""
    lock(booth)
    exhibitor = booth.exhibitor
    if exhibitor is None:
        return
    booth.exhibitor = None
    db.session.flush()  # the next one's guarded update sees it free
    changes = {"booth": (booth.number, None)}
    _record("release-booth", exhibitor, booth.exhibition.meeting, at=at, by=by, changes=changes)


def _describe(
    exhibitor: Exhibitor,
    contact_name: str,
    contact_mobile: str,
    description: str,
    website: str,
    *,
    at: datetime,
    by: By,
) -> None:
    if website and not re.fullmatch(r"https?://[^\s\"'<>]{3,190}", website):
        raise WebsiteInvalid
    mobile = parse_phone(contact_mobile) if contact_mobile.strip() else None
    exhibitor.description, exhibitor.website = description.strip()[:1000], website
    if not contact_name.strip():
        exhibitor.contact = None
        return
    exhibitor.contact, _ = find_or_add_person(
        exhibitor.unit.society_id, contact_name, unit=exhibitor.unit, mobile=mobile, at=at, by=by
    )


def _place(booth: Booth, exhibition: Exhibition) -> None:
    """Booths of one letter (A01, A02) stand in a row, each letter below the last; the plan grows if it must.

    A row that is full goes on in the next one that is free.
    """
    if booth.width > exhibition.width - 2 * GAP:
        raise BoothOutside(number=booth.number, width=exhibition.width, depth=exhibition.depth)
    row = [other for other in exhibition.booths if _letters(other.number) == _letters(booth.number)]
    if row:
        booth.x, booth.y = row[-1].x + row[-1].width, row[-1].y
        if booth.x + booth.width <= exhibition.width - GAP and _is_free(booth, exhibition):
            exhibition.depth = max(exhibition.depth, booth.y + booth.depth + GAP)
            return
    lowest = max((other.y + other.depth for other in exhibition.booths), default=None)
    booth.x, booth.y = GAP, GAP if lowest is None else lowest + 2 * GAP
    exhibition.depth = max(exhibition.depth, booth.y + booth.depth + GAP)


def _letters(number: str) -> str:
    return number.rstrip("0123456789")


def _is_free(booth: Booth, exhibition: Exhibition) -> bool:
    return not any(_overlap(booth, other) for other in exhibition.booths)


def _require_place(booth: Booth, exhibition: Exhibition) -> None:
    _require_inside(booth, exhibition)
    for other in exhibition.booths:
        if other is not booth and _overlap(booth, other):
            raise BoothsOverlap(number=booth.number, other=other.number)


def _require_inside(booth: Booth, exhibition: Exhibition) -> None:
    inside = booth.x >= 0 and booth.y >= 0 and booth.width > 0 and booth.depth > 0
    if not inside or booth.x + booth.width > exhibition.width or booth.y + booth.depth > exhibition.depth:
        raise BoothOutside(number=booth.number, width=exhibition.width, depth=exhibition.depth)


def _overlap(one: Booth, other: Booth) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.depth
        and other.y < one.y + one.depth
    )


def _record(
    action: str, subject: Exhibition | Exhibitor | Booth, meeting: Meeting, *, at: datetime, by: By,
    changes: Changes,
) -> None:  # fmt: skip
    record(action, subject, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
