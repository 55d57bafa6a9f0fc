"""Adding and changing awards and their grades."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from meeting.awards.enums import AwardKind
from meeting.awards.errors import (
    AwardExists,
    AwardTextTooLong,
    AwardTitleMissing,
    GradeInUse,
    GradeInvalid,
    HasRecipients,
    IssuerFixed,
    QuotaBelowRecipients,
    TermInvalid,
)
from meeting.awards.models import Award, Certificate, Grade, Recipient
from meeting.awards.numbering import checked_class
from meeting.awards.queries.recipients import standing
from meeting.db import db, lock
from meeting.errors import N_
from meeting.history.operations import By, Changes, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.people.names import EDGE, name_key
from meeting.people.operations import find_or_add_unit

Term = tuple[date, date]
"""First and last day, both included."""

Grades = Mapping[str, int | None]
"""Title → quota, in order; None: as many as there are."""


def add_award(
    meeting: Meeting,
    *,
    kind: AwardKind,
    title: str,
    issuer_name: str = "",
    term: Term | None = None,
    ground: str = "",
    letters: str = "",
    grades: Grades | None = None,
    at: datetime,
    by: By,
) -> Award:
    """One more award, last in calling order. Without an issuer's name the meeting's society issues it.

    ``letters``: the class that its numbers belong to (编号类别), if not the kind's. Raises ``AwardTitleMissing``,
    ``AwardExists``, ``TermInvalid``, ``GradeInvalid``, ``ClassInvalid``, ``AwardTextTooLong``.
    """
    title = _title(title)
    take_turn(meeting.society_id)
    lock(meeting)
    _refuse_double(meeting, title)
    last = db.session.scalar(sa.select(sa.func.max(Award.position)).where(Award.meeting_id == meeting.id))
    award = Award(
        meeting=meeting, kind=kind, title=title, issuer=_issuer(meeting, issuer_name, at=at, by=by),
        ground=short(ground, N_("依据"), 300, "ground"), letters=_letters(letters, kind), position=(last or 0) + 1,
    )  # fmt: skip
    award.term_starts_on, award.term_ends_on = _term(term)
    for position, (grade, quota) in enumerate(_checked(grades or {}).items(), start=1):
        award.grades.append(Grade(title=grade, quota=quota, position=position))
    db.session.add(award)
    db.session.flush()  # the history needs its id
    _record("add-award", award, {"title": (None, title), "issuer": (None, award.issuer.name)}, at=at, by=by)
    return award


def change_award(
    award: Award,
    *,
    kind: AwardKind,
    title: str,
    issuer_name: str = "",
    term: Term | None = None,
    ground: str = "",
    letters: str = "",
    grades: Grades | None = None,
    at: datetime,
    by: By,
) -> None:
    """All of its facts anew; ``grades`` None leaves them. What is on issued certificates stays as it is.

    Raises what ``add_award`` raises, ``IssuerFixed``, ``GradeInUse`` and ``QuotaBelowRecipients``.
    """
    title = _title(title)
    take_turn(award.meeting.society_id)
    lock(award)
    _refuse_double(award.meeting, title, but=award)
    issuer = _issuer(award.meeting, issuer_name, at=at, by=by)
    letters = _letters(letters, kind)
    fixed = (issuer.id, kind, letters) == (award.issuer_id, award.kind, award.letters)
    if not fixed and _has_certificates(award):
        raise IssuerFixed(title=award.title)
    before = _facts(award)
    award.kind, award.title, award.issuer, award.letters = kind, title, issuer, letters
    award.ground = short(ground, N_("依据"), 300, "ground")
    award.term_starts_on, award.term_ends_on = _term(term)
    if grades is not None:
        _set_grades(award, _checked(grades))
    db.session.flush()  # a title that came meanwhile fails here
    after = _facts(award)
    changes = {field: (before[field], after[field]) for field in after if before[field] != after[field]}
    if changes:
        _record("change-award", award, changes, at=at, by=by)


def move_award(award: Award, *, up: bool, at: datetime, by: By) -> None:
    """One place earlier or later in calling order; at the end nothing happens."""
    take_turn(award.meeting.society_id)
    beside = Award.position < award.position if up else Award.position > award.position
    order = Award.position.desc() if up else Award.position
    other = db.session.scalar(
        sa.select(Award).where(Award.meeting_id == award.meeting_id, beside).order_by(order).limit(1)
    )
    if other is None:
        return
    before = award.position
    award.position, other.position = other.position, award.position
    _record("move-award", award, {"position": (before, award.position)}, at=at, by=by)


def remove_award(award: Award, *, at: datetime, by: By) -> None:
    """Raises ``HasRecipients``."""
    take_turn(award.meeting.society_id)
    lock(award)
    count = db.session.scalar(sa.select(sa.func.count()).where(Recipient.award_id == award.id)) or 0
    if count:
        raise HasRecipients(title=award.title, count=count)
    _record("remove-award", award, {"title": (award.title, None)}, at=at, by=by)
    for grade in award.grades:
        db.session.delete(grade)
    db.session.delete(award)
    db.session.flush()  # a recipient that came meanwhile fails here


def short(text: str, what: str, longest: int, field: str) -> str:
    """One line of at most ``longest`` characters. Raises ``AwardTextTooLong``."""
    text = " ".join(text.strip(EDGE).split())
    if len(text) > longest:
        raise AwardTextTooLong(field=field, what=what, given=text[:20], longest=longest)
    return text


def _title(title: str) -> str:
    title = short(title, N_("奖项名称"), 160, "title")
    if not name_key(title):
        raise AwardTitleMissing
    return title


def _refuse_double(meeting: Meeting, title: str, but: Award | None = None) -> None:
    query = sa.select(Award.id).where(Award.meeting_id == meeting.id, Award.title == title)
    found = db.session.scalar(query)
    if found is not None and (but is None or found != but.id):
        raise AwardExists(title=title)


def _issuer(meeting: Meeting, name: str, *, at: datetime, by: By) -> Unit:
    unit, _ = find_or_add_unit(meeting.society_id, name.strip(EDGE) or meeting.society.name, at=at, by=by)
    return unit


def _letters(given: str, kind: AwardKind) -> str:
    """Raises ``ClassInvalid``. What the kind has anyway is nothing of the award's own."""
    letters = checked_class(given)
    return "" if letters == kind.series else letters


