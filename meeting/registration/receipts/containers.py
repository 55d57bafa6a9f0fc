"""What a file is, told from its bytes and never from its name; what a zipped workbook unpacks to."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from meeting.registration.receipts.refusals import (
    EncryptedFile,
    Limits,
    NotASpreadsheet,
    TooManyColumns,
    UnpacksTooLarge,
    UnreadableFile,
)

_SIGNATURES = (
    (b"%PDF", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"BZh", "压缩包"),
    (b"\xfd7zXZ", "压缩包"),
    (b"{\\rtf", "Word文档"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"ID3", "音频"),
    (b"SQLite format 3", "数据库文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "Word文档"),
    ("WpsDocument", "WPS文字文档"),
    ("PowerPoint Document", "演示文稿"),
    ("__properties_version1.0", "Outlook邮件"),
    ("VisioDocument", "图形文件"),
)
_CHUNK = 1 << 16

# Cells with something in them, by how far out they lie. A cell that only has a format closes at once (<c …/>).
_CELL = rb'<(?:\w+:)?c\b[^>]*?\br="%s"[^>]*(?<!/)>'
_BEYOND_Z = re.compile(_CELL % rb"[A-Z]{2,}\d+")
_BEYOND_ZZ = re.compile(_CELL % rb"[A-Z]{3,}\d+")
_BEYOND_9999 = re.compile(_CELL % rb"[A-Z]+\d{5,}")
_BEYOND_99999 = re.compile(_CELL % rb"[A-Z]+\d{6,}")
_ANY = re.compile(_CELL % rb"([A-Z]+)(\d+)")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')


def kind_of(name: str, data: bytes, limits: Limits) -> str:
    """Return xlsx, xlsb, ods, xls, or text; raise what says why it is none of them."""
    head = data[:16]
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(name, data, limits)
    if head.startswith(_OLE):
        return _ole_kind(name, data)
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08") and head[2:3] in (
        b"\x04",
        b"\x06",
        b"\x08",
    ):
        raise UnreadableFile(file=name)  # a bare BIFF stream of the nineties
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise NotASpreadsheet(file=name, kind=kind)
    if head.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        raise NotASpreadsheet(file=name, kind="图片")
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        moving = head[8:11] in (b"AVI", b"WAV") or head[8:12] in (b"isom", b"mp42", b"qt  ", b"M4A ")
        raise NotASpreadsheet(file=name, kind="音频或视频" if moving else "图片")
    return "text"


def _zip_kind(name: str, data: bytes, limits: Limits) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFile(file=name) from error
    if len(entries) > limits.entries:
        raise UnpacksTooLarge(file=name)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise UnpacksTooLarge(file=name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedFile(file=name)
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    kind = _kind_by_entries(name, archive, names)
    left = limits.unpacked
    for entry in entries:
        left -= _weigh(name, data, entry, kind, left, limits)
    return kind


def _kind_by_entries(name: str, archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(entry.startswith("xl/workbook") and entry.endswith(".bin") for entry in names):
        return "xlsb"
    if any(entry.startswith("xl/") for entry in names):
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        mimetype = _small(archive, "mimetype")
        if b"opendocument.spreadsheet" in mimetype:
            manifest = _small(archive, "META-INF/manifest.xml") if "meta-inf/manifest.xml" in names else b""
            if b"encryption-data" in manifest:
                raise EncryptedFile(file=name)
            return "ods"
        raise NotASpreadsheet(file=name, kind="文字文档" if b"text" in mimetype else "演示文稿或图形")
    for folder, kind in (("word/", "Word文档"), ("ppt/", "演示文稿"), ("ofd.xml", "OFD文件")):
        if any(entry.startswith(folder) for entry in names):
            raise NotASpreadsheet(file=name, kind=kind)
    raise NotASpreadsheet(file=name, kind="压缩包，请先解压")


def _small(archive: zipfile.ZipFile, path: str) -> bytes:
    """The first part of an entry, '' where it can't be had."""
    try:
        with archive.open(path) as stream:
            return stream.read(_CHUNK)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return b""


def _weigh(name: str, data: bytes, entry: zipfile.ZipInfo, kind: str, left: int, limits: Limits) -> int:
    """Unpack one entry, as far as is allowed, and look how far out a sheet's cells lie.

    By the bytes themselves: the sizes in the directory may lie, and the workbook's reader doesn't go by them.
    """
    path = entry.filename.lower()
    sheet = kind == "xlsx" and path.startswith("xl/worksheets/") and path.endswith(".xml")
    content = kind == "ods" and path == "content.xml"
    xml = bytearray()
    size = 0
    for piece in _unpacked(name, data, entry):
        size += len(piece)
        if size > left:
            raise UnpacksTooLarge(file=name)
        if sheet or content:
            xml += piece
    if size != entry.file_size:
        raise UnreadableFile(file=name)
    rows, columns = _bounds(xml, limits) if sheet else (1, 1)
    # Repeats of blank cells out to the sheet's edge (16,384 columns, 1,048,576 rows) are ordinary; not beyond it.
    if any(len(repeated) > 7 or int(repeated) > 1_048_576 for repeated in _REPEATED.findall(xml)):
        columns = limits.columns + 1
    if columns > limits.columns or rows * columns > limits.cells:
        raise TooManyColumns(file=name)
    return size


def _unpacked(name: str, data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableFile(file=name)
    start = entry.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFile(file=name)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise UnreadableFile(file=name) from error
    yield inflate.flush()


def _bounds(xml: bytearray, limits: Limits) -> tuple[int, int]:
    """Return how many rows and columns the cells with content take, rounded up where that is enough."""
    columns = 26 if not _BEYOND_Z.search(xml) else 702 if not _BEYOND_ZZ.search(xml) else 16_384
    rows = 9_999 if not _BEYOND_9999.search(xml) else 99_999 if not _BEYOND_99999.search(xml) else 1_048_576
    if columns <= min(26, limits.columns) and rows * columns <= limits.cells:
        return rows, columns
    rows = columns = 1
    for match in _ANY.finditer(xml):
        columns = max(columns, _column(match[1]))
        rows = max(rows, int(match[2][:8]))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _ole_kind(name: str, data: bytes) -> str:
    for stream, kind in _OLE_KINDS:
        # A directory entry is the stream's name in UTF-16, ended by a zero.
        if (stream + "\0").encode("utf-16-le") in data:
            if kind == "encrypted":
                raise EncryptedFile(file=name)
            if kind == "xls":
                return kind
            raise NotASpreadsheet(file=name, kind=kind)
    raise NotASpreadsheet(file=name, kind="旧式的Office文件，里面没有工作簿")
