"""Scans over HTTP: how long one takes, how many fit in a second, and what the worker weighs after them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.clients import Load, Reading, as_json
from benchmarks.commands import SLUG, expect
from benchmarks.figures import Figure, WrongAnswer, figure, percentile
from benchmarks.instances import LONGEST, Instance
from benchmarks.server import first_page, free_port, served

REPEAT_EVERY = 20
"""Every so many badges one is held before the device a second time, and once what is no badge of ours."""


DEVICES = 32
"""Joined devices: they scan by the device API, besides the browsers in which somebody signed in."""


@dataclass(frozen=True)
class Crowd:
    """How much is scanned."""

    badges: int = 396
    runs: int = 5
    """With one client: each run scans every badge once, at a gate of its own."""
    several: tuple[int, ...] = (8, 32, 128)
    several_runs: int = 3
    several_gates: int = 4
    """With several clients: each run scans every badge once at each of so many gates."""

    @property
    def gates(self) -> int:
        return self.runs + (len(self.several) + 3) * self.several_runs * self.several_gates


def scans(
    instance: Instance, delegates: int, crowd: Crowd, *, prefix: str = "", awards: Path | None = None
) -> list[Figure]:
    """Of an instance whose delegates are imported; leaves gates, badges and scans in it, and with ``awards`` numbered
    certificates, which are drawn over and over while some of it is measured.
    """
    if awards is not None:
        instance.run("awards", "import", "--meeting", SLUG, awards)
        instance.run("certificates", "issue", "--meeting", SLUG)
    instance = replace(instance, port=free_port())
    password = instance.run("accounts", "add", "gate", "--role", "check-in", "--meeting", SLUG, "--name", "签到员").out
    told = prepare(instance, gates=crowd.gates, badges=min(crowd.badges, delegates), devices=DEVICES)
    gates, codes = iter(told.gates), told.badges
    figures = []
    with served(instance) as server:
        alone = Load(server.port, SLUG, "gate", password.strip(), 1, [])
        runs = [_run(instance, replace(alone, readings=_queue(next(gates), codes))) for _ in range(crowd.runs)]
        every = [took for _seconds, run in runs for took in run]
        figures.append(figure(f"{prefix}scan-{delegates}", "ms", every))
        figures.append(figure(f"{prefix}scan-{delegates}-p99", "ms", [percentile(run, 0.99) for _, run in runs]))
        for clients in crowd.several:
            together = replace(alone, clients=clients)
            readings, rates, slowest = _several(instance, together, gates, codes, crowd)
            figures.append(figure(f"{prefix}scan-{delegates}-rate-{clients}", "1/s", rates))
            figures.append(figure(f"{prefix}scan-{delegates}-p99-{clients}", "ms", slowest))
            bare = [_bare(instance, replace(together, readings=readings, bare=True)) for _ in range(crowd.several_runs)]
            shares = [ours / theirs for ours, theirs in zip(rates, bare, strict=True)]
            figures.append(figure(f"{prefix}scan-{delegates}-of-bare-{clients}", "of a bare route's", shares))
        if DEVICES in crowd.several:
            devices = replace(alone, clients=DEVICES, keys=told.keys)
            _readings, rates, _slowest = _several(instance, devices, gates, codes, crowd)
            figures.append(figure(f"{prefix}device-scan-{delegates}-rate-{DEVICES}", "1/s", rates))
        for clients in (32, 128) if awards is not None and 128 in crowd.several else ():
            with _printing(instance):
                _readings, rates, slowest = _several(instance, replace(alone, clients=clients), gates, codes, crowd)
            figures.append(figure(f"{prefix}scan-{delegates}-printing-rate-{clients}", "1/s", rates))
            figures.append(figure(f"{prefix}scan-{delegates}-printing-p99-{clients}", "ms", slowest))
        figures.append(figure(f"{prefix}worker-memory-{delegates}", "MB", [server.memory()]))
    return figures


@dataclass(frozen=True)
class Told:
    """What there is to scan with."""

    gates: list[int]
    badges: list[tuple[str, str]]
    """Codes and names."""
    keys: list[str]
    """Of joined devices."""
    invitations: list[str]


def prepare(instance: Instance, *, gates: int, badges: int, devices: int, invitations: int = 0) -> Told:
    """So many of each, in an instance whose delegates are imported."""
    told = _helper(instance, "gates", SLUG, *map(str, (gates, badges, devices, invitations)))
    codes = [(code, name) for code, name in told["badges"]]
    expect(len(codes), badges, "badges to scan")
    return Told(told["gates"], codes, told["keys"], told["invitations"])


def _several(
    instance: Instance, load: Load, gates: Iterator[int], codes: list[tuple[str, str]], crowd: Crowd
) -> tuple[list[Reading], list[float], list[float]]:
    """What was scanned in the last run; scans a second and the p99 of each run, at gates of its own."""
    readings: list[Reading] = []
    rates, slowest = [], []
    for _ in range(crowd.several_runs):
        at = list(islice(gates, crowd.several_gates))
        readings = [Reading(gate, code, "admitted", name) for gate in at for code, name in codes]
        seconds, run = _run(instance, replace(load, readings=readings))
        rates.append(len(run) / seconds)
        slowest.append(percentile(run, 0.99))
    return readings, rates, slowest


@contextmanager
def _printing(instance: Instance) -> Iterator[None]:
    """A process that prints all certificates, again and again, until the end of the block."""
    ended, faults = threading.Event(), list[BaseException]()

    def print_on() -> None:
        while not ended.is_set():
            try:
                instance.run("certificates", "print", "--meeting", SLUG, "-o", instance.folder / "printed.pdf")
            except WrongAnswer as error:
                faults.append(error)
                return

    printing = threading.Thread(target=print_on)
    printing.start()
    try:
        yield
    finally:
        ended.set()
        printing.join()
    if faults:
        raise faults[0]


def first_answer(instance: Instance, runs: int) -> list[Figure]:
    """From the start of ``meeting serve`` to the first page."""
    seconds = []
    for _ in range(runs):
        with served(replace(instance, port=free_port())) as server:
            seconds.append(server.seconds)
    return [figure("first-answer", "s", seconds)]


def _queue(gate: int, codes: list[tuple[str, str]]) -> list[Reading]:
    def all_() -> Iterator[Reading]:
        for place, (code, name) in enumerate(codes, 1):
            yield Reading(gate, code, "admitted", name)
            if place % REPEAT_EVERY == 0:
                yield Reading(gate, code, "repeated", name)
        code, _name = codes[0]
        yield Reading(gate, code[:-8] + code[-9:-1], "refused", "")

    return list(all_())


def _run(instance: Instance, load: Load) -> tuple[float, list[float]]:
    """Seconds of all, milliseconds of each. Raises ``WrongAnswer``."""
    told = _helper(instance, "clients", said=as_json(load))
    if told["faults"]:
        raise WrongAnswer(f"{told['faults']} wrong answers of {len(load.readings)}: {told['wrong']}")
    return told["seconds"], told["milliseconds"]


def _bare(instance: Instance, load: Load) -> float:
    """Scans a second of the bare route, with the same clients, in a file of its own on the same disk."""
    port, file = free_port(), instance.folder / "bare.sqlite3"
    for left in instance.folder.glob("bare.sqlite3*"):
        left.unlink()
    command = [sys.executable, "-m", "benchmarks.baselines.bare_route", str(port)]
    with subprocess.Popen(command, env=instance.environment | {"BARE_ROUTE_FILE": str(file)}) as process:
        try:
            first_page(process, port)
            seconds, run = _run(instance, replace(load, port=port))
        finally:
            process.terminate()
            process.wait(20)
    return len(run) / seconds


def _helper(instance: Instance, module: str, *arguments: str, said: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments], env=instance.environment, input=said,
        capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    if done.returncode:
        raise WrongAnswer(f"benchmarks.{module}: {done.stderr[-2_000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
