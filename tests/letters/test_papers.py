import io

import openpyxl
import pytest

from meeting.letters.papers import Paper, TooManyPapers, papers_of_file, read_papers
from meeting.registration.receipts.refusals import NotASpreadsheet


def test_lines_are_papers_with_tabs_or_commas() -> None:
    tabs = "张三、李四\t常州市档案馆\t数字档案馆, 建设研究\tzhang@example.cn"
    read = read_papers(f"{tabs}\n\n王五，苏州市档案馆，某题\n赵六,,另一题")

    assert read.papers == (
        Paper(1, "张三、李四", "常州市档案馆", "数字档案馆, 建设研究", "zhang@example.cn"),
        Paper(3, "王五", "苏州市档案馆", "某题"),
        Paper(4, "赵六", "", "另一题"),
    )
    assert read.faults == ()


def test_a_heading_gives_the_columns_their_order() -> None:
    read = read_papers("序号\t论文题目\t作者单位\t作者\n1\t某题\t常州市档案馆\t张三")

    assert read.papers == (Paper(2, "张三", "常州市档案馆", "某题"),)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("张三", "paper-lacks"),
        ("\t常州市档案馆\t某题", "paper-lacks"),
        ("张三\t单位\t" + "题" * 201, "paper-too-long"),
        ("张三,单位,题目,一,二", "paper-fields"),
        ("甲 一\t别的单位\t某题", "paper-twice"),
    ],
)
def test_a_line_that_cant_be_taken_is_a_fault_and_the_others_are(line: str, code: str) -> None:
    read = read_papers(f"甲一\t单位\t某题\n{line}\n乙二\t单位\t另一题")

    assert [paper.line for paper in read.papers] == [1, 3]
    assert [(fault.line, fault.error.code) for fault in read.faults] == [(2, code)]


def test_nothing_of_a_list_is_lost() -> None:
    text = "\n".join(f"作者{number}\t\t题{number}" if number % 3 else f"坏行{number}" for number in range(1, 300))

    read = read_papers(text)

    assert sorted([paper.line for paper in read.papers] + [fault.line for fault in read.faults]) == list(range(1, 300))


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(TooManyPapers):
        read_papers("甲\t\t题\n" * 3001)


def test_a_spreadsheet_becomes_lines_that_read_the_same() -> None:
    book = openpyxl.Workbook()
    heading = ("序号", "题目", "作者", "单位")
    for row in (("录用论文名单",), heading, (1, "某题", "张䶮", "常州市档案馆"), (2, None, "李四", "某馆")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    text = papers_of_file("名单.xlsx", out.getvalue())

    assert text == "张䶮\t常州市档案馆\t某题\n李四\t某馆"
    read = read_papers(text)
    assert [paper.authors for paper in read.papers] == ["张䶮"]
    assert [fault.line for fault in read.faults] == [2]


def test_what_is_no_spreadsheet_is_refused() -> None:
    with pytest.raises(NotASpreadsheet):
        papers_of_file("名单.xlsx", b"%PDF-1.7")
