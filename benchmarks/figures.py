"""Figures: what was measured, against its target; printed, and written as JSON."""

import json
import os
import platform
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pysqlite3

from benchmarks.targets import TARGETS, Target

PACKAGES = ("flask", "sqlalchemy", "granian", "reportlab", "pypdf", "openpyxl", "python-calamine", "xlsxwriter")
OF_BASELINES = ("qrcode", "fpdf2", "weasyprint")
MEGABYTE = 1_000_000


class WrongAnswer(Exception):
    """What was measured didn't do what it was asked for: its time says nothing."""


@dataclass(frozen=True)
class Figure:
    """One figure over ``n`` runs."""

    name: str
    unit: str
    n: int
    min: float
    median: float
    max: float


def figure(name: str, unit: str, values: Sequence[float]) -> Figure:
    """Of at least one value, to four significant digits."""
    low, middle, high = (float(f"{value:.4g}") for value in (min(values), statistics.median(values), max(values)))
    return Figure(name, unit, len(values), low, middle, high)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least ``share`` of all don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def reached(one: Figure, target: Target) -> bool:
    """Judged by the median of the runs."""
    return target.at_least <= one.median < target.below


def report(figures: Sequence[Figure], *, load: float) -> dict[str, Any]:
    """What ``latest.json`` holds."""
    return {
        "machine": _machine(),
        "cores": len(os.sched_getaffinity(0)),
        "versions": {
            "python": platform.python_version(),
            "sqlite": pysqlite3.sqlite_version,
            **_versions(),
        },
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_before": load,
        "figures": [asdict(one) for one in figures],
    }


def _versions() -> dict[str, str]:
    """What is compared with is told only where it is installed."""
    found = {name: version(name) for name in PACKAGES}
    for name in OF_BASELINES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def write(told: dict[str, Any], path: Path) -> None:
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(path)


def lines(figures: Sequence[Figure]) -> list[str]:
    """A table; beside each figure that has a target, whether its median reaches it."""
    rows = [("figure", "n", "min", "median", "max", "unit", "target")]
    for one in figures:
        numbers = (str(one.n), f"{one.min:g}", f"{one.median:g}", f"{one.max:g}")
        rows.append((one.name, *numbers, one.unit, _verdict(one)))
    widths = [max(_width(row[column]) for row in rows) for column in range(6)]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: tuple[str, ...], widths: list[int]) -> list[str]:
    name, *numbers, unit, verdict = row
    cells = [name.ljust(widths[0])]
    cells += [number.rjust(width) for number, width in zip(numbers, widths[1:5], strict=True)]
    return [*cells, unit + " " * (widths[5] - _width(unit)), verdict]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _verdict(one: Figure) -> str:
    target = TARGETS.get(one.name)
    if target is None:
        return ""
    wanted = f"≥ {target.at_least:g}" if target.at_least else f"< {target.below:g}"
    return f"{'reached' if reached(one, target) else 'NOT REACHED'} ({wanted})"


def _machine() -> str:
    """Processor and memory; no name of the machine."""
    model = platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = f"{line.partition(':')[2].strip()} ({model})"
                break
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (OSError, ValueError):
        return f"{platform.system()}, {model}"
    return f"{platform.system()}, {model}, {memory:.0f} GiB"
