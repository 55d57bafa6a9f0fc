"""The benchmark, at a size that says nothing about speed: that it measures, judges, and notices a wrong answer."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.commands import expect
from benchmarks.figures import Figure, WrongAnswer, figure, lines, percentile
from benchmarks.instances import Instance
from benchmarks.scans import Crowd

TINY = benchmarks.Size(12, 2, 1, Crowd(runs=1, several=(2,), several_runs=1, several_gates=1))


def test_benchmarks_write_what_they_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latest = tmp_path / "latest.json"

    status = benchmarks.main(["--only", "import", "badges", "scans", "--output", str(latest)], [TINY])

    assert status == 0
    told = json.loads(latest.read_text(encoding="utf-8"))
    assert told.keys() == {"machine", "cores", "versions", "measured_at", "load_before", "figures"}
    assert {tuple(one) for one in told["figures"]} == {("name", "unit", "n", "min", "median", "max")}
    assert {one["name"]: (one["unit"], one["n"]) for one in told["figures"]} == {
        "import-12": ("s", 1),
        "import-12-cpu": ("s", 1),
        "badges-12": ("s", 1),
        "badges-12-cpu": ("s", 1),
        "badges-12-size": ("MB", 1),
        "scan-12": ("ms", 13),  # twelve badges, and a code that is none
        "scan-12-p99": ("ms", 1),
        "scan-12-rate-2": ("1/s", 1),
        "scan-12-p99-2": ("ms", 1),
        "worker-memory-12": ("MB", 1),
    }
    assert all(0 < one["min"] <= one["median"] <= one["max"] for one in told["figures"])
    assert "badges-12-size" in capsys.readouterr().out


def test_figure_of_several_runs_keeps_least_middle_and_most() -> None:
    assert figure("import", "s", [2.5, 1.23456, 9]) == Figure("import", "s", 3, 1.235, 2.5, 9)


def test_percentile_takes_the_nearest_rank() -> None:
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile(range(1, 201), 0.99) == 198
    assert percentile([7.0], 0.99) == 7


def test_lines_say_what_is_reached_by_the_median() -> None:
    table = lines([figure("import-396", "s", [1, 2.9, 40]), figure("badges-396", "s", [1, 2, 3])])

    assert [line.split("  ")[-1].strip() for line in table[1:]] == ["reached (< 3)", "NOT REACHED (< 2)"]


def test_wrong_answers_are_not_measured(tmp_path: Path) -> None:
    with pytest.raises(WrongAnswer, match="pages: 98, not 99"):
        expect(98, 99, "pages")
    with pytest.raises(WrongAnswer, match="exit status 2"):
        Instance(tmp_path).run("badges")
