"""Files that nobody should send, and that people send: what each upload is tried with."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from openpyxl import Workbook

MEGABYTE = 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def xlsx(*rows: tuple[object, ...]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose sheet was changed by hand."""
    with zipfile.ZipFile(io.BytesIO(xlsx(("姓名", "单位"), ("张三", "某市档案馆")))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["xl/worksheets/sheet1.xml"] = change(entries["xl/worksheets/sheet1.xml"])
    return zipped(entries)


def _flagged(data: bytes) -> bytes:
    """The same archive, its entries marked as encrypted."""
    marked = data.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0")
    return marked.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0")


def _ods(manifest: bytes) -> bytes:
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"x",
         "META-INF/manifest.xml": manifest}
    )  # fmt: skip


def _lying() -> bytes:
    """Says that it unpacks to 10 bytes, and unpacks to 300 MB."""
    bomb = bytearray(zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(300 * MEGABYTE)}))
    size = struct.pack("<I", 300 * MEGABYTE)
    return bytes(bomb.replace(size, struct.pack("<I", 10)))


def _zeros(megabytes: int) -> bytes:
    return zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(megabytes * MEGABYTE)})


def _wide_html(cells: str) -> bytes:
    return f"<html><table><tr><td>姓名</td>{cells}</tr><tr><td>张三</td></tr></table></html>".encode()


NO_SPREADSHEET: dict[str, bytes] = {
    "PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
    "picture": PNG + bytes(100),
    "Word": zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<x/>"}),
    "archive": zipped({"名单.txt": "张三".encode()}),
    "old Word": OLE + "WordDocument\0".encode("utf-16-le"),
    "page without a table": b"<!DOCTYPE html><html><body>404</body></html>",
    "program": b"MZ\x90\0" + bytes(200),
}
ENCRYPTED: dict[str, bytes] = {
    "Excel": OLE + "EncryptedPackage\0".encode("utf-16-le"),
    "Excel, twice its name": OLE + "EncryptionInfo\0EncryptedPackage\0".encode("utf-16-le"),
    "zip": _flagged(xlsx(("姓名",), ("张三",))),
    "LibreOffice": _ods(b"<manifest:encryption-data/>"),
    "LibreOffice, more": _ods(b"<m><manifest:encryption-data manifest:checksum='x'/></m>"),
}
EMPTY: dict[str, bytes] = {
    "no byte": b"",
    "a byte order mark": b"\xef\xbb\xbf",
    "blank lines": b"\r\n \r\n\t\r\n",
    "a blank sheet": xlsx(),
    "blank cells": xlsx(("", " "), (None, "　")),
    "UTF-16 of nothing": b"\xff\xfe\r\0\n\0",
}
BOMBS: dict[str, bytes] = {
    "300 MB of zeros": _zeros(300),
    "one that lies": _lying(),
    "3,000 entries": zipped({"xl/workbook.xml": b"<x/>", **{f"xl/media/{number}": b"" for number in range(3_000)}}),
    "nested": zipped({"xl/workbook.xml": _zeros(1), "xl/inner.zip": _zeros(120), "xl/a": bytes(110 * MEGABYTE)}),
    "packed garbage": zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"x"}).replace(
        zlib.compress(b"x")[2:-4], b"\xff\xff\xff"
    ),
}
WIDE: dict[str, bytes] = {
    "CSV": b"name" + b",x" * 1_000_000,
    "tabs": "姓名".encode() + b"\tx" * 1_000_000,
    "a cell in the last column": with_sheet(
        lambda xml: xml.replace(b"</row>", b'<c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>', 1)
    ),
    "twenty thousand cells of a page": _wide_html("<td>x</td>" * 20_000),
    "a cell a million wide": _wide_html('<td colspan="1000000">x</td>' * 4),
    "a million repeats": zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b'<table:table-cell table:number-columns-repeated="1048577"><text:p>x</text:p>',
    }),
}  # fmt: skip
FORMULAS = ("=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1:A2)", "+张三", "-张三", "\t=cmd|' /C calc'!A0", "＝1+1")
"""Texts that a spreadsheet takes for a formula when it opens a CSV."""

UNREADABLE = {
    f"{kind}: {name}": data
    for kind, files in (
        ("no spreadsheet", NO_SPREADSHEET), ("encrypted", ENCRYPTED), ("empty", EMPTY), ("bomb", BOMBS), ("wide", WIDE)
    )
    for name, data in files.items()
}  # fmt: skip
"""Each is refused by a sentence of its own, wherever a spreadsheet is asked for."""
