import io
from dataclasses import replace

import docx
import openpyxl

from meeting.documents.sign_in_lists import sign_in_sheet_docx, sign_in_sheet_xlsx
from tests.documents.test_sign_in_sheet import make_sheet


def test_the_docx_has_everyone_with_the_units_cell_over_its_people() -> None:
    sheet = replace(make_sheet(groups=2, rows=2, show_mobile=True), occasion="2020年12月8日　常州市会议中心")

    document = docx.Document(io.BytesIO(sign_in_sheet_docx(sheet, title="签到表")))

    assert document.paragraphs[0].text == sheet.heading
    assert document.paragraphs[1].text == f"{sheet.occasion}\t{sheet.ordered_by}"
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "姓名", "单位", "职务", "手机", "签名"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert [row[2] for row in rows[1:]] == ["第1档案馆", "第1档案馆", "第2档案馆", "第2档案馆"]
    assert rows[1] == ["1", "张　䶮", "第1档案馆", "馆员", "138****1234", ""]
    assert "tblHeader" in table.rows[0]._tr.xml


def test_the_xlsx_has_a_row_for_each_with_the_unit_in_it_and_room_to_sign() -> None:
    sheet = replace(make_sheet(groups=2, rows=2), occasion="2020年12月8日")

    page = openpyxl.load_workbook(io.BytesIO(sign_in_sheet_xlsx(sheet))).worksheets[0]

    assert list(page.values)[:3] == [
        ("序号", "单位", "姓名", "职务", "签名"),
        ("1", "第1档案馆", "张䶮", "馆员", None),
        ("2", "第1档案馆", "𬭎宁远", "馆员", None),
    ]
    assert page.row_dimensions[2].height == 27
    assert page["E2"].border.bottom.style == "thin"
    assert page.page_setup.orientation in (None, "portrait")
    assert page.oddHeader.center.text.startswith(sheet.heading)


def test_a_unit_name_that_looks_like_a_formula_stays_text() -> None:
    sheet = make_sheet(groups=1, rows=1)
    sheet = replace(sheet, heading="A&B", groups=(replace(sheet.groups[0], unit="=1+1"),))

    page = openpyxl.load_workbook(io.BytesIO(sign_in_sheet_xlsx(sheet))).worksheets[0]

    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")


def test_both_are_the_same_bytes_again() -> None:
    sheet = make_sheet()

    assert sign_in_sheet_docx(sheet, title="x") == sign_in_sheet_docx(sheet, title="x")
    assert sign_in_sheet_xlsx(sheet) == sign_in_sheet_xlsx(sheet)
