"""Walk-ins on a device: codes signed in advance, bound when used, with or without network."""

import base64
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from meeting.checkin.models import Badge, Device, Gate, Scan
from meeting.checkin.operations.spares import SPARES
from meeting.checkin.queries.admissions import let_in_wrongly
from meeting.clock import now
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate
from tests.browsers import Browser
from tests.checkin.devices import Phone, join, read
from tests.checkin.making import make_code, make_confirmed, make_gates
from tests.registration.making import make_delegate


@pytest.fixture
def gate(meeting: Meeting) -> Gate:
    return make_gates(meeting)[0]


def walking(client: Browser, meeting: Meeting, name: str = "一号门") -> tuple[Phone, list[dict[str, Any]]]:
    """A device that takes walk-ins, and its spare badges."""
    phone = join(client, meeting, name)
    with transaction():
        db.session.execute(sa.update(Device).where(Device.name == name).values(may_register=True))
    return phone, spares(phone)


def spares(phone: Phone) -> list[dict[str, Any]]:
    return phone.client.post("/api/v1/spares", json={}, headers=phone.headers).json["spares"]


def came(gate: Gate, spare: dict[str, Any], name: str = "王临时", **more: Any) -> dict[str, Any]:
    mobile = more.pop("mobile", "138 0000 1234")
    who = {"name": name, "unit": "无锡市档案馆", "mobile": mobile}
    return read(gate, spare["code"], now(), walk_in=who, method="search", **more)


def test_spare_codes_are_as_many_as_a_device_carries_and_drawn(client: Browser, meeting: Meeting) -> None:
    phone, first = walking(client, meeting)

    assert len({each["code"] for each in first}) == SPARES
    assert spares(phone) == first
    drawn = first[0]["qr"]
    rows, width = base64.b64decode(drawn["rows"]), (drawn["size"] + 7) // 8
    picture = Image.new("L", (drawn["size"] + 8, drawn["size"] + 8), 255)
    for y in range(drawn["size"]):
        for x in range(drawn["size"]):
            if rows[y * width + x // 8] >> (7 - x % 8) & 1:
                picture.putpixel((x + 4, y + 4), 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((400, 400), Image.Resampling.NEAREST))
    assert code.text == first[0]["code"]


def test_device_that_may_not_carries_none_and_takes_none(client: Browser, meeting: Meeting, gate: Gate) -> None:
    _, of_other = walking(client, meeting, "二号门")
    phone = join(client, meeting)

    assert spares(phone) == []
    answer = phone.send(came(gate, of_other[0])).json["answers"][0]
    assert answer["error"]["code"] == "walk-in-not-allowed"
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 0


def test_another_devices_code_registers_nobody(client: Browser, meeting: Meeting, gate: Gate) -> None:
    _, of_other = walking(client, meeting, "二号门")
    phone, own = walking(client, meeting)

    answer = phone.send(came(gate, of_other[0])).json["answers"][0]

    assert answer["error"]["code"] == "spare-used"
    assert {each["code"] for each in own}.isdisjoint(each["code"] for each in of_other)
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 0


@pytest.mark.parametrize("shown", [None, "admitted"])
def test_walk_in_is_registered_and_in(client: Browser, meeting: Meeting, gate: Gate, shown: str | None) -> None:
    phone, held = walking(client, meeting)
    scan = came(gate, held[0], shown=shown)

    answers = [phone.send(scan).json["answers"][0] for _ in range(2)]
    again = phone.send(read(gate, held[0]["code"], now())).json["answers"][0]

    db.session.rollback()
    delegate = db.session.scalars(sa.select(Delegate)).one()
    assert (delegate.person.name, delegate.state, delegate.person.mobile) == (
        "王临时", DelegateState.CONFIRMED, "+8613800001234"
    )  # fmt: skip
    assert [answer["result"] for answer in answers] == ["admitted"] * 2
    assert (again["result"], again["name"]) == ("repeated", "王临时")
    assert len(spares(phone)) == SPARES
    assert held[0]["code"] not in {each["code"] for each in spares(phone)}


def test_bad_mobile_is_said_while_they_wait_and_nobody_is_lost_who_was_let_in(
    client: Browser, meeting: Meeting, gate: Gate
) -> None:
    phone, held = walking(client, meeting)

    asked = phone.send(came(gate, held[0], mobile="12")).json["answers"][0]
    told = phone.send(came(gate, held[1], mobile="12", shown="admitted")).json["answers"][0]

    assert "手机" in asked["error"]["message"]
    assert (told["result"], told["shown"]) == ("refused", "admitted")
    db.session.rollback()
    (kept,) = let_in_wrongly(meeting.id)
    assert kept.reason == "王临时 无锡市档案馆 12"
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 0


@pytest.mark.parametrize("state", [DelegateState.CONFIRMED, DelegateState.PENDING])
def test_who_had_registered_all_along_gets_the_badge_in_place_of_theirs(
    client: Browser, meeting: Meeting, gate: Gate, state: DelegateState
) -> None:
    make = make_confirmed if state is DelegateState.CONFIRMED else make_delegate
    delegate = make(meeting, "王临时", mobile="+8613800001234")
    old = make_code(delegate) if state is DelegateState.CONFIRMED else None
    phone, held = walking(client, meeting)

    first = phone.send(came(gate, held[0])).json["answers"][0]

    assert first["result"] == "admitted"
    db.session.rollback()
    assert db.session.scalars(sa.select(Delegate)).one().state is DelegateState.CONFIRMED
    if old:
        assert phone.send(read(gate, old, now())).json["answers"][0]["refusal"] == "revoked"


def test_spare_badge_that_nobody_has_admits_nobody(client: Browser, meeting: Meeting, gate: Gate) -> None:
    phone, held = walking(client, meeting)

    answer = phone.send(read(gate, held[0]["code"], now())).json["answers"][0]

    assert (answer["result"], answer["refusal"]) == ("refused", "unknown")
    assert db.session.scalar(sa.select(sa.func.count(Badge.id)).where(Badge.delegate_id.is_not(None))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


@pytest.mark.parametrize("bad", [{"walk_in": []}, {"walk_in": {"name": "长" * 81}}, {"walk_in": {"name": 7}}])
def test_bodies_that_no_device_sends_are_refused_by_name(
    client: Browser, meeting: Meeting, gate: Gate, bad: dict[str, Any]
) -> None:
    phone, held = walking(client, meeting)

    answer = phone.send(read(gate, held[0]["code"], now(), **bad)).json["answers"][0]

    assert answer["error"]["code"] == "body-invalid"
