"""One award's recipients."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.forms import RecipientForm
from meeting.awards.models import Award
from meeting.awards.operations import add_recipient, change_recipient, remove_recipient
from meeting.awards.queries.recipients import award_in, counted, recipient_in, recipients_in
from meeting.awards.rules import split_names
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words
from meeting.web.once import once

UNGRADED = "0"
"""In the choice of grades; no grade is called by a figure alone (``parse_grades``)."""


@bp.get("/desk/<slug>/awards/<int:award_id>")
@meeting_staff(Permission.AWARDS)
def award(award_id: int, meeting: Meeting, actor: Actor) -> Page:
    return _page(award_in(meeting, award_id))


@bp.route("/desk/<slug>/awards/<int:award_id>/recipients/new", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
@once
def new_recipient(award_id: int, meeting: Meeting, actor: Actor) -> Page:
    award, status = award_in(meeting, award_id), 200
    form = _form(award)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    add_recipient(award, at=clock.now(), by=actor, **_given(form))
                if "further" in request.form:
                    flash(gettext("已加入。"))
                    return redirect(url_for("awards.new_recipient", slug=meeting.slug, award_id=award_id))
                return redirect(url_for("awards.award", slug=meeting.slug, award_id=award_id))
            except MeetingError as error:
                status = form.refuse(error)
                award = award_in(meeting, award_id)
    page = render_template("awards/recipient_form.html", meeting=meeting, award=award, form=form, recipient=None)
    return page, status


@bp.route("/desk/<slug>/awards/recipients/<int:recipient_id>", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
@once
def edit_recipient(recipient_id: int, meeting: Meeting, actor: Actor) -> Page:
    recipient, status = recipient_in(meeting, recipient_id), 200
    award_id = recipient.award_id
    form = _form(
        recipient.award, names=recipient.names, unit_name=recipient.unit.name if recipient.unit else "",
        grade=recipient.grade.title if recipient.grade else UNGRADED, work=recipient.work,
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    change_recipient(recipient, at=clock.now(), by=actor, **_given(form))
                return redirect(url_for("awards.award", slug=meeting.slug, award_id=award_id))
            except MeetingError as error:
                status = form.refuse(error)
                recipient = recipient_in(meeting, recipient_id)
    page = render_template(
        "awards/recipient_form.html", meeting=meeting, award=recipient.award, form=form, recipient=recipient
    )
    return page, status


@bp.post("/desk/<slug>/awards/recipients/<int:recipient_id>/remove")
@meeting_staff(Permission.AWARDS)
def remove_from_award(recipient_id: int, meeting: Meeting, actor: Actor) -> Page:
    recipient = recipient_in(meeting, recipient_id)
    award_id = recipient.award_id
    try:
        with transaction():
            remove_recipient(recipient, at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
        return _page(award_in(meeting, award_id)), error.status
    return redirect(url_for("awards.award", slug=meeting.slug, award_id=award_id))


def _page(award: Award) -> str:
    return render_template(
        "awards/award.html", meeting=award.meeting, award=award, recipients=recipients_in(award),
        counts=counted([award])[0].by_grade,
    )  # fmt: skip


def _form(award: Award, **values: str) -> RecipientForm:
    form = RecipientForm(**values)
    if award.grades:
        # Nothing is chosen to begin with: a recipient without a grade is called last and printed without one.
        form.grade.choices = [
            SelectChoice("", gettext("请选择")),
            *(SelectChoice(grade.title) for grade in award.grades),
            SelectChoice(UNGRADED, gettext("不分等次")),
        ]
        form.grade.validators = [InputRequired(gettext("请选择等次；确实不分等次的，选“不分等次”。"))]
        form.grade.flags.optional, form.grade.flags.required = False, True
    else:
        form.grade.choices = [SelectChoice("", gettext("不分等次"))]
    return form


def _given(form: RecipientForm) -> dict[str, Any]:
    return {
        "names": split_names(form.names.data or ""),
        "unit_name": form.unit_name.data or "",
        "grade": "" if form.grade.data in {None, UNGRADED} else form.grade.data,
        "work": form.work.data or "",
    }
