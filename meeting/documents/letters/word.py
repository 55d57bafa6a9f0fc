"""Letters as DOCX, to be edited and printed from WPS or Word: the same parts at the same places, on 22 × 28."""

from collections.abc import Iterable

from meeting.documents.docx import Cell, Font, Sheet, Style, docx_file, field, paragraph, run, table, twips
from meeting.documents.letters.blocks import style as drawn
from meeting.documents.letters.closing import imprint_lines, sealed_names, unsealed_names
from meeting.documents.letters.measures import (
    BEFORE_SEAL,
    BOTTOM,
    CHARACTER,
    CHARACTERS,
    HEIGHT,
    LEFT,
    LETTER_MARK_TOP,
    LETTER_RULE,
    LETTER_RULE_BOTTOM,
    LINES,
    MARK_BELOW,
    PAGE_NUMBER_BELOW,
    RIGHT,
    RULE_BELOW,
    SIZE_2,
    SIZE_4,
    SMALL,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TOP_MARGIN,
    WIDTH,
)
from meeting.documents.letters.numbering import heading
from meeting.documents.letters.pages import head_mark, letter_pages
from meeting.documents.letters.parts import Faces, Head, Letter, Table
from meeting.documents.letters.titles import broken_title
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.shipped_fonts import Face
from meeting.documents.typefaces import AnyFace, face_name

# 3号 has the name of 16 points in word processors.
NAMED_SIZE_3 = 16.0
FANG, SONG_TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
STANDS_IN = {
    FANG: "仿宋,FangSong,STFangsong,宋体",
    SONG_TITLE: "方正小标宋_GBK,小标宋,华文中宋,STZhongsong,宋体",
    HEI: "SimHei,思源黑体",
    KAI: "楷体,KaiTi,STKaiti",
    SONG: "SimSun",
    "Times New Roman": "",
}
# 28 characters of 16 points are wider than 156 mm: each gives up a quarter of a point. A grid of characters would say
# the same, but LibreOffice gives one that is wider than its cell two of them; so the grid is one of 22 lines.
CLOSER = -0.25
FIRST, SECOND = (Font(name, NAMED_SIZE_3, spacing=CLOSER) for name in (HEI, KAI))
FIGURES = Font(SONG, SIZE_4, latin=SONG)
RED = "D6000F"
LINE = TEXT_HEIGHT / LINES
TITLE_WIDTH = TEXT_WIDTH * 0.97  # another font may be a little wider than ours
TITLE_LINE = (SIZE_2 + 14) / MILLIMETRE
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")
FOOT = 3.2  # from the middle of a footer's line of 4号 to its lower edge
BELOW_NUMBER = BOTTOM - PAGE_NUMBER_BELOW - FOOT - LETTER_RULE_BOTTOM
SHEET = Sheet(
    top=TOP_MARGIN,
    right=WIDTH - RIGHT,
    bottom=BOTTOM,
    left=LEFT,
    footer=LETTER_RULE_BOTTOM,
    lines=LINES,
)
INDENT = f'w:firstLineChars="200" w:firstLine="{twips(2 * TEXT_WIDTH / CHARACTERS)}"'
NORMAL = '<w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'


def letters_docx(letters: Iterable[Letter], *, title: str) -> bytes:
    """Each letter is a section of its own, its pages numbered from 1; the first one's faces are all of theirs.

    Raises TextTooLong, GlyphMissing.
    """
    written = list(letters)
    faces = written[0].faces if written else Faces()
    text, title_font = Font(_named(faces.body), NAMED_SIZE_3, spacing=CLOSER), Font(_named(faces.title), SIZE_2)
    body = []
    for number, letter in enumerate(written):
        section = SHEET.section(_footers_of(letter))
        last = number + 1 == len(written)
        body.append(_letter(letter, "" if last else section))
    return docx_file(
        title=title,
        body="".join(body),
        section=SHEET.section(_footers_of(written[-1]) if written else {}),
        styles=_styles(text, title_font),
        normal=text,
        normal_paragraph=NORMAL,
        fonts={text.chinese: STANDS_IN[FANG], title_font.chinese: STANDS_IN[SONG_TITLE]} | STANDS_IN,
        footers={
            "odd": _page_number("right"),
            "even": _page_number("left"),
            "letter": _foot_rule(),
            "none": paragraph(),
        },
    )


def _named(face: AnyFace) -> str:
    """What word processors call a face; ours stand in for those that offices have."""
    named: dict[AnyFace, str] = {Face.SONG: FANG, Face.SONG_BOLD: SONG_TITLE}
    return named.get(face) or face_name(face)


