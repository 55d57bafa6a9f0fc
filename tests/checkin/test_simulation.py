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
from meeting.checkin.models import Attendance, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.queries.admissions import doubles_of, wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction, uuid7
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
    """One afternoon of three devices, and the comparison at its end."""
    dice = random.Random(seed)
    meeting = make_meeting()
    gates = [{"id": gate.id, "sub_forum": None, "closed": False} for gate in make_gates(meeting)]
    people = [make_confirmed(meeting, f"甲{number}") for number in range(4)]
    ids = [person.id for person in people]
    codes = [(person.id, make_code(person)) for person in people]
    void: dict[str, datetime] = {}
    names = ("一号门", "二号门", "三号门")
    skews = {name: timedelta(seconds=dice.choice([0, 0, 90, -7_200, 3 * 86_400, -40 * 86_400])) for name in names}
    venue = Venue({name: join(client, meeting, name) for name in names})
    seen: dict[str, dict[str, Any]] = {}
    try:
        for name in names:
            venue.do(name, "meet", skews[name])
        for _ in range(STEPS):
            clock.shift(timedelta(seconds=dice.randrange(5, 90)))
            name = dice.choice(names)
            mine = [each for each in seen.values() if each["device"] == name and each["result"] == "admitted"]
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
                undone = dice.choice(mine) if mine and what < 0.42 else None
                whose, code = dice.choice(codes)
                gate = undone["at_gate"] if undone else gate
                more = {"undoes": undone["id"]} if undone else {"code": code}
                took = venue.do(name, "take", skews[name], dice.choice(NETWORKS), id=scan_id, gate=gate, **more)
                shown = took.get("answer") or took["own"]
                seen[scan_id] = {"id": scan_id, "device": name, "at_gate": gate, "whose": whose, "code": code,
                                 "result": shown.get("result"), "at": now(), "undoes": more.get("undoes")}  # fmt: skip
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
    let_in: dict[tuple[int, int], list[str]] = {}
    for scan_id, each in sorted(seen.items(), key=lambda pair: (pair[1]["at"], pair[0])):
        late = each["code"] in void and void[each["code"]] <= each["at"]
        if each["result"] == "admitted" and scan_id not in undone and not late:
            let_in.setdefault((each["whose"], each["at_gate"]["id"]), []).append(scan_id)
    assert wrongly_settled(meeting.id) == []
    attendance = db.session.scalars(sa.select(Attendance))
    assert {(row.delegate_id, row.gate_id): str(row.scan_id) for row in attendance} == {
        place: scans[0] for place, scans in let_in.items()
    }
    doubles = {(double.delegate.id, double.gate.id): [str(scan.id) for scan in double.scans]
               for double in doubles_of(meeting.id)}  # fmt: skip
    assert {place: scans for place, scans in let_in.items() if len(scans) > 1 and place in doubles} == doubles
    assert [len(each) for each in known] == [len(let_in)] * 3
