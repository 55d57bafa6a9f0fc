"""Finding people by name on a device that may: what it holds for that, and what comes of whom it found."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.checkin.models import Device, Gate, Scan
from meeting.checkin.operations.devices import Powers, change_device
from meeting.checkin.queries.admissions import let_in_wrongly, wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction, uuid7
from meeting.history.models import Value
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate
from tests.browsers import Browser
from tests.checkin.devices import Phone, join
from tests.checkin.making import make_confirmed
from tests.registration.making import make_delegate, make_meeting


def allow(may: bool = True) -> None:
    with transaction():
        db.session.execute(sa.update(Device).values(may_search=may))


@pytest.fixture
def phone(client: Browser, meeting: Meeting) -> Phone:
    joined = join(client, meeting)
    allow()
    return joined


def chosen(gate: Gate, delegate_id: int, at: datetime | None = None, **more: object) -> dict[str, object]:
    """Who was looked up."""
    return {
        "id": str(uuid7()), "gate": gate.id, "delegate": delegate_id, "method": "search", "reason": "没带证",
        "at": (at or now()).isoformat(), "offset_ms": 0, "shown": None,
    } | more  # fmt: skip


def tail(phone: Phone, digits: str):
    return phone.client.post("/api/v1/people/tail", json={"tail": digits}, headers=phone.headers)


def test_the_list_has_everybody_who_may_come_and_no_mobile(meeting: Meeting, phone: Phone) -> None:
    wang = make_confirmed(meeting, "王一鸣", mobile="+8613800001234", unit_name="常州市档案馆")
    make_delegate(meeting, "丁一", mobile="+8613800005678")
    gone = make_confirmed(meeting, "丁三")
    with transaction():
        db.session.get_one(Delegate, gone.id).state = DelegateState.CANCELLED
    make_confirmed(make_meeting(meeting.society, slug="another", title="理事会"), "卜人")

    answer = phone.get("people")

    people = answer.json["people"]
    assert [(each["name"], each["confirmed"]) for each in people] == [("丁一", False), ("王一鸣", True)]
    assert people[1] | {"handle": ""} == {
        "id": wang.id, "handle": "", "name": "王一鸣", "unit": "常州市档案馆", "post": "", "category": "A", "forum": "",
        "confirmed": True, "pinyin": "wang yi ming", "initials": "wym",
    }  # fmt: skip
    assert "1380000" not in answer.text


def test_four_digits_of_a_mobile_are_asked_for_at_the_server(meeting: Meeting, phone: Phone) -> None:
    ids = {name: make_confirmed(meeting, name, mobile=mobile).id
           for name, mobile in (("王一鸣", "+8613800001234"), ("李四光", "+8613911111234"), ("丁一", "+8613800004321"))}
    make_confirmed(make_meeting(meeting.society, slug="another", title="理事会"), "卜人", mobile="+8613800001234")

    assert set(tail(phone, "1234").json["ids"]) == {ids["王一鸣"], ids["李四光"]}
    assert tail(phone, "13911111234").json["ids"] == [ids["李四光"]]
    assert tail(phone, "0000").json["ids"] == []
    assert [tail(phone, digits).status_code for digits in ("234", "12a4", "１２３４", "%234", "")] == [422] * 5


def test_whoever_is_chosen_is_admitted_once_with_the_reason(meeting: Meeting, gate: Gate, phone: Phone) -> None:
    wang = make_confirmed(meeting, "王一鸣")

    first, second = phone.send(chosen(gate, wang.id), chosen(gate, wang.id)).json["answers"]

    assert (first["result"], first["name"], second["result"]) == ("admitted", "王一鸣", "repeated")
    scan = db.session.scalars(sa.select(Scan).order_by(Scan.id)).first()
    assert (scan.method.value, scan.reason, scan.badge_id) == ("search", "没带证", None)


def test_a_device_that_may_not_is_told_nothing_and_admits_nobody(meeting: Meeting, gate: Gate, phone: Phone) -> None:
    wang = make_confirmed(meeting, "王一鸣", mobile="+8613800001234")
    allow(False)

    answers = [phone.get("people"), tail(phone, "1234")]
    (scanned,) = phone.send(chosen(gate, wang.id)).json["answers"]

    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(403, "search-not-allowed")] * 2
    assert scanned["error"]["code"] == "search-not-allowed"
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 0


def test_what_it_let_in_by_itself_stays_when_it_may_no_longer(meeting: Meeting, gate: Gate, phone: Phone) -> None:
    wang = make_confirmed(meeting, "王一鸣")
    allow(False)

    (scanned,) = phone.send(chosen(gate, wang.id, shown="admitted")).json["answers"]

    assert (scanned["result"], scanned["refusal"]) == ("admitted", None)
    assert wrongly_settled(db.session.get_one(Meeting, meeting.id)) == []


def test_who_was_let_in_and_merged_meanwhile_is_kept_and_reported(meeting: Meeting, gate: Gate, phone: Phone) -> None:
    stranger = make_confirmed(make_meeting(meeting.society, slug="another", title="理事会"), "卜人")

    answers = phone.send(
        chosen(gate, 10**6, now() - timedelta(minutes=5), shown="admitted"),
        chosen(gate, stranger.id, now() - timedelta(minutes=4), shown="admitted"),
        chosen(gate, 10**6),
    ).json["answers"]

    assert [(each.get("result"), each.get("refusal"), each.get("name")) for each in answers[:2]] == [
        ("refused", "unknown", "")
    ] * 2
    assert answers[2]["error"] == {"code": "not-found", "message": answers[2]["error"]["message"], "keep": False}
    assert len(let_in_wrongly(meeting.id)) == 2
    assert {scan.delegate_id for scan in db.session.scalars(sa.select(Scan))} == {None}


@pytest.mark.parametrize("given", [0, -1, 2**31, "7", True, 1.5, [], {}])
def test_a_delegate_that_is_no_number_is_refused_by_itself(gate: Gate, phone: Phone, given: object) -> None:
    (answer,) = phone.send(chosen(gate, 1) | {"delegate": given}).json["answers"]

    assert answer["error"]["code"] == "body-invalid"


def test_a_code_and_a_delegate_at_once_are_refused(meeting: Meeting, gate: Gate, phone: Phone) -> None:
    wang = make_confirmed(meeting, "王一鸣")

    (answer,) = phone.send(chosen(gate, wang.id) | {"code": "x"}).json["answers"]

    assert answer["error"]["code"] == "body-invalid"


def test_the_organiser_sets_it_and_the_history_says_so(meeting: Meeting, phone: Phone) -> None:
    device = db.session.scalars(sa.select(Device)).one()
    with transaction():
        change_device(device, device.name, [], Powers(), at=now(), by=OPERATOR)

    assert phone.get("device").json["device"]["may_search"] is False
    changed = db.session.scalars(sa.select(Value).where(Value.field == "may_search")).one()
    assert (changed.before, changed.after) == ("True", "False")
