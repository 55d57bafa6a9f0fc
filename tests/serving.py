"""The product as it is served: a process of its own on a free port, and browsers for it."""

import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Playwright
from werkzeug.serving import make_server

from tests.databases import free_port

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Installation:
    """An instance folder, the commands on it, and its address."""

    def __init__(self, instance: Path, *, database: str = "") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MEETING_")},
            "MEETING_INSTANCE": str(instance),
            "MEETING_URL": self.url,
            "PYTHONWARNINGS": "default",
        }
        if database:
            self.environment["MEETING_DATABASE"] = database

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run `meeting …`, see that it ends with ``status``, and return its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "meeting", *arguments], env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self, trusting: ssl.SSLContext | None = None) -> Iterator[str]:
        """`meeting serve`, from its first answer until the end of the block; stopped by its own process id."""
        log = Path(self.environment["MEETING_INSTANCE"]) / "serve.log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "meeting", "serve"], env=self.environment, stdout=out, stderr=out
            )
        try:
            self._wait(server, log, trusting)
            yield self.url
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    @contextmanager
    def killed_at_last(self) -> Iterator[str]:
        """The same, ended with ``kill -9``: the server and its workers, all at once."""
        log = Path(self.environment["MEETING_INSTANCE"]) / "serve.log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "meeting", "serve"],
                env=self.environment, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        try:
            self._wait(server, log, None)
            yield self.url
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    def _wait(self, server: "subprocess.Popen[bytes]", log: Path, trusting: ssl.SSLContext | None) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=trusting):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application over HTTP on a free port, in a thread of the test's process; gives the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium(playwright: Playwright, *flags: str) -> Browser:
    """Debian's browser, headless."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("chromium is missing: `make test` installs it (Debian: chromium)")
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
