"""What a venue does to a server: it is killed, its database restarts, and the network cuts, halves, delays and repeats.

Devices send each scan until it is acknowledged, as ``static/js/gate`` does. Nothing acknowledged may be lost, nothing
is there twice, and what was answered stays the answer. ``make faults`` runs the large numbers.
"""

import json
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.checkin.models import Attendance, Scan
from meeting.checkin.operations.devices import invite_device, join
from meeting.checkin.operations.scans import read_code
from meeting.checkin.queries.admissions import wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from meeting.signing import base32, from_base32
from tests.checkin.making import make_code, make_confirmed, make_gates
from tests.databases import Databases, PostgreSQL, dispose, make_app
from tests.registration.making import make_meeting
from tests.serving import Installation

KILLS = int(os.environ.get("MEETING_KILLS", "3"))
RESTARTS = int(os.environ.get("MEETING_RESTARTS", "3"))
CUT = int(os.environ.get("MEETING_CUT", "200"))
"""Scans sent through a network that fails half of the time."""
FORGED = int(os.environ.get("MEETING_FORGED", "20000"))
DEVICES = 6
PATIENCE = 120
"""Seconds in which a scan is acknowledged, whatever happens."""


@dataclass
class Venue:
    """A meeting with its gates and badges, and devices that send all the time."""

    installation: Installation
    app: Flask
    gates: list[int]
    codes: list[str]
    keys: list[str]
    port: int = 0
    acknowledged: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    sent: set[UUID] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def scanning(self, each: int | None = None) -> Iterator[None]:
        """Devices send until the end of the block; ``each``: so many scans each, which are waited for."""
        threads = [threading.Thread(target=self._device, args=(n, key, each)) for n, key in enumerate(self.keys)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            if each is None:
                self.over.set()
            for thread in threads:
                thread.join(PATIENCE)
        assert self.faults == []

    def wait_for(self, more: int) -> None:
        """Until so many more are acknowledged."""
        wanted, until = len(self.acknowledged) + more, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, f"{len(self.acknowledged)} acknowledged, {self.statuses}"
            time.sleep(0.01)

    def _device(self, number: int, key: str, each: int | None) -> None:
        chance, done = random.Random(number), 0
        while not self.over.is_set() and (each is None or done < each):
            scan_id = uuid7()
            scan = {
                "id": str(scan_id), "gate": chance.choice(self.gates), "code": chance.choice(self.codes),
                "method": "camera", "at": datetime.now(UTC).isoformat(), "offset_ms": 0,
            }  # fmt: skip
            self.sent.add(scan_id)
            answer = self._until_acknowledged(key, {"scans": [scan]})
            if answer is not None:
                self.acknowledged[scan_id] = answer
            done += 1

    def _until_acknowledged(self, key: str, body: dict[str, Any]) -> dict[str, Any] | None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, answer = self.ask(key, body)
            self.statuses[status] += 1
            if status == 200:
                return answer["answers"][0]
            if self.over.is_set():
                return None
            time.sleep(0.02)
        self.faults.append(f"not acknowledged: {body}")
        return None

    def ask(self, key: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and answer; status 0: nothing came, or half of it."""
        connection = HTTPConnection("127.0.0.1", self.port or self.installation.port, timeout=10)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        try:
            connection.request("POST", "/api/v1/scans", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()

    def check(self) -> None:
        """Nothing lost, nothing twice, nothing answered otherwise than it is kept."""
        with self.app.app_context():
            kept = {scan.id: scan.result.value for scan in db.session.scalars(sa.select(Scan))}
            admitted = Counter(
                (row.delegate_id, row.gate_id) for row in db.session.scalars(sa.select(Attendance))
            )
            wrong = wrongly_settled(db.session.scalars(sa.select(Meeting)).one())
            db.session.remove()
        lost = [scan_id for scan_id, answer in self.acknowledged.items() if kept.get(scan_id) != answer["result"]]
        shown = Counter(
            (answer["handle"], answer["gate_id"])
            for answer in self.acknowledged.values()
            if answer["result"] == "admitted"
        )
        assert (lost, kept.keys() - self.sent, wrong) == ([], set(), [])
        assert set(admitted.values()) | set(shown.values()) == {1}
        assert len(self.acknowledged) > 0


@contextmanager
def venue(folder: Path, database: str) -> Iterator[Venue]:
    """Twenty delegates, two gates, the devices joined."""
    installation = Installation(folder, database=database)
    installation.run("init")
    app = make_app(folder, database)
    with app.app_context():
        meeting = make_meeting()
        gates = [gate.id for gate in make_gates(meeting)]
        codes = [make_code(make_confirmed(meeting, f"代表{number}")) for number in range(20)]
        with transaction():
            invited = [invite_device(meeting, f"{n}号门", [], at=now(), by=OPERATOR)[1] for n in range(DEVICES)]
            keys = [join(invitation, at=now())[1] for invitation in invited]
        db.session.remove()
    try:
        yield Venue(installation, app, gates, codes, keys)
    finally:
        dispose(app)


def test_no_acknowledged_scan_is_lost_when_the_server_is_killed(databases: Databases, tmp_path: Path) -> None:
    chance = random.Random(0)
    with venue(tmp_path, databases.empty(tmp_path)) as found:
        with found.scanning():
            for _ in range(KILLS):
                with found.installation.killed_at_last():
                    found.wait_for(chance.randrange(5, 60))
                    time.sleep(chance.uniform(0, 0.2))
            with found.installation.serving():
                found.wait_for(DEVICES)  # each device has had its last scan taken
                found.over.set()

        found.check()
        assert found.statuses[0] >= KILLS  # it was killed while devices asked


def test_no_acknowledged_scan_is_lost_when_the_database_restarts(tmp_path: Path) -> None:
    chance, server = random.Random(1), PostgreSQL(durable=True)
    try:
        with venue(tmp_path, server.empty(tmp_path)) as found, found.installation.serving():
            with found.scanning():
                for _ in range(RESTARTS):
                    found.wait_for(chance.randrange(5, 60))
                    server.restart()
                found.wait_for(DEVICES)
                found.over.set()

            found.check()
            assert found.statuses.keys() <= {0, 200, 503}
            assert found.statuses[503] > 0  # it restarted while devices asked
    finally:
        server.stop()


def test_a_network_that_cuts_halves_delays_and_repeats_loses_and_doubles_nothing(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    with venue(tmp_path, sqlite_databases.empty(tmp_path)) as found, found.installation.serving():
        with failing_network(found.installation.port) as network:
            found.port = network.port
            with found.scanning(each=CUT // DEVICES):
                pass

        found.check()
        assert found.acknowledged.keys() == found.sent
        assert min(network.done[fault] for fault in Network.FAULTS) > 0, network.done


def test_no_forged_code_is_read(sqlite_databases: Databases, tmp_path: Path) -> None:
    chance = random.Random(3)
    with sqlite_databases.app(tmp_path / "other") as other, other.app_context():
        strangers = [make_code(make_confirmed(make_meeting(), f"外人{number}")) for number in range(1)]
        db.session.remove()
    with sqlite_databases.app(tmp_path / "own") as app, app.app_context():
        meeting = make_meeting()
        codes = [make_code(make_confirmed(meeting, f"代表{number}")) for number in range(5)]
        genuine = {code.rpartition("/")[2] for code in codes}
        assert {type(read_code(code)) for code in codes} == {bytes}
        read = [code for code in _forged(codes, strangers, chance) if isinstance(read_code(code), bytes)]
        read = [code for code in read if code.rpartition("/")[2] not in genuine]  # a change that changes nothing
        db.session.remove()

    assert read == []


def _forged(codes: list[str], strangers: list[str], chance: random.Random) -> Iterator[str]:
    """So many: letters changed, two codes cut together, one key's signature under another's number, bits turned."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for number in range(FORGED):
        start, _, text = chance.choice(codes).rpartition("/")
        kind = number % 5
        if kind == 0:  # one to three letters
            for _ in range(chance.randrange(1, 4)):
                at = chance.randrange(len(text))
                text = text[:at] + chance.choice(letters) + text[at + 1 :]
        elif kind == 1:  # the beginning of one and the end of another
            other = chance.choice(codes + strangers).rpartition("/")[2]
            at = chance.randrange(1, len(text))
            text = text[:at] + other[at:]
        elif kind == 2:  # one bit
            raw = bytearray(from_base32(text) or b"")
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            text = base32(bytes(raw))
        elif kind == 3:  # another token, another key's number, the old signature
            raw = bytearray(from_base32(text) or b"")
            raw[:12] = bytes([chance.randrange(256)]) + chance.randbytes(11)
            text = base32(bytes(raw))
        else:  # all by lot, or of another installation
            text = base32(chance.randbytes(76)) if chance.random() < 0.9 else strangers[0].rpartition("/")[2]
        yield f"{start}/{text}"


class Network:
    """A TCP proxy for one request a connection, of which every second meets a fault."""

    FAULTS = ("refused", "half-asked", "unheard", "half-heard", "late", "twice")

    def __init__(self, port: int) -> None:
        self.server = port
        self.done: Counter[str] = Counter()
        self.chance = random.Random(2)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]

    def serve(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                client, _ = self.listening.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        fault = self.chance.choice(self.FAULTS) if self.chance.random() < 0.5 else ""
        self.done[fault] += 1
        with client, suppress(OSError):
            if fault == "refused":
                return
            asked = _message(client)
            if fault == "late":
                time.sleep(self.chance.uniform(0.1, 0.5))
            if fault == "twice":
                self._forward(asked)
            heard = self._forward(asked[: len(asked) // 2] if fault == "half-asked" else asked, fault != "half-asked")
            if fault in {"unheard", "half-asked"}:
                return
            client.sendall(heard[: len(heard) // 2] if fault == "half-heard" else heard)

    def _forward(self, asked: bytes, whole: bool = True) -> bytes:
        with socket.create_connection(("127.0.0.1", self.server), timeout=10) as server:
            server.sendall(asked)
            return _message(server) if whole else b""


@contextmanager
def failing_network(port: int) -> Iterator[Network]:
    network = Network(port)
    thread = threading.Thread(target=network.serve)
    thread.start()
    try:
        yield network
    finally:
        network.listening.shutdown(socket.SHUT_RDWR)
        network.listening.close()
        thread.join()


def _message(connection: socket.socket) -> bytes:
    """One request or answer: head and as much of a body as it announces."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
    length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body
