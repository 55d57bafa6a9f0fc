"""A phone at a gate: its first start over a slow network and later ones, what it fetches and hands in, and how soon
it answers without network.

In Debian's Chromium, through a relay that lets so many bits a second pass, whatever asks for them.
"""

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

from benchmarks.figures import Figure, WrongAnswer, figure
from benchmarks.instances import Instance
from benchmarks.scans import Told, prepare
from benchmarks.server import free_port, served
from meeting.db import uuid7

BITS = 1_600_000
"""A second: a busy venue's network, as the browsers' own "slow 3G" has it four times over."""
QUEUED = 1_000
"""Scans that were made without network."""
AT_ONCE = 500
"""Of them in one request: as many as the API takes."""
BADGES = 50
"""Held before the phone without network."""
KILOBYTE = 1_000
READY = "[data-badges='{badges}'] [data-state=online]"
CAUGHT_UP = "[data-unheard='0']"
"""The phone knows who went through so far at each gate."""


def phones(instance: Instance, delegates: int, runs: int) -> list[Figure]:
    """Of an instance whose delegates are imported; leaves gates, devices and scans in it. Nothing without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return []
    instance = replace(instance, port=free_port())
    told = prepare(instance, gates=max(3, runs), badges=delegates, devices=1, invitations=runs)
    with served(instance) as server:
        fetched = len(_ask(server.port, told.keys[0], "GET", "/api/v1/entries"))
        figures = [figure(f"phone-{delegates}-entries", "kB for 1,000", [fetched / KILOBYTE / delegates * 1000])]
        with slow(server.port) as port:
            figures += _in_a_browser(chromium, port, told, delegates, runs)
        if len(told.badges) * 3 >= QUEUED:
            figures.append(figure(f"phone-{delegates}-hands-in-{QUEUED}", "s", [_hand_in(server.port, told)]))
    return figures


def _in_a_browser(chromium: str, port: int, told: Told, delegates: int, runs: int) -> list[Figure]:
    from playwright.sync_api import sync_playwright

    first, later, offline = [], [], []
    ready = READY.format(badges=delegates)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for run in range(runs):
            with browser.new_context(viewport={"width": 360, "height": 740}) as context:
                page = context.new_page()
                began = time.perf_counter()
                page.goto(f"http://127.0.0.1:{port}/check-in/app#{told.invitations[run]}", wait_until="commit")
                page.locator("[data-gates] button").nth(-1 - run).click()
                page.wait_for_selector(ready, state="attached")
                first.append(time.perf_counter() - began)
                page.evaluate("navigator.serviceWorker.ready")
                page.wait_for_timeout(5_000)  # the worker fetches what it keeps
                page.wait_for_selector(CAUGHT_UP, state="attached", timeout=120_000)
                began = time.perf_counter()
                page.reload(wait_until="commit")
                page.wait_for_selector(ready, state="attached")
                later.append(time.perf_counter() - began)
                context.set_offline(True)
                page.wait_for_selector("[data-state=offline]")
                for code, name in told.badges[:BADGES]:
                    took, result, seen = page.evaluate(_SCAN, code)
                    if (result, seen) != ("admitted", name):
                        raise WrongAnswer(f"without network: {result} {seen}, not admitted {name}")
                    offline.append(took)
        browser.close()
    return [
        figure(f"phone-{delegates}-first-start", "s", first),
        figure(f"phone-{delegates}-later-start", "s", later),
        figure(f"phone-{delegates}-offline-answer", "ms", offline),
    ]


_SCAN = """async (code) => {
  const place = document.querySelector("[data-place]");
  const began = performance.now();
  const shown = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      const verdict = place.querySelector("[data-verdict]:not([data-verdict=waiting])");
      if (!verdict) return;
      observer.disconnect();
      const name = verdict.querySelector(".verdict__name");
      resolve([performance.now() - began, verdict.dataset.verdict, name && name.textContent]);
    }).observe(place, { childList: true, subtree: true });
  });
  document.dispatchEvent(new CustomEvent("scan", { detail: { text: code, method: "scanner" } }));
  return shown;
}"""


def _hand_in(port: int, told: Told) -> float:
    """Seconds until all are answered; what was shown for each stands."""
    at = datetime.now(UTC) - timedelta(minutes=30)
    rows = [
        {
            "id": str(uuid7()), "gate": gate, "code": code, "method": "camera", "offset_ms": 0, "shown": "admitted",
            "at": (at + timedelta(seconds=number)).isoformat(),
        }
        for number, (gate, (code, _name)) in enumerate((gate, badge) for gate in told.gates for badge in told.badges)
    ][:QUEUED]  # fmt: skip
    answers: list[dict[str, Any]] = []
    began = time.perf_counter()
    for first in range(0, QUEUED, AT_ONCE):
        body = json.dumps({"scans": rows[first : first + AT_ONCE], "since": at.isoformat()})
        answers += json.loads(_ask(port, told.keys[0], "POST", "/api/v1/scans", body))["answers"]
    seconds = time.perf_counter() - began
    if [(answer["id"], answer["shown"]) for answer in answers] != [(row["id"], "admitted") for row in rows]:
        raise WrongAnswer("queued scans: other answers than scans")
    return seconds


def _ask(port: int, key: str, method: str, path: str, body: str | None = None) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Content-Type": "application/json"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status != 200:
        raise WrongAnswer(f"{method} {path}: {answer.status} {data[:200]!r}")
    return data


@contextmanager
def slow(behind: int, bits: int = BITS) -> Iterator[int]:
    """The port of a relay to ``behind``: all connections together get so many bits a second, each way."""
    ways = [_Way(bits), _Way(bits)]
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    near, _ = listening.accept()
                    far = socket.create_connection(("127.0.0.1", behind))
                    for source, target, way in ((near, far, ways[0]), (far, near, ways[1])):
                        threading.Thread(target=way.carry, args=(source, target), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


class _Way:
    """One direction: bytes leave no sooner than those before them have passed."""

    def __init__(self, bits: int) -> None:
        self.seconds_a_byte = 8 / bits
        self.free = time.monotonic()
        self.lock = threading.Lock()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                with self.lock:
                    self.free = max(self.free, time.monotonic()) + len(data) * self.seconds_a_byte
                    wait = self.free - time.monotonic()
                time.sleep(max(wait, 0))
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
