"""The awards, and the ceremony's list."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.enums import AwardKind
from meeting.awards.errors import TermInvalid
from meeting.awards.forms import AwardForm
from meeting.awards.models import Award
from meeting.awards.operations import add_award, change_award, move_award, remove_award
from meeting.awards.queries.recipients import award_in, awards_of, counted, numbers_of, recipients_of, standing
from meeting.awards.rules import grades_as_text, parse_grades
from meeting.awards.views import bp
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.get("/desk/<slug>/awards")
@meeting_staff(Permission.AWARDS)
def awards(meeting: Meeting, actor: Actor) -> Page:
    return _list(meeting)


@bp.route("/desk/<slug>/awards/new", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
@once
def new_award(meeting: Meeting, actor: Actor) -> Page:
    form, status = AwardForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    award = add_award(meeting, at=clock.now(), by=actor, **_given(form))
                return redirect(url_for("awards.award", slug=meeting.slug, award_id=award.id))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("awards/award_form.html", meeting=meeting, form=form, award=None), status


@bp.route("/desk/<slug>/awards/<int:award_id>/edit", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
@once
def edit_award(award_id: int, meeting: Meeting, actor: Actor) -> Page:
    award, status = award_in(meeting, award_id), 200
    form = AwardForm(
        title=award.title, kind=award.kind.value, issuer_name=award.issuer.name, ground=award.ground,
        letters=award.letters, grades=grades_as_text(award.grades), term_starts_on=award.term_starts_on,
        term_ends_on=award.term_ends_on,
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    change_award(award, at=clock.now(), by=actor, **_given(form))
                return redirect(url_for("awards.award", slug=meeting.slug, award_id=award_id))
            except MeetingError as error:
                status = form.refuse(error)
                award = award_in(meeting, award_id)
    return render_template("awards/award_form.html", meeting=meeting, form=form, award=award), status


@bp.post("/desk/<slug>/awards/<int:award_id>/move")
@meeting_staff(Permission.AWARDS)
def move(award_id: int, meeting: Meeting, actor: Actor) -> Page:
    award = award_in(meeting, award_id)
    with transaction():
        move_award(award, up=request.form.get("to") == "up", at=clock.now(), by=actor)
    return redirect(url_for("awards.awards", slug=meeting.slug))


@bp.post("/desk/<slug>/awards/<int:award_id>/remove")
@meeting_staff(Permission.AWARDS)
def remove(award_id: int, meeting: Meeting, actor: Actor) -> Page:
    award = award_in(meeting, award_id)
    try:
        with transaction():
            remove_award(award, at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
        return _list(meeting), error.status
    flash(gettext("奖项已删除。"))
    return redirect(url_for("awards.awards", slug=meeting.slug))


@bp.get("/desk/<slug>/awards/ceremony")
@meeting_staff(Permission.AWARDS)
def ceremony(meeting: Meeting, actor: Actor) -> Page:
    """Who is called when, with the numbers that the stack of certificates is matched by; ``?grades=rising`` calls the
    lowest grade first. Nobody whose certificate was revoked."""
    rising = request.args.get("grades") == "rising"
    called: list[tuple[Award, list[tuple[str, list[object]]]]] = []
    for recipient in db.session.scalars(recipients_of(meeting.id).where(standing())):
        if not called or called[-1][0] is not recipient.award:
            called.append((recipient.award, []))
        groups = called[-1][1]
        grade = recipient.grade.title if recipient.grade else ""
        if not groups or groups[-1][0] != grade:
            groups.append((grade, []))
        groups[-1][1].append(recipient)
    if rising:
        for _, groups in called:
            groups.reverse()
    return render_template(
        "awards/ceremony.html", meeting=meeting, called=called, rising=rising, numbers=numbers_of(meeting.id)
    )


def _list(meeting: Meeting) -> str:
    return render_template("awards/awards.html", meeting=meeting, rows=counted(awards_of(meeting.id)))


def _given(form: AwardForm) -> dict[str, Any]:
    """Raises ``TermInvalid``, ``GradeInvalid``."""
    first, last = form.term_starts_on.data, form.term_ends_on.data
    if (first is None) != (last is None):
        raise TermInvalid
    return {
        "kind": AwardKind(form.kind.data),
        "title": form.title.data or "",
        "issuer_name": form.issuer_name.data or "",
        "term": (first, last) if first and last else None,
        "ground": form.ground.data or "",
        "letters": form.letters.data or "",
        "grades": parse_grades(form.grades.data or ""),
    }
