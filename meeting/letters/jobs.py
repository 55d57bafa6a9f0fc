"""Making many letters as long work."""

from typing import Any

from meeting import clock
from meeting.accounts.actors import actor_with
from meeting.db import db
from meeting.errors import N_, Conflict
from meeting.jobs.operations import Made, Run, handler
from meeting.letters.composing import today, wording_draft
from meeting.letters.documents import Named, acceptances, made, notices, proofs
from meeting.letters.enums import LetterKind, Output
from meeting.letters.faces import drawable
from meeting.letters.operations import record_made
from meeting.letters.papers import read_papers
from meeting.letters.queries import attendants, invited_units, notice_in, wording_of
from meeting.meetings.models import Meeting
from meeting.web.answers import DOCX, PDF, ZIP

MAKE = "letters.make"
TYPES = {Output.PDF: PDF, Output.DOCX: DOCX, Output.ZIP: ZIP}


class NothingToMake(Conflict):
    """No unit was invited, nobody attended, no paper is in the list."""

    code = "letters-none"
    sentence = N_("还没有可以生成的：通知要有邀请的单位，证明要有签到记录，录用通知要有论文名单。请先补上。")


def arguments(kind: LetterKind, output: Output, letter_id: int | None = None) -> dict[str, Any]:
    """For the job's row."""
    return {"kind": kind.value, "output": output.value, "letter": letter_id}


@handler(MAKE)
def make_letters(run: Run) -> Made:
    """Draw, keep, remember. Raises ``NothingToMake`` and what drawing raises."""
    kind, output = LetterKind(run.arguments["kind"]), Output(run.arguments["output"])
    meeting = db.session.get_one(Meeting, run.meeting_id)
    letters = letters_of(meeting, kind, run.arguments["letter"])
    title = f"{meeting.title} {kind.label}"
    total = len(letters)
    with drawable(meeting.society_id, [each.letter for each in letters]):
        data = made(letters, output, title=title, progress=lambda done: run.progress(done, total))

    def note() -> None:
        found = db.session.get_one(Meeting, run.meeting_id)
        record_made(found, title, output.value, total, at=clock.now(), by=actor_with(run.account_id))

    suffix = f".{output.value}"
    return run.keep(data, name=title + suffix, mimetype=TYPES[output], suffix=suffix, then=note)


def letters_of(meeting: Meeting, kind: LetterKind, letter_id: int | None) -> list[Named]:
    """All letters of a kind. Raises ``NothingToMake``, ``NotFound``."""
    if kind is LetterKind.NOTICE:
        letters = notices(notice_in(meeting, letter_id or 0), meeting, invited_units(meeting))
    else:
        wording = wording_of(meeting, kind) or wording_draft(meeting, kind, on=today(meeting))
        if kind is LetterKind.PROOF:
            letters = proofs(wording, meeting, attendants(meeting))
        else:
            letters = acceptances(wording, meeting, read_papers(wording.recipients).papers)
    if not letters:
        raise NothingToMake
    return letters
