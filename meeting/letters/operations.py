"""Keeping letters. What a wording may hold is checked here, so that nobody finds a stray place in print."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from meeting.db import db
from meeting.documents.placeholders import pieces
from meeting.errors import N_, Invalid
from meeting.history.operations import By, record, take_turn
from meeting.letters.enums import LetterHead, LetterKind
from meeting.letters.models import Letter
from meeting.letters.papers import read_papers
from meeting.letters.queries import wording_of
from meeting.letters.rules import letter_number
from meeting.meetings.models import Meeting

MOST_ISSUERS = 3
WORDED = ("title", "addressees", "body", "attachments", "note")
"""Fields that may have places in braces."""
SHOWN = 120
"""Characters of a value that the history keeps."""


class NothingWritten(Invalid):
    """A letter without title or text."""

    code = "letter-empty"
    sentence = N_("标题和正文都要写，请补上。")
    field = "body"


class IssuersInvalid(Invalid):
    """Nobody signs, or more than fit side by side (GB/T 9704, 7.3.5.1)."""

    code = "letter-issuers"
    sentence = N_("落款单位要写一到 %(most)d 个，每行一个。")
    field = "issuers"


@dataclass(frozen=True)
class Wording:
    """What is typed of a letter; the fields are the columns of ``Letter``."""

    title: str
    body: str
    issuers: str
    dated: date
    number: str = ""
    head: LetterHead = LetterHead.PLAIN
    mark: str = ""
    addressees: str = ""
    receipt: bool = False
    attachments: str = ""
    sealed: bool = True
    note: str = ""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    recipients: str = ""


def add_notice(meeting: Meeting, wording: Wording, *, at: datetime, by: By) -> Letter:
    """Raises ``PlaceholderRefused``, ``NothingWritten``, ``IssuersInvalid``."""
    return _add(meeting, LetterKind.NOTICE, wording, at=at, by=by)


def change_letter(letter: Letter, wording: Wording, *, at: datetime, by: By) -> None:
    """Raises what ``add_notice`` raises, and ``TooManyPapers``."""
    columns = _columns(checked(letter.kind, wording))
    changes = {field: (getattr(letter, field), value) for field, value in columns.items()}
    changes = {field: (before, after) for field, (before, after) in changes.items() if before != after}
    if not changes:
        return
    for field, value in columns.items():
        setattr(letter, field, value)
    letter.updated_at = at
    meeting = letter.meeting
    record(
        "change-letter", letter, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={field: (_kept(field, before), _kept(field, after)) for field, (before, after) in changes.items()},
    )  # fmt: skip


def keep_wording(meeting: Meeting, kind: LetterKind, wording: Wording, *, at: datetime, by: By) -> Letter:
    """The meeting's one wording of a kind. Raises what ``change_letter`` raises."""
    take_turn(meeting.society_id)
    letter = wording_of(meeting, kind)
    if letter is None:
        return _add(meeting, kind, wording, at=at, by=by)
    change_letter(letter, wording, at=at, by=by)
    return letter


def remove_letter(letter: Letter, *, at: datetime, by: By) -> None:
    """Nothing refers to a letter: what was made of it is a file that has gone out."""
    meeting = letter.meeting
    record(
        "remove-letter", letter, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"title": (letter.title, None)},
    )  # fmt: skip
    db.session.delete(letter)
    db.session.flush()


def record_made(meeting: Meeting, title: str, kind: str, count: int, *, at: datetime, by: By) -> None:
    """Names and units leave the system in a file: who took them is kept."""
    record(
        "make-letters", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"title": (None, title), "format": (None, kind), "copies": (None, count)},
    )  # fmt: skip


def checked(kind: LetterKind, wording: Wording) -> Wording:
    """The wording as it would be kept, a notice's number as the standard has it.

    Raises ``NothingWritten``, ``PlaceholderRefused``, ``IssuersInvalid``, ``TooManyPapers``.
    """
    if not wording.title.strip() or not wording.body.strip():
        raise NothingWritten(field="body" if wording.title.strip() else "title")
    for field in WORDED:
        try:
            pieces(getattr(wording, field), kind.places)
        except Invalid as error:
            error.field = field
            raise
    issuers = [line.strip() for line in wording.issuers.split("\n") if line.strip()]
    if not 1 <= len(issuers) <= MOST_ISSUERS:
        raise IssuersInvalid(most=MOST_ISSUERS)
    if kind is LetterKind.ACCEPTANCE:
        read_papers(wording.recipients)
    number = letter_number(wording.number) if kind is LetterKind.NOTICE else wording.number
    return replace(wording, issuers="\n".join(issuers), number=number)


def _add(meeting: Meeting, kind: LetterKind, wording: Wording, *, at: datetime, by: By) -> Letter:
    letter = Letter(meeting=meeting, kind=kind, updated_at=at, **_columns(checked(kind, wording)))
    db.session.add(letter)
    db.session.flush()  # the history names it by its id
    record(
        "add-letter", letter, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"title": (None, letter.title), "kind": (None, kind)},
    )  # fmt: skip
    return letter


def _columns(wording: Wording) -> Mapping[str, Any]:
    return {field.name: getattr(wording, field.name) for field in fields(wording)}


def _kept(field: str, value: Any) -> Any:
    """What the history keeps of a value: of a list of people how many lines it has."""
    if field == "recipients":
        return len(value.split("\n")) if value else 0
    return value[:SHOWN] if isinstance(value, str) else value
