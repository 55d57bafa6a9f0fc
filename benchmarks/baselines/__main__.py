"""One way of drawing, measured: ``python -m benchmarks.baselines WAY COUNT FILE``; on standard output what it took.

``cpu`` seconds and ``memory`` (the most bytes resident at once) are those of a process that does nothing else; imports
aren't counted, anything else is: fonts read for the first time, tables, the file's end.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path

from benchmarks.baselines.sheets import Sheet, sheets

WAYS = ("ours", "handwritten", "plain-reportlab", "fpdf2", "weasyprint")
"""Modules of this package. The last two are installed by ``make bench`` only."""


def main(way: str, count: int, file: Path) -> dict[str, object]:
    """``missing``: why this way can't be measured here."""
    try:
        with redirect_stdout(sys.stderr):  # WeasyPrint prints what it misses
            module = importlib.import_module(f"benchmarks.baselines.{way.replace('-', '_')}")
    except (ImportError, OSError) as error:  # the second: WeasyPrint without pango
        return {"missing": str(error).strip().splitlines()[0]}
    draw: Callable[[Iterable[Sheet]], bytes] = module.draw
    began = time.process_time()
    pdf = draw(sheets(count))
    cpu = time.process_time() - began
    file.write_bytes(pdf)
    return {"cpu": cpu, "memory": peak_memory()}


def peak_memory() -> int:
    """In bytes. Not ``ru_maxrss``, which a process inherits from the one that started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmHWM")


if __name__ == "__main__":
    json.dump(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])), sys.stdout)
