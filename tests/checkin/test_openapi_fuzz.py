"""Schemathesis reads the description of the device API and tries what it allows, and what it doesn't."""

import os
import re
import subprocess
import sys
from pathlib import Path

from flask import Flask

from meeting.db import db
from tests.browsers import Browser
from tests.checkin.devices import join
from tests.checkin.making import make_code, make_confirmed, make_gates
from tests.registration.making import make_meeting
from tests.serving import served

EXAMPLES = os.environ.get("MEETING_FUZZED", "30")
"""For each operation."""


def test_schemathesis_finds_nothing(app: Flask, client: Browser, tmp_path: Path) -> None:
    meeting = make_meeting()
    make_gates(meeting)
    make_code(make_confirmed(meeting))
    token = join(client, meeting).token
    db.session.remove()

    with served(app) as url:
        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", f"{url}/api/openapi.json", "--no-color",
             "--max-examples", EXAMPLES, "--seed", "1", "--header", f"Authorization: Bearer {token}"],
            cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip

    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-6_000:]
    tried = re.search(r"(\d+) generated", told)
    assert tried is not None, told[-3_000:]
    assert int(tried[1]) > 100
