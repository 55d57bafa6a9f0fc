"""What the pages of all kinds share: a letter as an answer, many of them as a job."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.db import transaction
from meeting.documents.letters.pages import letters_pdf
from meeting.documents.letters.parts import Letter
from meeting.documents.letters.word import letters_docx
from meeting.documents.preflight import Preflight
from meeting.errors import MeetingError
from meeting.jobs.operations import enqueue, wake
from meeting.layouts.queries import letter_fonts
from meeting.letters.enums import LetterKind, Output
from meeting.letters.faces import drawable, forecast
from meeting.letters.jobs import MAKE, TYPES, arguments, letters_of
from meeting.letters.rules import local_links
from meeting.meetings.models import Meeting
from meeting.web.answers import PDF, file_answer
from meeting.web.forms import Form, in_words
from meeting.web.once import answered_before, remembered, submission

Page = Response | str | tuple[str, int]


def one(meeting: Meeting, letter: Letter, name: str, output: Output, *, inline: bool = False) -> Response:
    """One letter, drawn at once. Raises what drawing raises."""
    with drawable(meeting.society_id, [letter]):
        data = (letters_docx if output is Output.DOCX else letters_pdf)([letter], title=name)
    return file_answer(data, f"{name}.{output.value}", TYPES[output] if output is Output.DOCX else PDF, inline=inline)


def before_making(meeting: Meeting, form: Form, letters: Sequence[Letter]) -> dict[str, Any]:
    """For a page's template: what the letters are set in, and what making them would meet. ``form``: the wording."""
    fonts, report = letter_fonts(meeting.society_id), Preflight()
    try:
        report = forecast(meeting.society_id, letters)
    except MeetingError as error:
        flash(in_words(error), "error")
    local = local_links(field.data for field in form if isinstance(field.data, str))
    return {"fonts": fonts, "report": report, "local": local}


def start(
    meeting: Meeting, kind: LetterKind, output: Output, actor: Actor, *, back: str, letter_id: int | None = None
) -> Response:
    """The job, after what would stop it. Raises ``NothingToMake``, ``FaceMissing``, ``CharactersUnprintable``."""
    with drawable(meeting.society_id, [each.letter for each in letters_of(meeting, kind, letter_id)]):
        pass
    with transaction():
        if earlier := answered_before():  # not before: checking releases the claim
            return earlier
        job = enqueue(
            MAKE, arguments(kind, output, letter_id), key=f"{MAKE}:{submission()}",
            title=f"{meeting.title} {kind.label}", back=back, at=clock.now(),
            account_id=actor.account_id, society_id=meeting.society_id, meeting_id=meeting.id,
        )  # fmt: skip
        job_id = job.id
    wake()
    answer: Response = remembered(redirect(url_for("desk.job", job_id=job_id)))
    return answer
