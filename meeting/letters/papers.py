"""The list of accepted papers, as it is pasted or read from a file: author, unit, title, perhaps an e-mail address."""

import re
from dataclasses import dataclass

from meeting.errors import N_, Invalid, MeetingError
from meeting.people.names import name_key
from meeting.registration.receipts.reading import read_file

HEADINGS = {
    "authors": ("作者", "作者姓名", "姓名", "第一作者", "author", "authors"),
    "unit": ("单位", "作者单位", "所在单位", "工作单位", "unit"),
    "title": ("题目", "论文题目", "论文", "论文名称", "题名", "篇名", "标题", "title"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "email", "e-mail"),
}
ORDER = tuple(HEADINGS)
"""Of the columns where no heading says otherwise."""
LONGEST = {"authors": 120, "unit": 120, "title": 200, "email": 120}
MOST = 3_000
LOOK = 20
_FIELD_OF = {name_key(heading): field for field, headings in HEADINGS.items() for heading in headings}


class PaperLacks(Invalid):
    """A line without author or title."""

    code = "paper-lacks"
    sentence = N_("缺少作者或题目。每行请写：作者、单位、题目，用制表符或逗号隔开。")


class PaperTooLong(Invalid):
    """A line with a field that is longer than any name or title."""

    code = "paper-too-long"
    sentence = N_("“%(text)s…”超过了 %(most)d 个字，可能是几行连在了一起，请分开。")


class PaperTwice(Invalid):
    """The same author and title on two lines."""

    code = "paper-twice"
    sentence = N_("与第 %(line)d 行重复，只算一次。")


class PaperFields(Invalid):
    """More fields than columns: most likely a comma in a title."""

    code = "paper-fields"
    sentence = N_("这一行有 %(count)d 栏，最多 %(most)d 栏。题目里有逗号的，请改用制表符（Tab）隔开各栏。")


class TooManyPapers(Invalid):
    """More lines than a list of papers has."""

    code = "papers-too-many"
    sentence = N_("名单有 %(count)d 行，一次最多 %(most)d 行。请分成几份。")
    field = "recipients"


@dataclass(frozen=True)
class Paper:
    """One accepted paper; ``line`` is its line in the list, from 1."""

    line: int
    authors: str
    unit: str
    title: str
    email: str = ""


@dataclass(frozen=True)
class Fault:
    """A line of which no letter is made, and why."""

    line: int
    text: str
    error: MeetingError


@dataclass(frozen=True)
class Papers:
    """What was read."""

    papers: tuple[Paper, ...]
    faults: tuple[Fault, ...]


def read_papers(text: str) -> Papers:
    """Each line that isn't blank is a paper or a fault; a first line with headings gives the columns' order.

    Fields are parted by tabs, else by commas, Chinese or not. Raises TooManyPapers.
    """
    lines = [(number, _fields(line), line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MOST:
        raise TooManyPapers(count=len(lines), most=MOST)
    order: tuple[str, ...] = ORDER
    if lines and (found := _heading(lines[0][1])):
        order, lines = found, lines[1:]
    papers: list[Paper] = []
    faults: list[Fault] = []
    known: dict[tuple[str, str], int] = {}
    for number, fields, line in lines:
        values = {field: value for field, value in zip(order, fields, strict=False) if field}
        paper = Paper(number, *(values.get(field, "") for field in ORDER))
        error = PaperFields(count=len(fields), most=len(order)) if len(fields) > len(order) else _wrong(paper, known)
        if error is None:
            known[name_key(paper.authors), name_key(paper.title)] = number
            papers.append(paper)
        else:
            faults.append(Fault(number, line[:80], error))
    return Papers(tuple(papers), tuple(faults))


def papers_of_file(name: str, data: bytes) -> str:
    """A spreadsheet's rows as such lines, from the row with headings on, or all of them; merged cells as they stand.

    Raises a kind of ``UnreadableFile``.
    """
    lines: list[str] = []
    for sheet in read_file(name, data).sheets:
        if not sheet.visible:
            continue
        rows = [[" ".join(cell.split()) for cell in row] for row in sheet.rows]
        start = next((number for number, row in enumerate(rows[:LOOK]) if _heading(row)), None)
        order = _heading(rows[start]) if start is not None else None
        for row in rows[start + 1 :] if start is not None else rows:
            values = dict(zip(order, row, strict=False)) if order else dict(zip(ORDER, row, strict=False))
            line = "\t".join(values.get(field, "") for field in ORDER).rstrip()
            if line.strip():
                lines.append(line)
    return "\n".join(lines)


def _fields(line: str) -> list[str]:
    return [" ".join(field.split()) for field in re.split("\t" if "\t" in line else "[,，]", line)]


def _heading(fields: list[str]) -> tuple[str, ...] | None:
    """The fields that a heading names, in its order, empty for others; None: author and title aren't among them."""
    found = tuple(_FIELD_OF.get(name_key(field), "") for field in fields)
    return found if "authors" in found and "title" in found else None


def _wrong(paper: Paper, known: dict[tuple[str, str], int]) -> MeetingError | None:
    if not paper.authors or not paper.title:
        return PaperLacks()
    for field, most in LONGEST.items():
        if len(value := getattr(paper, field)) > most:
            return PaperTooLong(text=value[:12], most=most)
    first = known.get((name_key(paper.authors), name_key(paper.title)))
    return PaperTwice(line=first) if first else None
