"""Files by their content, and files that are none."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from meeting.registration.receipts.form import ReceiptForm, read_form
from meeting.registration.receipts.refusals import KINDS, UnreadableFile

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = (("姓名", "手机", "备注"), ("赵建国", "13812345678", "自驾"), ("张䶮", "13812345679", ""))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
TEXT = "\r\n".join(",".join(row) for row in ROWS)


def xlsx(rows: tuple[tuple[object, ...], ...] = ROWS) -> bytes:
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


def tampered(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose sheet was changed by hand."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["xl/worksheets/sheet1.xml"] = change(entries["xl/worksheets/sheet1.xml"])
    return zipped(entries)


def people(form: ReceiptForm) -> list[tuple[int, str, str, str]]:
    return [(line.row, line.name, line.mobile, line.remarks) for line in form.lines]


BOTH = [(2, "赵建国", "+8613812345678", "自驾"), (3, "张䶮", "+8613812345679", "")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("gb18030"), "GB18030"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.replace(",", "\t").encode("utf-16"), "UTF-16"),
        (TEXT.replace(",", ";").encode(), "UTF-8"),
        (("sep=;\r\n" + TEXT.replace(",", ";")).encode(), "UTF-8"),
    ],
)
def test_read_form_reads_text_in_any_encoding(data: bytes, encoding: str) -> None:
    form = read_form("回执.csv", data)

    shift = 1 if data.startswith(b"sep") else 0
    assert people(form) == [(row + shift, *rest) for row, *rest in BOTH]
    assert (form.kind, form.encoding) == ("csv", encoding)


def test_read_form_goes_by_content_whatever_the_name_says() -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    page = f'<html><head><meta charset="gb2312"></head><table>{cells}</table></html>'.encode("gb18030")
    data = [[f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in row] for row in ROWS]
    rows = "".join(f"<Row>{''.join(row)}</Row>" for row in data)
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="回执"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()

    found = {
        kind: (form.kind, people(form))
        for kind, form in {
            "page.xls": read_form("page.xls", page),
            "xml.xls": read_form("xml.xls", xml),
            "really.csv": read_form("really.csv", xlsx()),
            "really.xlsx": read_form("really.xlsx", TEXT.encode()),
        }.items()
    }

    assert found == {
        "page.xls": ("html", BOTH),
        "xml.xls": ("xml", BOTH),
        "really.csv": ("xlsx", BOTH),
        "really.xlsx": ("csv", BOTH),
    }


def test_read_form_fills_merged_cells_of_an_old_xls() -> None:
    form = read_form("merged.xls", (FIXTURES / "merged.xls").read_bytes())

    assert [(line.row, line.name, line.unit, line.mobile, line.forum) for line in form.lines] == [
        (3, "赵建国", "江滨市水利局", "+8613812345678", "1"),
        (4, "钱英", "江滨市水利局", "+8613812345679", "水利工程"),
        (5, "孙丽", "临湖县水文站", "+8613812345670", ""),
    ]


def test_read_form_keeps_a_typed_formula_as_text_and_unwraps_a_text_of_digits() -> None:
    text = '姓名,手机,备注\n赵建国,="13812345678","=HYPERLINK(""http://x"")"\n'

    assert people(read_form("a.csv", text.encode())) == [(2, "赵建国", "+8613812345678", '=HYPERLINK("http://x")')]


def test_read_form_survives_quotation_marks_that_do_not_pair() -> None:
    text = '姓名,手机,备注\n赵建国,13812345678,"他说\n张䶮,13812345679,\n'

    assert people(read_form("a.csv", text.encode())) == [(2, "赵建国", "+8613812345678", '"他说'), BOTH[1]]


def test_read_form_drops_nul_and_never_passes_on_a_replacement_character() -> None:
    form = read_form("a.csv", "姓名,手机,备注\n赵\0建国\0\0,13812345678,自驾\n钱\ufffd,13812345679,\n".encode())

    assert people(form)[0] == BOTH[0]
    assert [(line.row, line.name, [fault.code for fault in line.faults]) for line in form.lines[1:]] == [
        (3, "", ["name-unreadable"])
    ]


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "receipt-empty"),
    "blank": (b"\xef\xbb\xbf \r\n", "receipt-empty"),
    "empty workbook": (xlsx(()), "receipt-empty"),
    "100 MB": (b"a,b\n" * 25_000_000, "receipt-too-large"),
    "encrypted xlsx": (OLE + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 900, "receipt-encrypted"),
    "doc": (OLE + "WordDocument\0".encode("utf-16-le") + b"\0" * 900, "receipt-not-a-spreadsheet"),
    "docx": (zipped({"word/document.xml": b"<a/>"}), "receipt-not-a-spreadsheet"),
    "zip": (zipped({"回执.xlsx": xlsx()}), "receipt-not-a-spreadsheet"),
    "pdf": (b"%PDF-1.4\n", "receipt-not-a-spreadsheet"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "receipt-not-a-spreadsheet"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 99, "receipt-not-a-spreadsheet"),
    "noise": (bytes((i * 7919 + i * i * 31) % 256 for i in range(5000)), "receipt-not-a-spreadsheet"),
    "web page": (b"<html><body>no table</body></html>", "receipt-not-a-spreadsheet"),
    "cut": (xlsx()[:2500], "receipt-unreadable"),
    "cut sheet": (tampered(lambda xml: xml[:300]), "receipt-unreadable"),
    "broken xls": (OLE + "Workbook\0".encode("utf-16-le") + b"\0" * 900, "receipt-unreadable"),
    "no workbook": (zipped({"xl/styles.xml": b"<a/>"}), "receipt-unreadable"),
    "bomb": (tampered(lambda xml: xml + b" " * 150_000_000), "receipt-unpacks-too-large"),
    "3,000 entries": (
        zipped({"xl/workbook.xml": b""} | {f"xl/{n}": b"" for n in range(3000)}),
        "receipt-unpacks-too-large",
    ),
    "column XFD": (
        tampered(lambda xml: xml.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1)),
        "receipt-too-many-cells",
    ),
    "column past the last": (
        tampered(lambda xml: xml.replace(b"</row>", b'<c r="ZZZZZZ1"><v>1</v></c></row>', 1)),
        "receipt-too-many-cells",
    ),
    "far corner": (
        tampered(lambda xml: xml.replace(b"</sheetData>", b'<row><c r="Z1048576"><v>1</v></c></row></sheetData>')),
        "receipt-too-many-cells",
    ),
    "a million columns": (b"," * 1_000_000 + b"x\n", "receipt-too-many-cells"),
    "letter": ("各位代表：请于5月20日前报到。".encode(), "receipt-no-names"),
}


@pytest.mark.parametrize("case", BAD)
def test_read_form_refuses_with_a_sentence_that_says_what_to_do(case: str) -> None:
    data, code = BAD[case]

    with pytest.raises(UnreadableFile) as caught:
        read_form("回执.xlsx", data)

    assert caught.value.code == code
    assert "“回执.xlsx”" in str(caught.value)
    assert "请" in str(caught.value)


def test_read_form_goes_by_what_unpacks_not_by_what_the_directory_says() -> None:
    bomb = bytearray(tampered(lambda xml: xml + b" " * 150_000_000))
    size = next(
        info.file_size
        for info in zipfile.ZipFile(io.BytesIO(bytes(bomb))).infolist()
        if info.filename == "xl/worksheets/sheet1.xml"
    )
    lying = bytes(bomb).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    with pytest.raises(UnreadableFile) as caught:
        read_form("回执.xlsx", lying)

    assert lying != bytes(bomb)
    assert caught.value.code == "receipt-unpacks-too-large"


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("姓名,手机\n赵建国,13812345678\n钱".encode() + b"\xff" + "英,13812345679\n孙丽丽,13812345670".encode(), 3),
        ("姓名,手机\r\n赵建国,13812345678\r\n".encode("gbk") + b"\xc7\xff,1\r\n", 3),
    ],
)
def test_read_form_names_the_row_of_a_byte_that_no_encoding_has(data: bytes, row: int) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_form("回执.csv", data)

    assert (caught.value.code, caught.value.params["row"]) == ("receipt-undecodable", row)


def test_read_form_reads_a_sheet_formatted_to_its_last_column() -> None:
    def styled(xml: bytes) -> bytes:
        return xml.replace(b"</row>", b'<c r="XFD1" s="0"/></row>', 1)

    assert people(read_form("回执.xlsx", tampered(styled))) == BOTH


def test_kinds_holds_every_refusal_by_its_code() -> None:
    here = {kind for kind in UnreadableFile.__subclasses__() if kind.__module__ == UnreadableFile.__module__}

    assert set(KINDS.values()) == {UnreadableFile, *here}
    assert {code: kind.code for code, kind in KINDS.items()} == {code: code for code in KINDS}
