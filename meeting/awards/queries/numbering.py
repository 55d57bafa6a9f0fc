"""Patterns of numbers and their series."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.awards.enums import AwardKind
from meeting.awards.models import Award, CertificateSeries, NumberPattern
from meeting.awards.numbering import DEFAULT
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Unit


@dataclass(frozen=True)
class NumberClass:
    """A class of numbers as its settings page shows it."""

    letters: str
    """Empty: all that have no pattern of their own."""
    pattern: str
    """For years without numbers as yet."""
    own: bool
    """Set for this class, not taken from the others' or the usual one."""
    fixed: tuple[tuple[int, str], ...]
    """(year, pattern) of years that have numbers, latest first."""


def pattern_row(society_id: int, letters: str, year: int) -> NumberPattern | None:
    """What is set, or (with a year) fixed."""
    return db.session.scalar(
        sa.select(NumberPattern).where(
            NumberPattern.society_id == society_id, NumberPattern.letters == letters, NumberPattern.year == year
        )
    )


def pattern_for(society_id: int, letters: str, year: int) -> str:
    """The pattern in force: the year's own, the class's, that of all classes, the usual one."""
    for row in (pattern_row(society_id, letters, year), pattern_row(society_id, letters, 0),
                pattern_row(society_id, "", 0)):  # fmt: skip
        if row is not None:
            return row.pattern
    return DEFAULT


def series_keyed(key: str) -> CertificateSeries | None:
    """The installation's series of this mould."""
    return db.session.scalar(sa.select(CertificateSeries).where(CertificateSeries.key == key))


def patterns_of_others(society_id: int) -> Sequence[str]:
    """What other societies of the installation have set."""
    query = sa.select(NumberPattern.pattern).where(NumberPattern.society_id != society_id, NumberPattern.year == 0)
    return db.session.scalars(query).all()


def number_classes(society: Society) -> list[NumberClass]:
    """All classes first, then those of the kinds, of its awards, and those for which something is set."""
    rows = list(db.session.scalars(sa.select(NumberPattern).where(NumberPattern.society_id == society.id)))
    awards = (
        sa.select(Award.letters).join(Award.meeting).where(Meeting.society_id == society.id, Award.letters != "")
    )
    usual = [kind.series for kind in AwardKind]
    further = {*db.session.scalars(awards), *(row.letters for row in rows)} - {"", *usual}
    set_to = {row.letters: row.pattern for row in rows if not row.year}
    return [
        NumberClass(
            letters=letters,
            pattern=set_to.get(letters) or set_to.get("") or DEFAULT,
            own=letters in set_to,
            fixed=tuple(
                sorted(((row.year, row.pattern) for row in rows if row.year and row.letters == letters), reverse=True)
            ),
        )
        for letters in ["", *usual, *sorted(further)]
    ]


def own_code(society: Society) -> str | None:
    """The letters of the society's own unit, if it was given some."""
    query = sa.select(Unit.code).where(Unit.society_id == society.id, Unit.name == society.name, Unit.code != "")
    return db.session.scalar(query)
