"""Tables in mark-up: web pages and XML Spreadsheet 2003, which many systems export under the name .xls."""

import re
from html.parser import HTMLParser

from meeting.registration.receipts.cells import Merge

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_LONGEST_SPAN = 1_000


def markup_kind(data: bytes) -> str:
    """Return 'xml' for XML Spreadsheet 2003, 'html' for a page with a table, '' for other text."""
    head = data[:4_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if not head.startswith(b"<"):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        return "xml"
    return "html" if b"<table" in data.replace(b"\0", b"").lower() else ""


def declared_encoding(data: bytes) -> str:
    """Return the encoding that a page names in its head, '' if none; GB2312 and GBK are read as GB 18030."""
    match = _CHARSET.search(data[:4_000])
    if match is None:
        return ""
    name = match[1].decode("ascii").lower()
    return "gb18030" if name.startswith("gb") else name


def read_markup(text: str) -> list[tuple[str, list[list[str]], list[Merge]]]:
    """Return (name, rows, merges) for each table or worksheet. Entities are only the standard ones."""
    reader = _Tables()
    reader.feed(text)
    reader.close()
    return [(table.name, table.rows, table.merges) for table in reader.tables]


class _Table:
    def __init__(self, name: str = "") -> None:
        self.name = name
        self.rows: list[list[str]] = []
        self.merges: list[Merge] = []
        self.taken: set[tuple[int, int]] = set()

    def put(self, column: int, across: int, down: int, text: str) -> int:
        row = len(self.rows) - 1
        while (row, column) in self.taken:
            column += 1
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
        if across > 1 or down > 1:
            self.merges.append((row, column, row + down - 1, column + across - 1))
            self.taken.update((r, c) for r in range(row + 1, row + down) for c in range(column, column + across))
        return column + across


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._column = 0
        self._span = (1, 1)
        self._text: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {key.rpartition(":")[2]: value or "" for key, value in attrs}
        if tag in ("table", "worksheet", "ss:worksheet"):
            if tag == "table" and self.tables and not self.tables[-1].rows:
                return  # the Table within a Worksheet
            self._end_cell()
            self.tables.append(_Table(got.get("name", "")))
        elif tag in ("style", "script"):
            self._silent += 1
        elif not self.tables:
            return
        elif tag in ("tr", "row"):
            self._end_cell()
            rows = self.tables[-1].rows
            index = _number(got.get("index", ""))
            while index and len(rows) < index - 1 and len(rows) < 1_048_576:
                rows.append([])
            rows.append([])
            self._column = 0
        elif tag in ("td", "th", "cell") and self.tables[-1].rows:
            self._end_cell()
            self._column = (_number(got.get("index", "")) or self._column + 1) - 1
            if tag == "cell":
                across, down = 1 + _number(got.get("mergeacross", "")), 1 + _number(got.get("mergedown", ""))
            else:
                across, down = _number(got.get("colspan", "")) or 1, _number(got.get("rowspan", "")) or 1
            self._span = (min(across, _LONGEST_SPAN), min(down, _LONGEST_SPAN))
            self._text = []
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "cell", "tr", "row", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None:
            text = re.sub(r"[ \t\r]*\n\s*", "\n", "".join(self._text)).strip()
            self._column = self.tables[-1].put(min(self._column, 16_384), *self._span, text)
            self._text = None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
