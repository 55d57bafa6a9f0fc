"""A receipt as data: who fills it in, and a line for each person, with what is wrong in it."""

import hashlib
import re
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import ClassVar

from meeting.errors import N_
from meeting.registration.receipts.cells import Sheet, Workbook
from meeting.registration.receipts.contents import guess_table
from meeting.registration.receipts.file_names import unit_of_file
from meeting.registration.receipts.headings import Field
from meeting.registration.receipts.layout import find_tables
from meeting.registration.receipts.particulars import Particulars
from meeting.registration.receipts.reading import DEFAULT, read_file
from meeting.registration.receipts.refusals import Limits, NoDelegates
from meeting.registration.receipts.tables import Expanded, Table, expand, looks_like_unit


@dataclass(frozen=True)
class Rules:
    """What a meeting asks of a receipt. Travels to the child process as it is."""

    blank_mobile: bool = True
    """Whether a row without a mobile is taken."""
    landline: bool = False
    """Whether a landline with area code is taken in place of a mobile."""
    forums: tuple[str, ...] = ()
    """The meeting's sub-forums in their order: they help to know a column by its contents."""
    units: tuple[str, ...] = ()
    """Names and aliases of the units invited: they help to tell the unit from what is written around it."""


@dataclass(frozen=True)
class Fault:
    """Why a line is kept out until it is mended. ``sentence`` is a message id, ``params`` fill its places."""

    field: str
    code: str
    params: dict[str, str | int] = default(default_factory=dict)

    SENTENCES: ClassVar[dict[str, str]] = {
        "name-missing": N_("这一行没有姓名，请补上。"),
        "name-to-be-named": N_("姓名写的是“%(given)s”，请在确定人选后补上。"),
        "name-several": N_("一格里有几个人的姓名（%(given)s），请每人填写一行。"),
        "name-not-a-name": N_("“%(given)s”不像姓名，请改正。"),
        "name-too-long": N_("姓名“%(given)s”太长，请检查是否填错了栏。"),
        "name-unreadable": N_("姓名“%(given)s”里有无法显示的字符，请重新输入。"),
        "name-invalid": N_("姓名“%(given)s”无法使用，请改成一个人的姓名。"),
        "mobile-missing": N_("没有填写手机号，请补上。"),
        "mobile-invalid": N_("手机号“%(given)s”不对：应是1开头的11位数字，请核对。"),
        "mobile-landline": N_("“%(given)s”是座机号码，请改填手机号。"),
        "text-too-long": N_("这一格有%(length)d个字，超过%(longest)d个字，请缩短。"),
        "text-unreadable": N_("“%(given)s”里有无法显示的字符，请重新输入。"),
    }

    @property
    def sentence(self) -> str:
        return self.SENTENCES[self.code]

    @property
    def message(self) -> str:
        """The sentence in Chinese; a page translates ``sentence`` and fills in ``params`` itself."""
        return self.sentence % self.params


@dataclass(frozen=True)
class Note:
    """Something that a person should know of and that keeps nobody out."""

    code: str
    params: dict[str, str | int] = default(default_factory=dict)

    SENTENCES: ClassVar[dict[str, str]] = {
        "sheet-hidden": N_("隐藏的工作表“%(sheet)s”没有读取。"),
        "sheet-skipped": N_("工作表“%(sheet)s”像是说明或样例，没有读取。"),
        "sheet-without-names": N_("工作表“%(sheet)s”里没有名单，没有读取。"),
        "sample-left-out": N_("第%(row)d行是填写示例，没有读取。"),
        "nobody": N_("第%(row)d行写明无人参加。"),
        "total-differs": N_("表中写合计%(total)d人，读到%(read)d人，请核对。"),
        "private-left-out": N_("“%(heading)s”一栏涉及个人敏感信息，没有读取。"),
        "no-heading": N_("没有表头，各栏按内容判断，请核对。"),
        "empty": N_("有表头，但没有填写人员。"),
    }

    @property
    def sentence(self) -> str:
        return self.SENTENCES[self.code]

    @property
    def message(self) -> str:
        return self.sentence % self.params


@dataclass(frozen=True)
class ReceiptLine:
    """One person of a receipt, as written save for the repairs of ``people``."""

    row: int
    """1-based, as a spreadsheet shows it."""
    sheet: str = ""
    name: str = ""
    gender: str = ""
    """男, 女 or ''."""
    unit: str = ""
    """As written; '' where the row leaves it out: then the form's own unit counts."""
    post: str = ""
    mobile: str = ""
    """E.164, or ''. A landline where the rules take one."""
    forum: str = ""
    """As written; ``matching.match_forum`` finds the sub-forum."""
    hotel: bool | None = None
    hotel_text: str = ""
    """The wish as written (单住, 与李四合住), '' where it says no more than yes or no."""
    diet: str = ""
    remarks: str = ""
    region: str = ""
    category: str = ""
    extras: tuple[tuple[str, str], ...] = ()
    """(heading, value) of whatever else was asked."""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class ReceiptForm:
    """One file."""

    file: str
    unit: str
    """The unit that fills it in: by its own line, else by the name of the file; '' where neither says."""
    contact: str = ""
    contact_mobile: str = ""
    lines: tuple[ReceiptLine, ...] = ()
    notes: tuple[Note, ...] = ()
    sha256: str = ""
    kind: str = ""
    encoding: str = ""


