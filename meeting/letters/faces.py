"""What letters are set in: the fonts that the society chose for them, else ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from meeting.db import release
from meeting.documents.letters.parts import Faces, Letter
from meeting.documents.letters.words import look_over
from meeting.documents.preflight import Preflight, require_printable
from meeting.layouts.enums import LetterPart
from meeting.layouts.queries import letter_fonts, loaded_faces
from meeting.meetings.models import Meeting


def faces_of(meeting: Meeting) -> Faces:
    """A font that was removed isn't used any more."""
    rows = letter_fonts(meeting.society_id)
    chosen = {part: row.font.face for part, row in rows.items() if row.font.removed_at is None}
    ours = Faces()
    return Faces(body=chosen.get(LetterPart.BODY, ours.body), title=chosen.get(LetterPart.TITLE, ours.title))


@contextmanager
def drawable(society_id: int, letters: Sequence[Letter]) -> Iterator[None]:
    """Around drawing: all characters can be drawn, the society's fonts are loaded; no transaction is open within.

    Raises FaceMissing, CharactersUnprintable.
    """
    with _loaded(society_id, letters):
        require_printable(look_over(letters))
        yield


def forecast(society_id: int, letters: Sequence[Letter]) -> Preflight:
    """What drawing them would meet. Raises FaceMissing."""
    with _loaded(society_id, letters):
        return look_over(letters)


@contextmanager
def _loaded(society_id: int, letters: Sequence[Letter]) -> Iterator[None]:
    with loaded_faces(society_id, {face for letter in letters for face in letter.faces}):
        release()
        yield
