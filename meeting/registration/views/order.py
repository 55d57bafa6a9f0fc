"""职务序 by hand: numbers beside the names; within a unit also up and down."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.people.orders import Order
from meeting.registration.models import Delegate
from meeting.registration.operations.places import place_of, set_order, set_places
from meeting.registration.queries.delegates import Wanted, delegates_in, delegates_wanted
from meeting.registration.queries.delegations import unit_with_delegates, units_of
from meeting.registration.views import bp
from meeting.registration.views.delegates import MOST_UNITS, row_id_in
from meeting.web.forms import Form, row_id
from meeting.web.once import once
from meeting.web.paging import asked_page, page_of

PER_PAGE, PER_UNIT = 100, 500

Page = Response | str | tuple[str, int]


@bp.route("/delegates/order", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def order_delegates(meeting: Meeting, actor: Actor) -> Page:
    unit_id = request.args.get("unit", type=row_id_in)
    form = Form()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    _arrange(meeting, unit_id, actor)
                flash(gettext("次序已保存。"), "success")
                page_number = request.args.get("page", type=int)
                return redirect(
                    url_for("registration.order_delegates", slug=meeting.slug, unit=unit_id, page=page_number)
                )
            except MeetingError as error:
                status = form.refuse(error)
    query = delegates_wanted(meeting, Wanted(unit_id=unit_id), Order.POST)
    page = page_of(query, asked_page(), per_page=PER_PAGE if unit_id is None else PER_UNIT)
    return render_template(
        "registration/order.html",
        meeting=meeting,
        page=page,
        form=form,
        unit_id=unit_id,
        unit=_name_of(meeting, unit_id),
        units=units_of(meeting, most=MOST_UNITS),
    ), status


def _arrange(meeting: Meeting, unit_id: int | None, actor: Actor) -> None:
    """Save what was typed, then move one up or down if that was the button."""
    at = clock.now()
    typed = {row_id(name.removeprefix("place-")): text for name, text in request.form.items() if "place-" in name}
    delegates = delegates_in(meeting, list(typed)[:PER_UNIT])
    places = {delegate.id: place_of(typed[delegate.id], delegate.person.name) for delegate in delegates}
    set_places(meeting, places, at=at, by=actor)
    way, _, chosen = request.form.get("do", "").partition("-")
    step = {"up": -1, "down": 1}.get(way)
    if step is None or unit_id is None:
        return
    rows = list(db.session.scalars(delegates_wanted(meeting, Wanted(unit_id=unit_id), Order.POST)))
    set_order(meeting, _moved(rows, row_id(chosen), step), at=at, by=actor)


def _moved(rows: list[Delegate], delegate_id: int, step: int) -> list[Delegate]:
    """The rows with one of them a step up (-1) or down (1); those at the ends, and strangers, stay."""
    at = next((number for number, row in enumerate(rows) if row.id == delegate_id), None)
    if at is not None and 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]
    return rows


def _name_of(meeting: Meeting, unit_id: int | None) -> str:
    """What the page's title says of whose delegates it shows; empty: all."""
    if unit_id is None:
        return ""
    unit = unit_with_delegates(meeting, unit_id)
    return unit.name if unit else gettext("（未填单位）")