_EXPLAINS = re.compile(
    r"说明|须知|样[例表本]|示例|字典|选项|下拉|数据源|参数|instruction|example|readme|guide|option",
    re.IGNORECASE,
)
DEFAULT_RULES = Rules()


def read_form(name: str, data: bytes, rules: Rules = DEFAULT_RULES, limits: Limits = DEFAULT) -> ReceiptForm:
    """Return the receipt in a file's bytes. Raises a kind of ``UnreadableFile``."""
    form = form_of(read_file(name, data, limits), rules)
    return replace(form, sha256=hashlib.sha256(data).hexdigest())


def form_of(book: Workbook, rules: Rules = DEFAULT_RULES) -> ReceiptForm:
    """Return the receipt in a workbook. Raises ``NoDelegates`` where it has no column of names."""
    from meeting.registration.receipts.lines import read_table
    from meeting.registration.receipts.slips import read_slip

    notes: list[Note] = []
    lines: list[ReceiptLine] = []
    around = Particulars(rules.units)
    sheets = _sheets_to_read(book, rules, notes)
    several = sum(1 for sheet in sheets if sheet.tables) > 1
    found = False
    for sheet in sheets:
        own = Particulars(rules.units)
        if sheet.tables:
            read = read_table(sheet.expanded, sheet.tables, rules, own, notes)
            if sheet.guessed:
                notes.append(Note("no-heading"))
        else:
            read = read_slip(sheet.expanded.sheet, rules, own)
        found = found or bool(sheet.tables) or bool(read)
        own_unit = own.unit or (sheet.name if several and looks_like_unit(sheet.name) else "")
        if several and own_unit:
            # A city that sends a sheet for each county: the sheet's unit counts on its sheet.
            read = [line if line.unit else replace(line, unit=own_unit) for line in read]
        lines += read
        # 小计 and 合计 may both stand there: one of them, or all together, is the number of people.
        if (
            own.totals
            and len({table.top for table in sheet.tables}) == 1
            and len(read) not in (*own.totals, sum(own.totals))
        ):
            notes.append(Note("total-differs", {"total": own.totals[-1], "read": len(read)}))
        around.unit = around.unit or own.unit
        if not around.contact:
            around.contact, around.contact_mobile = own.contact, own.contact_mobile
        around.title = around.title or own.title
        if not read and not sheet.tables and len(book.sheets) > 1:
            notes.append(Note("sheet-without-names", {"sheet": sheet.name}))
    if not found:
        raise NoDelegates(file=book.file)
    if not lines:
        notes.append(Note("empty"))
    unit = around.unit or unit_of_file(book.file, [line.unit for line in lines], rules.units, title=around.title)
    return ReceiptForm(
        book.file,
        unit,
        around.contact,
        around.contact_mobile,
        tuple(lines),
        tuple(notes),
        "",
        book.kind,
        book.encoding,
    )


@dataclass(frozen=True)
class _Found:
    name: str
    expanded: Expanded
    tables: list[Table]
    guessed: bool


def _sheets_to_read(book: Workbook, rules: Rules, notes: list[Note]) -> list[_Found]:
    shown = [sheet for sheet in book.sheets if sheet.visible] or list(book.sheets)
    for sheet in book.sheets:
        if sheet not in shown and not (_EXPLAINS.search(sheet.name) and not _look(sheet, rules).tables):
            notes.append(Note("sheet-hidden", {"sheet": sheet.name}))
    found = [_look(sheet, rules) for sheet in shown]
    if not any(sheet.tables for sheet in found):
        found = [_look(sheet, rules, guess=True) for sheet in shown]
    found = [_continued(sheet, found, rules) for sheet in found]
    explaining = [sheet for sheet in found if _EXPLAINS.search(sheet.name)]
    rest = [sheet for sheet in found if sheet not in explaining]
    if explaining and (any(sheet.tables for sheet in rest) or not any(sheet.tables for sheet in found)) and rest:
        notes.extend(Note("sheet-skipped", {"sheet": sheet.name}) for sheet in explaining)
        return rest
    return found


def _continued(sheet: _Found, sheets: list[_Found], rules: Rules) -> _Found:
    """A sheet without heading that goes on with the columns of another: names and mobiles stand where that has them."""
    heads = [other.tables[0] for other in sheets if other.tables and not other.guessed]
    if sheet.tables or not heads or (like := guess_table(sheet.expanded, rules.forums)) is None:
        return sheet
    for head in heads:
        mobiles = {column.index for column in like.of(Field.MOBILE)}
        if like.name.index == head.name.index and mobiles & {column.index for column in head.of(Field.MOBILE)}:
            return _Found(sheet.name, sheet.expanded, [replace(like, columns=head.columns)], True)
    return sheet


def _look(sheet: Sheet, rules: Rules, *, guess: bool = False) -> _Found:
    expanded = expand(sheet)
    tables = find_tables(expanded, rules.forums, rules.units)
    if not tables and guess and (table := guess_table(expanded, rules.forums)) is not None:
        return _Found(sheet.name, expanded, [table], True)
    return _Found(sheet.name, expanded, tables, False)

