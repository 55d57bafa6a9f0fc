"""What the pages of all kinds share: a letter as an answer, many of them as a job."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.db import release, transaction
from meeting.documents.letters.pages import letters_pdf
from meeting.documents.letters.parts import Letter
from meeting.documents.letters.word import letters_docx
from meeting.jobs.operations import enqueue, wake
from meeting.letters.enums import LetterKind, Output
from meeting.letters.jobs import MAKE, TYPES, arguments, letters_of
from meeting.meetings.models import Meeting
from meeting.web.answers import PDF, file_answer
from meeting.web.once import submission

Page = Response | str | tuple[str, int]


def one(letter: Letter, name: str, output: Output, *, inline: bool = False) -> Response:
    """One letter, drawn at once. Raises what drawing raises."""
    release()  # drawing holds no lock
    data = (letters_docx if output is Output.DOCX else letters_pdf)([letter], title=name)
    return file_answer(data, f"{name}.{output.value}", TYPES[output] if output is Output.DOCX else PDF, inline=inline)


def start(
    meeting: Meeting, kind: LetterKind, output: Output, actor: Actor, *, back: str, letter_id: int | None = None
) -> Response:
    """The job, after what would stop it. Raises ``NothingToMake``."""
    letters_of(meeting, kind, letter_id)
    with transaction():
        job = enqueue(
            MAKE, arguments(kind, output, letter_id), key=f"{MAKE}:{submission()}",
            title=f"{meeting.title} {kind.label}", back=back, at=clock.now(),
            account_id=actor.account_id, society_id=meeting.society_id, meeting_id=meeting.id,
        )  # fmt: skip
        job_id = job.id
    wake()
    return redirect(url_for("desk.job", job_id=job_id))
