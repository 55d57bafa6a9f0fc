"""What isn't one large file, of our own engine: ``python -m benchmarks.baselines.few COUNT FOLDER``.

Badges, certificates on demand and a zip of single files, each for the first time in the process and then again: CPU
seconds on standard output, the files in the folder.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.baselines import ours
from benchmarks.baselines.sheets import sheets

ON_DEMAND = 20


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
    return taken


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
