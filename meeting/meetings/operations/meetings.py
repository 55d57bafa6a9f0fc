"""The meeting itself: made, changed, opened and closed."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any, Protocol, TypedDict, Unpack

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.meetings import rules
from meeting.meetings.enums import MeetingState
from meeting.meetings.errors import (
    DaysReversed,
    ExpectedInvalid,
    MeetingExists,
    MeetingTitleMissing,
    MeetingTooLong,
    SlugInvalid,
    TextTooLong,
)
from meeting.meetings.models import Meeting
from meeting.meetings.turns import hold


class MeetingFacts(TypedDict, total=False):
    """What may be said of a meeting beside title and days; what is left out stays."""

    edition: str
    theme: str
    city: str
    venue: str
    address: str
    directions: str
    introduction: str
    contact: str
    expected_delegates: int | None
    approval_number: str
    registration_closes_at: datetime | None
    mobile_required: bool
    landline_allowed: bool
    zone: str


class MoveProgramme(Protocol):
    """Moves the sessions as the first day moves, and returns how many; refuses where the new days leave some out."""

    def __call__(self, meeting: Meeting, *, starts_on: date, ends_on: date, at: datetime, by: By) -> int: ...


_move_programme: MoveProgramme | None = None


def move_programme_with(move_programme: MoveProgramme) -> None:
    """The programme, which stands above, hands this over when the application starts."""
    global _move_programme
    _move_programme = move_programme


def add_meeting(
    society: Society,
    *,
    title: str,
    starts_on: date,
    at: datetime,
    by: By,
    ends_on: date | None = None,
    slug: str = "",
    state: MeetingState = MeetingState.DRAFT,
    copied_from: Meeting | None = None,
    **facts: Unpack[MeetingFacts],
) -> Meeting:
    """A new meeting; a draft unless ``state`` says otherwise.

    Its address is ``slug``, else the city in pinyin and the year, with ``-2`` and so on where that is taken.
    Raises ``MeetingExists``, ``SlugInvalid`` and what ``change_meeting`` raises.
    """
    if slug and not rules.fits_address(slug):
        raise SlugInvalid(slug=slug[:60])
    values = _cleaned({"title": title, "starts_on": starts_on, "ends_on": ends_on or starts_on, **facts})
    _check(**values)
    take_turn(society.id)  # two of the same title and day: the second waits here, then sees the first
    _refuse_double(society, **values)
    meeting = Meeting(society=society, state=state, created_at=at, **values)
    meeting.copied_from_id = copied_from.id if copied_from else None
    _insert(meeting, slug or rules.base_slug(values.get("city", ""), society.slug, starts_on))
    changes = {"title": (None, meeting.title), "starts_on": (None, starts_on), "state": (None, state)}
    record("add-meeting", meeting, by=by, at=at, society_id=society.id, meeting_id=meeting.id, changes=changes)
    return meeting


def change_meeting(
    meeting: Meeting,
    *,
    at: datetime,
    by: By,
    title: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    **facts: Unpack[MeetingFacts],
) -> int:
    """Change what is given. The address stays: it is printed in codes. When first and last day move the same way, the
    programme moves with them; returns how many sessions did.

    Raises ``MeetingTitleMissing``, ``TextTooLong``, ``DaysReversed``, ``MeetingTooLong``, ``ExpectedInvalid``,
    ``MeetingExists``, and ``SessionsLeftOut`` where the new days leave some out.
    """
    hold(meeting)
    named = {"title": title, "starts_on": starts_on, "ends_on": ends_on}
    new = _cleaned({name: value for name, value in named.items() if value is not None} | dict(facts))
    old = {name: getattr(meeting, name) for name in ("title", "starts_on", "ends_on")}
    _check(**old | new)
    _refuse_double(meeting.society, but=meeting, **old | new)
    changes = {name: (getattr(meeting, name), new[name]) for name in new if getattr(meeting, name) != new[name]}
    moved = 0
    if _move_programme and changes.keys() & {"starts_on", "ends_on"}:
        days = {name: (old | new)[name] for name in ("starts_on", "ends_on")}
        moved = _move_programme(meeting, **days, at=at, by=by)
    for name, value in new.items():
        setattr(meeting, name, value)
    db.session.flush()  # the unique key on title and day stands behind the look
    if changes:
        _record("change-meeting", meeting, at=at, by=by, changes=changes)
    return moved


def set_state(meeting: Meeting, state: MeetingState, *, at: datetime, by: By) -> None:
    """Publish (公布), close registration, or take back to draft. Doing it again changes nothing."""
    hold(meeting)
    if meeting.state is state:
        return
    changes = {"state": (meeting.state, state)}
    meeting.state = state
    _record("set-meeting-state", meeting, at=at, by=by, changes=changes)


def set_approval(meeting: Meeting, *, file_key: str, file_name: str, at: datetime, by: By) -> str:
    """Attach the approval's file, which lies in storage. Returns the key of the one it replaces, or ``""``.

    The caller deletes that one after the commit, so that no row ever points to a file that is gone.
    """
    hold(meeting)
    replaced, before = meeting.approval_file, meeting.approval_file_name
    meeting.approval_file, meeting.approval_file_name = file_key, file_name[:200]
    _record("set-approval", meeting, at=at, by=by, changes={"approval_file_name": (before, file_name[:200])})
    return replaced


def remove_approval(meeting: Meeting, *, at: datetime, by: By) -> str:
    """Detach the approval's file; returns its key, for the caller to delete after the commit."""
    hold(meeting)
    removed, before = meeting.approval_file, meeting.approval_file_name
    meeting.approval_file = meeting.approval_file_name = ""
    if removed:
        _record("remove-approval", meeting, at=at, by=by, changes={"approval_file_name": (before, "")})
    return removed


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _check(*, title: str, starts_on: date, ends_on: date, **facts: Any) -> None:
    if not title:
        raise MeetingTitleMissing
    for name, value in {"title": title, **facts}.items():
        longest = getattr(Meeting.__table__.c[name].type, "length", None)
        if longest and isinstance(value, str) and len(value) > longest:
            raise TextTooLong(field=name, given=value[:20], longest=longest)
    if ends_on < starts_on:
        raise DaysReversed
    if ends_on - starts_on > rules.LONGEST_MEETING:
        raise MeetingTooLong
    expected = facts.get("expected_delegates")
    if expected is not None and not 1 <= expected <= 1_000_000:
        raise ExpectedInvalid


