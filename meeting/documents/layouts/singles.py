"""Each card in a file of its own, and the files in a zip."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO

from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import Sheet, print_pdf

LONGEST_NAME = 100  # characters of a file's name: what Windows, zip programs and mail all take
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]+')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""Names that Windows takes for a device."""
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same files are the same bytes


def single_pdfs(layout: Layout, records: Iterable[Record], sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The name (that of the record) and the file of each card. Raises as ``print_pdf``, when it is that card's turn."""
    for record in records:
        yield record.name, print_pdf([(layout, sheet, [record])], title=record.name)


def zip_of(files: Iterable[tuple[str, bytes]], *, extension: str = ".pdf") -> bytes:
    """A zip of files, whose names are made safe; those that are the same are numbered. PDFs don't pack further."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in numbered(files):
            entry = zipfile.ZipInfo(f"{name}{extension}", EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, content)
    return target.getvalue()


def numbered(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The same files under safe names, each of them once (as systems see it that don't tell A from a)."""
    taken: set[str] = set()
    for name, content in files:
        safe, number = safe_name(name), 1
        free = safe
        while free.casefold() in taken:
            number += 1
            free = f"{safe[: LONGEST_NAME - len(str(number)) - 2]}（{number}）"
        taken.add(free.casefold())
        yield free, content


def safe_name(name: str) -> str:
    """A name that every system takes for a file, without its extension."""
    safe = UNSAFE.sub("_", name).strip()[:LONGEST_NAME].rstrip(". ")
    return f"_{safe}" if not safe or safe.startswith(".") or DEVICES.fullmatch(safe) else safe
