"""Keeping the fonts of a society."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db
from meeting.documents.font_files import FontFacts
from meeting.history.operations import By, record, take_turn
from meeting.layouts.enums import FontRight, LetterPart
from meeting.layouts.errors import FontKnown, FontNameTaken, FontRightMissing
from meeting.layouts.models import LetterFont, SocietyFont
from meeting.layouts.queries import letter_fonts


def add_society_font(
    society: Society,
    facts: FontFacts,
    *,
    name: str = "",
    ground: FontRight,
    note: str,
    file_key: str,
    specimen_key: str,
    at: datetime,
    by: By,
) -> tuple[SocietyFont, tuple[str, ...]]:
    """A font that ``check_font`` passed, in storage; and the keys of files that aren't needed. One that was removed
    comes back, with its old file. ``name``: else what the font calls itself.

    Raises ``FontKnown``, ``FontNameTaken``, ``FontRightMissing``.
    """
    take_turn(society.id)
    name, note = name.strip() or facts.family[:60], note.strip()
    if not note:
        raise FontRightMissing
    font = db.session.scalar(
        sa.select(SocietyFont).where(SocietyFont.society_id == society.id, SocietyFont.face == facts.face)
    )
    if font is not None and font.removed_at is None:
        raise FontKnown(name=font.name)
    same = sa.select(SocietyFont.id).where(
        SocietyFont.society_id == society.id, SocietyFont.name == name, SocietyFont.removed_at.is_(None)
    )
    if db.session.scalar(same) is not None:
        raise FontNameTaken(name=name)
    if font is None:
        font = SocietyFont(society_id=society.id, face=facts.face)
        db.session.add(font)
    spare = tuple(key for key in (font.file_key, font.specimen_key) if key)
    font.name, font.ground, font.note, font.facts = name, ground, note, asdict(facts)
    font.file_key, font.specimen_key, font.uploaded_at, font.removed_at = file_key, specimen_key, at, None
    db.session.flush()  # the history needs its id
    changes = {"name": (None, name), "right": (None, ground), "ground": (None, note), "file": (None, facts.face)}
    record("add-font", font, by=by, at=at, society_id=society.id, changes=changes)
    return font, spare


def remove_society_font(font: SocietyFont, *, at: datetime, by: By) -> None:
    """It can't be chosen any more. The file stays: what was issued in it is printed again from it."""
    take_turn(font.society_id)
    if font.removed_at is not None:
        return
    font.removed_at = at
    record("remove-font", font, by=by, at=at, society_id=font.society_id, changes={"name": (font.name, None)})


def choose_letter_fonts(
    society: Society, chosen: Mapping[LetterPart, SocietyFont | None], *, at: datetime, by: By
) -> None:
    """Set these parts of all letters in fonts of the society's own; None: in what ships."""
    take_turn(society.id)
    before = letter_fonts(society.id)
    changes = {}
    for part, font in chosen.items():
        row = before.get(part)
        if font is (row.font if row else None):
            continue
        if row is None:
            db.session.add(LetterFont(society_id=society.id, part=part, font=font))
        elif font is None:
            db.session.delete(row)
        changes[f"letter-{part}"] = (row.font.name if row else None, font.name if font else None)
        if row is not None and font is not None:
            row.font = font
    if changes:
        db.session.flush()
        record("choose-letter-fonts", society, by=by, at=at, society_id=society.id, changes=changes)
