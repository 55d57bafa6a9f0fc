"""Delimited text: CSV as Excel, WPS and databases write it, in the encodings that are about in China."""

import codecs
import csv
import io
import re

from meeting.registration.receipts.refusals import NotASpreadsheet, UndecodableText

_SAMPLE = 20_000
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
# ="13812345678" is how a text of digits is made to survive Excel; it shows as the digits.
_AS_TEXT = re.compile(r'="([^"]*)"')


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding. Raise ``UndecodableText`` with the row of the bad byte."""
    for mark, encoding, codec in (
        (codecs.BOM_UTF8, "UTF-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
        (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(name, data, codec), encoding
    if codec := _utf_16_without_mark(data):
        return _strict(name, data, codec), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    if _control_share(data[:_SAMPLE].decode("latin-1")) > 0.02:
        raise NotASpreadsheet(file=name, kind="无法识别的文件")
    # A UTF-8 text with one bad byte often decodes as GB 18030, into nonsense: so count first.
    damaged = data.decode("utf-8", "replace")
    wide = sum(1 for char in damaged if "\u2e80" <= char <= "\uffef" and char != "\ufffd")
    if wide > 4 * damaged.count("\ufffd"):
        return _strict(name, data, "utf-8"), "UTF-8"
    return _strict(name, data, "gb18030"), "GB18030"


def read_delimited(name: str, text: str) -> list[list[str]]:
    """Return the records; number i is the spreadsheet's row i + 1, blank lines included."""
    if _control_share(text[:_SAMPLE]) > 0.02:
        raise NotASpreadsheet(file=name, kind="无法识别的文件")
    declared = re.match(r"sep=(.)\r?\n", text)
    delimiter = declared[1] if declared else _delimiter(text[:_SAMPLE])
    rows = _records(text, delimiter)
    if declared:
        rows[0] = []
    return rows


def _records(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(max(1_000_000, len(text)))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        # A quotation mark that never closes would swallow all rows below it; and 张"三" is no quoted cell.
        rows = _unquoted(text, delimiter)
    for row in rows:
        for column, value in enumerate(row):
            if value.startswith('="') and (match := _AS_TEXT.fullmatch(value)):
                row[column] = match[1]
    return rows


def _unquoted(text: str, delimiter: str) -> list[list[str]]:
    """Return the lines of a text whose quotation marks don't pair, whole cells within them excepted."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return [[re.sub(r'^"(.*)"$', r"\1", cell) for cell in row] for row in rows]


def _delimiter(sample: str) -> str:
    """The one that parts most lines into the same number of cells, two or more."""
    best, best_score = ",", 0.0
    for delimiter in (",", "\t", ";", "，", "|"):
        counts = [len(row) for row in _records(sample, delimiter)[:60]]
        wide = [count for count in counts if count > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda count: (wide.count(count), count))
        score = wide.count(usual) * min(usual, 12)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _strict(name: str, data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(codec.removesuffix("-sig"), "replace")
        row = 1 + len(re.findall(r"\r\n|\r|\n", before))
        bad = error.object[error.start : error.start + 1].hex().upper()
        raise UndecodableText(file=name, row=row, byte=f"0x{bad}") from None


def _utf_16_without_mark(data: bytes) -> str:
    """Half the bytes of ASCII marks (commas, digits, line ends) are zero, all at odd or all at even places."""
    sample = data[:4000]
    for codec, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        others = sample[0::2] if zeros == sample[1::2] else sample[1::2]
        if zeros.count(0) > max(2, len(zeros) // 20) and others.count(0) == 0:
            return codec
    return ""


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(1, len(text))
