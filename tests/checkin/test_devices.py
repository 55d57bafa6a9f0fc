"""What devices hand in and are told, over HTTP, on both databases."""

import gzip
import itertools
import json
import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import Passing, RuleKind
from meeting.checkin.models import Attendance, Device, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.operations.devices import revoke_device
from meeting.checkin.operations.gates import Rule, close_gate, set_rules
from meeting.checkin.queries.admissions import doubles_of, let_in_wrongly, wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from meeting.registration.models import Delegate
from tests.browsers import Browser
from tests.checkin.devices import Phone, invite, join, opened, read, seconds
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, sign_in


def present(meeting: Meeting) -> list[tuple[str, str]]:
    """(name, scan's id) of who is in."""
    db.session.rollback()
    assert wrongly_settled(meeting) == []
    rows = db.session.scalars(sa.select(Attendance).order_by(Attendance.delegate_id, Attendance.gate_id))
    return [(row.delegate.person.name, str(row.scan_id)) for row in rows]


def test_an_invitation_holds_for_ten_minutes_and_one_device(client: Browser, meeting: Meeting) -> None:
    first, late = invite(meeting), invite(meeting, "二号门")
    with transaction():
        db.session.execute(sa.update(Device).where(Device.name == "二号门").values(invited_until=now()))

    answers = [client.post("/api/v1/devices", json={"invitation": each}) for each in (first.lower(), first, late, "X")]

    assert [answer.status_code for answer in answers] == [201, 403, 403, 403]
    assert answers[0].json["device"]["name"] == "一号门"
    db.session.rollback()
    kept = db.session.scalars(sa.select(Device).where(Device.name == "一号门")).one()
    assert first not in str(vars(kept))
    assert answers[0].json["token"] not in str(vars(kept))


def test_without_its_key_nothing_is_answered(client: Browser, meeting: Meeting) -> None:
    stranger = Phone(client, "A" * 32)

    assert [stranger.get(path).status_code for path in ("device", "entries")] == [401, 401]
    assert stranger.send().status_code == 401
    assert client.get("/api/v1/device").json["code"] == "device-unknown"


def test_a_device_learns_its_gates_and_the_words(client: Browser, meeting: Meeting) -> None:
    arrival, door = make_gates(meeting)
    make_code(make_confirmed(meeting))
    everywhere, here = join(client, meeting), join(client, meeting, "二号门", (door,))

    chinese, english = everywhere.get("device").json, here.get("device", **{"Accept-Language": "en"}).json

    assert [gate["name"] for gate in chinese["gates"]] == ["报到", "会议签到"]
    assert chinese["gates"][0]["words"]["admitted"] == "报到成功"
    assert [gate["id"] for gate in english["gates"]] == [door.id]
    assert english["gates"][0]["words"]["admitted"].isascii()
    assert chinese["refusals"]["revoked"].startswith("这张参会证已作废")
    assert len(chinese["keys"]["1"]) == 44
    assert here.send(read(arrival, "X", now())).json["answers"][0]["error"]["code"] == "gate-unknown"


