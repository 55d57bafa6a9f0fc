"""The benchmark, at a size that says nothing about speed: that it measures, judges, and notices a wrong answer."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.baselines.__main__ import main as drawing
from benchmarks.baselines.sheets import sheets
from benchmarks.commands import expect
from benchmarks.documents import Batches
from benchmarks.figures import Figure, WrongAnswer, figure, lines, percentile
from benchmarks.instances import Instance
from benchmarks.papers import Paper
from benchmarks.scans import Crowd

TINY = benchmarks.Size(
    12, 2, 1, Crowd(runs=1, several=(2,), several_runs=1, several_gates=1), Batches(3, (5, 20, 40), 1, 1)
)
MEASURED = {"": "1/s", "-memory": "MB", "-size": "B"}


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
        "scan-12-of-bare-2": ("of a bare route's", 1),
        "worker-memory-12": ("MB", 1),
    }
    assert all(0 < one["min"] <= one["median"] <= one["max"] for one in told["figures"])
    assert "badges-12-size" in capsys.readouterr().out


def test_documents_are_drawn_by_every_way_read_back_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest = tmp_path / "latest.json"

    status = benchmarks.main(["--only", "documents", "--output", str(latest)], [TINY])

    told = capsys.readouterr().err
    assert status == 0, told
    units = {one["name"]: one["unit"] for one in json.loads(latest.read_text(encoding="utf-8"))["figures"]}
    for way in ("-fpdf2", "-weasyprint"):  # installed by ``make bench`` only
        assert (f"drawn-3-over{way}" in units) is (f"{way[1:]} is not measured, nor ratios to it: " not in told)
        units = {name: unit for name, unit in units.items() if way not in name}
    drawn = [f"drawn-{count}{way}" for count in (3, 5, 20, 40) for way in ("", "-handwritten")]
    assert units == {
        **{f"{one}{what}": unit for one in [*drawn, "drawn-3-plain-reportlab"] for what, unit in MEASURED.items()},
        **{f"{one}-page-size": "B" for one in drawn},
        **{f"drawn-{count}-over-handwritten": "×" for count in (3, 5, 20, 40)},
        "drawn-3-over-plain-reportlab": "×",
        "drawn-40-growth": "× linear",
        "drawn-badges-3": "s",
        "drawn-badges-3-cold": "s",
        "drawn-one": "ms",
        "drawn-one-cold": "ms",
        "drawn-zip-3": "1/s",
        **{f"drawn-{what}-over-plain-reportlab": "×" for what in ("badges-3", "one", "zip-3")},
    }


def test_documents_with_something_else_on_them_are_not_measured(tmp_path: Path) -> None:
    file, made_up = tmp_path / "drawn.pdf", list(sheets(4))

    drawing("ours", 3, file)

    Paper(file, made_up[:3]).check()
    with pytest.raises(WrongAnswer, match="3 pages, not 4"):
        Paper(file, made_up).check()
    with pytest.raises(WrongAnswer, match=f"page 3: without {made_up[3].name}"):
        Paper(file, [*made_up[:2], made_up[3]]).check()
    with pytest.raises(WrongAnswer, match="page 1: its code reads"):
        Paper(file, made_up[:3], code="number").check()


def test_way_of_drawing_that_is_not_installed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "benchmarks.baselines.fpdf2", raising=False)
    monkeypatch.setitem(sys.modules, "fpdf", None)

    told = drawing("fpdf2", 3, tmp_path / "drawn.pdf")

    assert told == {"missing": "import of fpdf halted; None in sys.modules"}
    assert not list(tmp_path.iterdir())


def test_made_up_sheets_are_distinct_and_always_the_same() -> None:
    made_up = list(sheets(10_000))

    assert made_up == list(sheets(10_000))
    assert len({sheet.name for sheet in made_up}) == len({sheet.address for sheet in made_up}) == 10_000


def test_figure_of_several_runs_keeps_least_middle_and_most() -> None:
    assert figure("import", "s", [2.5, 1.23456, 9]) == Figure("import", "s", 3, 1.235, 2.5, 9)


def test_percentile_takes_the_nearest_rank() -> None:
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile(range(1, 201), 0.99) == 198
    assert percentile([7.0], 0.99) == 7


def test_lines_say_what_is_reached_by_the_median() -> None:
    table = lines([figure("import-396", "s", [1, 2.9, 40]), figure("badges-396", "s", [1, 2, 3])])
    rates = lines([figure("drawn-zip-400", "1/s", [10, 100, 101]), figure("drawn-10000", "1/s", [2_999])])

    assert [line.split("  ")[-1].strip() for line in table[1:]] == ["reached (< 3)", "NOT REACHED (< 2)"]
    assert [line.split("  ")[-1].strip() for line in rates[1:]] == ["reached (≥ 100)", "NOT REACHED (≥ 3000)"]


def test_wrong_answers_are_not_measured(tmp_path: Path) -> None:
    with pytest.raises(WrongAnswer, match="pages: 98, not 99"):
        expect(98, 99, "pages")
    with pytest.raises(WrongAnswer, match="exit status 2"):
        Instance(tmp_path).run("badges")
