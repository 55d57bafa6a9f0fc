"""A file's bytes into sheets of text, whatever its name says it is.

Reads .xlsx, .xlsm, .xlsb, .xls, .et, .ods by python-calamine, and text ourselves: CSV, web pages and XML
Spreadsheet 2003 under any extension.
"""

import io
from collections.abc import Iterable

from meeting.registration.receipts.cells import Sheet, Workbook, grid
from meeting.registration.receipts.containers import kind_of
from meeting.registration.receipts.delimited import decode, read_delimited
from meeting.registration.receipts.markup import declared_encoding, markup_kind, read_markup
from meeting.registration.receipts.refusals import (
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    Limits,
    NotASpreadsheet,
    TooManyColumns,
    UnreadableFile,
)

DEFAULT = Limits()
LONGEST_TITLE = 100
"""Characters of a sheet's name that are kept; Excel allows 31, other writers anything."""


def read_file(name: str, data: bytes, limits: Limits = DEFAULT) -> Workbook:
    """Return the workbook's sheets. ``name`` is only repeated in messages.

    Raises a kind of ``UnreadableFile``. Memory and time are bounded for zipped workbooks and text; for an old .xls
    made to harm, call it by way of ``batch.read_files``, in a child process.
    """
    if len(data) > limits.size:
        raise FileTooLarge(file=name, megabytes=-(-len(data) // 1_000_000), limit=limits.size // 1_000_000)
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise EmptyFile(file=name)
    kind = kind_of(name, data, limits)
    book = _text_workbook(name, data) if kind == "text" else _binary_workbook(name, data, kind, limits)
    if not any(cell for sheet in book.sheets for row in sheet.rows for cell in row):
        raise EmptyFile(file=name)
    for sheet in book.sheets:
        _check_size(name, sheet.rows, limits)
    return book


def _binary_workbook(name: str, data: bytes, kind: str, limits: Limits) -> Workbook:
    # Imported late: only who reads a receipt pays for it.
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    sheets: list[Sheet] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.end is None:
                continue
            if sheet.end[1] >= limits.columns or (sheet.end[0] + 1) * (sheet.end[1] + 1) > limits.cells:
                raise TooManyColumns(file=name)
            merges = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or [])
            rows = grid(sheet.to_python(skip_empty_area=False))
            visible = about.visible == SheetVisibleEnum.Visible
            sheets.append(Sheet(about.name[:LONGEST_TITLE], rows, merges, visible))
    except PasswordError as error:
        raise EncryptedFile(file=name) from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise EncryptedFile(file=name) from error
        raise UnreadableFile(file=name) from error
    except BaseException as error:
        # A panic of the Rust code arrives as pyo3's PanicException, which isn't an Exception.
        if type(error).__name__ == "PanicException":
            raise UnreadableFile(file=name) from error
        raise
    return Workbook(name, tuple(sheets), kind)


def _text_workbook(name: str, data: bytes) -> Workbook:
    kind = markup_kind(data)
    if kind:
        text, encoding = _decode_markup(name, data)
        tables = read_markup(text)
        sheets = tuple(Sheet(title[:LONGEST_TITLE], grid(rows), tuple(merges)) for title, rows, merges in tables)
        return Workbook(name, sheets, kind, encoding)
    if data.lstrip()[:1] == b"<":
        raise NotASpreadsheet(file=name, kind="没有表格的网页或XML文件")
    text, encoding = decode(name, data)
    return Workbook(name, (Sheet("", grid(read_delimited(name, text))),), "csv", encoding)


def _decode_markup(name: str, data: bytes) -> tuple[str, str]:
    declared = declared_encoding(data)
    if declared == "gb18030" and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("gb18030"), "GB18030"
        except UnicodeDecodeError:
            pass  # what the head says is often not so
    return decode(name, data)


def _check_size(name: str, rows: tuple[Iterable[str], ...], limits: Limits) -> None:
    columns = 0
    for row in rows:
        filled = [column for column, cell in enumerate(row) if cell]
        if filled:
            columns = max(columns, filled[-1] + 1)
    if columns > limits.columns or len(rows) * columns > limits.cells:
        raise TooManyColumns(file=name)
