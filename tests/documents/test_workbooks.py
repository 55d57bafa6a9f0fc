import io
import zipfile

import openpyxl

from meeting.documents.workbooks import ListColumn, list_xlsx

COLUMNS = (ListColumn("姓名", 12), ListColumn("单位", 28))
ROWS = (("张䶮", "常熟市档案馆"), ("=1+1", ""), ("007", "http://example.cn"))


def test_list_xlsx_holds_text_cells_in_a_chinese_font() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(list_xlsx("名单", COLUMNS, ROWS))).worksheets[0]

    assert sheet.title == "名单"
    assert list(sheet.values) == [
        ("姓名", "单位"),
        ("张䶮", "常熟市档案馆"),
        ("=1+1", None),
        ("007", "http://example.cn"),
    ]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.data_type, cell.font.name, cell.font.sz, cell.font.charset) for cell in cells} == {
        ("s", "宋体", 11, 134)
    }
    assert {cell.font.scheme for cell in cells} == {None}
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert widths == [12.7109375, 28.7109375]  # and the 5 pixels of padding that Excel adds


def test_list_xlsx_has_a_header_that_stays_and_a_page_that_fits() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(list_xlsx("名单", COLUMNS, ROWS))).worksheets[0]

    header, body = sheet["A1"], sheet["A2"]
    assert (header.fill.fgColor.rgb, header.font.b, body.fill.fill_type) == ("FFF7F0E0", True, None)
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B2", "A1:B4", "$1:$1")
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize), page.fitToHeight) == ("landscape", 9, 0)
    assert page.fitToWidth in (None, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True


def test_list_xlsx_is_the_same_for_the_same_rows_and_keeps_no_clock() -> None:
    first, again = list_xlsx("名单", COLUMNS, ROWS), list_xlsx("名单", COLUMNS, iter(ROWS))

    assert first == again
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


def test_list_xlsx_without_rows_is_a_header() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(list_xlsx("名单", COLUMNS, ()))).worksheets[0]

    assert list(sheet.values) == [("姓名", "单位")]
