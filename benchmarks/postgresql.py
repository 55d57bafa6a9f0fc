"""A PostgreSQL of the benchmark's own, in a temporary folder, on a free port, durable as it comes."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import free_port


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def database(at: Path) -> Iterator[str]:
    """The URL of an empty database; ``at``: the folder of the server's programs."""
    user = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="meeting-bench-pg-"))
    port = free_port()

    def run(command: str, *arguments: str) -> None:
        subprocess.run(
            [at / command, *arguments], cwd=folder, check=True, user=user, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "meeting", "--auth=trust", "-E", "UTF8", "--no-locale")
    try:
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://meeting@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> str | None:
    """None: whoever runs this. As root the server refuses, so it runs as its own user."""
    if getpass.getuser() != "root":
        return None
    return "postgres"
