"""What holds of the code as a whole: floors, documentation, migrations, the wheel's contents."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from flask import Flask

from meeting import config
from scripts.list_errors import PAGE, page
from tests.databases import Databases

ROOT = Path(__file__).parent.parent
SOURCES = [path for path in (ROOT / "meeting").rglob("*.py") if "migrations" not in path.parts]


def test_imports_point_downwards() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-3000:]


def test_only_the_edge_commits() -> None:
    committing = {path.relative_to(ROOT).as_posix() for path in SOURCES if ".commit()" in path.read_text()}

    assert committing == {"meeting/db.py"}


def test_no_rule_is_an_assert() -> None:
    asserting = [path.name for path in SOURCES if re.search(r"^\s+assert ", path.read_text(), re.MULTILINE)]

    assert asserting == []


def test_every_refusal_is_documented() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m scripts.list_errors"


def test_every_setting_is_documented() -> None:
    names = set(re.findall(r"MEETING_[A-Z]+(?:_[A-Z]+)*", Path(config.__file__).read_text()))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_migrations_make_what_the_models_say(databases: Databases, tmp_path: Path) -> None:
    """``db check`` compares the upgraded database with the models; upgrading again is harmless."""
    environment = {
        "MEETING_INSTANCE": str(tmp_path), "MEETING_DATABASE": databases.empty(tmp_path), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    for command in (["init"], ["init"], ["db", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", "meeting", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_operation_of_the_installation_is_reachable(app: Flask) -> None:
    commands = set(app.cli.commands)

    promised = {"init", "serve", "doctor", "demo", "accounts", "create", "units", "receipts", "delegates", "badges"}
    assert promised | {"awards", "certificates", "verify", "mail"} <= commands


def test_the_lock_installs_what_the_project_asks_for_and_no_more() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[^\w-]", text)[0] for text in project["dependencies"]}
    locked, name = set(), ""
    for line in (ROOT / "requirements" / "run.txt").read_text().splitlines():
        name = line.split("==")[0] if "==" in line else name
        if line.strip(" #").endswith("meeting (pyproject.toml)"):
            locked.add(name)

    assert locked == asked, "run: make lock"
