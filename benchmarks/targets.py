"""What is to be reached, in one table. Figures without a row are only told."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """The median of a figure's runs lies below this, or is at least that, in the figure's own unit."""

    below: float = math.inf
    at_least: float = 0


NO_FASTER_THAN_THE_NUMBER = Target(1.05)
"""Time grown ÷ number grown: 1 is linear. A twentieth is what two runs of the same differ by."""
NOT_AT_ALL = Target(1.25)
"""A scan's median among many delegates ÷ that among 396. The same allowance, for times of a few milliseconds."""

TARGETS = {
    "start-cpu": Target(0.8),
    "import-396": Target(3),
    "badges-396": Target(2),
    "badges-396-size": Target(1.5),
    "certificates-95": Target(2),
    "first-answer": Target(2),
    **{f"{room}scan-{size}-p99": Target(50) for room in ("", "postgresql-") for size in (396, 4_000, 100_000)},
    **{f"{room}worker-memory-{size}": Target(150) for room in ("", "postgresql-") for size in (396, 4_000, 100_000)},
    **{
        f"{what}-{size}-growth": NO_FASTER_THAN_THE_NUMBER
        for what in ("import", "badges", "export")
        for size in (4_000, 100_000)
    },
    **{f"scan-396-of-bare-{clients}": Target(at_least=0.6) for clients in (8, 32, 128)},
    **{f"scan-396-{beside}p99-32": Target(50) for beside in ("", "printing-")},
    **{f"scan-396-{beside}p99-128": Target(300) for beside in ("", "printing-")},
    "phone-396-first-start": Target(5),
    "phone-396-later-start": Target(1),
    "phone-396-entries": Target(60),
    "phone-396-hands-in-1000": Target(1),
    "phone-396-offline-answer": Target(100),
    **{f"scan-{size}-growth": NOT_AT_ALL for size in (4_000, 100_000)},
    "drawn-10000": Target(at_least=3_000),
    "drawn-10000-memory": Target(250),
    "drawn-10000-page-size": Target(1_200),
    "drawn-100000-growth": NO_FASTER_THAN_THE_NUMBER,
    "drawn-400-over-weasyprint": Target(at_least=60),
    "drawn-badges-400": Target(0.5),
    "drawn-badges-400-cold": Target(0.5),
    "drawn-one": Target(100),
    "drawn-zip-400": Target(at_least=100),
}
