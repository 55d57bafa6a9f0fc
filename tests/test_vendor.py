"""What others wrote and we serve: as the script in frontend/ copied it, byte for byte, and with its licence."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "static" / "vendor"
LOCK = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))


def listed() -> dict[str, str]:
    """Path → sha256, as hashes.txt says."""
    lines = (VENDOR / "hashes.txt").read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def test_vendor_serves_exactly_the_files_that_were_copied() -> None:
    served = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "hashes.txt"
    }

    assert served == listed()


@pytest.mark.parametrize("folder", sorted(path.name for path in VENDOR.iterdir() if path.is_dir()))
def test_vendor_folder_is_the_locked_version_with_its_licence(folder: str) -> None:
    name, version = folder.rsplit("@", 1)
    locked = {path.removeprefix("node_modules/"): entry["version"] for path, entry in LOCK["packages"].items() if path}

    assert version in (locked.get(name), locked.get(f"{name}.org"))
    assert (VENDOR / folder / "LICENSE").stat().st_size > 500


def test_lock_holds_no_registry_address() -> None:
    text = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in text


def test_templates_name_only_vendor_files_that_are_there() -> None:
    named = {
        match
        for path in (ROOT / "templates").rglob("*.html")
        for match in re.findall(r"vendor/([\w.@/-]+)", path.read_text(encoding="utf-8"))
    }

    assert named >= {"htmx@2.0.11/htmx.min.js"}
    assert named - set(listed()) == set()
