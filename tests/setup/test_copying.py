"""Next year's meeting from this year's."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.enums import Role
from meeting.awards.models import Award, Recipient
from meeting.db import db, transaction
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.meetings.enums import Audience, HostRole, MeetingState
from meeting.meetings.errors import MeetingExists
from meeting.meetings.models import Meeting
from meeting.meetings.operations import release_guests, tick_arrival
from meeting.people.models import Person
from meeting.programme.models import Speaker
from meeting.programme.queries import agenda_for
from meeting.setup.copying import copy_meeting
from meeting.setup.meeting_file import read_meeting_file
from meeting.setup.operations import create_meeting
from tests.factories import make_account
from tests.meetings.making import DOING, make_meeting, sign_in

REFERENCE = Path("meeting/data/changzhou-2020/meeting.toml")


@pytest.fixture
def source(app: Flask) -> Meeting:
    with transaction():
        meeting = create_meeting(read_meeting_file(REFERENCE.read_bytes()), **DOING)
        tick_arrival(meeting.guests[0], **DOING)
        release_guests(meeting, Audience.PUBLIC, **DOING)
        meeting.approval_number, meeting.directions = "批〔2020〕1号", "地铁"
        make_account("admin", Role.ADMIN, society=meeting.society)
    return meeting


def _hours(meeting: Meeting) -> list[tuple[str, str, int | None, list[str]]]:
    return [
        (shown.session.title, f"{shown.session.starts_at:%Y-%m-%d %H:%M}", shown.session.seats,
         [f"{entry.item.title} {entry.item.starts_at:%H:%M}" for entry in shown.items])
        for shown in agenda_for(meeting, Audience.STAFF)
    ]  # fmt: skip


def test_copy_meeting_takes_what_comes_again_each_year(source: Meeting) -> None:
    persons = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
    with transaction():
        copy = copy_meeting(source, title="2021年年会", starts_on=date(2021, 12, 7), city="苏州市", **DOING)

    assert (copy.slug, copy.state, copy.copied_from_id) == ("suzhou-2021", MeetingState.DRAFT, source.id)
    assert (copy.starts_on, copy.ends_on) == (date(2021, 12, 7), date(2021, 12, 7))
    assert [unit.name for unit in copy.hosts_as(HostRole.HOST)] == ["江苏省档案馆", "江苏省档案学会"]
    assert [(room.name, room.seats) for room in copy.rooms] == [(room.name, room.seats) for room in source.rooms]
    assert _hours(copy) == [
        (title, at.replace("2020-12-08", "2021-12-07"), seats, items) for title, at, seats, items in _hours(source)
    ]
    assert [(guest.person_id, guest.post) for guest in copy.guests] == [
        (guest.person_id, guest.post) for guest in source.guests
    ]
    exhibition = db.session.scalars(sa.select(Exhibition).where(Exhibition.meeting_id == copy.id)).one()
    old = db.session.scalars(sa.select(Exhibition).where(Exhibition.meeting_id == source.id)).one()
    place = [(booth.number, booth.x, booth.y) for booth in old.booths]
    assert [(booth.number, booth.x, booth.y) for booth in exhibition.booths] == place
    awards = db.session.scalars(sa.select(Award).where(Award.meeting_id == copy.id).order_by(Award.position)).all()
    assert [(award.title, [(grade.title, grade.quota) for grade in award.grades]) for award in awards][3:] == [
        ("首届全省档案职业技能竞赛", [("一等奖", 3), ("二等奖", 6), ("三等奖", 10)]),
        ("2020年度优秀论文", [("一等奖", 10), ("二等奖", 20), ("三等奖", 40)]),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == persons


def test_copy_meeting_leaves_what_was_this_years(source: Meeting) -> None:
    counts = [sa.select(sa.func.count()).select_from(row) for row in (Exhibitor, Recipient, Speaker)]
    before = [db.session.scalar(count) for count in counts]
    with transaction():
        copy = copy_meeting(source, title="2021年年会", starts_on=date(2021, 12, 7), city="苏州市", **DOING)

    assert [db.session.scalar(count) for count in counts] == before
    assert {(guest.arrived_at, guest.audience) for guest in copy.guests} == {(None, Audience.STAFF)}
    assert (copy.theme, copy.approval_number, copy.directions) == ("", "", "")
    taken = sa.select(Booth.exhibitor_id).join(Booth.exhibition).where(Exhibition.meeting_id == copy.id)
    assert set(db.session.scalars(taken)) == {None}
    terms = db.session.scalars(sa.select(Award.term_starts_on).where(Award.meeting_id == copy.id))
    assert set(terms) == {None}


def test_copy_meeting_keeps_the_way_there_in_the_same_place(source: Meeting) -> None:
    with transaction():
        copy = copy_meeting(source, title="2021年年会", starts_on=date(2021, 12, 7), **DOING)

    assert (copy.city, copy.venue, copy.directions) == ("常州市", "常州市会议中心", "地铁")


def test_copy_meeting_refuses_its_own_title_on_its_own_day(source: Meeting) -> None:
    with pytest.raises(MeetingExists), transaction():
        copy_meeting(source, title=source.title, starts_on=source.starts_on, **DOING)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1


def test_copied_meeting_page_copies_own_meetings_and_keeps_what_was_typed(source: Meeting, client: FlaskClient) -> None:
    other = make_meeting(society_name="别的学会", accounts=False)
    sign_in(client)
    page = f"/society/{source.society.slug}/meetings/copy"
    form = {"title": "2021年年会", "starts_on": "2021-12-07", "theme": "新主题"}

    foreign = client.post(page, data={**form, "source": other.id, "form_key": "01931b66-7c00-7000-8000-0000000000a1"})
    undated = client.post(
        page, data={**form, "source": source.id, "starts_on": "", "form_key": "01931b66-7c00-7000-8000-0000000000a2"}
    )
    made = client.post(page, data={**form, "source": source.id, "form_key": "01931b66-7c00-7000-8000-0000000000a3"})

    assert (foreign.status_code, undated.status_code) == (422, 422)
    assert 'value="新主题"' in undated.text
    assert (made.status_code, made.location) == (302, "/desk/changzhou-2021/settings")
    assert "2021年年会" in client.get(made.location).text
