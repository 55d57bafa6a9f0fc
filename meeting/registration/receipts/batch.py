"""Many files in one child process with a limit on memory and time: what harms kills the child, not the server.

The child writes a line of JSON for each file. Where it dies, the file it was at is the one to blame; another child
goes on with the next.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from meeting.registration.receipts.form import DEFAULT_RULES, Fault, Note, ReceiptForm, ReceiptLine, Rules, read_form
from meeting.registration.receipts.reading import DEFAULT
from meeting.registration.receipts.refusals import KINDS, FileTooLarge, TooHeavy, UnreadableFile

MEMORY = 768_000_000
"""Bytes of address space of the child; an idle Python with its libraries takes some 100 MB of it."""
SECONDS = 60
"""Processor time for one file; a receipt takes milliseconds, 10,000 rows about one second, 100,000 some ten."""


def read_files(
    files: Sequence[tuple[str, bytes]],
    rules: Rules = DEFAULT_RULES,
    *,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> list[ReceiptForm | UnreadableFile]:
    """Return for each (name, bytes), in their order, the receipt or why it can't be read. Raises nothing for a file."""
    results: list[ReceiptForm | UnreadableFile] = []
    while len(results) < len(files):
        rest = files[len(results) :]
        results += _one_child(rest, rules, memory, seconds)
    return results


def _one_child(
    files: Sequence[tuple[str, bytes]], rules: Rules, memory: int, seconds: int
) -> list[ReceiptForm | UnreadableFile]:
    """Return what one child managed to read, and for the file that ended it ``TooHeavy``."""
    package_root = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH", "")]))
    child = subprocess.Popen(  # noqa: S603 our own interpreter and module, numbers of our own
        [sys.executable, "-P", "-m", "meeting.registration.receipts.batch", str(memory), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"},
    )
    asked = [json.dumps(asdict(rules))]
    for name, data in files:
        # What is too large to take is refused by its size alone, and needn't travel.
        fits = len(data) <= DEFAULT.size
        asked.append(json.dumps([name, len(data), base64.b64encode(data).decode() if fits else None]))
    try:
        out, _ = child.communicate("\n".join(asked).encode(), timeout=30 + seconds * len(files))
    except subprocess.TimeoutExpired:
        child.kill()
        out, _ = child.communicate()
    whole = out.decode().split("\n")[:-1]  # a last line without its end was cut short
    results = [_again(json.loads(line)) for line in whole]
    if len(results) < len(files):
        results.append(TooHeavy(file=files[len(results)][0]))
    return results


def _again(told: dict[str, Any]) -> ReceiptForm | UnreadableFile:
    if "code" in told:
        return KINDS[told["code"]](**told["params"])
    told["notes"] = tuple(Note(**note) for note in told["notes"])
    lines = []
    for line in told["lines"]:
        line["extras"] = tuple((heading, value) for heading, value in line["extras"])
        line["faults"] = tuple(Fault(**fault) for fault in line["faults"])
        lines.append(ReceiptLine(**line))
    return ReceiptForm(**{**told, "lines": tuple(lines)})


def main(memory: int, seconds: int) -> None:
    """The child: limit oneself, then read a line, answer a line."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.loads(sys.stdin.readline())
    rules = Rules(**told | {"forums": tuple(told["forums"]), "units": tuple(told["units"])})
    for line in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        # Whole seconds of this process so far, and those that this file may take; then the kernel ends it.
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        name, size, encoded = json.loads(line)
        answer = _answer(name, size, encoded, rules)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _answer(name: str, size: int, encoded: str | None, rules: Rules) -> dict[str, Any]:
    try:
        if encoded is None:
            limit = DEFAULT.size // 1_000_000
            raise FileTooLarge(file=name, megabytes=-(-size // 1_000_000), limit=limit)
        return asdict(read_form(name, base64.b64decode(encoded), rules))
    except UnreadableFile as refusal:
        return {"code": refusal.code, "params": refusal.params}
    except (MemoryError, RecursionError):
        return {"code": TooHeavy.code, "params": {"file": name}}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
