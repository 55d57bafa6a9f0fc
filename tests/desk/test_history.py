"""The page that says what was done."""

import ast
import dataclasses
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import DELEGATE, OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.operations import add_society
from meeting.db import db, transaction, uuid7
from meeting.desk.sentences import Change, Line, in_sentences
from meeting.desk.words import ACTIONS, FIELDS, INWARD
from meeting.documents.layouts.kinds import Kind
from meeting.history.models import Entry
from meeting.history.operations import record
from meeting.history.queries import entries_of_meeting
from meeting.letters.operations import Wording
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting, Room
from meeting.meetings.operations.meetings import MeetingFacts
from meeting.people.operations import find_or_add_unit
from meeting.people.orders import Order
from meeting.registration.operations.entries import Entry as Registered
from tests.browsers import Browser
from tests.checkin.making import counted
from tests.conftest import AT
from tests.factories import PASSWORD, add, make_account, make_meeting


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    with transaction():
        society = add_society("甲省档案学会", slug="a", at=AT, by=OPERATOR)
        meeting = make_meeting(society, "a1")
        make_account("admin", Role.ADMIN, society=society)
        return meeting


@pytest.fixture
def reader(app: Flask, meeting: Meeting) -> FlaskClient:
    client = Browser(app)
    client.post("/sign-in", data={"username": "admin", "password": PASSWORD, "form_key": str(uuid7())})
    return client


def _record(meeting: Meeting, action: str, subject=None, by=OPERATOR, **changes) -> None:
    with transaction():
        record(
            action, subject or meeting, by=by, at=AT, society_id=meeting.society_id, meeting_id=meeting.id,
            changes=changes,
        )  # fmt: skip


def test_in_sentences_says_who_did_what_in_chinese(app: Flask, meeting: Meeting) -> None:
    with transaction():
        room = add(Room(meeting_id=meeting.id, name="一号厅", seats=300))
    _record(
        meeting, "change-room", room, DELEGATE, seats=(200, 300), mobile_required=(True, False), strange=(None, "x")
    )

    with app.test_request_context():
        lines = in_sentences(db.session.scalars(entries_of_meeting(meeting.id)).all())

    assert lines == [
        Line(
            at=AT,
            actor="参会人员本人",
            action="修改会议室",
            subject="一号厅",
            values=(
                Change("座位", "200", "300", False),
                Change("手机必填", "是", "否", False),
                Change("strange", None, "x", False),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("mobile", "+8613812345678", "138****5678"),
        ("contact_mobile", "13812345678", "138****5678"),
        ("remarks", "请打13812345678，谢谢", "请打138****5678，谢谢"),
        ("number", "32011381234567899", "32011381234567899"),
        ("state", MeetingState.CLOSED, "报名已截止"),
        ("role", Role.CHECK_IN, "签到员"),
        ("registration_closes_at", AT + timedelta(hours=1), "2020-11-20 10:00"),
        ("title", "open", "open"),
        ("starts_on", AT.date(), "2020年11月20日"),
        ("format", "xlsx", "XLSX"),
        ("order", Order.STROKES, "姓氏笔画"),
        ("blanks", "uncounted", "空位不算"),
        ("merged", "李一鸣 #12", "李一鸣"),
    ],
)
def test_in_sentences_masks_mobiles_and_words_values(
    app: Flask, meeting: Meeting, field: str, value: object, shown: str
) -> None:
    _record(meeting, "change-meeting", **{field: (None, value)})

    with app.test_request_context():
        (line,) = in_sentences(db.session.scalars(entries_of_meeting(meeting.id)).all())

    assert [change.after for change in line.values] == [shown]


def test_in_sentences_tells_the_time_of_the_meetings_zone(app: Flask, meeting: Meeting) -> None:
    _record(meeting, "change-session", starts_at=(None, AT))

    with app.test_request_context():
        (line,) = in_sentences(db.session.scalars(entries_of_meeting(meeting.id)).all(), zone="Asia/Urumqi")

    assert line.values == (Change("开始", None, "2020-11-20 07:00", False),)


def test_in_sentences_leaves_out_what_says_nothing(app: Flask, meeting: Meeting) -> None:
    empty = {"sample": (None, None), "speakers": (None, "")}
    _record(meeting, "print-cards", kind=(None, Kind.TABLE_CARD), badge=(3, 4), **empty)

    with app.test_request_context():
        (line,) = in_sentences(db.session.scalars(entries_of_meeting(meeting.id)).all())

    assert line.values == (Change("类型", None, "桌签", False),)


def test_in_sentences_shows_unknown_actions_as_they_are_and_erased_values_as_gone(app: Flask, meeting: Meeting) -> None:
    _record(meeting, "fly-to-the-moon", name=("甲", "乙"))
    with transaction():
        value = db.session.scalars(entries_of_meeting(meeting.id)).one().values[0]
        value.salt = value.before = value.after = None

    with app.test_request_context():
        (line,) = in_sentences(db.session.scalars(entries_of_meeting(meeting.id)).all())

    assert (line.action, line.values) == ("fly-to-the-moon", (Change("姓名或名称", None, None, True),))


def test_a_units_own_page_says_what_was_changed_in_words(reader: FlaskClient, meeting: Meeting) -> None:
    with transaction():
        unit, _new = find_or_add_unit(meeting.society_id, "苏州市档案馆", at=AT, by=OPERATOR)
    _record(meeting, "change-unit", unit, region=("省直", "苏州"), position=(None, 3))

    page = reader.get(f"/society/a/units/{unit.id}").text

    (change,) = re.findall(r"<li[^>]*>(?:(?!</li>).)*修改单位.*?</li>", page, re.S)
    assert re.findall("<div[^>]*>(.*?)</div>", change) == [
        '<span class="soft">地区：</span><del class="soft">省直</del> → 苏州', '<span class="soft">次序：</span>3'
    ]  # fmt: skip


def test_history_page_is_newest_first_filtered_and_paged(reader: FlaskClient, meeting: Meeting) -> None:
    for number in range(60):
        _record(meeting, "change-room" if number % 2 else "change-meeting", theme=(None, f"第{number}号"))
    _record(meeting, "add-room", by=DELEGATE)

    first = reader.get("/desk/a1/history").text
    second = reader.get("/desk/a1/history?page=2").text
    rooms = reader.get("/desk/a1/history?action=change-room").text
    theirs = reader.get("/desk/a1/history?actor=delegate").text

    assert first.index("第59号") < first.index("第58号") < first.index("第11号")
    assert "第10号" not in first
    assert [number for number in range(60) if f"第{number}号" in second] == list(range(11))
    assert [number for number in range(60) if f"第{number}号" in rooms] == list(range(1, 60, 2))
    assert "新增会议室" in theirs
    assert "第59号" not in theirs


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999999999999", "?page=x", "?page=" + "9" * 30, "?actor=" + "x" * 5000]
)
def test_history_page_takes_any_query(reader: FlaskClient, meeting: Meeting, query: str) -> None:
    assert reader.get(f"/desk/a1/history{query}").status_code in {200, 404}


