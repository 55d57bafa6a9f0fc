"""Letters as the drawing package takes them, with their places filled in."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from meeting import clock
from meeting.awards.wording import titled
from meeting.documents.dates import numeral_date
from meeting.documents.letters import parts as drawing
from meeting.documents.letters.pages import letters_pdf
from meeting.documents.letters.word import letters_docx
from meeting.documents.placeholders import fill
from meeting.letters.composing import values_of
from meeting.letters.enums import LetterHead, Output
from meeting.letters.faces import faces_of
from meeting.letters.models import Letter
from meeting.letters.operations import Wording
from meeting.letters.papers import Paper
from meeting.letters.queries import Attendant, AttendedSession
from meeting.meetings.models import Meeting

RECEIPT = drawing.Table(
    ("姓名", "性别", "职务", "手机", "分论坛", "住宿", "备注"), (("",) * 7,) * 8, (3, 1.6, 3.6, 4.2, 5, 2.4, 3), 12.0
)
ATTACHMENT = re.compile(r"附件\s*\d*\s*[：:]\s*(.+)")
NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
MADE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Named:
    """A letter and what its file is called, without an ending."""

    name: str
    letter: drawing.Letter


def notice(wording: Wording | Letter, meeting: Meeting, faces: drawing.Faces, *, to: str = "") -> drawing.Letter:
    """A notice; ``to``: the one unit that it goes to, instead of all addressees."""
    values = values_of(meeting) | {"单位": to or "各有关单位"}
    issuers = _lines(wording.issuers)
    return drawing.Letter(
        title=fill(wording.title, values),
        body=tuple(_lines(fill(wording.body, values))),
        issuers=tuple(drawing.Issuer(name) for name in issuers),
        date=numeral_date(wording.dated),
        head=drawing.Head(wording.head),
        mark=wording.mark or _mark(wording, issuers),
        number=wording.number,
        addressees=to or fill(wording.addressees, values),
        attachments=_attachments(wording, meeting, values),
        sealed=wording.sealed,
        note=fill(wording.note, values),
        copies_to=wording.copies_to,
        printed_by=wording.printed_by,
        printed_on=numeral_date(wording.printed_on or wording.dated) if wording.printed_by else "",
        whole=(meeting.title, meeting.society.name, *issuers),
        faces=faces,
    )


def notices(letter: Letter, meeting: Meeting, units: Iterable[str]) -> list[Named]:
    """A copy for each unit."""
    faces = faces_of(meeting)
    return [Named(unit, notice(letter, meeting, faces, to=unit)) for unit in units]


def proofs(wording: Wording | Letter, meeting: Meeting, found: Iterable[Attendant]) -> list[Named]:
    """A proof for each, with the sessions attended and their hours on the meeting's clock."""
    values, faces = values_of(meeting), faces_of(meeting)
    issuers = tuple(drawing.Issuer(name) for name in _lines(wording.issuers))
    made = []
    for one in found:
        text = fill(wording.body, values | {"姓名": one.name, "单位": one.unit}).replace("（）", "")
        proof = drawing.AttendanceProof(
            body=tuple(_lines(text)),
            sessions=tuple(_attended(session, meeting.zone) for session in one.sessions),
            total=_duration(sum((session.ends_at - session.starts_at for session in one.sessions), timedelta())),
            issuers=issuers,
            on=wording.dated,
            number=wording.number,
            title=fill(wording.title, values | {"姓名": one.name, "单位": one.unit}),
            sealed=wording.sealed,
            faces=faces,
        )
        made.append(Named("-".join(part for part in (one.unit, one.name) if part), proof.letter()))
    return made


def acceptances(wording: Wording | Letter, meeting: Meeting, papers: Iterable[Paper]) -> list[Named]:
    """A letter to the authors of each paper. Title marks within a title become single, since it stands in some."""
    issuers, faces = tuple(drawing.Issuer(name) for name in _lines(wording.issuers)), faces_of(meeting)
    made = []
    for number, paper in enumerate(papers, start=1):
        values = values_of(meeting) | {
            "姓名": paper.authors, "单位": paper.unit, "题目": titled(paper.title)[1:-1],
        }  # fmt: skip
        letter = drawing.AcceptanceLetter(
            authors=paper.authors,
            unit=paper.unit,
            body=tuple(_lines(fill(wording.body, values))),
            issuers=issuers,
            on=wording.dated,
            number=wording.number,
            title=fill(wording.title, values),
            sealed=wording.sealed,
            whole=(meeting.title,),
            faces=faces,
        )
        made.append(Named(f"{number:03d}-{paper.authors}", letter.letter()))
    return made


def made(
    letters: Sequence[Named], output: Output, *, title: str, progress: Callable[[int], None] | None = None
) -> bytes:
    """The file. Raises what drawing raises."""
    if output is Output.PDF:
        return letters_pdf((each.letter for each in letters), title=title, progress=progress)
    if output is Output.DOCX:
        return letters_docx((each.letter for each in letters), title=title)
    out = io.BytesIO()
    taken: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, each in enumerate(letters, start=1):
            entry = zipfile.ZipInfo(f"{_file_name(each.name, taken)}.pdf", MADE)
            archive.writestr(entry, letters_pdf([each.letter], title=each.letter.title))
            if progress is not None:
                progress(number)
    return out.getvalue()


def _file_name(name: str, taken: dict[str, int]) -> str:
    """As every system takes it; a second of the same name has a number."""
    plain = NO_NAME.sub("_", name).strip(". ")[:80] or "未命名"
    taken[plain] = taken.get(plain, 0) + 1
    return plain if taken[plain] == 1 else f"{plain}（{taken[plain]}）"


def _mark(wording: Wording | Letter, issuers: Sequence[str]) -> str:
    name = issuers[0] if issuers else ""
    return f"{name}文件" if wording.head is LetterHead.RED else name


def _attachments(
    wording: Wording | Letter, meeting: Meeting, values: dict[str, str]
) -> tuple[drawing.Attachment, ...]:
    """The receipt first; then what was typed, each from its line 附件：title on."""
    found: list[tuple[str, list[str | drawing.Table]]] = []
    if wording.receipt:
        found.append((f"{meeting.title}参会回执", ["单位（盖章）：", RECEIPT]))
    for line in _lines(fill(wording.attachments, values)):
        match = ATTACHMENT.fullmatch(line)
        if match:
            found.append((match[1].strip(), []))
        elif found and not (wording.receipt and len(found) == 1):
            found[-1][1].append(line)
        else:
            found.append((line, []))
    return tuple(drawing.Attachment(title, tuple(body)) for title, body in found)


def _attended(session: AttendedSession, zone: str) -> drawing.Attended:
    starts, ends = clock.local(session.starts_at, zone), clock.local(session.ends_at, zone)
    lasted = _duration(session.ends_at - session.starts_at)
    return drawing.Attended(f"{starts.month}月{starts.day}日", f"{starts:%H:%M}—{ends:%H:%M}", session.title, lasted)


def _duration(time: timedelta) -> str:
    """To the minute, as sessions begin and end: 2小时30分. In tenths of an hour what is shown wouldn't add up."""
    hours, minutes = divmod(time // timedelta(minutes=1), 60)
    return (f"{hours}小时" if hours or not minutes else "") + (f"{minutes}分" if minutes else "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]

