"""A kiosk's questions: who it finds, whose badge it draws, and that no other device is answered."""

from io import BytesIO

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from meeting.checkin.models import Badge, Device
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.printing.models import PrintedItem
from meeting.registration.enums import DelegateState
from tests.browsers import Browser
from tests.checkin.devices import Phone, join
from tests.checkin.making import make_code, make_confirmed
from tests.registration.making import make_delegate, make_meeting


@pytest.fixture
def kiosk(client: Browser, meeting: Meeting) -> Phone:
    phone = join(client, meeting, "自助机")
    with transaction():
        db.session.execute(sa.update(Device).values(is_kiosk=True))
    return phone


def find(phone: Phone, name: str, tail: str) -> tuple[int, str]:
    answer = phone.client.post("/api/v1/find", json={"name": name, "tail": tail}, headers=phone.headers)
    return answer.status_code, answer.json.get("code", "")


def badge(phone: Phone, code: str):
    return phone.client.post("/api/v1/badge.png", json={"code": code}, headers=phone.headers)


def test_name_and_mobile_tail_find_one_confirmed_delegate(meeting: Meeting, kiosk: Phone) -> None:
    delegate = make_confirmed(meeting, "古丽娜尔·阿不都热合曼", mobile="+8613800001234")
    make_delegate(meeting, "李四", mobile="+8613800005678")
    for number in (1, 2):
        make_confirmed(meeting, "张三", mobile=f"+861380000{number}999", unit_name=f"单位{number}")

    status, code = find(kiosk, "古丽娜尔．阿不都热合曼", "1234")

    assert (status, code) == (200, make_code(delegate))
    no = (404, "nobody-found")
    assert find(kiosk, "古丽娜尔·阿不都热合曼", "1235") == no
    assert find(kiosk, "古丽娜尔·阿不都热合曼", "8613800001234"[-10:]) == no
    assert find(kiosk, "古丽娜尔·阿不都热合曼", "123%") == no
    assert find(kiosk, "李四", "5678") == no  # not confirmed
    assert find(kiosk, "张三", "9999") == no
    assert find(kiosk, "张三", "1999")[0] == 200


def test_its_badge_is_drawn_in_the_meetings_layout_and_logged(meeting: Meeting, kiosk: Phone) -> None:
    code = make_code(make_confirmed(meeting, "王一鸣"))

    answer = badge(kiosk, code)

    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)).convert("L"))
    assert read.text == code
    assert db.session.scalar(sa.select(sa.func.count(PrintedItem.id))) == 1


def test_void_foreign_and_unknown_codes_draw_nothing(meeting: Meeting, kiosk: Phone) -> None:
    code = make_code(make_confirmed(meeting, "王一鸣"))
    foreign = make_code(make_confirmed(make_meeting(meeting.society, slug="other", title="别的会"), "李四"))
    with transaction():
        db.session.execute(sa.update(Badge).where(Badge.meeting_id == meeting.id).values(revoked_at=sa.func.now()))

    assert [badge(kiosk, each).status_code for each in (code, foreign, "x")] == [404, 404, 404]


def test_no_other_device_finds_anybody(client: Browser, meeting: Meeting) -> None:
    code = make_code(make_confirmed(meeting, "王一鸣", mobile="+8613800001234"))
    phone = join(client, meeting)

    assert find(phone, "王一鸣", "1234") == (403, "no-kiosk")
    assert badge(phone, code).status_code == 403


def test_state_is_looked_at_again_before_a_badge_is_drawn(meeting: Meeting, kiosk: Phone) -> None:
    delegate = make_confirmed(meeting, "王一鸣")
    code = make_code(delegate)
    with transaction():
        delegate.state = DelegateState.CANCELLED

    assert badge(kiosk, code).status_code in {404, 409}
    assert db.session.scalar(sa.select(sa.func.count(PrintedItem.id))) == 0
