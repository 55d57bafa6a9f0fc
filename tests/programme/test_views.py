"""The pages of the programme, over HTTP."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.db import db, transaction, uuid7
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_guest, add_room
from meeting.people.models import Person
from meeting.programme.models import AgendaItem, Session
from tests.meetings.making import DOING, hour, make_meeting, sign_in, statements

PAGE = "/desk/changzhou-2020/programme"


@pytest.fixture
def meeting(app: Flask, client: FlaskClient) -> Meeting:
    made = make_meeting()
    with transaction():
        add_room(made, "主会场", seats=450, **DOING)
        add_guest(made, "邹华", post="巡视员", **DOING)
    sign_in(client)
    return made


def _post(client: FlaskClient, page: str, **data: Any):
    return client.post(page, data={"form_key": str(uuid7()), **data})


def _session(meeting: Meeting, **values: str) -> dict[str, str]:
    return {
        "kind": "plenary", "title": "大会", "day": "2020-12-08", "start": "09:00", "end": "12:00",
        "room": str(meeting.rooms[0].id), "audience": "public", **values,
    }  # fmt: skip


def _item(**values: str) -> dict[str, str]:
    return {
        "kind": "keynote", "title": "主旨演讲", "day": "2020-12-08", "start": "09:00", "end": "10:00",
        "speakers": "邹华\r\n李四（某大学）", "audience": "public", **values,
    }  # fmt: skip


def _only_session() -> Session:
    return db.session.scalars(sa.select(Session).execution_options(populate_existing=True)).one()


def test_session_and_item_are_added_changed_and_shown(client: FlaskClient, meeting: Meeting) -> None:
    empty = client.get(PAGE).text
    added = _post(client, f"{PAGE}/sessions/new", **_session(meeting))
    session = _only_session()
    item = _post(client, f"{PAGE}/sessions/{session.id}/items/new", **_item())
    shown = client.get(PAGE).text
    found = db.session.scalars(sa.select(AgendaItem)).one()
    again = client.get(f"{PAGE}/items/{found.id}").text
    changed = _post(client, f"{PAGE}/items/{found.id}", **_item(title="新题目", end="10:30"))
    new = _session(meeting, title="开幕大会", start="08:30", room="0")
    moved = _post(client, f"{PAGE}/sessions/{session.id}", **new)

    assert "还没有日程" in empty
    assert (added.status_code, item.status_code, changed.status_code, moved.status_code) == (302, 302, 302, 302)
    assert "邹华" in shown
    assert "（巡视员）" in shown
    assert "李四（某大学）</textarea>" in again
    session = _only_session()
    assert (session.title, session.starts_at, session.room_id) == ("开幕大会", hour("08:30"), None)
    assert [(each.title, each.ends_at) for each in session.items] == [("新题目", hour("10:30"))]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 2


WRONG_SESSIONS = [
    ({}, 409, "主会场 在 2020-12-08 09:00–12:00 已安排“大会”"),
    ({"end": "08:00"}, 422, "不晚于开始时间"),
    ({"day": "2020-12-20"}, 422, "不在会期"),
    ({"start": "25:00"}, 422, "start-error"),
    ({"room": "999"}, 422, "room-error"),
    ({"room": "99999999999999999999"}, 422, "room-error"),
    ({"seats": "-1", "room": "0"}, 422, "名额要写"),
    ({"named": "甲、乙", "room": "0", "audience": "named"}, 422, "named-error"),
    ({"kind": "party"}, 422, "kind-error"),
]


def test_session_form_keeps_what_was_typed_when_it_refuses(client: FlaskClient, meeting: Meeting) -> None:
    _post(client, f"{PAGE}/sessions/new", **_session(meeting))

    for wrong, status, says in WRONG_SESSIONS:
        typed = _session(meeting, **{"title": "第二场", "named": "丁某", **wrong})
        answer = _post(client, f"{PAGE}/sessions/new", **typed)

        assert (answer.status_code, says in answer.text) == (status, True), wrong
        assert 'value="第二场"' in answer.text
    assert _only_session().title == "大会"


def test_item_form_says_which_clash_and_keeps_the_speakers(client: FlaskClient, meeting: Meeting) -> None:
    _post(client, f"{PAGE}/sessions/new", **_session(meeting))
    page = f"{PAGE}/sessions/{_only_session().id}/items/new"
    _post(client, page, **_item())
    _post(client, f"{PAGE}/sessions/new", **_session(meeting, room="0", title="第二场"))
    other = db.session.scalars(sa.select(Session).where(Session.title == "第二场")).one()

    overlap = _post(client, page, **_item(title="第二讲", start="09:30"))
    clash = _post(client, f"{PAGE}/sessions/{other.id}/items/new", **_item(title="第二讲"))

    assert (overlap.status_code, "与同一场的“主旨演讲”" in overlap.text) == (409, True)
    assert (clash.status_code, "已安排“主旨演讲”（主会场）" in clash.text) == (409, True)
    assert "邹华\n李四（某大学）</textarea>" in clash.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItem)) == 1


def test_named_persons_are_kept_through_an_edit(client: FlaskClient, meeting: Meeting) -> None:
    council = _session(meeting, kind="council", title="理事会", audience="named", named="邹华\n丁某")
    _post(client, f"{PAGE}/sessions/new", **council)
    session = _only_session()
    before = sorted(named.person_id for named in session.named)
    _post(client, f"{PAGE}/sessions/{session.id}", **{**council, "title": "常务理事会"})

    session = _only_session()
    assert (session.title, session.audience) == ("常务理事会", Audience.NAMED)
    assert sorted(named.person_id for named in session.named) == before
    assert len(before) == 2


def test_a_new_session_is_shown_by_its_kind_unless_said_otherwise(client: FlaskClient, meeting: Meeting) -> None:
    page = client.get(f"{PAGE}/sessions/new").text
    for kind in ("council", "visit", "plenary"):
        _post(client, f"{PAGE}/sessions/new", **_session(meeting, kind=kind, title=kind, room="0", audience=""))
    _post(client, f"{PAGE}/sessions/new", **_session(meeting, kind="council", title="公开的", room="0"))
    sessions = db.session.scalars(sa.select(Session)).all()
    kept = _post(client, f"{PAGE}/sessions/{sessions[0].id}", **_session(meeting, room="0", audience=""))

    assert '<option value="">按类别：理事会、参观只给指定人员，其余公开' in page
    assert {session.title: session.audience.value for session in sessions} == {
        "council": "named", "visit": "named", "plenary": "public", "公开的": "public"
    }  # fmt: skip
    assert (kept.status_code, "audience-error" in kept.text) == (422, True)


def test_a_sub_forum_larger_than_its_room_is_saved_with_a_warning(client: FlaskClient, meeting: Meeting) -> None:
    def saved(page: str, **values: str) -> str:
        answer = _post(client, page, **_session(meeting, kind="sub-forum", title="分论坛", **values))
        assert answer.status_code == 302
        return client.get(answer.location).text

    fits = saved(f"{PAGE}/sessions/new", seats="450")
    page = f"{PAGE}/sessions/{_only_session().id}"
    larger, elsewhere, unlimited = saved(page, seats="451"), saved(page, seats="451", room="0"), saved(page, seats="")
    with_seats = client.post(
        f"/desk/changzhou-2020/delegates/sub-forums/{_only_session().id}",
        data={"form_key": str(uuid7()), "seats": "500"},
    )

    warning = "“分论坛”的名额 {} 多于 主会场 的座位 450，已照样保存。"
    assert [warning.format(451) in text for text in (fits, larger, elsewhere, unlimited)] == [False, True, False, False]
    assert warning.format(500) in client.get(with_seats.location).text


def test_remove_buttons_take_items_and_sessions_away(client: FlaskClient, meeting: Meeting) -> None:
    _post(client, f"{PAGE}/sessions/new", **_session(meeting))
    session_id = _only_session().id
    _post(client, f"{PAGE}/sessions/{session_id}/items/new", **_item())
    item_id = db.session.scalars(sa.select(AgendaItem.id)).one()

    statuses = [
        _post(client, f"{PAGE}/items/{item_id}/remove").status_code,
        _post(client, f"{PAGE}/items/{item_id}/remove").status_code,
        _post(client, f"{PAGE}/sessions/{session_id}/remove").status_code,
        _post(client, f"{PAGE}/sessions/{session_id}/remove").status_code,
    ]

    assert statuses == [302, 404, 302, 404]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0


def test_a_form_sent_twice_adds_one_session(client: FlaskClient, meeting: Meeting) -> None:
    data = {"form_key": str(uuid7()), **_session(meeting, room="0")}

    answers = [client.post(f"{PAGE}/sessions/new", data=data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert _only_session().title == "大会"


def test_programme_page_asks_the_same_number_of_times_for_one_and_for_three(
    client: FlaskClient, meeting: Meeting
) -> None:
    def one_more(number: int) -> None:
        _post(client, f"{PAGE}/sessions/new", **_session(meeting, title=f"第{number}场", room="0"))
        session = db.session.scalars(sa.select(Session).where(Session.title == f"第{number}场")).one()
        item = _item(speakers=f"某人{number}（单位{number}）")
        answer = _post(client, f"{PAGE}/sessions/{session.id}/items/new", **item)
        assert answer.status_code == 302

    def count() -> int:
        db.session.expire_all()
        with statements() as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    one_more(1)
    before = count()
    for number in (2, 3):
        one_more(number)

    assert count() == before
