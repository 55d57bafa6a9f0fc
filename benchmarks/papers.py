"""PDFs read back by other programs, poppler and ZXing: what was drawn fast is also right."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject, StreamObject

from benchmarks.baselines.sheets import Sheet
from benchmarks.figures import WrongAnswer

DPI = 150
LONGEST = 120
"""Seconds after which a reader is taken to hang."""


@dataclass(frozen=True)
class Paper:
    """A file with what is made up: a certificate a page, or so many badges on ``each``."""

    file: Path
    made_up: Sequence[Sheet]
    each: int = 1
    code: str = "address"  # what of a sheet is in the QR code

    def check(self) -> None:
        """Number of pages; fonts; text and code of the first page, the middle and the last. Raises ``WrongAnswer``."""
        pages = -(-len(self.made_up) // self.each)
        if (found := _page_count(self.file)) != pages:
            raise WrongAnswer(f"{self.file.name}: {found} pages, not {pages}")
        check_fonts(self.file)
        for page in sorted({0, pages // 2, pages - 1}):
            self._check_page(page + 1, self.made_up[page * self.each : (page + 1) * self.each])

    def _check_page(self, page: int, shown: Sequence[Sheet]) -> None:
        text = "".join(_run("pdftotext", *_only(page), self.file, "-").decode().split())
        codes = {code.text for code in zxingcpp.read_barcodes(_picture(self.file, page))}
        for sheet in shown:
            for what in (sheet.name, sheet.number if self.each == 1 else sheet.unit):
                if what not in text:
                    raise WrongAnswer(f"{self.file.name}, page {page}: without {what}")
            if getattr(sheet, self.code) not in codes:
                raise WrongAnswer(f"{self.file.name}, page {page}: its code reads {codes}")


def size_beyond_shared(file: Path) -> int:
    """Bytes of a file without the streams of the first page's fonts, pictures and forms: what the pages themselves
    take, where they share the rest.
    """
    streams = {stream.indirect_reference: stream for stream in _streams(_resources(file), set())}
    return file.stat().st_size - sum(len(stream._data) for stream in streams.values())


def check_fonts(file: Path) -> None:
    """Each font of the first page is in the file. Raises ``WrongAnswer``."""
    for reference in _resources(file)["/Font"].values():
        font = reference.get_object()
        descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        if descendant["/BaseFont"] == "/Helvetica":
            continue  # reportlab's canvas names it on every page, used or not
        if "/FontFile2" not in descendant.get("/FontDescriptor", {}):
            raise WrongAnswer(f"{file.name}: {descendant['/BaseFont']} isn't embedded")


def _resources(file: Path) -> DictionaryObject:
    """The first page's, its own or inherited."""
    node = PdfReader(file).root_object["/Pages"]
    found = node.get("/Resources")
    while "/Kids" in node:
        node = node["/Kids"][0].get_object()
        found = node.get("/Resources", found)
    return found.get_object()


def _streams(found: PdfObject, seen: set[int]) -> Iterator[StreamObject]:
    """Every stream that resources lead to, once."""
    found = found.get_object()
    if id(found) in seen:
        return
    seen.add(id(found))
    if isinstance(found, StreamObject):
        yield found
    for part in found.values() if isinstance(found, DictionaryObject) else found if isinstance(found, list) else ():
        yield from _streams(part, seen)


def _page_count(file: Path) -> int:
    told = _run("pdfinfo", file).decode()
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def _picture(file: Path, page: int) -> Image.Image:
    return Image.open(BytesIO(_run("pdftoppm", "-gray", "-r", str(DPI), *_only(page), file)))


def _only(page: int) -> tuple[str, ...]:
    return ("-f", str(page), "-l", str(page))


def _run(*command: str | Path) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=LONGEST).stdout
