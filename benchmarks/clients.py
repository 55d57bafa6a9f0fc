"""Devices at the gates: real HTTP, a connection kept alive for each, in a process that shares no lock with the server.

On standard input a ``Load`` as JSON, on standard output what became of it: seconds from the first scan to the last
answer, milliseconds of each scan, and the answers that were wrong.
"""

import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier, Lock, Thread
from typing import Any
from urllib.parse import urlencode

from meeting.db import uuid7

LONGEST = 30
"""Seconds to wait for one answer."""


@dataclass(frozen=True)
class Reading:
    """A badge held before a device, and what is to be seen then."""

    gate: int
    code: str
    result: str
    name: str


@dataclass(frozen=True)
class Load:
    """Who scans what. Each client takes every ``clients``-th reading, one after the other."""

    port: int
    slug: str
    username: str
    password: str
    clients: int
    readings: list[Reading]
    keys: list[str] = field(default_factory=list)
    """Of joined devices, one for each client: they use the device API. None: browsers, where somebody signed in."""
    bare: bool = False
    """Against the bare route of the baselines: nobody signs in, and it is told what to answer."""


class Device:
    """A browser at a gate."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        self.cookies: SimpleCookie = SimpleCookie()
        self.token = ""
        self.since = ""

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Status and text. Redirects are left alone."""
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items())
        self.connection.request(method, path, body.encode() if body is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        return answer.status, text

    def sign_in(self, load: Load) -> None:
        """As a person would: the form with its token, then the page at the gate."""
        _status, page = self.ask("GET", "/sign-in")
        form = urlencode({"username": load.username, "password": load.password, "csrf_token": _token(page)})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _page = self.ask("POST", "/sign-in", form, **kind)
        if status != 302:
            raise RuntimeError(f"signing in: {status}")
        status, page = self.ask("GET", f"/check-in/{load.slug}/{load.readings[0].gate}")
        if status != 200:
            raise RuntimeError(f"the page at the gate: {status}")
        self.token = _token(page)

    def scan(self, path: str, reading: Reading, key: str = "") -> tuple[float, str]:
        """Milliseconds, and what was wrong with the answer (empty: nothing)."""
        scan_id = str(uuid7())
        told: dict[str, Any] = {"id": scan_id, "code": reading.code, "method": "scanner"}
        if path.startswith("/scan/"):
            told |= {"result": reading.result, "name": reading.name}
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}
        if key:
            told |= {"gate": reading.gate, "at": datetime.now(UTC).isoformat(), "offset_ms": 0}
            told = {"scans": [told], "since": self.since or datetime.now(UTC).isoformat()}
            headers["Authorization"] = f"Bearer {key}"
        body = json.dumps(told)
        began = time.perf_counter()
        status, text = self.ask("POST", path.format(gate=reading.gate), body, **headers)
        took = (time.perf_counter() - began) * 1000
        if status != 200:
            return took, f"{status} {text[:200]}"
        answer: dict[str, Any] = json.loads(text)
        if key:
            self.since = answer["cursor"]
            answer = answer["answers"][0]
        found = (answer["id"], answer["result"], answer["name"])
        wanted = (scan_id, reading.result, reading.name)
        return took, "" if found == wanted else f"{found}, not {wanted}"


def run(load: Load) -> dict[str, Any]:
    """All sign in first, then all begin at once."""
    took: list[float] = []
    wrong: list[str] = []
    ends: list[float] = []
    adding, ready = Lock(), Barrier(load.clients + 1)

    def client(place: int) -> None:
        try:
            device = Device(load.port)
            if not load.bare and not load.keys:
                device.sign_in(load)
                device.connection.close()  # where signing in takes long, the server would: it opens again by itself
        except Exception as error:
            wrong.append(repr(error))
            ready.abort()
            return
        ready.wait()
        key = load.keys[place] if load.keys and not load.bare else ""
        path = "/scan/{gate}" if load.bare else "/api/v1/scans" if key else f"/check-in/{load.slug}/{{gate}}/scans"
        seen: list[tuple[float, str]] = []
        try:
            seen += (device.scan(path, reading, key) for reading in load.readings[place :: load.clients])
        except Exception as error:
            seen.append((0, f"after {len(seen)} scans: {error!r}"))
        with adding:
            ends.append(time.perf_counter())
            took.extend(milliseconds for milliseconds, _ in seen)
            wrong.extend(fault for _, fault in seen if fault)

    threads = [Thread(target=client, args=(place,)) for place in range(load.clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if len(took) != len(load.readings):
        wrong.append(f"{len(took)} answers to {len(load.readings)} scans")
    return {"seconds": max(ends, default=began) - began, "milliseconds": took, "wrong": wrong[:5], "faults": len(wrong)}


def as_json(load: Load) -> str:
    return json.dumps(asdict(load))


def _token(page: str) -> str:
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    if not found:
        raise RuntimeError("a page without its token")
    return found[1]


def main() -> None:
    asked = json.load(sys.stdin)
    readings = [Reading(**reading) for reading in asked.pop("readings")]
    json.dump(run(Load(**asked, readings=readings)), sys.stdout)


if __name__ == "__main__":
    main()
