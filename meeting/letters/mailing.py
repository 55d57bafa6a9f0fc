"""Letters of acceptance by mail, as certificates are: a message for each address, its PDF drawn when it is sent."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meeting.awards.operations.mailing import was_written
from meeting.awards.wording import titled
from meeting.db import db
from meeting.documents.layouts.singles import safe_name
from meeting.documents.letters.pages import letters_pdf
from meeting.errors import N_, MeetingError, NotFound
from meeting.history.operations import By, record, take_turn
from meeting.jobs.models import Job
from meeting.letters.documents import Named, acceptances
from meeting.letters.enums import LetterKind
from meeting.letters.faces import drawable
from meeting.letters.papers import Paper, read_papers
from meeting.letters.queries import wording_of
from meeting.mail import operations as mail
from meeting.mail.addresses import read_addresses
from meeting.mail.courier import mail_sender
from meeting.mail.enclosures import Arguments, Enclosure, source
from meeting.mail.errors import NothingToSend
from meeting.mail.queries import written_about
from meeting.mail.words import Wording
from meeting.meetings.models import Meeting
from meeting.people.names import name_key
from meeting.web.answers import PDF

SOURCE = "acceptance"
ABOUTS = (f"{SOURCE}:",)
"""How what this room's messages are about begins."""

PLACES = ("姓名", "单位", "题目", "会议")
"""What can stand in braces in a message's words."""

SUBJECT = N_("{会议}论文录用通知")
TEXT = N_("""{姓名}：

您好！您提交的论文《{题目}》已被{会议}录用，录用通知见附件，可自行打印。

{会议}会务组
（这封邮件由系统发出，请不要直接回复。）
""")


@dataclass(frozen=True)
class Target:
    """One message: a paper's letter to an address."""

    paper: Paper
    address: str


@dataclass(frozen=True)
class Addressed:
    """What the list's addresses come to; who has none, and which can't be read."""

    targets: list[Target]
    without: list[Paper]
    faults: list[tuple[Paper, MeetingError]]


def addressed(papers: Iterable[Paper]) -> Addressed:
    """A cell may hold several addresses."""
    found = Addressed([], [], [])
    for paper in papers:
        if not paper.email:
            found.without.append(paper)
            continue
        try:
            found.targets.extend(Target(paper, address) for address in read_addresses(paper.email))
        except MeetingError as error:
            found.faults.append((paper, error))
    return found


def about(meeting_id: int, paper: Paper) -> str:
    """By author and title: a line that moves in the list is the same paper."""
    key = repr((name_key(paper.authors), name_key(paper.title)))
    return f"{SOURCE}:{meeting_id}:{hashlib.sha256(key.encode()).hexdigest()[:20]}"


def mail_acceptances(
    meeting: Meeting,
    papers: Sequence[Paper],
    wording: Wording,
    *,
    batch: UUID,
    again: bool = False,
    title: str,
    back: str,
    at: datetime,
    by: By,
) -> Job:
    """A message for each address, and the job that sends them. Who was written to before is left out unless ``again``.

    Raises ``MailNotSet``, ``PlaceholderRefused``, ``HeaderBroken``, ``NothingToSend``.
    """
    mail_sender()
    wording.check(PLACES)
    take_turn(meeting.society_id)
    targets = addressed(papers).targets
    before = written_about([about(meeting.id, target.paper) for target in targets])
    written: list[str] = []
    for target in targets:
        of = about(meeting.id, target.paper)
        earlier = before.get(of, [])
        if not again and was_written(earlier):
            continue
        turn, place = len({message.batch for message in earlier}), written.count(of)
        subject, text = wording.filled(_values(target.paper, meeting))
        mail.write_message(
            f"{of}:{turn}:{place}", batch=batch, society_id=meeting.society_id, meeting_id=meeting.id, about=of,
            address=target.address, name=target.paper.authors, subject=subject[: mail.LONGEST_SUBJECT], text=text,
            enclosures=[_enclosure(meeting, target.paper, of)], at=at,
        )  # fmt: skip
        written.append(of)
    if not written:
        raise NothingToSend
    record("mail-acceptances", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes={"messages": (None, len(written))})  # fmt: skip
    return mail.start_sending(
        batch, key="1", title=title, back=back, at=at, account_id=by.account_id, society_id=meeting.society_id,
        meeting_id=meeting.id,
    )  # fmt: skip


@source(SOURCE)
def acceptance_files(wanted: Sequence[Arguments]) -> Callable[[Arguments], bytes]:
    """The letter as it would be made now. One whose paper has left the list isn't sent."""
    found: dict[str, tuple[int, Named]] = {}
    for meeting_id in {arguments["meeting"] for arguments in wanted}:
        meeting = db.session.get_one(Meeting, meeting_id)
        letter = wording_of(meeting, LetterKind.ACCEPTANCE)
        papers = read_papers(letter.recipients).papers if letter else ()
        letters = acceptances(letter, meeting, papers) if letter else []
        for paper, named in zip(papers, letters, strict=True):
            found[about(meeting_id, paper)] = meeting.society_id, named

    def make(arguments: Arguments) -> bytes:
        if arguments["about"] not in found:
            raise NotFound
        society_id, named = found[arguments["about"]]
        with drawable(society_id, [named.letter]):
            return letters_pdf([named.letter], title=named.letter.title)

    return make


def _values(paper: Paper, meeting: Meeting) -> dict[str, str]:
    return {
        "姓名": paper.authors, "单位": paper.unit, "题目": titled(paper.title)[1:-1], "会议": meeting.title,
    }  # fmt: skip


def _enclosure(meeting: Meeting, paper: Paper, of: str) -> Enclosure:
    name = safe_name(f"{LetterKind.ACCEPTANCE.label}-{paper.authors}")
    return Enclosure(f"{name}.pdf", PDF, SOURCE, {"meeting": meeting.id, "about": of})
