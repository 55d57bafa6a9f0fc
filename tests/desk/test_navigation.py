"""The desk's table of contents."""


import pytest
from flask import Flask
from flask_security.utils import login_user

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Society
from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.desk.navigation import CONTENTS, SOCIETY, navigation, society_navigation
from meeting.meetings.models import Meeting
from tests.conftest import AT
from tests.factories import make_account, make_meeting


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    with transaction():
        society = add_society("甲省档案学会", slug="a", at=AT, by=OPERATOR)
        return make_meeting(society, "a1")


def _seen_by(app: Flask, meeting: Meeting, role: Role, path: str = "/") -> list[tuple[str, list[tuple[str, bool]]]]:
    with transaction():
        account = make_account("li.hua", role, society=meeting.society, meeting=None if role is Role.ADMIN else meeting)
    with app.test_request_context(path):
        login_user(account)
        return [(head, [(label, here) for label, _, here in links]) for head, links in navigation(meeting)]


def test_every_entry_leads_to_a_page(app: Flask) -> None:
    entries = [entry for _, group in CONTENTS for entry in group]
    missing = {entry.endpoint for entry in (*entries, *SOCIETY)} - app.view_functions.keys()

    assert missing == set()


def test_every_entry_asks_what_its_page_asks(app: Flask) -> None:
    entries = [*(entry for _, group in CONTENTS for entry in group), *SOCIETY]
    asked = {entry.endpoint: app.view_functions[entry.endpoint].access.permission for entry in entries}

    assert asked == {entry.endpoint: entry.permission for entry in entries}


def test_navigation_of_an_owner_has_every_group_and_of_check_in_staff_only_theirs(app: Flask, meeting: Meeting) -> None:
    owner = _seen_by(app, meeting, Role.OWNER)

    assert [head for head, _ in owner] == ["", "筹备", "报名", "现场", "颁奖", "管理"]
    assert [label for label, _ in owner[1][1]] == [
        "基本信息", "主办单位", "会议室", "领导与嘉宾", "日程", "展览", "公文与函件",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CHECK_IN, ["概览", "签到"]),
        (Role.RECEPTION, ["概览", "领导与嘉宾"]),
        (Role.CEREMONY, ["概览", "打印", "奖项", "证书", "用印申请"]),
    ],
)
def test_navigation_leaves_out_what_one_may_not_open(
    app: Flask, meeting: Meeting, role: Role, seen: list[str]
) -> None:
    assert [label for _, links in _seen_by(app, meeting, role) for label, _ in links] == seen


@pytest.mark.parametrize(
    ("path", "here"),
    [("/desk/a1/staff", ["工作人员"]), ("/desk/a1/staff/roles/7/take", ["工作人员"]), ("/desk/a10/staff", [])],
)
def test_navigation_marks_the_part_where_one_is(app: Flask, meeting: Meeting, path: str, here: list[str]) -> None:
    seen = _seen_by(app, meeting, Role.ADMIN, path)

    assert [label for _, links in seen for label, current in links if current] == here


def test_society_navigation_is_for_its_admins(app: Flask, meeting: Meeting) -> None:
    society = db.session.get_one(Society, meeting.society_id)
    with transaction():
        admin = make_account("admin", Role.ADMIN, society=society)
        owner = make_account("owner", Role.OWNER, society=society, meeting=meeting)

    with app.test_request_context("/society/a/accounts"):
        login_user(admin)
        ((heading, links),) = society_navigation(society)
    with app.test_request_context("/society/a/accounts"):
        login_user(owner)
        theirs = society_navigation(society)

    assert heading == "甲省档案学会"
    assert [label for label, _, here in links if here] == ["账号"]
    assert theirs == []


def test_a_place_outside_the_menu_marks_the_entry_it_belongs_to(app: Flask, meeting: Meeting) -> None:
    with transaction():
        account = make_account("li.hua", Role.OWNER, society=meeting.society, meeting=meeting)
    with app.test_request_context("/jobs/12"):
        login_user(account)
        groups = navigation(meeting, "/desk/a1/badges?category=media")

    assert [label for _, links in groups for label, _, here in links if here] == ["参会证"]