def _refuse_double(
    society: Society, *, title: str, starts_on: date, but: Meeting | None = None, **_facts: Any
) -> None:
    twin = db.session.scalar(
        sa.select(Meeting).where(
            Meeting.society_id == society.id,
            Meeting.title == title,
            Meeting.starts_on == starts_on,
            Meeting.id != (but.id if but else 0),
        )
    )
    if twin is not None:
        raise MeetingExists(society=society.name, title=twin.title, day=twin.starts_on.isoformat(), slug=twin.slug)


def _insert(meeting: Meeting, base: str) -> None:
    """Under the first free address: the unique key decides, for other societies aren't locked."""
    pattern = Meeting.slug.startswith(base, autoescape=True)
    tried = ""
    while True:
        with db.session.no_autoflush:
            taken = set(db.session.scalars(sa.select(Meeting.slug).where(pattern)))
        meeting.slug = next(slug for slug in _numbered(base) if slug not in taken)
        try:
            with db.session.begin_nested():
                db.session.add(meeting)
                db.session.flush()  # its id goes into the history, and the address is claimed
            return
        except sa.exc.IntegrityError:
            if tried == meeting.slug:
                raise  # the address is free, so something else is wrong
            tried = meeting.slug


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _record(action: str, meeting: Meeting, *, at: datetime, by: By, changes: dict[str, tuple[Any, Any]]) -> None:
    record(action, meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