def _term(term: Term | None) -> tuple[date | None, date | None]:
    if term is None:
        return None, None
    if term[1] < term[0]:
        raise TermInvalid
    return term


def _checked(grades: Grades) -> dict[str, int | None]:
    """Raises ``GradeInvalid``."""
    checked: dict[str, int | None] = {}
    for given, quota in grades.items():
        title = "".join(given.split())
        if not name_key(title) or len(title) > 40 or title in checked or (quota is not None and quota < 1):
            raise GradeInvalid(given=given[:40] if quota is None else f"{given[:40]} {quota}")
        checked[title] = quota
    return checked


def _set_grades(award: Award, grades: dict[str, int | None]) -> None:
    rows = db.session.execute(
        sa.select(Recipient.grade_id, sa.func.count(), sa.func.sum(sa.case((standing(), 1), else_=0)))
        .where(Recipient.award_id == award.id, Recipient.grade_id.is_not(None))
        .group_by(Recipient.grade_id)
    )
    counts = {grade_id: (count, taken) for grade_id, count, taken in rows.tuples()}
    for grade in list(award.grades):
        count, taken = counts.get(grade.id, (0, 0))
        if grade.title not in grades:
            if count:
                raise GradeInUse(grade=grade.title, count=count)
            award.grades.remove(grade)
            db.session.delete(grade)
        elif (quota := grades[grade.title]) is not None and quota < taken:
            raise QuotaBelowRecipients(grade=grade.title, count=taken, quota=quota)
    kept = {grade.title: grade for grade in award.grades}
    for position, (title, quota) in enumerate(grades.items(), start=1):
        grade = kept.get(title) or Grade(title=title)
        grade.quota, grade.position = quota, position
        if title not in kept:
            award.grades.append(grade)
    db.session.flush()  # their order is read again
    db.session.expire(award, ["grades"])


def _has_certificates(award: Award) -> bool:
    query = sa.select(Certificate.id).join(Certificate.recipient).where(Recipient.award_id == award.id).limit(1)
    return db.session.scalar(query) is not None


def _facts(award: Award) -> dict[str, object]:
    return {
        "kind": award.kind,
        "title": award.title,
        "issuer": award.issuer.name,
        "ground": award.ground,
        "letters": award.letters,
        "term_starts_on": award.term_starts_on,
        "term_ends_on": award.term_ends_on,
        "grades": "、".join(f"{grade.title}{grade.quota or ''}" for grade in award.grades),
    }


def _record(action: str, award: Award, changes: Changes, *, at: datetime, by: By) -> None:
    meeting = award.meeting
    record(action, award, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
