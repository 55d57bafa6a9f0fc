"""The pages of a meeting's set-up, over HTTP."""

import html
import re
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.db import db, transaction, uuid7
from meeting.meetings.enums import Audience, HostRole
from meeting.meetings.models import Guest, Meeting
from meeting.meetings.operations import add_guest, add_host, add_meeting, add_room
from meeting.meetings.views import settings
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.programme.operations import add_session
from tests.meetings.making import DOING, hour, make_meeting, sign_in, statements

DESK = "/desk/changzhou-2020"


@pytest.fixture
def meeting(app: Flask, client: FlaskClient) -> Meeting:
    made = make_meeting()
    sign_in(client)
    return made


def _post(client: FlaskClient, page: str, **data: Any):
    return client.post(page, data={"form_key": str(uuid7()), **data}, content_type="multipart/form-data")


SETTINGS = {
    "title": "全国档案年会", "edition": "第十二届", "theme": "主题<1>", "starts_on": "2020-12-08",
    "ends_on": "2020-12-09",
    "city": "苏州市", "venue": "会议中心", "address": "某路", "directions": "地铁\r\n公交", "introduction": "介绍",
    "contact": "张老师", "expected_delegates": "400", "registration_closes_at": "2020-12-01T18:00",
    "landline_allowed": "y",
}  # fmt: skip


def test_settings_page_saves_all_and_warns_of_words(client: FlaskClient, meeting: Meeting) -> None:
    answer = _post(client, f"{DESK}/settings", **SETTINGS)

    assert (answer.status_code, answer.location) == (302, f"{DESK}/settings")
    db.session.refresh(meeting)
    texts = ("title", "edition", "theme", "city", "venue", "address", "contact")
    kept = {name: getattr(meeting, name) for name in texts}
    assert kept == {name: SETTINGS[name] for name in kept}
    assert (str(meeting.ends_on), meeting.expected_delegates) == ("2020-12-09", 400)
    assert str(meeting.registration_closes_at) == "2020-12-01 10:00:00+00:00"
    assert (meeting.mobile_required, meeting.landline_allowed) == (False, True)
    page = client.get(answer.location).text
    assert "名称里有“全国”，可能要先报批" in page
    assert 'value="2020-12-01T18:00"' in page
    assert "主题&lt;1&gt;" in page
    _post(client, f"{DESK}/settings", **SETTINGS, approval_number="批〔2020〕1号")
    assert "可能要先报批" not in client.get(answer.location).text


def _shown(page: str) -> str:
    return html.unescape(re.search(r'name="shown"[^>]*value="([^"]*)"', page)[1])


def test_settings_of_two_pages_keep_what_either_changed(client: FlaskClient, meeting: Meeting) -> None:
    _post(client, f"{DESK}/settings", **SETTINGS)
    first, second = (_shown(client.get(f"{DESK}/settings").text) for _ in range(2))

    _post(client, f"{DESK}/settings", **SETTINGS | {"theme": "甲改的主题", "directions": ""}, shown=first)
    answer = _post(client, f"{DESK}/settings", **SETTINGS | {"address": "乙改的地址"}, shown=second)

    assert answer.status_code == 302
    db.session.refresh(meeting)
    assert (meeting.theme, meeting.address, meeting.directions) == ("甲改的主题", "乙改的地址", "")


def test_settings_that_both_pages_changed_are_asked_about_once(client: FlaskClient, meeting: Meeting) -> None:
    _post(client, f"{DESK}/settings", **SETTINGS)
    first, second = (_shown(client.get(f"{DESK}/settings").text) for _ in range(2))
    _post(client, f"{DESK}/settings", **SETTINGS | {"theme": "甲改的"}, shown=first)

    asked = _post(client, f"{DESK}/settings", **SETTINGS | {"theme": "乙改的"}, shown=second)
    db.session.refresh(meeting)
    before = meeting.theme
    again = _post(client, f"{DESK}/settings", **SETTINGS | {"theme": "乙改的"}, shown=_shown(asked.text))

    assert (asked.status_code, again.status_code) == (422, 302)
    assert "别人改过这一项" in asked.text
    assert 'value="乙改的"' in asked.text
    db.session.refresh(meeting)
    assert (before, meeting.theme) == ("甲改的", "乙改的")


