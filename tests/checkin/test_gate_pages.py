"""The gate over HTTP: scans, replays, undo, search, what is private."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account
from meeting.checkin.enums import Passing, RuleKind
from meeting.checkin.models import Gate, Scan
from meeting.checkin.operations.gates import Rule, close_gate, set_rules
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from tests.checkin.making import (
    counted,
    make_code,
    make_confirmed,
    make_gates,
    make_session_gate,
    make_staff,
    scan,
    sign_in,
)
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum, make_unit

JSON = {"Accept": "application/json"}


@pytest.fixture
def gate(meeting: Meeting, client: FlaskClient) -> Gate:
    sign_in(client, make_staff(meeting))
    return make_gates(meeting)[1]


def _url(gate: Gate, more: str = "") -> str:
    return f"/check-in/{gate.meeting.slug}/{gate.id}{more}"


def _body(**values: object) -> dict[str, object]:
    return {"id": str(uuid7()), "method": "camera"} | values


def test_scan_says_who_was_admitted(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    forum = make_sub_forum(meeting)
    make_unit(meeting)
    delegate = make_confirmed(
        meeting, "阿卜杜拉·买买提", unit_name="常州市档案馆", post="馆长", category=Category.MEDIA, sub_forum=forum
    )
    body = _body(code=make_code(delegate))

    answer = client.post(_url(gate, "/scans"), json=body, headers=JSON)

    said = answer.get_json()
    assert answer.status_code == 200
    assert {name: said[name] for name in ("id", "result", "word", "refusal", "sentence", "first")} == {
        "id": body["id"], "result": "admitted", "word": "签到成功", "refusal": None, "sentence": "", "first": None,
    }  # fmt: skip
    assert {name: said[name] for name in ("name", "unit", "post", "category", "sub_forum")} == {
        "name": "阿卜杜拉·买买提", "unit": "常州市档案馆", "post": "馆长", "category": "媒体",
        "sub_forum": "档案信息化分会",
    }  # fmt: skip


def test_scan_again_says_when_where_and_by_whom_it_was_first(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    code = make_code(make_confirmed(meeting))
    scan(meeting, gate, code)

    said = client.post(_url(gate, "/scans"), json=_body(code=code), headers=JSON).get_json()

    assert (said["result"], said["word"]) == ("repeated", "已签过")
    assert said["first"] == {"at": AT.isoformat(), "time": "11-20 09:00", "gate": "会议签到", "by": "管理员"}
    assert said["sentence"] == "11-20 09:00已在“会议签到”办过，经手：管理员。"


def test_scan_at_the_arrival_desk_speaks_of_arriving(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    arrival = make_gates(meeting)[0]
    code = make_code(make_confirmed(meeting))

    words = [
        client.post(_url(arrival, "/scans"), json=_body(code=text), headers=JSON).get_json()["word"]
        for text in (code, code, code[:-4])
    ]

    assert words == ["报到成功", "已报过到", "不能报到"]
    shown = client.get(_url(arrival)).text
    assert "签到成功" not in shown
    assert "报到成功" in shown


def test_scan_of_another_societys_badge_tells_nothing_of_its_wearer(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    other = make_meeting(make_society("别的学会", "other"), slug="other")
    code = make_code(make_confirmed(other, "欧阳秘密"))

    answer = client.post(_url(gate, "/scans"), json=_body(code=code), headers=JSON)

    assert answer.get_json()["refusal"] == "other-meeting"
    assert answer.get_json()["sentence"] == "这是别的会议的参会证。请对方到报到处。"
    assert "欧阳秘密" not in answer.text


def test_scan_with_the_same_id_is_answered_the_same_and_with_another_body_refused(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    body = _body(code=make_code(make_confirmed(meeting)))
    other = make_code(make_confirmed(meeting, "李四"))

    first = client.post(_url(gate, "/scans"), json=body, headers=JSON)
    again = client.post(_url(gate, "/scans"), json=body, headers=JSON)
    changed = client.post(_url(gate, "/scans"), json=body | {"code": other}, headers=JSON)

    assert again.get_json() == first.get_json()
    assert (changed.status_code, changed.get_json()["code"]) == (409, "scan-reused")
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


SPOILT: list[dict[str, object]] = [
    {"id": "1"},
    {"id": None},
    {"id": "6f1a3c5e-0000-4000-8000-000000000000"},
    {"method": "telepathy"},
    {"method": None},
    {"method": ["camera"]},
    {"code": 7},
    {"code": None},
    {"delegate_id": 1},
    {"code": None, "delegate_id": True},
    {"code": None, "delegate_id": 2**70},
    {"code": None, "delegate_id": "1"},
]


def test_scan_refuses_a_body_that_no_scanner_sends(client: FlaskClient, gate: Gate) -> None:
    url = _url(gate, "/scans")

    answers = [client.post(url, json=_body(code="x") | spoil, headers=JSON) for spoil in SPOILT]
    answers += [
        client.post(url, data=data, content_type="application/json", headers=JSON)
        for data in (b"", b"[]", b"null", b"{", b"\xff\xfe", b'"x"')
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.get_json()["code"] for answer in answers} == {"scan-invalid", "scan-empty"}
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 0


def test_scan_of_any_text_is_refused_as_no_badge(client: FlaskClient, gate: Gate) -> None:
    texts = ["", "\x00", "\ud83d", "张" * 5_000, "'; DROP TABLE scan; --"]

    answers = [client.post(_url(gate, "/scans"), json=_body(code=text), headers=JSON) for text in texts]

    assert [(answer.status_code, answer.get_json()["refusal"]) for answer in answers] == [(200, "unknown")] * 5


def test_undo_frees_the_place_once(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    body = _body(code=make_code(make_confirmed(meeting)))
    client.post(_url(gate, "/scans"), json=body, headers=JSON)
    undo = {"id": str(uuid7())}

    first = client.post(_url(gate, f"/scans/{body['id']}/undo"), json=undo, headers=JSON)
    again = client.post(_url(gate, f"/scans/{body['id']}/undo"), json=undo, headers=JSON)
    other = client.post(_url(gate, f"/scans/{body['id']}/undo"), json={"id": str(uuid7())}, headers=JSON)

    assert (first.get_json()["result"], first.get_json()["undoes"]) == ("undone", body["id"])
    assert again.get_json() == first.get_json()
    assert (other.status_code, other.get_json()["code"]) == (409, "nothing-to-undo")
    assert client.get(_url(gate, "/count"), headers=JSON).get_json() == {"present": 0, "expected": 1}


def test_scan_at_another_meetings_gate_is_not_found(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    elsewhere = make_gates(make_meeting(meeting.society, slug="other", title="别的会"))[1]
    body = _body(code="x")

    answers = [
        client.post(f"/check-in/{meeting.slug}/{elsewhere.id}/scans", json=body, headers=JSON),
        client.post(_url(elsewhere, "/scans"), json=body, headers=JSON),
        client.get(f"/check-in/{meeting.slug}/{2**40}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_scan_without_a_token_is_refused(app: Flask, client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(_url(gate, "/scans"), json=_body(code="x"), headers=JSON)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "csrf")


def test_scan_takes_eight_statements_whatever_the_number_of_delegates(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    url, counts = _url(gate, "/scans"), []
    for _ in range(2):
        code = make_code(make_confirmed(meeting))
        for _ in range(5):
            make_code(make_confirmed(meeting, unit_name="苏州市档案馆"))
        client.post(url, json=_body(code="x"), headers=JSON)  # the gate is kept until the history goes on
        with counted() as statements:
            client.post(url, json=_body(code=code), headers=JSON)
        counts.append([one.split()[0] for one in statements if not one.startswith("BEGIN")])

    # Account with its grants, meeting, the history's end, badge with its delegate, the scan if it is known, who was
    # first; scan and attendance go in.
    assert counts == [["SELECT"] * 6 + ["INSERT"] * 2] * 2


def test_what_changes_at_a_gate_holds_for_the_next_scan(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    codes = [make_code(make_confirmed(meeting, name)) for name in ("张三", "李四", "王五")]
    url, answers = _url(gate, "/scans"), []

    def scan_next() -> None:
        answers.append(client.post(url, json=_body(code=codes[len(answers)]), headers=JSON))

    scan_next()
    with transaction():
        set_rules(gate, Passing.ONCE, [Rule(RuleKind.CATEGORY, category=Category.GUEST)], at=AT, by=OPERATOR)
    scan_next()
    with transaction():
        close_gate(gate, at=AT, by=OPERATOR)
    scan_next()

    assert [(answer.status_code, answer.json.get("refusal"), answer.json.get("code")) for answer in answers] == [
        (200, None, None), (200, "wrong-category", None), (409, None, "gate-closed"),
    ]  # fmt: skip


def test_who_is_switched_off_scans_no_more(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    url, code = _url(gate, "/scans"), make_code(make_confirmed(meeting))
    before = client.post(url, json=_body(code=code), headers=JSON).status_code

    with transaction():
        db.session.execute(sa.update(Account).values(active=False))
    after = client.post(url, json=_body(code=code), headers=JSON).status_code

    assert (before, after) == (200, 401)


FOUND = {
    "王一": ["王一鸣"],
    "wangyi": ["王一鸣"],
    "wang yi": ["王一鸣"],
    "wym": ["王一鸣"],
    "5678": ["王一鸣"],
    "13812345678": ["王一鸣"],
    "苏州": ["李四", "王一鸣"],
    "苏州 李": ["李四"],
    "SUZHOU": [],
    "王": ["王一鸣"],
    "1": [],
    "%%": [],
    "__": [],
    "' OR 1=1 --": [],
}


def test_search_finds_by_name_pinyin_initials_mobile_and_unit(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    make_confirmed(meeting, "王一鸣", unit_name="苏州市档案馆", mobile="13812345678")
    make_confirmed(meeting, "李四", unit_name="苏州市档案馆")
    make_confirmed(meeting, "赵六", unit_name="南京市档案馆")

    pages = {asked: client.get(_url(gate, "/search"), query_string={"q": asked}).text for asked in FOUND}

    shown = {asked: [n for n in ("李四", "王一鸣", "赵六") if f'found__name">{n}' in pages[asked]] for asked in pages}
    assert shown == FOUND
    assert "1381234" not in "".join(pages.values()).replace("“13812345678”", "")


def test_search_shows_eight_at_most_and_nobody_of_another_meeting(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    other = make_meeting(meeting.society, slug="other", title="别的会")
    make_delegate(other, "钱别处")
    for number in range(12):
        make_confirmed(meeting, f"钱甲{'一二三四五六七八九十百千'[number]}")

    page = client.get(_url(gate, "/search"), query_string={"q": "qian"}).text

    assert page.count("data-delegate=") == 8
    assert "钱别处" not in page


def test_search_takes_as_many_statements_for_three_as_for_one(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    url, counts = _url(gate, "/search"), []
    for _ in range(3):
        make_confirmed(meeting, "孙某某", unit_name="苏州市档案馆")
        db.session.expire_all()
        with counted() as statements:
            client.get(url, query_string={"q": "孙某"})
        counts.append(len(statements))

    assert counts[0] == counts[2]


def test_search_takes_one_han_character_and_no_single_letter(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    make_confirmed(meeting, "邹一鸣")
    make_confirmed(meeting, "丁")

    asked_for = ("邹", "丁", "z", "7")
    pages = {asked: client.get(_url(gate, "/search"), query_string={"q": asked}).text for asked in asked_for}

    assert [asked for asked, page in pages.items() if "data-delegate=" in page] == ["邹", "丁"]
    assert "汉字输一个就能找；拼音、手机尾号请至少输两位。" in pages["z"]


def test_choosing_a_gate_one_may_change_the_language_and_leave(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    choose = f"/check-in/{meeting.slug}/"

    chinese = client.get(choose).text
    client.post("/language/en", data={"next": choose})
    english, at_gate = client.get(choose).text, client.get(_url(gate)).text

    assert 'action="/language/en"' in chinese
    assert 'href="/desk/">我的会议' in chinese
    assert "退出登录" in chinese
    assert 'gates__name">会议签到<' in chinese
    assert 'gates__name">会议签到<' not in english
    assert "会议签到" not in at_gate


def test_gate_page_shows_count_and_last_scans_with_undo(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    codes = [make_code(make_confirmed(meeting, name)) for name in ("张三", "李四")]
    for code in (codes[0], codes[1], codes[1]):
        client.post(_url(gate, "/scans"), json=_body(code=code), headers=JSON)

    page = client.get(_url(gate)).text

    rows = page.split('<li class="recent__item"')[1:4]
    assert ["data-undo hidden" in row for row in rows] == [True, False, False]
    assert ["李四" in row for row in rows] == [True, True, False]
    assert '<strong class="tally__present" data-present>2</strong>' in page


def test_gate_page_takes_as_many_statements_for_three_scans_as_for_one(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    url, counts = _url(gate), []
    for _ in range(3):
        code = make_code(make_confirmed(meeting, unit_name="苏州市档案馆"))
        client.post(f"{url}/scans", json=_body(code=code), headers=JSON)
        with counted() as statements:
            client.get(url)
        counts.append(len(statements))

    assert counts[0] == counts[2]


def test_choose_opens_the_standing_gates_on_request(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting))
    before = client.get(f"/check-in/{meeting.slug}/").text

    answers = [client.post(f"/desk/{meeting.slug}/gates/open", data={"form_key": str(uuid7())}) for _ in range(2)]

    after = client.get(f"/check-in/{meeting.slug}/").text
    assert "还没有签到点" in before
    assert {answer.headers["Location"] for answer in answers} == {f"/check-in/{meeting.slug}/"}
    assert after.count('class="gates__gate"') == 2


def test_gates_are_added_renamed_closed_and_reopened_by_organisers(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    arrival, door = make_gates(meeting)
    forum = make_sub_forum(meeting)
    url = f"/desk/{meeting.slug}/gates"

    def post(path: str, **data: str) -> int:
        return client.post(f"{url}{path}", data={"form_key": str(uuid7()), **data}).status_code

    statuses = [
        post("", name=" 晚宴 ", kind="meeting"),
        post("", name="晚宴", kind="meeting"),
        post("", name="", kind="meeting"),
        post("", name="长" * 200, kind="arrival"),
        post(f"/sessions/{forum.id}"),
        post(f"/sessions/{forum.id}"),
        post(f"/{door.id}/settings", name="主会场", passing="once"),
        post(f"/{door.id}/settings", name="报到", passing="once"),
        post(f"/{arrival.id}/close"),
    ]
    closed = client.get(f"/check-in/{meeting.slug}/").text
    post(f"/{arrival.id}/reopen")
    reopened = client.get(f"/check-in/{meeting.slug}/").text

    assert statuses == [302, 409, 422, 422, 302, 302, 302, 409, 302]
    names = db.session.scalars(sa.select(Gate.name).order_by(Gate.position)).all()
    assert names == ["报到", "主会场", "晚宴", "档案信息化分会"]
    assert (closed.count('class="gates__gate"'), reopened.count('class="gates__gate"')) == (3, 4)


def test_session_gate_expects_the_enrolled_only(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    forum = make_sub_forum(meeting)
    make_confirmed(meeting, "张三", sub_forum=forum)
    make_confirmed(meeting, "李四")

    count = client.get(_url(make_session_gate(meeting, forum), "/count"), headers=JSON).get_json()

    assert count == {"present": 0, "expected": 1}
