"""Patterns of numbers and their series."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.awards.enums import AwardKind
from meeting.awards.errors import SeriesTaken
from meeting.awards.models import Award, CertificateSeries, NumberPattern
from meeting.awards.numbering import DEFAULT, LONGEST_CODE, mould_key, mould_of, number_of
from meeting.awards.rules import code_from, is_handed_over
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


@dataclass(frozen=True)
class Coming:
    """The numbers that one class of an issuer is given next."""

    issuer: str
    letters: str
    pattern: str
    count: int
    first: str
    last: str


def numbers_to_come(meeting: Meeting, waiting: Iterable[tuple[Award, int]]) -> list[Coming]:
    """What ``issue_certificates`` would give now, class by class; ``waiting``: how many of each award, in its order.

    Raises ``SeriesTaken``.
    """
    counts: dict[tuple[Unit, str], int] = {}
    for award, count in waiting:
        if count and not is_handed_over(award):
            group = (award.issuer, award.number_class)
            counts[group] = counts.get(group, 0) + count
    year, patterns, codes = meeting.starts_on.year, _patterns(meeting.society_id), dict[int, str]()
    moulds = []
    for issuer, letters in counts:
        code = codes.get(issuer.id) or issuer.code or free_code(issuer.name, but=codes.values())
        codes[issuer.id] = code
        moulds.append(mould_of(_in_force(patterns, letters, year), code=code, year=year, letters=letters))
    begun = sa.select(CertificateSeries).where(CertificateSeries.key.in_({mould_key(mould) for mould in moulds}))
    series = {one.key: (one.society_id, one.mould, one.last) for one in db.session.scalars(begun)}
    coming = []
    for ((issuer, letters), count), mould in zip(counts.items(), moulds, strict=True):
        owner, mould, last = series.get(mould_key(mould), (meeting.society_id, mould, 0))
        if owner != meeting.society_id:
            raise SeriesTaken(number=number_of(mould, 1))
        series[mould_key(mould)] = owner, mould, last + count
        pattern = _in_force(patterns, letters, year)
        coming.append(
            Coming(issuer.name, letters, pattern, count, number_of(mould, last + 1), number_of(mould, last + count))
        )
    return coming


def pattern_row(society_id: int, letters: str, year: int) -> NumberPattern | None:
    """What is set, or (with a year) fixed."""
    return db.session.scalar(
        sa.select(NumberPattern).where(
            NumberPattern.society_id == society_id, NumberPattern.letters == letters, NumberPattern.year == year
        )
    )


def pattern_for(society_id: int, letters: str, year: int) -> str:
    """The pattern in force: the year's own, the class's, that of all classes, the usual one."""
    return _in_force(_patterns(society_id), letters, year)


def free_code(name: str, *, but: Collection[str] = ()) -> str:
    """Letters for a unit of this name that no other unit of the installation signs with, nor any of ``but``."""
    base, further = code_from(name), 1
    while True:
        code = base if further == 1 else f"{base}{further}"[:LONGEST_CODE]
        further += 1
        if code not in but and db.session.scalar(sa.select(Unit.id).where(Unit.code == code)) is None:
            return code


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


def _patterns(society_id: int) -> dict[tuple[str, int], str]:
    """(letters, year) → what is set or fixed."""
    rows = db.session.scalars(sa.select(NumberPattern).where(NumberPattern.society_id == society_id))
    return {(row.letters, row.year): row.pattern for row in rows}


def _in_force(patterns: Mapping[tuple[str, int], str], letters: str, year: int) -> str:
    found = (patterns.get(key) for key in ((letters, year), (letters, 0), ("", 0)))
    return next((pattern for pattern in found if pattern is not None), DEFAULT)
