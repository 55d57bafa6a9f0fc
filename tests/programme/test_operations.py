"""Sessions, items, speakers: what is taken, what clashes, and two who plan at once."""

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_guest, add_meeting, add_room
from meeting.people.models import Person
from meeting.people.names import SeveralNames
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.errors import (
    ForeignRoom,
    HoursReversed,
    ItemOutsideSession,
    ItemsLeftOut,
    ItemsOverlap,
    KindFixed,
    NameOfSeveral,
    OutsideMeeting,
    RoomTaken,
    SeatsBelowTaken,
    SeatsInvalid,
    SessionInUse,
    SessionTitleMissing,
    SpeakerTaken,
    SpeakerTwice,
    TitleTooLong,
)
from meeting.programme.models import AgendaItem, Session, Speaker
from meeting.programme.operations import (
    add_item,
    add_session,
    add_sub_forum,
    change_item,
    change_session,
    remove_item,
    remove_session,
    set_named,
    speaker_named,
    speakers_from,
)
from meeting.registration.enums import EnrolmentState, Source
from meeting.registration.models import Delegate, Enrolment
from meeting.registration.operations import delegates
from tests.factories import add
from tests.meetings.making import DOING, at_once, hour, make_meeting


def _plenary(meeting: Meeting, start: str = "09:00", end: str = "12:00", **more: Any) -> Session:
    values = {"kind": SessionKind.PLENARY, "title": "大会", "starts_at": hour(start), "ends_at": hour(end)}
    return add_session(meeting, **{**values, **more}, **DOING)


def _talk(session: Session, start: str, end: str, *speakers: Person, title: str = "报告", **more: Any) -> AgendaItem:
    return add_item(
        session, kind=ItemKind.REPORT, title=title, starts_at=hour(start), ends_at=hour(end), speakers=speakers, **more,
        **DOING,
    )  # fmt: skip


def _change(session: Session, **values: Any) -> None:
    now = {
        name: getattr(session, name)
        for name in ("kind", "title", "starts_at", "ends_at", "room", "audience", "seats")
    }
    change_session(session, **{**now, **values}, **DOING)


def _change_item(item: AgendaItem, **values: Any) -> None:
    now = {name: getattr(item, name) for name in ("kind", "title", "starts_at", "ends_at", "audience")}
    now["speakers"] = [speaker.person for speaker in item.speakers]
    change_item(item, **{**now, **values}, **DOING)


