"""The arrival desk: found, arrived, given, mended, replaced, walked in."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.arrival.models import HandedOut, Handout
from meeting.arrival.operations import (
    ArrivalRefused,
    HandoutGone,
    HandoutsTooMany,
    arrive,
    hand_out,
    replace_by,
    set_handouts,
    take_back,
    take_over_handouts,
)
from meeting.arrival.queries import handouts_of, stock_of
from meeting.checkin.enums import Refusal
from meeting.checkin.models import Attendance, Badge, Gate
from meeting.checkin.operations.badges import reissue_badge
from meeting.db import db, transaction, uuid7
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from meeting.printing.models import PrintedItem
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Enrolment
from meeting.registration.operations.delegates import AlreadyRegistered, NoPlaceToPass
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, scan, sign_in
from tests.checkin.test_races import together
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.registration.making import make_delegate, make_meeting, make_sub_forum

LATER = AT + timedelta(minutes=3)


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_meeting()
    make_gates(meeting)
    given(meeting, "会议资料", "餐券")
    return meeting


@pytest.fixture
def desk(client: Browser, meeting: Meeting) -> Browser:
    sign_in(client, make_staff(meeting, Role.ARRIVAL, "报到组"))
    return client


def given(meeting: Meeting, *titles: str) -> list[Handout]:
    with transaction():
        set_handouts(meeting, titles, at=AT, by=OPERATOR)
    return handouts_of(meeting.id)


def post(client: FlaskClient, meeting: Meeting, path: str, **data: object):
    return client.post(f"/check-in/{meeting.slug}/arrival{path}", data={"form_key": str(uuid7()), **data})


def stock(meeting: Meeting) -> list[tuple[str, int, int]]:
    return [(each.handout.title, each.gone, each.wanted) for each in stock_of(meeting.id)]


def test_arrive_admits_at_the_desks_gate_and_counts_what_was_given(meeting: Meeting) -> None:
    delegate = make_confirmed(meeting)
    make_confirmed(meeting, "李四")
    pack, tickets = handouts_of(meeting.id)

    with transaction():
        arrive(delegate, [pack.id], at=AT, by=OPERATOR)
    with transaction():
        arrive(delegate, [pack.id, tickets.id], at=LATER, by=OPERATOR)

    gate = db.session.scalars(sa.select(Gate).join(Attendance)).one()
    assert gate.kind.value == "arrival"
    assert stock(meeting) == [("会议资料", 1, 2), ("餐券", 1, 2)]
    assert list(db.session.scalars(sa.select(HandedOut.at).order_by(HandedOut.handout_id))) == [AT, LATER]


def test_two_desks_give_one_pack(app: Flask, meeting: Meeting) -> None:
    delegate_id, pack_id = make_confirmed(meeting).id, handouts_of(meeting.id)[0].id

    def give(_: int) -> None:
        with transaction():
            arrive(db.session.get_one(Delegate, delegate_id), [pack_id], at=AT, by=OPERATOR)

    assert together(app, give, threads=12) == [None] * 12
    assert db.session.scalar(sa.select(sa.func.count(HandedOut.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1


def test_who_is_not_confirmed_doesnt_arrive_and_gets_nothing(meeting: Meeting) -> None:
    delegate = make_delegate(meeting, "张三")

    with pytest.raises(ArrivalRefused) as refused, transaction():
        arrive(delegate, [handout.id for handout in handouts_of(meeting.id)], at=AT, by=OPERATOR)

    assert Refusal.NOT_CONFIRMED.sentence in str(refused.value.params["why"])
    assert db.session.scalar(sa.select(sa.func.count(HandedOut.id))) == 0


def test_things_of_another_meeting_arent_given(meeting: Meeting) -> None:
    other = make_meeting(meeting.society, slug="other", title="别的会")
    foreign = given(other, "礼品")[0]

    with transaction():
        hand_out(make_confirmed(meeting), [foreign.id], at=AT, by=OPERATOR)

    assert db.session.scalar(sa.select(sa.func.count(HandedOut.id))) == 0


def test_what_was_ticked_by_mistake_is_taken_back_and_the_history_says_so(meeting: Meeting) -> None:
    delegate, pack = make_confirmed(meeting), handouts_of(meeting.id)[0]
    with transaction():
        hand_out(delegate, [pack.id], at=AT, by=OPERATOR)

    for _ in range(2):
        with transaction():
            take_back(delegate, pack.id, at=LATER, by=OPERATOR)

    assert stock(meeting)[0] == ("会议资料", 0, 1)
    assert len(list(db.session.scalars(sa.select(Entry).where(Entry.action == "take-back")))) == 1


def test_list_of_things_keeps_what_was_handed_out(meeting: Meeting) -> None:
    with transaction():
        hand_out(make_confirmed(meeting), [handouts_of(meeting.id)[1].id], at=AT, by=OPERATOR)

    assert [each.title for each in given(meeting, " 房卡 ", "餐券", "", "房卡")] == ["房卡", "餐券"]
    assert stock(meeting) == [("房卡", 0, 1), ("餐券", 1, 1)]
    with pytest.raises(HandoutGone):
        given(meeting, "房卡")
    for titles in (["长" * 41], [f"第{number}样" for number in range(13)]):
        with pytest.raises(HandoutsTooMany):
            given(meeting, *titles)


def test_merged_entries_have_each_thing_once(meeting: Meeting) -> None:
    kept, gone = make_confirmed(meeting, "张三"), make_confirmed(meeting, "张三丰")
    pack, tickets = handouts_of(meeting.id)
    with transaction():
        hand_out(kept, [pack.id], at=AT, by=OPERATOR)
        hand_out(gone, [pack.id, tickets.id], at=LATER, by=OPERATOR)

    with transaction():
        take_over_handouts(kept, gone)

    rows = db.session.execute(sa.select(HandedOut.delegate_id, HandedOut.at).order_by(HandedOut.handout_id))
    assert [tuple(row) for row in rows] == [(kept.id, AT), (kept.id, LATER)]


# 换人


def test_replace_by_passes_place_seat_and_hotel_and_voids_the_badge(meeting: Meeting) -> None:
    forum = make_sub_forum(meeting, seats=1)
    gone = make_confirmed(meeting, "张三", unit_name="常州市档案馆", category=Category.OBSERVER, sub_forum=forum,
                          hotel=True, diet="清真", remarks="轮椅")  # fmt: skip
    waiting = make_confirmed(meeting, "李四", sub_forum=forum)
    old = make_code(gone)

    with transaction():
        coming = replace_by(gone, "王五", mobile="13800001234", post="科长", at=LATER, by=OPERATOR)

    db.session.expire_all()
    assert (gone.state, gone.reason) == (DelegateState.CANCELLED, "换人：王五")
    assert (coming.state, coming.category, coming.unit and coming.unit.name) == (
        DelegateState.CONFIRMED, Category.OBSERVER, "常州市档案馆"
    )  # fmt: skip
    assert (coming.hotel, coming.diet, coming.remarks, coming.post) == (True, "", "", "科长")
    states = {row.delegate_id: row.state for row in db.session.scalars(sa.select(Enrolment))}
    assert states == {coming.id: EnrolmentState.ENROLLED, waiting.id: EnrolmentState.WAITING}
    gate = db.session.scalars(sa.select(Gate)).first()
    assert scan(meeting, gate, old, at=LATER).refusal is Refusal.REVOKED
    assert scan(meeting, gate, make_code(coming), at=LATER).refusal is None


def test_replace_by_takes_whoever_had_cancelled_but_nobody_who_comes_anyway(meeting: Meeting) -> None:
    gone = make_confirmed(meeting, "张三")
    back = make_delegate(meeting, "王五", state=DelegateState.CANCELLED, mobile="+8613800001235")
    make_confirmed(meeting, "赵六", mobile="+8613800001234")

    with pytest.raises(AlreadyRegistered), transaction():
        replace_by(gone, "赵六", mobile="13800001234", post="", at=LATER, by=OPERATOR)
    with transaction():
        coming = replace_by(gone, "王五", mobile="13800001235", post="", at=LATER, by=OPERATOR)

    assert (coming.id, coming.state) == (back.id, DelegateState.CONFIRMED)
    with pytest.raises(NoPlaceToPass), transaction():
        replace_by(gone, "钱七", mobile="13800001236", post="", at=LATER, by=OPERATOR)


# Pages


def test_one_person_takes_one_search_and_one_press(desk: Browser, meeting: Meeting) -> None:
    delegate = make_confirmed(meeting, "欧阳修", unit_name="常州市档案馆", mobile="+8613800001234")
    make_confirmed(meeting, "李四")

    for asked in ("欧阳修", "1234", "ouyang", "oyx"):
        found = desk.get(f"/check-in/{meeting.slug}/arrival?q={asked}")
        assert found.headers["Location"].endswith(f"/arrival/{delegate.id}"), asked
    page = desk.get(found.headers["Location"]).text
    ticked = re.findall(r'name="handouts" value="(\d+)" checked', page)
    done = post(desk, meeting, f"/{delegate.id}/arrive", handouts=ticked)
    after = desk.get(done.headers["Location"]).text

    assert len(ticked) == 2
    assert "报到成功" in after
    assert "欧阳修" in after
    assert stock(meeting) == [("会议资料", 1, 2), ("餐券", 1, 2)]


def test_code_finds_its_wearer_and_a_void_one_says_so(desk: Browser, meeting: Meeting) -> None:
    delegate = make_confirmed(meeting)
    old = make_code(delegate)
    with transaction():
        reissue_badge(delegate, reason="遗失", at=AT, by=OPERATOR)

    codes = (make_code(delegate), old, "x", "")
    answers = [post(desk, meeting, "/find", code=code).headers["Location"] for code in codes]
    page = desk.get(answers[1]).text

    assert [answer.rpartition("/arrival")[2] for answer in answers] == [f"/{delegate.id}"] * 2 + [""] * 2
    assert "已作废" in page


def test_mistake_is_mended_and_the_badge_drawn_anew(desk: Browser, meeting: Meeting) -> None:
    delegate = make_confirmed(meeting, "张三风", post="主任")
    first = post(desk, meeting, f"/{delegate.id}/badge.pdf")

    mended = post(desk, meeting, f"/{delegate.id}/mend", name="张三丰", post="主任")
    second = post(desk, meeting, f"/{delegate.id}/badge.pdf")

    assert mended.status_code == 302
    assert "张三风" in text_of(first.data)
    assert "张三丰" in text_of(second.data)
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 1
    assert [item.change.value for item in db.session.scalars(sa.select(PrintedItem).order_by(PrintedItem.id))] == [
        "new", "changed"
    ]  # fmt: skip


def test_walk_in_is_three_fields_to_a_badge(desk: Browser, meeting: Meeting) -> None:
    created = post(desk, meeting, "/walk-in", name="王临时", unit="无锡市档案馆", mobile="138 0000 1234")
    again = post(desk, meeting, "/walk-in", name="王临时", unit="无锡市档案馆", mobile="138 0000 1234")
    empty = post(desk, meeting, "/walk-in", name="", unit="无锡市档案馆")

    delegate = db.session.scalars(sa.select(Delegate)).one()
    assert created.headers["Location"].endswith(f"/arrival/{delegate.id}")
    assert (delegate.state, delegate.person.mobile) == (DelegateState.CONFIRMED, "+8613800001234")
    assert (again.status_code, empty.status_code) == (409, 422)
    assert 'value="无锡市档案馆"' in empty.text
    assert "王临时" in text_of(post(desk, meeting, f"/{delegate.id}/badge.pdf").data)


def test_substitute_and_lost_badge_by_the_page(desk: Browser, meeting: Meeting) -> None:
    delegate = make_confirmed(meeting, "张三", unit_name="常州市档案馆")
    make_code(delegate)

    lost = post(desk, meeting, f"/{delegate.id}/lost")
    empty = post(desk, meeting, f"/{delegate.id}/substitute", name="", mobile="139")
    replaced = post(desk, meeting, f"/{delegate.id}/substitute", name="王五", mobile="13900001234")

    assert (lost.status_code, empty.status_code, replaced.status_code) == (302, 422, 302)
    assert 'value="139"' in empty.text
    badges = db.session.execute(sa.select(Badge.revoked_at.is_not(None)).order_by(Badge.id)).scalars().all()
    assert badges == [True, True, False]
    assert "王五" in desk.get(replaced.headers["Location"]).text


def test_handouts_page_is_the_organisers(client: Browser, meeting: Meeting) -> None:
    url, answers = f"/desk/{meeting.slug}/handouts", []
    for role in (Role.ARRIVAL, Role.ORGANISER):
        sign_in(client, make_staff(meeting, role))
        answers.append(client.post(url, data={"form_key": str(uuid7()), "titles": "会议资料\n房卡"}).status_code)

    assert answers == [403, 302]
    assert [each.title for each in handouts_of(meeting.id)] == ["会议资料", "房卡"]


