"""An installation in a temporary folder, and commands in it: whole processes, timed from start to end."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import WrongAnswer

MEETING = Path(sys.executable).with_name("meeting")
LONGEST = 900
"""Seconds after which a command is taken to hang."""

LEFT_OUT = ("MEETING_", "PYTHONDONTWRITEBYTECODE")
"""Of the environment: what is installed keeps its compiled modules, or each start would compile all of them."""


@dataclass(frozen=True)
class Answer:
    """What a command told, and what it took, in seconds."""

    out: str
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Instance:
    """A folder, and the database that belongs to it (empty: SQLite inside)."""

    folder: Path
    database: str = ""
    port: int = 8000

    @property
    def environment(self) -> dict[str, str]:
        """The present one without its own ``MEETING_…`` variables."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        own = {
            "MEETING_INSTANCE": str(self.folder),
            "MEETING_URL": f"http://127.0.0.1:{self.port}",
            "MEETING_PORT": str(self.port),
        }
        return inherited | own | ({"MEETING_DATABASE": self.database} if self.database else {})

    def run(self, *arguments: str | Path) -> Answer:
        """``meeting …``. Raises ``WrongAnswer`` for any exit status but 0."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [MEETING, *arguments], env=self.environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            told = done.stderr.strip()[-2_000:]
            raise WrongAnswer(f"meeting {' '.join(map(str, arguments))}: exit status {done.returncode}\n{told}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Answer(done.stdout, seconds, cpu)

    @contextmanager
    def copy(self) -> Iterator["Instance"]:
        """As it stands, to be spoilt. Of instances with SQLite."""
        with TemporaryDirectory(prefix="meeting-bench-") as folder:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            yield replace(self, folder=Path(folder))
