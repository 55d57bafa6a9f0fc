"""``meeting serve`` as a process of its own: how soon it answers, what its worker weighs."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import MEGABYTE, WrongAnswer
from benchmarks.instances import MEETING, Instance

LONGEST_START = 60
"""Seconds."""
PAGE = "/sign-in"
"""The first answer is a whole page, not a sign of life."""


@dataclass(frozen=True)
class Server:
    """One that answers."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float
    """From its start to the first 200."""

    def memory(self) -> float:
        """Resident megabytes of the serving worker: the child that granian made."""
        weights = [_resident(pid) for pid in _children(self.process.pid)]
        if not weights:
            raise WrongAnswer("the server has no worker")
        return max(weights)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(instance: Instance) -> Iterator[Server]:
    """Serve on the instance's port until the end of the block."""
    log = instance.folder / "serve.log"
    with log.open("wb") as opened:
        began = time.perf_counter()
        process = subprocess.Popen(
            [MEETING, "serve"], env=instance.environment, stdout=opened, stderr=opened, start_new_session=True
        )
        try:
            seconds = _first_answer(process, instance.port, began, log)
            yield Server(process, instance.port, seconds)
            if process.poll() is not None:
                raise WrongAnswer(f"the server ended: {log.read_text(errors='replace')[-2_000:]}")
        except WrongAnswer as error:
            _, found, trace = log.read_text(errors="replace").partition("Traceback")
            raise WrongAnswer(f"{error}\n{found}{trace[:4_000]}") from error
        finally:
            _stop(process)


def first_page(process: "subprocess.Popen[bytes]", port: int) -> float:
    """Wait for it; seconds. Raises ``WrongAnswer``."""
    return _first_answer(process, port, time.perf_counter(), None)


def _first_answer(process: subprocess.Popen[bytes], port: int, began: float, log: Path | None) -> float:
    while time.perf_counter() - began < LONGEST_START and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
        try:
            connection.request("GET", PAGE)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return time.perf_counter() - began
            raise WrongAnswer(f"GET {PAGE}: {answer.status}")
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise WrongAnswer(f"no answer\n{log.read_text(errors='replace')[-2_000:] if log else ''}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: only what it started itself
        process.wait()


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    return 0.0
