"""The sign-in sheet (签到表) for WPS: as DOCX to print from, as XLSX to sort and to go on working with."""

from meeting.documents.docx import Cell, Font, Sheet, Style, docx_file, field, paragraph, run, table
from meeting.documents.fitting import padded_name
from meeting.documents.sign_in_sheet import ROW_HEIGHT, SignInSheet, columns
from meeting.documents.workbooks import ListColumn, list_xlsx

SONG = "宋体"
CELL, HEADER, TITLE = Font(SONG, 10.5), Font(SONG, 10.5, bold=True), Font(SONG, 18, bold=True)
NAME, SMALL = Font(SONG, 12), Font(SONG, 9)
SHEET = Sheet(top=18, right=15, bottom=18, left=15, footer=10)
WIDTH = 180.0
WIDTHS = {"序号": 6.0, "单位": 34.0, "姓名": 14.0, "职务": 24.0, "手机": 16.0, "签名": 18.0}  # characters


def sign_in_sheet_docx(sheet: SignInSheet, *, title: str) -> bytes:
    """A table of A4 portrait with its heading row on each page; a unit's cell spans its people."""
    placed = columns(show_mobile=sheet.show_mobile)
    rows = [[_cell(heading, HEADER) for heading in placed]]
    number = 0
    for group in sheet.groups:
        for index, person in enumerate(group.rows):
            number += 1
            merge = "" if len(group.rows) == 1 else "continue" if index else "restart"
            cells = {
                "序号": _cell(str(number), CELL),
                "姓名": _cell(padded_name(person.name), NAME),
                "单位": Cell(_text("" if index else group.unit, CELL), merge),
                "职务": _cell(person.post, CELL),
                "手机": _cell(person.mobile, SMALL),
                "签名": _cell("", CELL),
            }
            rows.append([cells[heading] for heading in placed])
    occasion = paragraph(
        run(f"{sheet.occasion}\t", CELL), run(sheet.ordered_by, SMALL), tabs=[("right", WIDTH)], after=1
    )  # fmt: skip
    return docx_file(
        title=title,
        body=paragraph(run(sheet.heading), style="Title", after=2)
        + occasion
        + table([column.right - column.left for column in placed.values()], rows, row_height=ROW_HEIGHT)
        + paragraph(line=1),
        section=SHEET.section({"default": "pages", "even": "pages"}),
        styles=(Style("Title", "Title", TITLE, '<w:jc w:val="center"/>'),),
        normal=CELL,
        fonts={SONG: "SimSun", "Times New Roman": ""},
        footers={
            "pages": paragraph(
                run("第 ", SMALL), field("PAGE", SMALL), run(" 页 / 共 ", SMALL), field("NUMPAGES", SMALL),
                run(" 页", SMALL), align="center",
            )
        },
    )  # fmt: skip


def sign_in_sheet_xlsx(sheet: SignInSheet) -> bytes:
    """A row for each person, with the unit in each; printed on A4 portrait with room to sign."""
    shown = [heading for heading in WIDTHS if heading != "手机" or sheet.show_mobile]
    people = [(group.unit, person) for group in sheet.groups for person in group.rows]
    rows = (
        [
            value
            for heading, value in zip(
                WIDTHS, (str(number), unit, person.name, person.post, person.mobile, ""), strict=True
            )
            if heading in shown
        ]
        for number, (unit, person) in enumerate(people, start=1)
    )
    title = "\n".join(line for line in (sheet.heading, f"{sheet.occasion}　{sheet.ordered_by}".strip()) if line)
    return list_xlsx("签到表", [ListColumn(heading, WIDTHS[heading]) for heading in shown], rows, signed=title)


def _cell(text: str, font: Font) -> Cell:
    return Cell(_text(text, font))


def _text(text: str, font: Font) -> str:
    return paragraph(run(text, font), align="center")
