"""Meals, and lists of table cards and seat cards."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.documents.layouts.kinds import Kind
from meeting.logistics import operations
from meeting.logistics.forms import LinesForm, MealForm
from meeting.logistics.models import Meal
from meeting.logistics.queries import lines_of, meal_in, meals_of
from meeting.logistics.rules import read_lines, written
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.meetings.saving import ID, hold_to_write, saved
from meeting.web.once import once

bp = Blueprint("logistics", __name__)

Page = Response | str | tuple[str, int]


@bp.route("/desk/<slug>/meals", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def meals(meeting: Meeting, actor: Actor) -> Page:
    """The list, and the form that adds one."""
    return _meals(meeting, None, actor)


@bp.route(f"/desk/<slug>/meals/<{ID}:meal_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def meal(meeting: Meeting, actor: Actor, meal_id: int) -> Page:
    hold_to_write(meeting)
    return _meals(meeting, meal_in(meeting, meal_id), actor)


@bp.post(f"/desk/<slug>/meals/<{ID}:meal_id>/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_meal(meeting: Meeting, actor: Actor, meal_id: int) -> Page:
    hold_to_write(meeting)
    found = meal_in(meeting, meal_id)
    with transaction():
        operations.remove_meal(meeting, found, at=clock.now(), by=actor)
    return redirect(url_for("logistics.meals", slug=meeting.slug))


@bp.route("/desk/<slug>/card-lines/<any('table-card', 'seat-card'):kind>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def card_lines(meeting: Meeting, actor: Actor, kind: str) -> Page:
    """A list of one's own, pasted and changed as a whole."""
    of = Kind(kind)
    hold_to_write(meeting)
    form, status = LinesForm(data={"lines": written(lines_of(meeting, of), of)}), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.set_card_lines(
                meeting, of, read_lines(form.lines.data or "", of), clear=form.clear.data, at=clock.now(), by=actor
            ),
        )
        if not status:
            flash(gettext("名单已保存，共 %(count)d 行。", count=len(lines_of(meeting, of))), "success")
            return redirect(url_for(f"printing.{of.value}", slug=meeting.slug))
    place = url_for("printing.overview", slug=meeting.slug)
    return render_template("logistics/lines.html", meeting=meeting, place=place, form=form, kind=of), status


def _meals(meeting: Meeting, found: Meal | None, actor: Actor) -> Page:
    form, status = MealForm(obj=found), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.set_meal(
                meeting, found, title=form.title.data or "", time=form.time.data or "", room=form.room.data or "",
                tickets=form.tickets.data, at=clock.now(), by=actor,
            ),
        )  # fmt: skip
        if not status:
            flash(gettext("已保存“%(title)s”。", title=form.title.data), "success")
            return redirect(url_for("logistics.meals", slug=meeting.slug))
    page = render_template(
        "logistics/meals.html", meeting=meeting, place=url_for("printing.overview", slug=meeting.slug), form=form,
        meals=meals_of(meeting), meal=found,
    )  # fmt: skip
    return page, status
