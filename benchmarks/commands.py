"""Import, badges, certificates, export: each a whole process from start to exit, its result read back."""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import python_calamine
from pypdf import PdfReader

from benchmarks.figures import MEGABYTE, Figure, WrongAnswer, figure
from benchmarks.instances import Answer, Instance
from benchmarks.samples import Sample

SLUG = "changzhou-2020"
BADGES_ON_A_PAGE = 4
CERTIFICATES = 95
HEADINGS = ["姓名", "性别", "单位", "职务", "手机", "地区", "类别", "分论坛", "住宿", "备注"]
"""Of an exported list, as scripts rely on them."""


def expect(found: object, wanted: object, what: str) -> None:
    """Raises ``WrongAnswer``."""
    if found != wanted:
        raise WrongAnswer(f"{what}: {found!r}, not {wanted!r}")


def start(instance: Instance, runs: int) -> list[Figure]:
    """What each command spends before it does anything."""
    answers = [instance.run("--help") for _ in range(runs)]
    for answer in answers:
        expect("receipts" in answer.out, True, "meeting --help names its commands")
    return timed("start", answers)


def timed(name: str, answers: Sequence[Answer]) -> list[Figure]:
    """By the clock, and what it cost the processor: on a busy machine only the second is the command's own."""
    return [
        figure(name, "s", [answer.seconds for answer in answers]),
        figure(f"{name}-cpu", "s", [answer.cpu for answer in answers]),
    ]


def set_up(instance: Instance, sample: Sample) -> None:
    """The meeting and the units that it invites."""
    instance.run("init")
    expect(instance.run("create", sample.toml).out.split()[-1], SLUG, "slug")
    instance.run("units", "import", "--meeting", SLUG, sample.units)


def import_receipts(instance: Instance, sample: Sample) -> Answer:
    """Every receipt, confirmed."""
    answer = instance.run("receipts", "import", "--meeting", SLUG, sample.receipts, "--json")
    told = json.loads(answer.out)
    found = {what: told[what] for what in ("created", "updated", "unchanged")}
    found |= {what: len(told[what]) for what in ("duplicates", "faults", "waiting", "units_created")}
    wanted = {"created": sample.delegates, "updated": 0, "unchanged": 0, "duplicates": sample.duplicates}
    expect(found, {**wanted, "faults": sample.faults, "waiting": 0, "units_created": 0}, "import")
    return answer


@contextmanager
def imported(prepared: Instance, sample: Sample, runs: int) -> Iterator[tuple[Instance, list[Figure]]]:
    """Each import into a fresh copy; the last one stays until the end of the block."""
    answers = []
    for _ in range(runs - 1):
        with prepared.copy() as copy:
            answers.append(import_receipts(copy, sample))
    with prepared.copy() as copy:
        answers.append(import_receipts(copy, sample))
        yield copy, timed(f"import-{sample.delegates}", answers)


def badges(instance: Instance, delegates: int, runs: int) -> list[Figure]:
    """Issued and drawn: each time in a fresh copy, where nobody has a badge yet."""
    answers, sizes = [], []
    for _ in range(runs):
        with instance.copy() as copy:
            pdf = copy.folder / "badges.pdf"
            answers.append(copy.run("badges", "--meeting", SLUG, "-o", pdf))
            expect(answers[-1].out.split()[0], str(delegates), "badges")
            expect(_pages(pdf), math.ceil(delegates / BADGES_ON_A_PAGE), "pages of badges")
            sizes.append(pdf.stat().st_size / MEGABYTE)
    return [*timed(f"badges-{delegates}", answers), figure(f"badges-{delegates}-size", "MB", sizes)]


def export(instance: Instance, delegates: int, runs: int) -> list[Figure]:
    """The list of all delegates as a spreadsheet."""
    answers = []
    for _ in range(runs):
        file = instance.folder / "delegates.xlsx"
        answers.append(instance.run("delegates", "export", "--meeting", SLUG, "-o", file))
        head, *rows = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        expect(head[: len(HEADINGS)], HEADINGS, "headings of the list")
        expect(len({row[4] for row in rows}), delegates, "mobiles in the list")
        expect(len(rows), delegates, "rows of the list")
    return timed(f"export-{delegates}", answers)


def certificates(instance: Instance, sample: Sample, runs: int) -> list[Figure]:
    """Numbered in a fresh copy, then drawn; 转颁 is left out."""
    assert sample.awards is not None
    issuing, drawing = [], []
    for _ in range(runs):
        with instance.copy() as copy:
            copy.run("awards", "import", "--meeting", SLUG, sample.awards)
            issued = copy.run("certificates", "issue", "--meeting", SLUG)
            numbers = {line.split("\t")[0] for line in issued.out.splitlines()}
            expect(len(numbers), CERTIFICATES, "certificate numbers")
            pdf = copy.folder / "certificates.pdf"
            drawing.append(copy.run("certificates", "print", "--meeting", SLUG, "-o", pdf))
            issuing.append(issued)
            expect(_pages(pdf), CERTIFICATES, "pages of certificates")
    return timed(f"certificates-{CERTIFICATES}-issue", issuing) + timed(f"certificates-{CERTIFICATES}", drawing)


def _pages(pdf: Path) -> int:
    with pdf.open("rb") as opened:
        return len(PdfReader(opened).pages)
