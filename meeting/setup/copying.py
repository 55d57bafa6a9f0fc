"""Next year's meeting from this year's."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.awards.models import Award
from meeting.awards.operations import add_award
from meeting.checkin.operations.gates import open_gates
from meeting.db import db
from meeting.exhibition.operations import add_booth, set_up_exhibition
from meeting.exhibition.queries import exhibition_of
from meeting.history.operations import By
from meeting.meetings.enums import Audience, HostRole
from meeting.meetings.models import Meeting, Room
from meeting.meetings.operations import MeetingFacts, add_guest, add_meeting, add_room, set_hosts
from meeting.meetings.queries import guests_of, hosts_of
from meeting.programme.operations import add_item, add_session
from meeting.programme.queries import agenda_for
from meeting.programme.rules import shifted


def copy_meeting(
    source: Meeting,
    *,
    title: str,
    starts_on: date,
    at: datetime,
    by: By,
    edition: str = "",
    theme: str = "",
    city: str = "",
    venue: str = "",
) -> Meeting:
    """A draft with what comes again each year, its days as many as the source's.

    Copied: hosts, rooms, sessions and agenda at the same hours of the shifted days, guests in their rank, the
    exhibition's plan, awards with their grades. Not copied, because they are this year's: the theme, speakers, named
    persons, arrivals and released names, exhibitors, recipients and terms, the approval. In another city or venue the
    way there is asked for again. Raises ``MeetingExists`` and what ``add_meeting`` raises.
    """
    facts = MeetingFacts(
        edition=edition, theme=theme, city=city or source.city, venue=venue or source.venue,
        introduction=source.introduction, contact=source.contact, expected_delegates=source.expected_delegates,
        mobile_required=source.mobile_required, landline_allowed=source.landline_allowed, zone=source.zone,
    )  # fmt: skip
    if (facts["city"], facts["venue"]) == (source.city, source.venue):
        facts |= MeetingFacts(address=source.address, directions=source.directions)
    meeting = add_meeting(
        source.society, title=title, starts_on=starts_on, ends_on=starts_on + (source.ends_on - source.starts_on),
        copied_from=source, at=at, by=by, **facts,
    )  # fmt: skip
    hosts = hosts_of(source)
    set_hosts(meeting, {role: [h.unit.name for h in hosts if h.role is role] for role in HostRole}, at=at, by=by)
    rooms = {room.id: add_room(meeting, room.name, seats=room.seats, at=at, by=by) for room in source.rooms}
    for guest in guests_of(source):
        add_guest(meeting, guest.person.name, person=guest.person, post=guest.post, at=at, by=by)
    _copy_programme(source, meeting, rooms, at=at, by=by)
    _copy_exhibition(source, meeting, rooms, at=at, by=by)
    _copy_awards(source, meeting, at=at, by=by)
    open_gates(meeting, at=at, by=by)
    return meeting


def _copy_programme(source: Meeting, meeting: Meeting, rooms: dict[int, Room], *, at: datetime, by: By) -> None:
    days = meeting.starts_on - source.starts_on
    for shown in agenda_for(source, Audience.STAFF):
        old = shown.session
        session = add_session(
            meeting, kind=old.kind, title=old.title, starts_at=shifted(old.starts_at, days, source.zone),
            ends_at=shifted(old.ends_at, days, source.zone), room=rooms.get(old.room_id or 0), audience=old.audience,
            seats=old.seats, at=at, by=by,
        )  # fmt: skip
        for entry in shown.items:
            item = entry.item
            add_item(
                session, kind=item.kind, title=item.title, starts_at=shifted(item.starts_at, days, source.zone),
                ends_at=shifted(item.ends_at, days, source.zone), audience=item.audience, at=at, by=by,
            )  # fmt: skip


def _copy_exhibition(source: Meeting, meeting: Meeting, rooms: dict[int, Room], *, at: datetime, by: By) -> None:
    old = exhibition_of(source)
    if old is None:
        return
    new = set_up_exhibition(
        meeting, title=old.title, room=rooms.get(old.room_id or 0), width=old.width, depth=old.depth, at=at, by=by
    )
    for booth in old.booths:
        add_booth(new, booth.number, x=booth.x, y=booth.y, width=booth.width, depth=booth.depth, at=at, by=by)


def _copy_awards(source: Meeting, meeting: Meeting, *, at: datetime, by: By) -> None:
    query = (
        sa.select(Award)
        .where(Award.meeting_id == source.id)
        .order_by(Award.position, Award.id)
        .options(selectinload(Award.grades), selectinload(Award.issuer))
    )
    for award in db.session.scalars(query).all():
        add_award(
            meeting, kind=award.kind, title=award.title, issuer_name=award.issuer.name, ground=award.ground,
            letters=award.letters, grades={grade.title: grade.quota for grade in award.grades}, at=at, by=by,
        )  # fmt: skip

