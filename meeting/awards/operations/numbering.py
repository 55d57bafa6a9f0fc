"""Patterns of numbers, and the series that they make. Numbers are taken in the transaction that issues."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.awards.enums import AwardKind
from meeting.awards.errors import NumberTaken, SeriesTaken
from meeting.awards.models import Certificate, CertificateSeries, NumberPattern
from meeting.awards.numbering import (
    DEFAULT,
    checked_class,
    checked_pattern,
    mould_key,
    mould_of,
    number_of,
)
from meeting.awards.queries.numbering import free_code, pattern_for, pattern_row, patterns_of_others, series_keyed
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit

CHUNK = 500
"""Numbers in one statement."""


def set_pattern(society: Society, pattern: str, *, letters: str = "", at: datetime, by: By) -> str:
    """How numbers of a class (empty: of all without a pattern of their own) are made from now on; the pattern as kept.

    Years that have numbers keep theirs. An empty pattern is the usual one again. Raises ``ClassInvalid``, what
    ``checked_pattern`` raises, and ``SeriesTaken`` where another society numbers so.
    """
    letters = checked_class(letters)
    pattern = checked_pattern(pattern) if pattern.strip() else DEFAULT
    take_turn(society.id)
    _refuse_others(society, pattern, letters, at.year)
    row = pattern_row(society.id, letters, 0)
    before = row.pattern if row else DEFAULT
    if row is None:
        row = NumberPattern(society_id=society.id, letters=letters, year=0)
        db.session.add(row)
    row.pattern = pattern
    db.session.flush()  # the history needs its id
    if before != pattern:
        changes = {"pattern": (before, pattern)} | ({"letters": (None, letters)} if letters else {})
        record("set-number-pattern", row, by=by, at=at, society_id=society.id, changes=changes)
    return pattern


def series_of(meeting: Meeting, issuer: Unit, letters: str) -> CertificateSeries:
    """The series of this issuer, the meeting's year and the class, made with its first number.

    The pattern in force is written down for the year: whatever is set later, its numbers go on alike. Raises
    ``SeriesTaken``.
    """
    society_id, year = meeting.society_id, meeting.starts_on.year
    pattern = pattern_for(society_id, letters, year)
    if pattern_row(society_id, letters, year) is None:
        db.session.add(NumberPattern(society_id=society_id, letters=letters, year=year, pattern=pattern))
    mould = mould_of(pattern, code=_code(issuer), year=year, letters=letters)
    series = series_keyed(mould_key(mould)) or _begun(society_id, mould)
    if series.society_id != society_id:
        raise SeriesTaken(number=number_of(mould, 1))
    return series


def take_numbers(series: CertificateSeries, count: int) -> int:
    """The first of ``count`` numbers, ours by one update; a rollback gives them back, so that there is no gap."""
    last = db.session.scalars(
        sa.update(CertificateSeries)
        .where(CertificateSeries.id == series.id)
        .values(last=CertificateSeries.last + count)
        .returning(CertificateSeries.last)
        .execution_options(synchronize_session=False)
    ).one()
    db.session.expire(series, ["last"])
    return last - count + 1


def refuse_taken(certificates: Sequence[Certificate]) -> None:
    """Raises ``NumberTaken`` where another series has run into one of their numbers; a constraint stands behind it."""
    keys = [certificate.number_key for certificate in certificates]
    for start in range(0, len(keys), CHUNK):
        query = sa.select(Certificate.number).where(Certificate.number_key.in_(keys[start : start + CHUNK]))
        with db.session.no_autoflush:
            taken = db.session.scalar(query.limit(1))
        if taken is not None:
            raise NumberTaken(number=taken)


def _begun(society_id: int, mould: str) -> CertificateSeries:
    """Unless another society began one under the same key this moment: societies don't wait for each other."""
    db.session.flush()  # so that the savepoint holds the series only
    series = CertificateSeries(society_id=society_id, mould=mould, key=mould_key(mould), last=0)
    try:
        with db.session.begin_nested():
            db.session.add(series)
    except sa.exc.IntegrityError as error:
        raise SeriesTaken(number=number_of(mould, 1)) from error
    return series


def _refuse_others(society: Society, pattern: str, letters: str, year: int) -> None:
    """A pattern without the issuer's letters is nobody else's: letters are one unit's in the installation."""
    if "{代号}" in pattern:
        return
    classes = [letters] if letters else [kind.series for kind in AwardKind]
    for each in classes:
        mould = mould_of(pattern, code="", year=year, letters=each)
        theirs = {
            mould_key(mould_of(other, code="", year=year, letters=each))
            for other in patterns_of_others(society.id) if "{代号}" not in other
        }  # fmt: skip
        series = series_keyed(mould_key(mould))
        if mould_key(mould) in theirs or (series is not None and series.society_id != society.id):
            raise SeriesTaken(number=number_of(mould, 1))


def _code(issuer: Unit) -> str:
    """The issuer's letters, given once and kept: no two units of the installation sign with the same."""
    while not issuer.code:
        _give_code(issuer, free_code(issuer.name))
    return issuer.code


def _give_code(issuer: Unit, code: str) -> None:
    """Unless an issuer of another society was given it this moment: societies don't wait for each other."""
    db.session.flush()  # so that the savepoint holds the code only
    try:
        with db.session.begin_nested():
            issuer.code = code
    except sa.exc.IntegrityError:
        db.session.refresh(issuer, ["code"])
