"""Many files in a child process."""

from pathlib import Path

from meeting.registration.receipts.batch import read_files
from meeting.registration.receipts.form import ReceiptForm, Rules, read_form
from meeting.registration.receipts.refusals import UnreadableFile

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = "填报单位：江滨市水利局\n姓名,电话,身份证号\n赵建国,025-83591234,11010519491231002X\n,13812345678,\n".encode()


def test_read_files_returns_what_read_form_does() -> None:
    rules = Rules(landline=True, forums=("水文分会",))
    files = [("甲.csv", GOOD), ("乙.xls", (FIXTURES / "merged.xls").read_bytes())]

    assert read_files(files, rules) == [read_form(name, data, rules) for name, data in files]


def test_read_files_blames_only_the_file_that_ended_the_child() -> None:
    # Two cells in opposite corners of an old .xls: half a gigabyte once it is laid out.
    corners = (FIXTURES / "corners.xls").read_bytes()
    files = [
        ("好.csv", GOOD),
        ("炸弹.xls", corners),
        ("大.csv", b"a" * 20_000_001),
        ("图.xls", b"\x89PNG"),
        ("又好.csv", GOOD),
    ]

    results = read_files(files, memory=400_000_000)

    told = [result.code if isinstance(result, UnreadableFile) else len(result.lines) for result in results]
    assert told == [2, "receipt-too-heavy", "receipt-too-large", "receipt-not-a-spreadsheet", 2]
    assert [result.params["file"] for result in results[1:4] if isinstance(result, UnreadableFile)] == [
        "炸弹.xls", "大.csv", "图.xls",
    ]  # fmt: skip
    assert isinstance(results[4], ReceiptForm)
    assert results[4].unit == "江滨市水利局"


def test_read_files_of_none_is_none() -> None:
    assert read_files([]) == []