def _styles(body: Font, title: Font) -> tuple[Style, ...]:
    return (
        Style("Title", "Title", title, '<w:keepNext/><w:snapToGrid w:val="0"/><w:jc w:val="center"/>', level=None),
        Style("Heading1", "heading 1", FIRST, f"<w:keepNext/><w:ind {INDENT}/>", level=0),
        Style("Heading2", "heading 2", SECOND, f"<w:keepNext/><w:ind {INDENT}/>", level=1),
        Style("Heading3", "heading 3", body, f"<w:ind {INDENT}/>", level=2),
        Style("Heading4", "heading 4", body, f"<w:ind {INDENT}/>", level=3),
        Style("Addressee", "主送机关", None, "<w:keepNext/>"),
        Style("BodyText", "Body Text", None, f'<w:ind {INDENT}/><w:jc w:val="both"/>'),
        Style("Signature", "Signature", None, ""),
        Style("Attachment", "附件说明", None, ""),
        Style("Small", "表格文字", Font(body.chinese, SMALL), '<w:snapToGrid w:val="0"/><w:jc w:val="center"/>'),
        Style("Imprint", "版记", Font(body.chinese, SIZE_4), '<w:snapToGrid w:val="0"/>'),
    )


def _footers_of(letter: Letter) -> dict[str, str]:
    """7.5, 10.1: odd and even; none on a letter's first page, nor on a single plain one."""
    if letter.head is Head.LETTER:
        return {"default": "odd", "even": "even", "first": "letter"}
    if letter.head is Head.PLAIN and len(letter_pages(letter)) == 1:
        return {"default": "none", "even": "none"}
    return {"default": "odd", "even": "even"}


def _page_number(side: str) -> str:
    """A character (of 4号) in from its side."""
    em = SIZE_4 / MILLIMETRE
    return paragraph(
        run("— ", FIGURES), field("PAGE", FIGURES), run(" —", FIGURES), snap=False, align=side,
        after=BELOW_NUMBER, left=em if side == "left" else 0, right=em if side == "right" else 0,
    )  # fmt: skip


def _foot_rule() -> str:
    """10.1: the double rule at a letter's foot."""
    edge = (WIDTH - LETTER_RULE) / 2
    rule = ("thinThickSmallGap", 24, 1, RED)
    return paragraph(rule=rule, snap=False, line=3, left=edge - LEFT, right=edge - (WIDTH - RIGHT))


def _letter(letter: Letter, section: str) -> str:
    parts = [_head(letter), _title(letter.title, letter, before=_before_title(letter))]
    parts.append(_addressees(letter.addressees))
    parts += [_part(part, keep_next=part is letter.body[-1]) for part in letter.body]
    parts.append(_attachment_note(letter))
    parts.append(_signature(letter))
    if letter.note.strip():
        note = letter.note.strip()
        note = note if note.startswith(("（", "(")) else f"（{note}）"
        parts.append(paragraph(run(note), style="BodyText"))
    for number, attachment in enumerate(letter.attachments):
        label = f"附件{number + 1}" if len(letter.attachments) > 1 else "附件"
        parts.append(paragraph(run(label, FIRST), page_break=True, keep_next=True))
        parts.append(_title(attachment.title, letter, before=LINE))
        parts.append(paragraph(keep_next=True))
        parts += [_part(part) for part in attachment.body]
    imprint = _imprint(letter)
    # A table can't end a section: a paragraph follows it, and carries the section's end where there is one.
    return "".join(parts) + imprint + (paragraph(section=section) if imprint or section else "")


def _head(letter: Letter) -> str:
    if letter.head is Head.PLAIN:
        return paragraph(run(letter.number), align="right") if letter.number else ""
    mark = head_mark(letter)
    font = Font(_named(letter.faces.title), mark.style.size, colour=RED)
    text, height = run("\n".join(mark.lines), font), mark.height
    if letter.head is Head.LETTER:
        frame = ((WIDTH - LETTER_RULE) / 2, HEIGHT - LETTER_MARK_TOP, LETTER_RULE)
        thick = ("thickThinSmallGap", 24, round(RULE_BELOW * MILLIMETRE), RED)
        number = paragraph(run(letter.number), align="right", before=1) if letter.number else ""
        line = height / max(1, len(mark.lines))
        return paragraph(text, frame=frame, rule=thick, snap=False, align="center", line=line) + number
    rule = ("single", 12, round(RULE_BELOW * MILLIMETRE), RED)
    mark_line = paragraph(
        text,
        snap=False,
        align="center",
        before=MARK_BELOW,
        after=2 * LINE,
        line=height / max(1, len(mark.lines)) * 1.15,
    )
    return mark_line + paragraph(run(letter.number), align="center", rule=rule)


