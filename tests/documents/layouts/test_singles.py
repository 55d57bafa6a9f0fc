import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from meeting.documents.errors import GlyphMissing
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Text
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import Sheet
from meeting.documents.layouts.singles import LONGEST_NAME, safe_name, single_pdfs, zip_of
from tests.documents.layouts.making import layout, printed, record
from tests.documents.reading import text_of

NAMED = layout(Text(x=5, y=5, width=80, height=44, text="{姓名}", size=30))


def named(name: str, file: str) -> Record:
    return Record(record(name=name).words, name=file)


def test_single_pdfs_are_one_card_each_as_it_is_printed_alone() -> None:
    records = [named("张三", "0001-张三"), named("𬭎宁远", "0002-𬭎宁远")]

    files = list(single_pdfs(NAMED, records, Sheet()))

    assert [name for name, _ in files] == ["0001-张三", "0002-𬭎宁远"]
    assert [text_of(content).strip() for _, content in files] == ["张三", "𬭎宁远"]
    assert [PdfReader(BytesIO(content)).metadata.title for _, content in files] == ["0001-张三", "0002-𬭎宁远"]  # type: ignore[union-attr]


def test_single_pdfs_refuse_when_it_is_the_cards_turn() -> None:
    files = single_pdfs(NAMED, [named("张三", "1"), named("张\U0002fffd", "2")], Sheet())

    next(files)
    with pytest.raises(GlyphMissing):
        next(files)


def test_single_pdfs_are_the_same_whatever_was_printed_before() -> None:
    of, one = default(Kind.HONOUR), named("张三", "1")
    (_, alone), *_ = single_pdfs(of, [one], Sheet())
    printed(of, *(named(name, name) for name in ("李四", "王五", "陈六")))

    (_, again), *_ = single_pdfs(of, [one], Sheet())

    assert alone == again


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("苏档学〔2020〕001号-张三", "苏档学〔2020〕001号-张三"),
        ("2020/001-张三", "2020_001-张三"),
        ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
        ("../../etc/passwd", "_.._.._etc_passwd"),
        ("张三. . ", "张三"),
        (" 张三", "张三"),
        ("张\x00\n三", "张_三"),
        ("\ud800", "_"),
        ("", "_"),
        ("...", "_"),
        ("CON", "_CON"),
        ("nul.x", "_nul.x"),
        ("COM1", "_COM1"),
        ("CONTRACT", "CONTRACT"),
        (".hidden", "_.hidden"),
        ("长" * 300, "长" * LONGEST_NAME),
    ],
)
def test_safe_name_is_taken_by_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_zip_numbers_names_that_are_the_same() -> None:
    long = "长" * 300
    names = ["1-张三", "1-张三", "1/张三", "1\\张三", "A", "a", "1-张三（2）", long, long]

    packed = zipfile.ZipFile(BytesIO(zip_of((name, name.encode()) for name in names)))

    found = packed.namelist()
    assert found[:7] == [
        "1-张三.pdf", "1-张三（2）.pdf", "1_张三.pdf", "1_张三（2）.pdf", "A.pdf", "a（2）.pdf", "1-张三（2）（2）.pdf",
    ]  # fmt: skip
    assert len({name.casefold() for name in found}) == len(names)
    assert all(len(name) <= LONGEST_NAME + 4 for name in found)
    assert [packed.read(name).decode() for name in found] == names


def test_zip_of_the_same_files_is_the_same_bytes() -> None:
    files = list(single_pdfs(NAMED, [named("张三", "1")], Sheet()))

    assert zip_of(files) == zip_of(iter(files))
    assert zipfile.ZipFile(BytesIO(zip_of(files))).testzip() is None