def test_a_scan_that_waits_for_its_answer_is_decided_here(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    code, phone, other = make_code(make_confirmed(meeting)), join(client, meeting), join(client, meeting, "二号门")

    first = phone.send(read(gate, code, now())).json["answers"][0]
    second = other.send(read(gate, code, now())).json
    bad = phone.send(read(gate, code[:-1] + ("A" if code[-1] != "A" else "Q"), now())).json["answers"][0]

    assert (first["result"], first["word"], first["name"]) == ("admitted", "签到成功", "张三")
    assert (second["answers"][0]["result"], second["answers"][0]["first"]["by"]) == ("repeated", "一号门")
    assert second["counts"][str(gate.id)] == {"present": 1, "expected": 1}
    assert (bad["result"], bad["refusal"], bad["name"]) == ("refused", "forged", "")
    assert present(meeting) == [("张三", first["id"])]
    db.session.rollback()
    kept = db.session.scalars(sa.select(Device).order_by(Device.id)).first()
    assert kept is not None
    assert kept.seen_at is not None


def test_two_devices_without_network_both_admit_and_the_earlier_counts_whichever_comes_first(
    client: Browser, meeting: Meeting
) -> None:
    gate = make_gates(meeting)[1]
    phones = [join(client, meeting, name) for name in ("一号门", "二号门")]
    began = now() - timedelta(hours=1)
    for turn, name in enumerate(("张三", "李四")):
        code = make_code(make_confirmed(meeting, name))
        early = read(gate, code, began, shown="admitted")
        late = read(gate, code, began + timedelta(hours=5), shown="admitted", offset_ms=-4 * 3_600_000 - 900_000)
        both = [(phones[0], early), (phones[1], late)]
        for phone, scan in both if turn else reversed(both):
            assert phone.send(scan).status_code == 200
        assert (name, early["id"]) in present(meeting)
        found = doubles_of(meeting)[turn]
        assert [str(scan.id) for scan in found.scans] == [early["id"], late["id"]]
        assert (found.scans[1].at - found.scans[0].at) == timedelta(minutes=45)
        assert [scan.device and scan.device.name for scan in found.scans] == ["一号门", "二号门"]

    doubled = doubles_of(meeting)[0]
    undo = {"id": str(uuid7()), "gate": gate.id, "undoes": str(doubled.scans[0].id), "method": "camera",
            "at": now().isoformat(), "shown": "undone"}  # fmt: skip
    answer = phones[0].send(undo)

    assert answer.json["answers"][0]["result"] == "undone"
    assert dict(present(meeting))["张三"] == str(doubled.scans[1].id)
    assert len(doubles_of(meeting)) == 1


def test_the_same_scan_again_is_answered_the_same_and_with_another_body_refused(
    client: Browser, meeting: Meeting
) -> None:
    gate = make_gates(meeting)[1]
    codes = [make_code(make_confirmed(meeting, name)) for name in ("张三", "李四")]
    phone = join(client, meeting)
    scan = read(gate, codes[0], now())

    answers = [phone.send(scan, scan).json["answers"] for _ in range(3)]
    other = phone.send(scan | {"code": codes[1]}).json["answers"][0]

    assert [answer for answer in itertools.chain(*answers) if answer != answers[0][0]] == []
    assert (other["error"]["code"], other["error"]["keep"]) == ("scan-reused", False)
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_what_was_shown_when_no_answer_came_is_added_once(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    code = make_code(make_confirmed(meeting))
    phone, other = join(client, meeting), join(client, meeting, "二号门")
    first = read(gate, code, now() - seconds(60), shown="admitted")
    other.send(first)
    lost = read(gate, code, now())

    unseen = phone.send(lost).json["answers"][0]
    told = phone.send(lost | {"shown": "admitted"}).json["answers"][0]
    again = phone.send(lost | {"shown": "repeated"}).json["answers"][0]

    assert (unseen["result"], unseen["shown"]) == ("repeated", None)
    assert (told["result"], told["shown"]) == ("repeated", "admitted")
    assert again["shown"] == "admitted"
    assert present(meeting) == [("张三", first["id"])]
    assert [len(double.scans) for double in doubles_of(meeting)] == [2]


def test_an_undo_that_overtakes_its_scan_is_kept_by_the_device(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    phone = join(client, meeting)
    scan = read(gate, make_code(make_confirmed(meeting)), now() - seconds(9), shown="admitted")
    undo = {"id": str(uuid7()), "gate": gate.id, "undoes": scan["id"], "method": "camera", "at": now().isoformat(),
            "shown": "undone"}  # fmt: skip

    early = phone.send(undo).json["answers"][0]
    both = phone.send(scan, undo).json["answers"]

    assert early["error"]["keep"] is True
    assert [answer["result"] for answer in both] == ["admitted", "undone"]
    assert present(meeting) == []


def test_what_came_late_of_a_void_badge_a_closed_gate_or_a_revoked_device_is_kept_and_admits_nobody(
    client: Browser, meeting: Meeting
) -> None:
    arrival, door = make_gates(meeting)
    people = [make_confirmed(meeting, name) for name in ("张三", "李四", "王五", "赵六")]
    codes = [make_code(person) for person in people]
    phone, lost = join(client, meeting), join(client, meeting, "丢了的")
    at = now()
    with transaction():
        reissue_badge(people[0], reason="遗失", at=at - seconds(300), by=OPERATOR)
        close_gate(arrival, at=at - seconds(300), by=OPERATOR)
        revoke_device(db.session.scalars(sa.select(Device).where(Device.name == "丢了的")).one(), at=at, by=OPERATOR)
    before, after = at - seconds(600), at - seconds(60)

    kept = phone.send(
        read(door, codes[0], before, shown="admitted"), read(arrival, codes[0], before, shown="admitted"),
        read(door, codes[0], after, shown="admitted"), read(arrival, codes[1], after, shown="admitted"),
    )  # fmt: skip
    told = lost.send(read(door, codes[2], before, shown="admitted"))
    online = phone.send(read(arrival, codes[3], at))

    assert [(a["result"], a["refusal"]) for a in kept.json["answers"]] == [
        ("admitted", None), ("admitted", None), ("refused", "revoked"), ("refused", "gate-closed"),
    ]  # fmt: skip
    assert (told.status_code, told.json["answers"][0]["refusal"]) == (401, "device-revoked")
    assert online.json["answers"][0]["error"]["code"] == "gate-closed"
    assert [name for name, _ in present(meeting)] == ["张三", "张三"]
    assert sorted(scan.refusal.value for scan in let_in_wrongly(meeting.id) if scan.refusal) == [
        "device-revoked", "gate-closed", "revoked",
    ]  # fmt: skip
    assert lost.get("device").status_code == 401


def test_entries_open_by_their_badge_and_tell_what_changed(client: Browser, meeting: Meeting) -> None:
    make_gates(meeting)
    unit = "常州市档案馆"
    names = ("张建国", "阿卜杜拉·买买提", "𠮷田䶮", "龦\ue863", "长" * 60)
    people = [make_confirmed(meeting, name, unit_name=unit, post="副馆长") for name in names]
    codes = [make_code(person) for person in people]
    phone = join(client, meeting)

    whole = phone.get("entries").data
    said = [opened(whole, code) for code in codes]

    assert [each[1:5] for each in said if each] == [
        [f"1{'ABCDEFGHIJ'[list(Category).index(people[0].category)]}", name, unit, "副馆长"] for name in names
    ]
    assert len({each[0] for each in said if each}) == len(names)
    for name in (*names, unit):
        assert name.encode() not in whole
        assert name.encode("gb18030") not in whole

    revision = int.from_bytes(whole[4:8])
    assert len(phone.get(f"entries?since={revision}").data) == 8
    with transaction():
        reissue_badge(people[0], reason="遗失", at=now(), by=OPERATOR)
    new = make_code(people[0])
    changed = phone.get(f"entries?since={revision}").data
    assert opened(changed, codes[0]) == []
    assert (opened(changed, new) or [""])[0] == (said[0] or [""])[0]
    assert opened(changed, codes[1]) is None
    assert phone.send().json["revision"] == int.from_bytes(changed[4:8])


def test_a_device_is_told_what_others_did_since(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    codes = [make_code(make_confirmed(meeting, name)) for name in ("张三", "李四")]
    phone, other = join(client, meeting), join(client, meeting, "二号门")
    first = other.send(read(gate, codes[0], now())).json["answers"][0]

    everything = phone.send(since=None).json
    second = other.send(read(gate, codes[1], now())).json["answers"][0]
    undone = {"id": str(uuid7()), "gate": gate.id, "undoes": first["id"], "method": "camera", "at": now().isoformat()}
    other.send(undone)
    later = phone.send(since=everything["cursor"]).json

    assert [(each["handle"], each["undone"]) for each in everything["admissions"]] == [(first["handle"], False)]
    assert (second["handle"], False) in [(each["handle"], each["undone"]) for each in later["admissions"]]
    assert (first["id"], True) in [(each["scan"], each["undone"]) for each in later["admissions"]]


def test_a_device_hears_of_the_gates_that_it_asks_for(client: Browser, meeting: Meeting) -> None:
    gates = make_gates(meeting)[:2]
    code = make_code(make_confirmed(meeting, "张三"))
    phone, other = join(client, meeting), join(client, meeting, "二号门")
    for gate in gates:
        other.send(read(gate, code, now()))

    def heard(**asked: Any) -> list[int]:
        return [each["gate"] for each in phone.send(**asked).json["admissions"]]

    nothing = phone.send(since=None, gates=[]).json
    assert (nothing["admissions"], len(nothing["counts"])) == ([], len(make_gates(meeting)))
    assert heard(since=None, gates=[gates[1].id]) == [gates[1].id]
    assert heard(since="1970-01-02T00:00:00Z", gates=[gates[0].id, 2**40]) == [gates[0].id]
    assert sorted(heard(since=None, gates=None)) == sorted(gate.id for gate in gates)


def test_what_is_long_is_told_gzipped_to_whoever_takes_that(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    phone = join(client, meeting)
    phone.send(*[read(gate, make_code(make_confirmed(meeting)), now()) for _person in range(30)])
    body = {"scans": [], "since": None}
    key = {"Authorization": f"Bearer {phone.token}"}

    packed = client.post("/api/v1/scans", json=body, headers=key | {"Accept-Encoding": "gzip"})
    plain = client.post("/api/v1/scans", json=body, headers=key)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2
    assert json.loads(gzip.decompress(packed.data))["admissions"] == plain.json["admissions"]
    assert "Content-Encoding" not in client.post("/api/v1/scans", json={"scans": [], "since": None, "gates": []},
                                                 headers=key | {"Accept-Encoding": "gzip"}).headers  # fmt: skip


BAD_BODIES = [
    {"gates": 1, "scans": []}, {"gates": ["x"], "scans": []}, {"gates": {}, "scans": []}, {"gates": [-1], "scans": []},
    [], {"scans": None}, {"scans": [1]}, {"scans": [{}] * 501}, {"scans": [{}]}, {"since": "gestern", "scans": []},
    {"since": 1, "scans": []}, {"battery": 2, "scans": []}, {"battery": True, "scans": []},
    {"waiting": -1, "scans": []}, {"scans": [{"id": "1"}]}, {"scans": [{"id": "01931b66-7c00-4000-8000-000000000001"}]},
]  # fmt: skip
BAD_SCANS = [
    {"gate": True}, {"gate": 2**31}, {"gate": None}, {"code": 5}, {"code": None},
    {"undoes": "01931b66-7c00-7000-8000-000000000001"}, {"code": None, "undoes": "x"}, {"method": "eye"},
    {"at": "2026-11-26"}, {"at": "0001-01-01T00:00:00Z"}, {"at": 5}, {"at": "9999-12-31T23:59:59-23:59"},
    {"offset_ms": 10**13}, {"offset_ms": 0.5}, {"shown": "yes"}, {"refusal": []},
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_what_no_scanner_sends_is_refused_with_its_name(client: Browser, meeting: Meeting, body: object) -> None:
    phone = join(client, meeting)

    answer = client.post("/api/v1/scans", json=body, headers=phone.headers)

    assert (answer.status_code, answer.json["code"]) == (422, "body-invalid")


def test_a_scan_that_cant_be_read_keeps_no_other_back(client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    phone, good = join(client, meeting), read(gate, make_code(make_confirmed(meeting)), now())

    answers = phone.send(*(read(gate, "X", now()) | wrong for wrong in BAD_SCANS), good).json["answers"]

    assert [answer["error"]["code"] for answer in answers[:-1]] == ["body-invalid"] * len(BAD_SCANS)
    assert answers[-1]["result"] == "admitted"


@pytest.mark.parametrize("seed", range(12))
def test_any_order_and_any_repetition_end_in_the_same_attendance(client: Browser, meeting: Meeting, seed: int) -> None:
    """Scans and undos of three devices with wrong clocks, sent in two orders with some of them twice."""
    dice = random.Random(seed)
    gates = make_gates(meeting)
    people = [make_confirmed(meeting, f"甲{number}") for number in range(4)]
    codes = [make_code(person) for person in people]
    phones = [join(client, meeting, f"{number}号门") for number in range(3)]
    skews = [dice.randrange(-200_000_000, 200_000_000) for _ in phones]
    sent: list[tuple[int, dict[str, object]]] = []
    began = now() - timedelta(hours=3)
    for step in range(30):
        number = dice.randrange(3)
        at = began + seconds(step * 60 + dice.randrange(50)) - timedelta(milliseconds=skews[number])
        admitted = [scan for who, scan in sent if who == number and scan["shown"] == "admitted"]
        if admitted and dice.random() < 0.25:
            undone = dice.choice(admitted)
            scan = {"id": str(uuid7()), "gate": undone["gate"], "undoes": undone["id"], "method": "camera",
                    "at": at.isoformat(), "offset_ms": skews[number], "shown": "undone"}  # fmt: skip
        else:
            shown = dice.choice(["admitted", "admitted", "repeated", "refused"])
            scan = read(dice.choice(gates), dice.choice(codes), at, offset_ms=skews[number], shown=shown,
                        refusal="not-enrolled" if shown == "refused" else None)  # fmt: skip
        sent.append((number, scan))

    ends = []
    for _ in range(2):
        waiting = sent + dice.sample(sent, 8)
        dice.shuffle(waiting)
        for _ in range(40):
            waiting = [(number, scan) for number, scan in waiting if _is_kept(phones[number], scan)]
            if not waiting:
                break
        assert waiting == []
        ends.append((present(meeting), [[str(scan.id) for scan in double.scans] for double in doubles_of(meeting)]))
        with transaction():
            db.session.execute(sa.delete(Attendance))
            db.session.execute(sa.update(Scan).values(names_id=None))
            db.session.execute(sa.delete(Scan))

    assert ends[0] == ends[1]


def _is_kept(phone: Phone, scan: dict[str, object]) -> bool:
    answer = phone.send(scan).json["answers"][0]
    return bool(answer.get("error", {}).get("keep"))


def test_the_command_recomputes_attendance_from_the_scans(app: Flask, client: Browser, meeting: Meeting) -> None:
    gate = make_gates(meeting)[1]
    phone = join(client, meeting)
    phone.send(read(gate, make_code(make_confirmed(meeting)), now()))
    check = ["attendance", "check", "--meeting", meeting.slug]

    right = app.test_cli_runner().invoke(args=check)
    with transaction():
        db.session.execute(sa.delete(Attendance))
    wrong = app.test_cli_runner().invoke(args=check)

    assert (right.exit_code, right.stdout) == (0, "")
    assert (wrong.exit_code, wrong.stdout.count("\n")) == (1, 1)


def test_what_an_organiser_looked_at_is_reported_once(client: Browser, meeting: Meeting) -> None:
    door = make_gates(meeting)[1]
    code = make_code(make_confirmed(meeting))
    phones = [join(client, meeting, name) for name in ("一号门", "二号门", "三号门")]
    for number, phone in enumerate(phones[:2]):
        phone.send(read(door, code, now() + seconds(100 * number - 900), shown="admitted"))
    phones[0].send(read(door, code[:-9], now(), shown="admitted"))
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    url = f"/desk/{meeting.slug}/devices/doubles"

    def look(*scans: str) -> int:
        data = {"form_key": str(uuid7()), "scans": [*scans, "x"]}
        return client.post(f"{url}/reviewed", data=data).status_code

    (double,), (wrong,) = doubles_of(meeting), let_in_wrongly(meeting.id)
    ids = [str(scan.id) for scan in double.scans]
    statuses = [look(*ids), look(*ids, str(wrong.id))]
    after = (doubles_of(meeting), let_in_wrongly(meeting.id))
    phones[2].send(read(door, code, now(), shown="admitted"))

    assert statuses == [302, 302]
    assert after == ([], [])
    assert [len(each.scans) for each in doubles_of(meeting)] == [3]
    assert present(meeting)[0][1] == ids[0]


def test_device_is_changed_and_hears_of_it(client: Browser, meeting: Meeting) -> None:
    arrival, door = make_gates(meeting)
    phone = join(client, meeting, "一号门", (arrival,))
    device = db.session.scalars(sa.select(Device)).one()
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    url, before = f"/desk/{meeting.slug}/devices/{device.id}/settings", phone.send().json["revision"]

    empty = client.post(url, data={"form_key": str(uuid7()), "name": ""})
    saved = client.post(url, data={"form_key": str(uuid7()), "name": "二号门", "gates": door.id, "may_register": "y"})

    about = phone.get("device").json
    assert (empty.status_code, saved.status_code) == (422, 302)
    assert phone.send().json["revision"] > before
    assert (about["device"]["name"], about["device"]["may_register"], about["device"]["may_override"]) == (
        "二号门", True, False
    )  # fmt: skip
    assert [gate["id"] for gate in about["gates"]] == [door.id]
    assert 'value="二号门"' in client.get(url).text


def test_revoked_device_undoes_nothing_lets_nobody_in_and_registers_nobody(client: Browser, meeting: Meeting) -> None:
    door = make_gates(meeting)[1]
    delegate = make_confirmed(meeting)
    guest = make_confirmed(meeting, "李四")
    honest, thief = join(client, meeting, "一号门"), join(client, meeting, "二号门")
    with transaction():
        db.session.execute(sa.update(Device).values(may_register=True, may_override=True))
        set_rules(door, Passing.ONCE, [Rule(RuleKind.CATEGORY, category=Category.DELEGATE)], at=now(), by=OPERATOR)
        guest.category = Category.MEDIA
    spare = thief.client.post("/api/v1/spares", json={}, headers=thief.headers).json["spares"][0]["code"]
    first = honest.send(read(door, make_code(delegate), now())).json["answers"][0]
    refused = honest.send(read(door, make_code(guest), now())).json["answers"][0]
    with transaction():
        revoke_device(db.session.scalars(sa.select(Device).where(Device.name == "二号门")).one(), at=now(), by=OPERATOR)

    answers = thief.send(
        read(door, None, now(), undoes=first["id"], shown="undone"),
        read(door, None, now(), overrides=refused["id"], reason="朋友", shown="admitted"),
        read(door, spare, now(), walk_in={"name": "王五", "mobile": "13800001234"}, shown="admitted"),
    )

    assert answers.status_code == 401
    refusals = [answer["refusal"] for answer in answers.json["answers"]]
    assert refusals == ["device-revoked", "device-revoked", "unknown"]
    assert present(meeting) == [("张三", first["id"])]
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 2
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 5