def _before_title(letter: Letter) -> float:
    return LINE if letter.head is Head.PLAIN else 2 * LINE


def _title(title: str, letter: Letter, *, before: float) -> str:
    """7.3.1: one paragraph, its lines broken by hand."""
    of = drawn(letter.faces.title, SIZE_2)
    lines = broken_title(title, lambda text: of.width(text) / TITLE_WIDTH, letter.unparted)
    return paragraph(run("\n".join(lines)), style="Title", before=before, line=TITLE_LINE)


def _addressees(addressees: str) -> str:
    text = addressees.strip().rstrip("：:")
    blank = paragraph(keep_next=True)
    return blank + (paragraph(run(f"{text}："), style="Addressee") if text else "")


def _part(part: str | Table, *, keep_next: bool = False) -> str:
    if isinstance(part, Table):
        return _table(part)
    text = part.strip()
    if not text:
        return ""
    level, head, rest = heading(text)
    if level and not (head and rest):
        return paragraph(run(text), style=HEADINGS[level - 1], keep_next=keep_next)
    faces = {1: FIRST, 2: SECOND}
    return paragraph(run(head, faces.get(level)) if head else "", run(rest), style="BodyText", keep_next=keep_next)


def _table(part: Table) -> str:
    share = TEXT_WIDTH / sum(part.widths)
    rows = [
        [Cell(paragraph(run(text, Font(HEI, SMALL)), style="Small")) for text in part.headings],
        *([Cell(paragraph(run(text), style="Small")) for text in row] for row in part.rows),
    ]
    return table([width * share for width in part.widths], rows, row_height=part.row_height)


def _attachment_note(letter: Letter) -> str:
    """7.3.4."""
    if not letter.attachments:
        return ""
    many = len(letter.attachments) > 1
    label, mark = 3 * CHARACTER, CHARACTER * 0.75 if many else 0.0
    lines = [paragraph(keep_next=True)]
    for number, attachment in enumerate(letter.attachments, start=1):
        shown = f"{'附件：' if number == 1 else ''}{f'{number}.' if many else ''}{' '.join(attachment.title.split())}"
        hanging = mark + (label if number == 1 else 0)
        lines.append(
            paragraph(run(shown), style="Attachment", keep_next=True, left=2 * CHARACTER + label + mark, first=-hanging)
        )
    return "".join(lines)


def _signature(letter: Letter) -> str:
    """7.3.5: on one page with the lines before it."""
    if not letter.sealed:
        left, names = unsealed_names(letter)
        lines = [paragraph(run(name), style="Signature", keep_next=True, left=left - LEFT) for name in names]
        date = paragraph(run(letter.date), style="Signature", left=left - LEFT + 2 * CHARACTER)
        return paragraph(keep_next=True) + "".join(lines) + date
    placed = sealed_names(letter)
    blank = paragraph(keep_next=True) * BEFORE_SEAL
    lines = []
    for line in placed.lines:
        tabs = [("center", middle - LEFT) for middle, _ in line]
        lines.append(
            paragraph(run("".join(f"\t{text}" for _, text in line)), style="Signature", keep_next=True, tabs=tabs)
        )
    date = paragraph(run(f"\t{letter.date}"), style="Signature", tabs=[("center", placed.date_middle - LEFT)])
    return blank + "".join(lines) + date


def _imprint(letter: Letter) -> str:
    """7.4: at the last page's foot."""
    em = SIZE_4 / MILLIMETRE
    rows = []
    if imprint_lines(letter):
        copies = letter.copies_to.strip().rstrip("。") + "。"
        rows.append([Cell(paragraph(run(f"抄送：{copies}"), style="Imprint", left=4 * em, right=em, first=-3 * em))])
    if letter.printed_by:
        text = f"{letter.printed_by}\t{letter.printed_on}印发"
        tabs = [("right", TEXT_WIDTH - 2 * em)]
        rows.append([Cell(paragraph(run(text), style="Imprint", left=em, right=em, tabs=tabs))])
    if not rows:
        return ""
    return table([TEXT_WIDTH], rows, row_height=SIZE_4 / MILLIMETRE + 3, heading=False, borders="imprint", at_foot=True)
