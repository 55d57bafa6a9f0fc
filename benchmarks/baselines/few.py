"""What isn't one large file, by our own engine and by reportlab's canvas: ``python -m benchmarks.baselines.few`` and
``COUNT FOLDER``.

Badges, certificates on demand and a zip of single files, each for the first time in the process and then again: CPU
seconds on standard output, the files in the folder. The canvas has its fonts known as well, and for its zip a twentieth
of the files: each takes it as long as any other.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.baselines import ours, plain_reportlab
from benchmarks.baselines.sheets import sheets

ON_DEMAND = 20
OF_THE_CANVAS = 20
"""One certificate of so many is drawn by the canvas too."""


def main(count: int, folder: Path) -> dict[str, list[float]]:
    """Badges come first: their ``cold`` has the fonts in it that they use; that of one certificate, its own.

    What is drawn again is of other people: nothing that was fitted before helps.
    """
    everybody = list(sheets(2 * count))
    made_up, others = everybody[:count], everybody[count:]
    taken: dict[str, list[float]] = {}

    def take(what: str, draw: Callable[[], bytes], file: str) -> None:
        began = time.process_time()
        content = draw()
        taken.setdefault(what, []).append(time.process_time() - began)
        (folder / file).write_bytes(content)

    take("badges-cold", lambda: ours.draw_badges(others), "badges-cold.pdf")
    take("badges", lambda: ours.draw_badges(made_up), "badges.pdf")
    take("one-cold", lambda: ours.draw(others[:1]), "one.pdf")
    for place in range(min(ON_DEMAND, count)):
        take("one", lambda place=place: ours.draw(made_up[place : place + 1]), "one.pdf")
    take("zip", lambda: ours.draw_zip(made_up), "single.zip")
    plain_reportlab.draw_badges(others[:1])
    take("badges-plain", lambda: plain_reportlab.draw_badges(made_up), "badges-plain.pdf")
    some = made_up[::OF_THE_CANVAS]
    for sheet in some[:ON_DEMAND]:
        take("one-plain", lambda sheet=sheet: plain_reportlab.draw([sheet]), "one-plain.pdf")
    take("zip-plain", lambda: plain_reportlab.draw_zip(some), "single-plain.zip")
    taken["zip-plain"] = [seconds * count / len(some) for seconds in taken["zip-plain"]]
    return taken


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