@pytest.mark.parametrize("shown", ["", "x", "[]", '{"theme": []}', "[" * 100_000, '{"theme": 1}'])
def test_settings_take_no_harm_from_marks_that_are_none(client: FlaskClient, meeting: Meeting, shown: str) -> None:
    answer = _post(client, f"{DESK}/settings", **SETTINGS, shown=shown)

    assert answer.status_code in {302, 422}


WRONG_SETTINGS = [
    ({"title": ""}, 422, "请填写会议名称。"),
    ({"ends_on": "2020-12-01"}, 422, "会议的最后一天早于第一天"),
    ({"expected_delegates": "很多"}, 422, "expected_delegates-error"),
    ({"expected_delegates": "99999999999999999999"}, 422, "预计人数要写"),
    ({"starts_on": "2020-02-30"}, 422, "starts_on-error"),
    ({"registration_closes_at": "昨天"}, 422, "registration_closes_at-error"),
    ({"title": "别的会", "ends_on": ""}, 409, "已经有一个同名的会议“别的会”"),
]


def test_settings_page_says_that_the_programme_moves_or_what_would_be_left_out(
    client: FlaskClient, meeting: Meeting
) -> None:
    with transaction():
        add_session(
            meeting, kind=SessionKind.PLENARY, title="大会", starts_at=hour("09:00"), ends_at=hour("12:00"), **DOING
        )

    def posted(starts_on: str, ends_on: str) -> str:
        values = {**SETTINGS, "starts_on": starts_on, "ends_on": ends_on}
        return client.get(_post(client, f"{DESK}/settings", **values).location or f"{DESK}/settings").text

    later, earlier = posted("2020-12-10", "2020-12-11"), posted("2020-12-07", "2020-12-08")
    with transaction():
        session = meeting_session(meeting)
        session.starts_at, session.ends_at = hour("09:00", 8), hour("12:00", 8)
    refused = _post(client, f"{DESK}/settings", **{**SETTINGS, "starts_on": "2020-12-07", "ends_on": "2020-12-07"})

    assert "第一天推后 2 天，日程里的 1 场也跟着推后。" in later
    assert "第一天提前 3 天，日程里的 1 场也跟着提前。" in earlier
    assert (refused.status_code, "会有 1 场落在外面：大会（2020-12-08 09:00–12:00）" in refused.text) == (409, True)


def meeting_session(meeting: Meeting) -> Session:
    return db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()


def test_settings_page_keeps_what_was_typed_when_it_refuses(client: FlaskClient, meeting: Meeting) -> None:
    with transaction():
        add_meeting(meeting.society, title="别的会", starts_on=meeting.starts_on, **DOING)

    for wrong, status, says in WRONG_SETTINGS:
        answer = _post(client, f"{DESK}/settings", **{**SETTINGS, **wrong})

        assert (answer.status_code, says in answer.text) == (status, True), wrong
        assert 'value="第十二届"' in answer.text
        assert "地铁\n公交</textarea>" in answer.text
    db.session.refresh(meeting)
    assert (meeting.title, meeting.edition) == ("某省年会", "")


def test_state_buttons_publish_close_and_take_back(client: FlaskClient, meeting: Meeting) -> None:
    assert "公布" in client.get(f"{DESK}/settings").text

    for state in ("open", "closed", "open", "draft"):
        answer = _post(client, f"{DESK}/settings/state/{state}")
        db.session.refresh(meeting)
        assert (answer.status_code, meeting.state.value) == (302, state)


PDF_BYTES = b"%PDF-1.7 made up"


