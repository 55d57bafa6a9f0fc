"""The devices' real code, in node, against the real server: networks that fail, clocks that are off, badges reissued.

What a volunteer saw is the oracle: who was shown as admitted and not undone is in, unless the badge was void by then.
"""

import base64
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.checkin.enums import GateKind, Passing, RuleKind
from meeting.checkin.models import Attendance, Device, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.operations.gates import Rule, add_gate, set_rules
from meeting.checkin.queries.admissions import doubles_of, wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from tests.browsers import Browser
from tests.checkin.devices import Phone, join
from tests.checkin.making import make_code, make_confirmed, make_gates
from tests.registration.making import make_meeting

SCRIPT = Path(__file__).parent / "client" / "simulate.mjs"
SEEDS = int(os.environ.get("MEETING_SIMULATED", "60"))
STEPS = int(os.environ.get("MEETING_SIMULATED_STEPS", "60"))
NETWORKS = ("ok", "ok", "ok", "down", "down", "lost", "slow", "twice", "broken")


class Venue:
    """Three devices in one process of node, and the server that answers them."""

    def __init__(self, phones: dict[str, Phone]) -> None:
        node = shutil.which("node") or shutil.which("nodejs")
        if node is None:
            raise RuntimeError("node is missing: `make test` installs it (Debian: nodejs)")
        self.phones = phones
        self.process = subprocess.Popen([node, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, **what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def do(self, device: str, what: str, skew: timedelta, network: str = "ok", **more: Any) -> Any:
        """One command to one device, with what it asks the server answered."""
        at = int((now() + skew).timestamp() * 1000)
        self.tell(device=device, do=what, now=at, network=network, **more)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            if "ask" not in said:
                assert "error" not in said, said
                return said["done"]
            self.tell(answer=said["ask"], **self._answer(self.phones[said["device"]], said))
        raise AssertionError("node has ended")

    def _answer(self, phone: Phone, said: dict[str, Any]) -> dict[str, Any]:
        if said["body"] is None:
            answer = phone.get(said["path"])
            return {"status": answer.status_code, "body": base64.b64encode(answer.data).decode()}
        answer = phone.client.post(f"/api/v1/{said['path']}", json=said["body"], headers=phone.headers)
        return {"status": answer.status_code, "body": answer.json}

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime.fromisoformat("2020-12-08T08:00:00+08:00"), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_lost_and_who_was_shown_as_admitted_is_in(
    app: Flask, client: Browser, clock: time_machine.Traveller, seed: int
) -> None:
    simulate(client, clock, seed)


def test_an_admission_that_is_not_settled_again_turns_it_red(
    app: Flask, client: Browser, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting.checkin.operations.scans.settle", lambda *_: None)

    with pytest.raises(AssertionError):
        simulate(client, clock, 0)


def simulate(client: Browser, clock: time_machine.Traveller, seed: int) -> None:
    """Some days of three devices, and the comparison at their end."""
    dice = random.Random(seed)
    meeting = make_meeting()
    people = [make_confirmed(meeting, f"甲{number}") for number in range(3)]
    people.append(make_confirmed(meeting, "甲记者", category=Category.MEDIA))
    ids = [person.id for person in people]
    passing = _gates(meeting)
    codes = [(person.id, make_code(person)) for person in people]
    void: dict[str, datetime] = {}
    names = ("一号门", "二号门", "三号门")
    skews = {name: timedelta(seconds=dice.choice([0, 0, 90, -7_200, 3 * 86_400, -40 * 86_400])) for name in names}
    phones = {name: join(client, meeting, name) for name in names}
    with transaction():
        db.session.execute(sa.update(Device).values(may_override=True))
    gates = phones[names[0]].get("device").json["gates"]
    venue = Venue(phones)
    seen: dict[str, dict[str, Any]] = {}
    try:
        for name in names:
            venue.do(name, "meet", skews[name])
        for _ in range(STEPS):
            clock.shift(timedelta(seconds=dice.randrange(5, 90) if dice.random() < 0.96 else 11 * 3600))
            name = dice.choice(names)
            mine = [each for each in seen.values() if each["device"] == name]
            what = dice.random()
            if what < 0.1:
                person = db.session.get_one(type(people[0]), dice.choice(ids))
                old = [code for whose, code in codes if whose == person.id and code not in void]
                with transaction():
                    reissue_badge(person, reason="遗失", at=now(), by=OPERATOR)
                void[old[0]] = now()
                codes.append((person.id, make_code(person)))
            elif what < 0.2:
                venue.do(name, "reload", skews[name], "down")
            elif what < 0.3:
                venue.do(name, "meet", skews[name], dice.choice(NETWORKS))
            else:
                scan_id, gate = str(uuid7()), dice.choice(gates)
                whose, code = dice.choice(codes)
                way = dice.choice(["in", "out"]) if gate["passing"] == "in-out" else "in"
                more: dict[str, Any] = {"code": code, "way": way}
                read = now()  # when the badge was before the camera
                passed = [each for each in mine if each["result"] in {"admitted", "left"}]
                stopped = [each for each in mine[-1:] if each["refusal"] == "wrong-category"]
                if passed and what < 0.42:
                    named = dice.choice(passed)
                    gate, whose, code, way, more = named["at_gate"], named["whose"], None, "in", {"undoes": named["id"]}
                elif stopped and what < 0.8:
                    named = stopped[0]
                    gate, whose, code, read = named["at_gate"], named["whose"], named["code"], named["read"]
                    way, more = named["way"], {"overrides": named["id"], "way": named["way"]}
                took = venue.do(name, "take", skews[name], dice.choice(NETWORKS), id=scan_id, gate=gate, **more)
                shown = took.get("answer") or took["own"]
                seen[scan_id] = {
                    "id": scan_id, "device": name, "at_gate": gate, "whose": whose, "code": code, "way": way,
                    "at": now(), "read": read, "result": shown.get("result"), "refusal": shown.get("refusal"),
                    "undoes": more.get("undoes"),
                }  # fmt: skip
        for _ in range(3):
            for name in names:
                venue.do(name, "meet", skews[name])
        assert [venue.do(name, "waiting", skews[name]) for name in names] == [0, 0, 0]
        known = [venue.do(name, "known", skews[name]) for name in names]
    finally:
        venue.close()

    db.session.rollback()
    stored = {str(scan_id) for scan_id in db.session.scalars(sa.select(Scan.id))}
    refused = {scan_id for scan_id, each in seen.items() if each["result"] is None}  # an undo of what was undone
    assert stored == seen.keys() - refused
    undone = {each["undoes"] for each in seen.values() if each["result"] == "undone"}
    through: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for scan_id, each in sorted(seen.items(), key=lambda pair: (pair[1]["at"], pair[0])):
        late = each["code"] in void and void[each["code"]] <= each["read"]
        if each["result"] in {"admitted", "left"} and scan_id not in undone and not late:
            through.setdefault((each["whose"], each["at_gate"]["id"]), []).append(each)
    should = {place: _stays(passages, passing[place[1]]) for place, passages in through.items()}
    assert wrongly_settled(meeting) == []
    stands: dict[tuple[int, int], list[tuple[str, str | None]]] = {}
    for row in db.session.scalars(sa.select(Attendance).order_by(Attendance.entry)):
        left = row.left_scan_id and str(row.left_scan_id)
        stands.setdefault((row.delegate_id, row.gate_id), []).append((str(row.scan_id), left))
    should_stand = {
        place: [(came[0]["id"], left and left["id"]) for came, left in those] for place, those in should.items()
    }
    assert stands == {place: those for place, those in should_stand.items() if those}
    doubles = sorted([str(scan.id) for scan in double.scans] for double in doubles_of(meeting))
    assert doubles == sorted(
        comings for found in should.values() for came, _ in found if len(comings := _comings(came)) > 1
    )
    for device in known:  # what each device goes by is what the server goes by
        goes_by = [(gate, _last(passages, passing[gate])) for gate, _, passages in device if passages]
        should_go_by = [(place[1], _last(passages, passing[place[1]])) for place, passages in through.items()]
        assert sorted(map(repr, filter(_is_told, goes_by))) == sorted(map(repr, filter(_is_told, should_go_by)))


def _gates(meeting: Meeting) -> dict[int, str]:
    """One of each passing; the one for in and out takes no media."""
    arrival, door = make_gates(meeting)
    with transaction():
        hall = add_gate(meeting, "会场", kind=GateKind.MEETING, at=now(), by=OPERATOR)
        set_rules(door, Passing.DAILY, [], at=now(), by=OPERATOR)
        rules = [Rule(RuleKind.CATEGORY, category=Category.DELEGATE)]
        set_rules(hall, Passing.IN_OUT, rules, at=now(), by=OPERATOR)
    return {arrival.id: "once", door.id: "daily", hall.id: "in-out"}


def _day(each: dict[str, Any]) -> Any:
    at = each["at"] if isinstance(each["at"], datetime) else datetime.fromisoformat(each["at"].replace("Z", "+00:00"))
    return (at + timedelta(hours=8)).date()


def _stays(passages: list[dict[str, Any]], passing: str) -> list[tuple[list[dict[str, Any]], dict[str, Any] | None]]:
    """(comings of which the first counts, going)."""
    found: list[tuple[list[dict[str, Any]], dict[str, Any] | None]] = []
    if passing == "in-out":
        inside: list[dict[str, Any]] = []
        for each in passages:
            if each["way"] == "in":
                inside.append(each)
            elif inside:
                found.append((inside, each))
                inside = []
        return found + ([(inside, None)] if inside else [])
    days: dict[Any, list[dict[str, Any]]] = {}
    for each in passages:
        days.setdefault(_day(each) if passing == "daily" else None, []).append(each)
    return [(comings, None) for comings in days.values()]


def _comings(came: list[dict[str, Any]]) -> list[str]:
    """Two within a minute on one device are one coming."""
    kept: list[dict[str, Any]] = []
    for each in came:
        again = kept and kept[-1]["device"] == each["device"] and each["at"] - kept[-1]["at"] <= timedelta(seconds=60)
        if not again:
            kept.append(each)
    return [each["id"] for each in kept]


def _last(passages: list[dict[str, Any]], passing: str) -> Any:
    """What a gate goes by the next time."""
    if passing == "once":
        return True
    if passing == "daily":
        return max(map(_day, passages))
    inside = False
    for each in passages:
        inside = each["way"] == "in"
    return inside


def _is_told(what: tuple[int, Any]) -> bool:
    """Who went out without having come in is nothing that devices are told of for ever."""
    return what[1] is not False
