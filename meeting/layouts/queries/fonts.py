"""Fonts of a society, for lists and for drawing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.errors import FaceMissing, FontUnusable
from meeting.documents.shipped_fonts import Face
from meeting.documents.typefaces import UPLOADED, AnyFace, add_font, is_registered, kept
from meeting.errors import NotFound
from meeting.layouts.enums import LetterPart
from meeting.layouts.models import LetterFont, SocietyFont
from meeting.storage.folder import storage


def all_fonts(society_id: int) -> list[SocietyFont]:
    """Those that can be chosen, in the order of their names."""
    query = (
        sa.select(SocietyFont)
        .where(SocietyFont.society_id == society_id, SocietyFont.removed_at.is_(None))
        .order_by(SocietyFont.name)
    )
    return list(db.session.scalars(query))


def font_in(society_id: int, font_id: int) -> SocietyFont:
    """A removed one too: the history leads to it. Raises ``NotFound``."""
    query = sa.select(SocietyFont).where(SocietyFont.id == font_id, SocietyFont.society_id == society_id)
    font = db.session.scalar(query)
    if font is None:
        raise NotFound
    return font


def society_faces(society_id: int) -> list[tuple[str, str]]:
    """(Face, name) of what a society may set text in: ours, then its own."""
    own = [(font.face, font.name) for font in all_fonts(society_id)]
    return [(face.value, face.value) for face in Face] + own


def letter_fonts(society_id: int) -> dict[LetterPart, LetterFont]:
    """What was chosen for letters, removed fonts too."""
    query = sa.select(LetterFont).where(LetterFont.society_id == society_id)
    return {row.part: row for row in db.session.scalars(query)}


@contextmanager
def loaded_faces(society_id: int, faces: Iterable[AnyFace], *, issued: bool = False) -> Iterator[None]:
    """Around drawing: the uploaded fonts among these faces are registered, and stay so until the end.

    The database is read on entering, not after. ``issued``: fonts that were removed since will do, for what was issued
    in them. Raises ``FaceMissing`` where one isn't the society's, was removed, or its file is lost.
    """
    wanted = {str(face) for face in faces if str(face).startswith(UPLOADED)}
    query = sa.select(SocietyFont.face, SocietyFont.file_key).where(
        SocietyFont.society_id == society_id, SocietyFont.face.in_(wanted)
    )
    if not issued:
        query = query.where(SocietyFont.removed_at.is_(None))
    keys: dict[str, str] = dict(db.session.execute(query).tuples().all()) if wanted else {}
    if keys.keys() != wanted:
        raise FaceMissing
    with kept(wanted):
        for face, key in keys.items():
            if not is_registered(face):  # a designer asks for the same megabytes with every stroke
                _register(face, key)
        yield


def _register(face: str, key: str) -> None:
    try:
        if add_font(storage().get(key)) == face:
            return
    except (NotFound, FontUnusable) as error:
        raise FaceMissing from error
    raise FaceMissing  # not the file that was uploaded