def test_approval_is_kept_by_content_and_comes_back_as_an_attachment(client: FlaskClient, meeting: Meeting) -> None:
    first = _post(client, f"{DESK}/settings/approval", approval=(BytesIO(PDF_BYTES), "../批 文.pdf"))
    file = client.get(f"{DESK}/settings/approval/file")

    assert first.status_code == 302
    assert (file.status_code, file.data, file.mimetype) == (200, PDF_BYTES, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    db.session.refresh(meeting)
    assert meeting.approval_file_name == "批 文.pdf"
    _post(client, f"{DESK}/settings/approval/remove")
    assert client.get(f"{DESK}/settings/approval/file").status_code == 404


def test_approval_refuses_what_is_no_document(
    client: FlaskClient, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LARGEST_APPROVAL", 1000)
    _post(client, f"{DESK}/settings/approval", approval=(BytesIO(PDF_BYTES), "a.pdf"))

    for data in (b"", b"<html><script>", b"PK\x03\x04", b"%PDF-" + b"x" * 1000):
        answer = _post(client, f"{DESK}/settings/approval", approval=(BytesIO(data), "b.pdf"))
        assert (answer.status_code, "批文要是 PDF、JPG 或 PNG" in answer.text) == (422, True)
    assert client.get(f"{DESK}/settings/approval/file").data == PDF_BYTES


def _buttons(page: str, action: str) -> list[str]:
    return re.findall(rf'action="({action})"', page)


def test_hosts_page_adds_orders_and_removes(client: FlaskClient, meeting: Meeting) -> None:
    for role, unit in (("host", "甲馆"), ("host", "乙馆"), ("patron", "丙局")):
        assert _post(client, f"{DESK}/hosts", role=role, unit=unit).status_code == 302
    double = _post(client, f"{DESK}/hosts", role="host", unit="甲馆")
    wrong = _post(client, f"{DESK}/hosts", role="king", unit="丁馆")
    page = client.get(f"{DESK}/hosts").text
    (up,) = _buttons(page, rf"{DESK}/hosts/\d+/move/up")
    _post(client, up)
    names = [host.unit.name for host in db.session.get_one(Meeting, meeting.id, populate_existing=True).hosts]
    _post(client, _buttons(client.get(f"{DESK}/hosts").text, rf"{DESK}/hosts/\d+/remove")[0])

    assert (double.status_code, "已经有了" in double.text, 'value="甲馆"' in double.text) == (409, True, True)
    assert (wrong.status_code, 'value="丁馆"' in wrong.text) == (422, True)
    assert names == ["丙局", "乙馆", "甲馆"]
    db.session.expire_all()
    assert [host.unit.name for host in meeting.hosts] == ["乙馆", "甲馆"]


def test_rooms_page_adds_changes_and_refuses(client: FlaskClient, meeting: Meeting) -> None:
    for name, seats in (("主会场", "450"), ("一号厅", "")):
        assert _post(client, f"{DESK}/rooms", name=name, seats=seats).status_code == 302
    double = _post(client, f"{DESK}/rooms", name="主会场", seats="3")
    wrong = _post(client, f"{DESK}/rooms", name="二号厅", seats="0")
    room = meeting.rooms[0]
    changed = _post(client, f"{DESK}/rooms/{room.id}", name="大会场", seats="500")
    removed = _post(client, f"{DESK}/rooms/{meeting.rooms[1].id}/remove")

    assert (double.status_code, 'value="3"' in double.text) == (409, True)
    assert (wrong.status_code, "座位数要写" in wrong.text) == (422, True)
    assert (changed.status_code, removed.status_code) == (302, 302)
    db.session.expire_all()
    assert [(each.name, each.seats) for each in meeting.rooms] == [("大会场", 500)]


def test_guests_page_adds_ticks_ranks_releases_and_removes(client: FlaskClient, meeting: Meeting, app: Flask) -> None:
    reception = sign_in(app.test_client(), "reception")
    for name, post in (("甲某", "馆长"), ("乙某", "局长")):
        typed = {"name": name, "post": post, "audience": "staff"}
        answer = _post(reception, f"{DESK}/guests/new", **typed, mobile="１３８0013800")
        assert answer.status_code == 422  # ten digits
        assert f'value="{name}"' in answer.text
        answer = _post(reception, f"{DESK}/guests/new", **typed, mobile="１３８００１３８０００")
        assert answer.status_code == 302, answer.text
    first, second = (guest.id for guest in meeting.guests)
    _post(reception, f"{DESK}/guests/{first}/arrival/tick")
    _post(reception, f"{DESK}/guests/{second}/arrival/tick")
    _post(reception, f"{DESK}/guests/{second}/arrival/untick")
    _post(reception, f"{DESK}/guests/{second}/move/up")
    _post(reception, f"{DESK}/guests/{first}", post="书记", audience="public", received_by="小李")
    db.session.expire_all()
    found = [(g.person.name, g.post, g.audience.value, g.arrived_at is not None) for g in meeting.guests]
    page = reception.get(f"{DESK}/guests").text
    _post(reception, f"{DESK}/guests/release/public")
    _post(reception, f"{DESK}/guests/{second}/remove")

    assert found == [("乙某", "局长", "staff", False), ("甲某", "书记", "public", True)]
    assert "接待：小李" in page
    left = db.session.scalars(sa.select(Guest).execution_options(populate_existing=True)).one()
    assert (left.id, left.audience) == (first, Audience.PUBLIC)


def test_guest_form_keeps_what_was_typed_when_it_refuses(client: FlaskClient, meeting: Meeting) -> None:
    with transaction():
        add_guest(meeting, "甲某", post="馆长", **DOING)
    typed = {"post": "馆长", "unit": "某单位", "received_by": "小李", "audience": "delegates"}

    double = _post(client, f"{DESK}/guests/new", name="甲某", **typed)
    several = _post(client, f"{DESK}/guests/new", name="甲某、乙某", **typed)

    assert (double.status_code, several.status_code) == (409, 422)
    for answer in (double, several):
        assert 'value="小李"' in answer.text
        assert '<option selected value="delegates">' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Guest)) == 1


