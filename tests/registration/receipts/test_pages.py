"""The pages of an import: what stands before the confirming, and mending a row."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate, ReceiptRow
from tests.bad_input.asking import upload, words
from tests.browsers import Browser
from tests.registration.making import make_meeting, make_sub_forum
from tests.registration.staff import keyed, staff_of

DESK = "/desk/changzhou-2020"
HEAD = "姓名,单位,职务,手机,分论坛"


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    found = make_meeting()
    make_sub_forum(found, seats=5)
    return found


@pytest.fixture
def staff(app: Flask, meeting: Meeting) -> Browser:
    return staff_of(app, meeting)


def _previewed(staff: Browser, *rows: str, more: tuple[tuple[str, bytes], ...] = ()) -> str:
    """The import's address."""
    file = ("回执.csv", "\n".join([HEAD, *rows]).encode())
    return str(upload(staff, f"{DESK}/receipts", "files", file, *more).location)


def _confirmed(staff: Browser, *rows: str) -> tuple[str, int]:
    """The import's address, and its last row's id."""
    url = _previewed(staff, *rows)
    assert staff.post(f"{url}/confirm", data=keyed()).status_code == 302
    db.session.rollback()
    return url, db.session.scalars(sa.select(ReceiptRow.id).order_by(ReceiptRow.id)).all()[-1]


def test_files_that_could_not_be_read_are_named_before_the_confirming(staff: Browser) -> None:
    url = _previewed(staff, "赵建国,某市档案馆,,13900000001,", more=(("坏.xlsx", b"nonsense"),))

    page = words(staff.get(url))

    notice = page.index("1 个文件没有读出来，里面的人不会导入")
    assert notice < page.index("“坏.xlsx”") < page.index("确认导入")


def test_a_confirmed_import_leads_to_the_delegates(staff: Browser) -> None:
    url, _ = _confirmed(staff, "赵建国,某市档案馆,,13900000001,")

    assert re.search(rf'href="{DESK}/delegates">(?:<svg.*?</svg>)?<span>查看参会人员', staff.get(url).text)


def test_mending_a_sub_forum_that_is_not_known_asks_for_one(staff: Browser, meeting: Meeting) -> None:
    url, row_id = _confirmed(staff, "钱进,某市档案馆,,13900000002,", "赵建国,某市档案馆,,13900000001,不知道的分会")
    page = f"{DESK}/receipts/rows/{row_id}"
    typed = {"name": "赵建国", "mobile": "13900000001", "unit_name": "某市档案馆", "post": ""}

    asked = staff.get(page).text
    refused = staff.post(page, data=keyed(**typed, sub_forum=""))
    done = staff.post(page, data=keyed(**typed, sub_forum="0"))
    after = words(staff.get(done.location))

    assert re.search(r'<option selected value="">请选择</option>', asked)
    assert (refused.status_code, "请选择分论坛；不参加的，选“不参加”。" in refused.text) == (422, True)
    assert (done.status_code, done.location) == (302, url)
    assert "已录入 赵建国。 查看这一位" in after
    assert "这次导入的行都录入了。" in after
    taken_in = db.session.scalars(sa.select(Delegate).order_by(Delegate.id.desc())).first()
    assert (taken_in.person.name, taken_in.enrolment) == ("赵建国", None)


def test_mending_another_fault_keeps_the_sub_forum(staff: Browser, meeting: Meeting) -> None:
    _, row_id = _confirmed(staff, "孙立,某市档案馆,,139000,档案信息化分会", "赵建国,某市档案馆,,138000,")
    page = f"{DESK}/receipts/rows/"

    chosen, none = (staff.get(f"{page}{each}").text for each in (row_id - 1, row_id))

    assert re.search(r'<option selected value="\d+">档案信息化分会', chosen)
    assert '<option selected value="0">不参加' in none
    assert "请选择" not in chosen + none
    done = staff.post(
        f"{page}{row_id}", data=keyed(name="赵建国", mobile="13900000001", unit_name="", post="", sub_forum="0")
    )
    assert "这次导入还有 1 行要改正。" in staff.get(done.location).text