def test_add_session_refuses_a_room_taken_twice_and_says_by_what(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        room, other = add_room(meeting, "主会场", **DOING), add_room(meeting, "一号厅", **DOING)
        _plenary(meeting, room=room)

    with pytest.raises(RoomTaken) as caught, transaction():
        _plenary(meeting, "11:59", "13:00", room=room, title="午餐会")
    with transaction():
        _plenary(meeting, "12:00", "13:00", room=room, title="紧接着")
        _plenary(meeting, "08:00", "09:00", room=room, title="刚好之前")
        _plenary(meeting, room=other, title="别的会议室")
        _plenary(meeting, title="不在会议室")
        _plenary(meeting, title="也不在会议室")

    assert str(caught.value) == "主会场 在 2020-12-08 09:00–12:00 已安排“大会”，与“午餐会”冲突。请换一个会议室或时间。"
    assert (caught.value.status, caught.value.field) == (409, "room")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 6


IMPOSSIBLE = [
    ({"title": "　"}, SessionTitleMissing),
    ({"title": "长" * 161}, TitleTooLong),
    ({"ends_at": hour("09:00")}, HoursReversed),
    ({"ends_at": hour("08:00")}, HoursReversed),
    ({"starts_at": hour("09:00", day=1), "ends_at": hour("10:00", day=1)}, OutsideMeeting),
    ({"starts_at": hour("09:00", day=9), "ends_at": hour("10:00", day=9)}, OutsideMeeting),
    ({"seats": 0}, SeatsInvalid),
    ({"seats": 10**9}, SeatsInvalid),
]


def test_add_session_refuses_what_cannot_be(app: Flask) -> None:
    meeting = make_meeting()

    for values, refusal in IMPOSSIBLE:
        with pytest.raises(refusal), transaction():
            _plenary(meeting, **values)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0


def test_add_session_refuses_another_meetings_room(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        other = add_meeting(meeting.society, title="别的会", starts_on=meeting.starts_on, **DOING)
        room = add_room(other, "主会场", **DOING)

    with pytest.raises(ForeignRoom), transaction():
        _plenary(meeting, room=room)


def test_change_session_moves_it_unless_the_room_is_taken(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        room = add_room(meeting, "主会场", **DOING)
        morning, noon = _plenary(meeting, room=room), _plenary(meeting, "12:00", "13:00", room=room, title="午餐会")
        _change(morning, starts_at=hour("08:30"))

    with pytest.raises(RoomTaken), transaction():
        _change(noon, starts_at=hour("11:00"))
    assert (morning.starts_at, noon.starts_at) == (hour("08:30"), hour("12:00"))


def test_change_session_keeps_its_items_inside(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        session = _plenary(meeting)
        _talk(session, "11:00", "12:00", title="压轴报告")

    with pytest.raises(ItemsLeftOut) as caught, transaction():
        _change(session, ends_at=hour("11:30"))
    assert "压轴报告" in str(caught.value)


def test_add_item_lies_within_its_session_and_beside_the_others(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        session = _plenary(meeting)
        _talk(session, "09:00", "10:00", title="第一讲")
        _talk(session, "10:00", "11:00", title="第二讲")

    for start, end, refusal in (("08:59", "09:00", ItemOutsideSession), ("11:30", "12:01", ItemOutsideSession),
                                ("10:59", "11:30", ItemsOverlap), ("10:00", "10:00", HoursReversed)):  # fmt: skip
        with pytest.raises(refusal), transaction():
            _talk(session, start, end)
    assert [item.title for item in session.items] == ["第一讲", "第二讲"]


def test_add_item_refuses_a_speaker_taken_twice_and_says_by_what(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        room = add_room(meeting, "主会场", **DOING)
        plenary, forum = _plenary(meeting, room=room), _plenary(meeting, title="分论坛")
        person = speaker_named(meeting, "邹华", **DOING)
        _talk(plenary, "10:30", "11:15", person, title="主旨演讲")
        _talk(forum, "11:15", "12:00", person)
        free = _talk(forum, "09:00", "10:00")

    with pytest.raises(SpeakerTaken) as caught, transaction():
        _talk(forum, "11:00", "11:15", person, title="另一个报告")
    with pytest.raises(SpeakerTaken), transaction():
        _change_item(free, starts_at=hour("10:00"), ends_at=hour("11:00"), speakers=[person])
    with pytest.raises(SpeakerTwice), transaction():
        _change_item(free, speakers=[person, person])

    sentence = "邹华 在 2020-12-08 10:30–11:15 已安排“主旨演讲”（主会场），与“另一个报告”冲突。请换人或错开时间。"
    assert str(caught.value) == sentence
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Speaker)) == 2


def test_change_item_keeps_hours_of_its_own_and_replaces_speakers(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        session = _plenary(meeting)
        first, second, third = (speaker_named(meeting, name, **DOING) for name in ("甲某", "乙某", "丙某"))
        item = _talk(session, "09:00", "10:00", first, second)
        _change_item(item, ends_at=hour("10:30"), speakers=[third, first], kind=ItemKind.KEYNOTE, title="新题目")

    db.session.expire_all()
    assert [speaker.person.name for speaker in item.speakers] == ["丙某", "甲某"]
    assert (item.kind, item.title, item.ends_at) == (ItemKind.KEYNOTE, "新题目", hour("10:30"))


def test_remove_item_and_session_leave_the_persons(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        session = _plenary(meeting)
        item = _talk(session, "09:00", "10:00", speaker_named(meeting, "甲某", **DOING))
        _talk(session, "10:00", "11:00")
        remove_item(item, **DOING)
        left = db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItem))
        remove_session(session, **DOING)

    rows = (Session, AgendaItem, Speaker, Person)
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(row)) for row in rows]
    assert left == 1
    assert counts == [0, 0, 0, 1]


def _chosen(meeting: Meeting, seats: int | None = 2, state: EnrolmentState = EnrolmentState.ENROLLED) -> Session:
    """A sub-forum that one delegate chose."""
    forum = add_sub_forum(meeting, name="分论坛", starts_at=hour("14:00"), ends_at=hour("16:00"), seats=seats, **DOING)
    person = speaker_named(meeting, "丁某", **DOING)
    delegate = add(
        Delegate(meeting_id=meeting.id, person_id=person.id, number=1, created_at=DOING["at"], changed_at=DOING["at"])
    )
    add(Enrolment(delegate_id=delegate.id, session_id=forum.id, state=state, since=DOING["at"]))
    forum.taken = 1 if state is EnrolmentState.ENROLLED else 0
    db.session.flush()
    return forum


@pytest.mark.parametrize("state", list(EnrolmentState))
def test_remove_session_refuses_a_sub_forum_that_somebody_chose_or_waits_for(app: Flask, state: EnrolmentState) -> None:
    meeting = make_meeting()
    with transaction():
        forum = _chosen(meeting, state=state)

    with pytest.raises(SessionInUse), transaction():
        remove_session(forum, **DOING)
    assert db.session.scalar(sa.select(Session.title)) == "分论坛"
    assert "remove-session" not in set(db.session.scalars(sa.select(Entry.action)))


def test_change_session_never_cuts_seats_below_those_taken(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        forum = _chosen(meeting)
        forum.taken = 2

    with pytest.raises(SeatsBelowTaken) as caught, transaction():
        _change(forum, seats=1)
    with pytest.raises(KindFixed), transaction():
        _change(forum, kind=SessionKind.PLENARY)
    assert str(caught.value) == "“分论坛”已有 2 人选，名额不能少于这个数。请先请人改选，再减名额。"
    assert forum.seats == 2
    for seats in (3, None, 2):
        with transaction():
            _change(forum, seats=seats)
        assert forum.seats == seats


def test_set_named_is_exactly_these(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        council = _plenary(meeting, kind=SessionKind.COUNCIL)
        first, second, third = (speaker_named(meeting, name, **DOING) for name in ("甲某", "乙某", "丙某"))
        set_named(council, [first, second], **DOING)
        set_named(council, [second, third, third], **DOING)

    db.session.expire_all()
    assert council.audience is Audience.NAMED
    assert {named.person.name for named in council.named} == {"乙某", "丙某"}


def _registered(meeting: Meeting, name: str, unit: str, mobile: str) -> Delegate:
    entry = delegates.Entry(name=name, unit_name=unit, mobile=mobile)
    return delegates.register(meeting, entry, source=Source.DESK, **DOING)


def test_speaker_named_finds_the_guest_then_the_delegate_then_who_is_on_the_programme(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        guest = add_guest(meeting, "欧阳旭明", post="理事长", **DOING)
        registered = _registered(meeting, "邹华", "某市档案馆", "13900000001")
        session = _plenary(meeting)
        spoken = speaker_named(meeting, "李四", **DOING)
        _talk(session, "09:00", "10:00", spoken)

        named = speaker_named(meeting, "王五", **DOING)
        set_named(session, [named], **DOING)

        found = [speaker_named(meeting, name, **DOING) for name in ("欧阳旭明", "邹华", "李四", "王五")]
        with_unit = speaker_named(meeting, "李四（某大学）", **DOING)
        again = speaker_named(meeting, " 李四 ( 某大学 ) ", **DOING)

    assert found == [guest.person, registered.person, spoken, named]
    assert with_unit is again
    assert with_unit is not spoken
    assert with_unit.unit is not None
    assert with_unit.unit.name == "某大学"


def test_speaker_named_asks_for_the_unit_where_several_bear_the_name(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        first, second = (
            _registered(meeting, "邹华", unit, mobile)
            for unit, mobile in (("甲市档案馆", "13900000001"), ("乙市档案馆", "13900000002"))
        )

    with pytest.raises(NameOfSeveral) as caught, transaction():
        speakers_from(meeting, ["邹华"], field="named", **DOING)
    assert (caught.value.field, caught.value.params["written"]) == ("named", "邹华（甲市档案馆）、邹华（乙市档案馆）")
    with transaction():
        assert speaker_named(meeting, "邹华（乙市档案馆）", **DOING) is second.person
        delegates.cancel(first, reason="", **DOING)
        assert speaker_named(meeting, "邹华", **DOING) is second.person


def test_speakers_from_keeps_those_present_and_names_the_field(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        first = speaker_named(meeting, "李四（某大学）", **DOING)
        persons = speakers_from(meeting, ["", "李四（某大学）", " 王五 "], present=[first], **DOING)

    assert [person.name for person in persons] == ["李四", "王五"]
    assert persons[0] is first
    with pytest.raises(SeveralNames) as caught, transaction():
        speakers_from(meeting, ["李四、王五"], field="named", **DOING)
    assert caught.value.field == "named"


def _meeting() -> Meeting:
    return db.session.scalars(sa.select(Meeting)).one()



def test_two_who_plan_at_once_never_take_a_room_twice(app: Flask) -> None:
    with transaction():
        add_room(make_meeting(), "主会场", **DOING)
    db.session.remove()

    def plan() -> None:
        meeting = _meeting()
        _plenary(meeting, room=meeting.rooms[0])

    for _ in range(3):
        assert sorted(at_once(app, plan, plan)) == ["done", "room-taken"]
        with transaction():
            remove_session(db.session.scalars(sa.select(Session)).one(), **DOING)
        db.session.remove()


def test_two_who_plan_at_once_never_take_a_speaker_twice(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        for title in ("一", "二"):
            _plenary(meeting, title=title)
        person_id = speaker_named(meeting, "邹华", **DOING).id
    db.session.remove()

    def plan(title: str) -> Callable[[], None]:
        def run() -> None:
            session = db.session.scalars(sa.select(Session).where(Session.title == title)).one()
            _talk(session, "09:00", "10:00", db.session.get_one(Person, person_id))

        return run

    assert sorted(at_once(app, plan("一"), plan("二"))) == ["done", "speaker-taken"]


def test_a_cut_and_an_enrolment_at_once_never_leave_more_taken_than_seats(app: Flask) -> None:
    with transaction():
        add_sub_forum(
            make_meeting(), name="分论坛", starts_at=hour("14:00"), ends_at=hour("16:00"), seats=2, **DOING
        ).taken = 1
    db.session.remove()

    enrolled = Event()

    def cut() -> None:
        enrolled.wait(10)
        _change(db.session.scalars(sa.select(Session)).one(), seats=1)

    def enrol() -> None:
        db.session.execute(sa.update(Session).where(Session.taken < Session.seats).values(taken=Session.taken + 1))
        enrolled.set()
        time.sleep(0.5)  # the cut has begun and waits; it must not go by what stood there before

    assert at_once(app, cut, enrol) == ["seats-below-taken", "done"]
    forum = db.session.scalars(sa.select(Session)).one()
    assert (forum.seats, forum.taken) == (2, 2)