def test_objects_of_another_meeting_are_not_found(client: FlaskClient, meeting: Meeting) -> None:
    with transaction():
        other = add_meeting(meeting.society, title="别的会", starts_on=meeting.starts_on, **DOING)
        room, guest = add_room(other, "一", **DOING), add_guest(other, "甲某", **DOING)
        host = add_host(other, HostRole.HOST, "甲馆", **DOING)

    statuses = [
        _post(client, f"{DESK}/{path}", name="x", post="x").status_code
        for path in (f"rooms/{room.id}", f"rooms/{room.id}/remove", f"guests/{guest.id}", f"guests/{guest.id}/remove",
                     f"guests/{guest.id}/arrival/tick", f"hosts/{host.id}/remove", f"hosts/{host.id}/move/up")
    ]  # fmt: skip

    assert statuses == [404] * 7


def test_society_page_lists_meetings_latest_first(client: FlaskClient, meeting: Meeting) -> None:
    made = _post(client, "/society/demo/meetings/new", title="明年的会", starts_on="2021-12-08", city="苏州市")
    refused = _post(client, "/society/demo/meetings/new", title="明年的会", starts_on="2021-12-08", theme="新主题")
    page = client.get("/society/demo/meetings").text

    assert (made.status_code, made.location) == (302, "/desk/suzhou-2021/settings")
    assert (refused.status_code, 'value="新主题"' in refused.text) == (409, True)
    assert page.index("明年的会") < page.index("某省年会</a>")


def test_lists_ask_the_same_number_of_times_for_one_and_for_three(client: FlaskClient, meeting: Meeting) -> None:
    pages = [f"{DESK}/guests", f"{DESK}/hosts", f"{DESK}/rooms", "/society/demo/meetings"]

    def one_more(number: int) -> None:
        with transaction():
            add_guest(meeting, f"某人{number}", unit_name=f"单位{number}", **DOING)
            add_host(meeting, HostRole.HOST, f"主办{number}", **DOING)
            add_room(meeting, f"{number}号厅", **DOING)
            add_meeting(meeting.society, title=f"会{number}", starts_on=meeting.starts_on, **DOING)

    def count() -> dict[str, int]:
        found = {}
        for page in pages:
            db.session.expire_all()
            with statements() as run:
                assert client.get(page).status_code == 200
            found[page] = len(run)
        return found

    one_more(1)
    before = count()
    for number in (2, 3):
        one_more(number)

    assert count() == before
