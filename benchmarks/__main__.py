"""Measure, print, write ``benchmarks/latest.json``.

Exit status 1: an answer was wrong. A target that is missed is only told.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import commands, postgresql
from benchmarks.documents import Batches, documents
from benchmarks.figures import Figure, WrongAnswer, figure, lines, report, write
from benchmarks.instances import Instance
from benchmarks.phones import phones
from benchmarks.samples import Sample, made_up, reference
from benchmarks.scans import Crowd, first_answer, scans
from benchmarks.verification import verification

LATEST = Path(__file__).parent / "latest.json"
KINDS = (
    "start", "import", "badges", "certificates", "verification", "export", "first-answer", "scans", "phones",
    "postgresql", "documents",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """A meeting to measure with; ``files`` 0: the reference meeting. ``batches`` are drawn beside the first only."""

    delegates: int
    files: int
    runs: int
    crowd: Crowd
    batches: Batches = field(default_factory=Batches)


FULL = (
    Size(396, 0, 5, Crowd()),
    Size(4_000, 60, 3, Crowd(several_runs=2)),
    Size(100_000, 1_500, 1, Crowd(several_runs=2)),
)
QUICK = (Size(396, 0, 1, Crowd(runs=1, several_runs=1, several_gates=1), Batches(many=(10_000,), runs=1)),)


def measure(sizes: Sequence[Size], kinds: frozenset[str]) -> list[Figure]:
    """Every figure of these kinds. Raises ``WrongAnswer``."""
    figures: list[Figure] = []
    if "documents" in kinds:
        for one in documents(sizes[0].batches, _say):
            _tell(one)
            figures.append(one)
    for size in sizes if kinds - {"documents"} else ():
        with TemporaryDirectory(prefix="meeting-bench-") as folder:
            figures += _measure(size, kinds, Path(folder), first=size is sizes[0], last=size is sizes[-1])
    return figures + _growths(figures, sizes)


def _measure(size: Size, kinds: frozenset[str], folder: Path, *, first: bool, last: bool) -> list[Figure]:
    sample = made_up(folder / "sample", delegates=size.delegates, files=size.files) if size.files else reference()
    prepared = Instance(folder / "prepared")
    commands.set_up(prepared, sample)
    figures: list[Figure] = []

    def told(more: list[Figure]) -> None:
        for one in more:
            _tell(one)
        figures.extend(more)

    if first and "start" in kinds:
        told(commands.start(prepared, size.runs))
    if first and "first-answer" in kinds:
        told(first_answer(prepared, size.runs))
    if not kinds - {"start", "first-answer"}:
        return figures
    with commands.imported(prepared, sample, size.runs if "import" in kinds else 1) as (instance, took):
        if "import" in kinds:
            told(took)
        if "badges" in kinds:
            told(commands.badges(instance, size.delegates, size.runs))
        if "certificates" in kinds and sample.awards:
            told(commands.certificates(instance, sample, size.runs))
        if "verification" in kinds and sample.awards:
            told(verification(instance, sample))
        if "export" in kinds:
            told(commands.export(instance, size.delegates, size.runs))
        if "scans" in kinds:
            told(scans(instance, size.delegates, size.crowd, awards=sample.awards))
        if "phones" in kinds and first:
            told(phones(instance, size.delegates, size.runs))
    if "postgresql" in kinds and (first or last):
        told(_on_postgresql(size, sample, folder))
    return figures


def _on_postgresql(size: Size, sample: Sample, folder: Path) -> list[Figure]:
    at = postgresql.binaries()
    if at is None:
        _say("PostgreSQL is not installed: its scans are not measured")
        return []
    with postgresql.database(at) as url:
        instance = Instance(folder / "postgresql", url)
        commands.set_up(instance, sample)
        commands.import_receipts(instance, sample)
        return scans(instance, size.delegates, size.crowd, prefix="postgresql-")


def _growths(figures: list[Figure], sizes: Sequence[Size]) -> list[Figure]:
    """Commands: time grown ÷ number grown since the size before. Scans: median ÷ that of the smallest size."""
    medians = {one.name: one.median for one in figures}
    growths = []
    for before, size in pairwise(sizes):
        number = size.delegates / before.delegates
        for what in ("import", "badges", "export"):
            small, large = medians.get(f"{what}-{before.delegates}"), medians.get(f"{what}-{size.delegates}")
            if small and large:
                growths.append(figure(f"{what}-{size.delegates}-growth", "× linear", [large / small / number]))
        small, large = medians.get(f"scan-{sizes[0].delegates}"), medians.get(f"scan-{size.delegates}")
        if small and large:
            growths.append(figure(f"scan-{size.delegates}-growth", "× 396's", [large / small]))
    return growths


def _tell(one: Figure) -> None:
    _say(f"{one.name}: {one.median:g} {one.unit}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None, sizes: Sequence[Size] | None = None) -> int:
    """``sizes``: in place of those that the arguments choose."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS, help="what to measure")
    parser.add_argument("--quick", action="store_true", help="the reference meeting, once")
    parser.add_argument("-o", "--output", type=Path, help="default: benchmarks/latest.json, if all of it is measured")
    asked = parser.parse_args(arguments)
    kinds, whole = frozenset(asked.only), not asked.quick and set(asked.only) == set(KINDS)
    load, began = os.getloadavg()[0], time.monotonic()
    try:
        figures = measure(sizes or (QUICK if asked.quick else FULL), kinds)
    except WrongAnswer as error:
        _say(f"WRONG ANSWER: {error}")
        return 1
    told = report(figures, load=load)
    output = asked.output or (LATEST if whole else None)
    if output:
        write(told, output)
    versions = told["versions"]
    print(f"{told['machine']}, {told['cores']} cores, Python {versions['python']}, SQLite {versions['sqlite']}")
    print(f"load before {load:.1f}, measured in {time.monotonic() - began:.0f} s; targets are for the median of n runs")
    print("\n".join(lines(figures)))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl+C does: what was started is stopped
    sys.exit(main())
