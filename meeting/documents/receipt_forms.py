"""The empty receipt form (参会回执) that goes out with the notice: one row for each delegate, lists to choose from, and
a word of advice in each cell, for WPS and Excel. The same input gives the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from meeting.documents.workbooks import A4, FILL, FONT, MADE

ROWS = 60
"""Delegates: units that send more copy a row."""
ASIDE = "选项"
"""The sheet of what there is to choose from; hidden."""
TITLE_HEIGHT, LINE_HEIGHT = 30.0, 21.0  # points
PROMPT_TITLE, PROMPT = 32, 255
"""Characters at most of an advice (ECMA-376, 18.3.1.32)."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column to be filled in: its heading and width in characters, what it wants, and from what it is chosen."""

    heading: str
    width: float
    advice: str = ""
    choices: Sequence[str] = ()
    formula: str = ""
    """What must hold of a cell, written for ``{cell}``; else ``advice`` is said, and it may be kept all the same."""


@dataclass(frozen=True, slots=True)
class BlankReceipt:
    """All that the form says. ``labels``: what the unit writes about itself, above the rows."""

    title: str
    instructions: str
    labels: Sequence[str]
    columns: Sequence[FormColumn]
    number: str
    """The heading of the numbers before the rows."""


def receipt_form_xlsx(form: BlankReceipt) -> bytes:
    """The form on A4 landscape, all columns on one page's width."""
    import xlsxwriter  # imported late: only who asks for the form pays for it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_format_properties": dict(FONT)})
    book.set_properties({"created": MADE, "title": form.title})
    sheet = book.add_worksheet("回执")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    wrapped = book.add_format({"text_wrap": True, "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": FILL, "valign": "vcenter", "align": "center"})
    cell = book.add_format({"num_format": "@", "border": 1, "valign": "vcenter"})
    number = book.add_format({"border": 1, "valign": "vcenter", "align": "center"})
    label = book.add_format({"bold": True, "valign": "vcenter"})
    write = book.add_format({"num_format": "@", "bottom": 1, "valign": "vcenter"})
    last = len(form.columns)

    sheet.set_row(0, TITLE_HEIGHT)
    sheet.merge_range(0, 0, 0, last, form.title, title)
    sheet.set_row(1, LINE_HEIGHT * 2)
    sheet.merge_range(1, 0, 1, last, form.instructions, wrapped)
    for line, text in enumerate(form.labels, start=2):
        sheet.set_row(line, LINE_HEIGHT)
        sheet.merge_range(line, 0, line, 1, text, label)
        sheet.merge_range(line, 2, line, min(5, last), "", write)
    top = 2 + len(form.labels)
    sheet.set_row(top, LINE_HEIGHT)
    sheet.set_column(0, 0, 6)
    sheet.write_string(top, 0, form.number, head)
    lists = book.add_worksheet(ASIDE)
    lists.hide()
    for place, column in enumerate(form.columns, start=1):
        sheet.set_column(place, place, column.width)
        sheet.write_string(top, place, column.heading, head)
        _ask(sheet, lists, column, place, top + 1)
    for row in range(1, ROWS + 1):
        sheet.set_row(top + row, LINE_HEIGHT)
        sheet.write_number(top + row, 0, row, number)
        for place in range(1, last + 1):
            sheet.write_blank(top + row, place, None, cell)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer("&C第 &P 页 / 共 &N 页")
    sheet.activate()
    book.close()
    return out.getvalue()


def _ask(sheet: "object", lists: "object", column: FormColumn, place: int, first: int) -> None:
    """The advice shown in the column's cells, and what they take."""
    from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

    rule: dict[str, object] = {"validate": "any"}
    if column.choices:
        for row, choice in enumerate(column.choices):
            lists.write_string(row, place - 1, choice)  # type: ignore[attr-defined]
        name = xl_col_to_name(place - 1)
        rule = {"validate": "list", "source": f"={ASIDE}!${name}$1:${name}${len(column.choices)}"}
    elif column.formula:
        rule = {"validate": "custom", "value": "=" + column.formula.format(cell=xl_rowcol_to_cell(first, place))}
    if column.advice:
        rule |= {
            "input_title": column.heading[:PROMPT_TITLE], "input_message": column.advice[:PROMPT],
            "error_title": column.heading[:PROMPT_TITLE], "error_message": column.advice[:PROMPT],
        }  # fmt: skip
    rule["error_type"] = "warning"  # who knows better may keep it: the import asks
    sheet.data_validation(first, place, first + ROWS - 1, place, rule)  # type: ignore[attr-defined]