def test_history_page_takes_the_same_queries_for_one_and_for_many(reader: FlaskClient, meeting: Meeting) -> None:
    def add_room(name: str) -> None:
        with transaction():
            room = add(Room(meeting_id=meeting.id, name=name, seats=3))
        _record(meeting, "add-room", room, name=(None, name))

    add_room("一号厅")
    with counted() as few:
        reader.get("/desk/a1/history")
    for name in ("二号厅", "三号厅", "四号厅"):
        add_room(name)

    with counted() as many:
        assert "四号厅" in reader.get("/desk/a1/history").text

    assert len(many) == len(few)


def test_every_action_that_is_recorded_has_its_words() -> None:
    """Read off the source: what is handed to ``record(…)`` and to other functions that take an ``action``."""
    nodes = [node for tree in _sources().values() for node in ast.walk(tree)]
    takers = {
        node.name for node in nodes
        if isinstance(node, ast.FunctionDef) and "action" in {argument.arg for argument in node.args.args}
    }  # fmt: skip
    actions = {
        constant.value
        for call in nodes
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in takers
        for constant in call.args
        if isinstance(constant, ast.Constant) and re.fullmatch("[a-z]+(-[a-z]+)+|promote|invite", str(constant.value))
    }

    assert len(actions) > 40
    assert ", ".join(sorted(actions - ACTIONS.keys())) == ""


def test_every_field_that_is_recorded_has_its_words() -> None:
    """Read off the source: the keys of what operations note as (before, after), and what is noted as a whole."""
    noted = {
        key.value
        for file, tree in _sources().items()
        if "operations" in str(file) or "views" in str(file)
        for found in ast.walk(tree)
        if isinstance(found, ast.Dict)
        for key, value in zip(found.keys, found.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple) and len(value.elts) == 2
    }
    whole = {field.name for kept in (Registered, Wording) for field in dataclasses.fields(kept)}
    whole |= MeetingFacts.__annotations__.keys()

    assert len(noted) > 30
    assert ", ".join(sorted((noted | whole) - FIELDS.keys() - INWARD)) == ""


def _sources() -> dict[Path, ast.Module]:
    package = Path(__file__).parents[2] / "meeting"
    return {file: ast.parse(file.read_text()) for file in package.rglob("*.py") if "migrations" not in file.parts}


def test_entries_of_meeting_stay_within_it(app: Flask, meeting: Meeting) -> None:
    with transaction():
        other = make_meeting(meeting.society, "a2")
    _record(meeting, "change-meeting")
    _record(other, "change-meeting")

    found = db.session.scalars(entries_of_meeting(meeting.id)).all()

    assert [entry.meeting_id for entry in found] == [meeting.id]
    assert db.session.query(Entry).count() > 2
