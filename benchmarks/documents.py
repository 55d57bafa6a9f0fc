"""The drawing engine by itself, against other ways of drawing the same certificates, in turn and in the same run.

Each drawing is a process of its own, in CPU seconds: on a machine that does other things as well, clocks say little.
Ratios are of drawings that followed one another.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.baselines.__main__ import WAYS
from benchmarks.baselines.sheets import sheets
from benchmarks.figures import MEGABYTE, Figure, WrongAnswer, figure
from benchmarks.papers import Paper, size_beyond_shared

OURS, FASTEST, *_ = WAYS
BADGES_ON_A_PAGE = 4
LONGEST = 900
"""Seconds after which a drawing is taken to hang."""


@dataclass(frozen=True)
class Batches:
    """How many certificates, and how often: ``few`` by every way, ``many`` by ours and the fastest."""

    few: int = 400
    many: tuple[int, ...] = (1_000, 10_000, 100_000)
    runs: int = 5
    runs_of_most: int = 2


@dataclass
class Drawings:
    """What the drawings of so many certificates by one way took, in the order of the runs."""

    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)  # of the file, for each page
    page_size: list[float] = field(default_factory=list)  # the same without what pages share


def documents(batches: Batches, say: Callable[[str], None]) -> Iterator[Figure]:
    """All figures, as they are measured. ``say`` is told what can't be. Raises ``WrongAnswer``."""
    if shutil.which("pdftotext") is None:
        say("poppler is not installed: documents are not measured, as nothing could read them back")
        return
    with TemporaryDirectory(prefix="meeting-bench-") as folder:
        few = _in_turn(WAYS, batches.few, batches.runs, Path(folder), say)
        yield from _compared(few, batches.few)
        of_many: dict[int, Drawings] = {}
        for count in batches.many:
            runs = batches.runs_of_most if count == max(batches.many) else batches.runs
            drawn = _in_turn((OURS, FASTEST), count, runs, Path(folder), say)
            yield from _compared(drawn, count)
            of_many[count] = drawn[OURS]
        yield from _growth(of_many)
        yield from _small_ones(batches.few, batches.runs, Path(folder))


def _in_turn(
    ways: Sequence[str], count: int, runs: int, folder: Path, say: Callable[[str], None]
) -> dict[str, Drawings]:
    """Each way once, then each again: what disturbs one run disturbs them all. The first file of each is read back."""
    drawn: dict[str, Drawings] = {}
    missing: set[str] = set()
    for run in range(runs):
        for way in ways:
            if way in missing:
                continue
            file = folder / f"{way}-{count}.pdf"
            told = _child("benchmarks.baselines", way, count, file)
            if "missing" in told:
                missing.add(way)
                say(f"{way} is not measured, nor ratios to it: {told['missing']}")
                continue
            if not run:
                Paper(file, list(sheets(count))).check()
            found = drawn.setdefault(way, Drawings())
            found.cpu.append(told["cpu"])
            found.memory.append(told["memory"] / MEGABYTE)
            found.size.append(file.stat().st_size / count)
            found.page_size.append(size_beyond_shared(file) / count)
            file.unlink()
    return drawn


def _compared(drawn: dict[str, Drawings], count: int) -> list[Figure]:
    """Certificates a second of CPU by each way, and how many times as fast ours is, run by run."""
    ours, figures = drawn[OURS], []
    for way, found in drawn.items():
        name = f"drawn-{count}" if way == OURS else f"drawn-{count}-{way}"
        figures += [
            figure(name, "1/s", [count / cpu for cpu in found.cpu]),
            figure(f"{name}-memory", "MB", found.memory),
            figure(f"{name}-size", "B", found.size),
        ]
        if way in (OURS, FASTEST):
            figures.append(figure(f"{name}-page-size", "B", found.page_size))
        if way != OURS:
            ratios = [theirs / own for own, theirs in zip(ours.cpu, found.cpu, strict=True)]
            figures.append(figure(f"drawn-{count}-over-{way}", "×", ratios))
    return figures


def _growth(drawn: dict[int, Drawings]) -> Iterator[Figure]:
    """CPU for each further certificate up to the most ÷ that up to the number before: fonts and tables, which are
    read once, would hide growth in the time of all.
    """
    if len(drawn) < 3:
        return
    small, middle, most = sorted((count, min(drawings.cpu)) for count, drawings in drawn.items())[-3:]
    early = (middle[1] - small[1]) / (middle[0] - small[0])
    late = (most[1] - middle[1]) / (most[0] - middle[0])
    yield figure(f"drawn-{most[0]}-growth", "× linear", [late / early])


def _small_ones(count: int, runs: int, folder: Path) -> list[Figure]:
    """Badges, certificates one by one; and how many times as fast as reportlab's canvas, run by run."""
    taken: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {"badges": [], "one": [], "zip": []}
    for run in range(runs):
        told = _child("benchmarks.baselines.few", count, folder)
        for what, seconds in told.items():
            taken.setdefault(what, []).extend(seconds)
        for what, found in ratios.items():
            found.append(median(told[f"{what}-plain"]) / median(told[what]))
        if not run:
            _check_small_ones(count, folder)
    return [
        figure(f"drawn-badges-{count}", "s", taken["badges"]),
        figure(f"drawn-badges-{count}-cold", "s", taken["badges-cold"]),
        figure("drawn-one", "ms", [1000 * seconds for seconds in taken["one"]]),
        figure("drawn-one-cold", "ms", [1000 * seconds for seconds in taken["one-cold"]]),
        figure(f"drawn-zip-{count}", "1/s", [count / seconds for seconds in taken["zip"]]),
        figure(f"drawn-badges-{count}-over-plain-reportlab", "×", ratios["badges"]),
        figure("drawn-one-over-plain-reportlab", "×", ratios["one"]),
        figure(f"drawn-zip-{count}-over-plain-reportlab", "×", ratios["zip"]),
    ]


def _check_small_ones(count: int, folder: Path) -> None:
    made_up = list(sheets(count))
    for file in ("badges.pdf", "badges-plain.pdf"):
        Paper(folder / file, made_up, each=BADGES_ON_A_PAGE, code="number").check()
    with zipfile.ZipFile(folder / "single.zip") as archive:
        names = [f"{sheet.number}-{sheet.name}.pdf" for sheet in made_up]
        if archive.namelist() != names:
            raise WrongAnswer("the zip holds other files than were asked for")
        for place in (0, count - 1):
            (folder / "one.pdf").write_bytes(archive.read(names[place]))
            Paper(folder / "one.pdf", made_up[place : place + 1]).check()


def _child(module: str, *arguments: str | int | Path) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    if done.returncode:
        raise WrongAnswer(f"{module} {arguments}: exit status {done.returncode}\n{done.stderr.strip()[-2_000:]}")
    return json.loads(done.stdout)
