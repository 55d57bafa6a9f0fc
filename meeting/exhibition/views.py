"""Pages of the exhibition, for staff."""

from collections.abc import Callable
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import N_, Invalid, MeetingError, NotFound
from meeting.exhibition import operations
from meeting.exhibition.forms import AssignForm, BoothForm, ExhibitionForm, ExhibitorForm
from meeting.exhibition.models import Exhibition
from meeting.exhibition.queries import booth_in, exhibition_of, exhibitor_in
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.meetings.saving import saved
from meeting.web.forms import in_words, row_id
from meeting.web.once import once

bp = Blueprint("exhibition", __name__, url_prefix="/desk/<slug>/exhibition")

Page = Response | str | tuple[str, int]


class NobodyChosen(Invalid):
    """A booth is assigned to somebody."""

    code = "exhibitor-not-chosen"
    sentence = N_("还没有选参展单位。请先在展位旁边选一家，再点“分配”。")
    field = "exhibitor"


def _exhibition(meeting: Meeting) -> Exhibition:
    found = exhibition_of(meeting)
    if found is None:
        raise NotFound
    return found


def _home(meeting: Meeting) -> Response:
    return redirect(url_for("exhibition.show", slug=meeting.slug))


@bp.get("")
@meeting_staff(Permission.SET_UP)
def show(meeting: Meeting, actor: Actor) -> Page:
    return render_template(
        "exhibition/show.html", meeting=meeting, exhibition=exhibition_of(meeting), form=AssignForm()
    )


@bp.route("/settings", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def settings(meeting: Meeting, actor: Actor) -> Page:
    exhibition = exhibition_of(meeting)
    form = ExhibitionForm(obj=None if request.method == "POST" else exhibition)
    form.room.choices = [
        SelectChoice(0, gettext("未定")),
        *(SelectChoice(room.id, room.name) for room in meeting.rooms),
    ]
    if request.method == "GET":
        form.room.data = exhibition.room_id or 0 if exhibition else 0
        if exhibition is None:
            form.width.data, form.depth.data = Decimal(30), Decimal(20)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.set_up_exhibition(
                meeting,
                title=form.title.data or "",
                room=next((room for room in meeting.rooms if room.id == form.room.data), None),
                width=form.width.data or Decimal(0),
                depth=form.depth.data or Decimal(0),
                at=clock.now(),
                by=actor,
            ),
        )
        if not status:
            return _home(meeting)
    return render_template("exhibition/form.html", meeting=meeting, form=form, heading=gettext("展览设置")), status


@bp.route("/exhibitors/new", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def add_exhibitor(meeting: Meeting, actor: Actor) -> Page:
    exhibition, form, status = _exhibition(meeting), ExhibitorForm(), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.add_exhibitor(
                exhibition, form.unit.data or "", at=clock.now(), by=actor, **_described(form)
            ),
        )
        if not status:
            return _home(meeting)
    return render_template("exhibition/form.html", meeting=meeting, form=form, heading=gettext("添加参展单位")), status


@bp.route("/exhibitors/<int:exhibitor_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def exhibitor(exhibitor_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = exhibitor_in(meeting, exhibitor_id)
    contact = found.contact
    form = ExhibitorForm(
        unit=found.unit.name,
        contact_name=contact.name if contact else "",
        contact_mobile=(contact.mobile or "") if contact else "",
        description=found.description,
        website=found.website,
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.change_exhibitor(found, at=clock.now(), by=actor, **_described(form)),
        )
        if not status:
            return _home(meeting)
    page = render_template("exhibition/exhibitor.html", meeting=meeting, form=form, exhibitor=found)
    return page, status


@bp.post("/exhibitors/<int:exhibitor_id>/remove")
@meeting_staff(Permission.SET_UP)
def remove_exhibitor(exhibitor_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = exhibitor_in(meeting, exhibitor_id)
    return _do(meeting, lambda: operations.remove_exhibitor(found, at=clock.now(), by=actor))


@bp.route("/booths/new", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def add_booth(meeting: Meeting, actor: Actor) -> Page:
    exhibition, form, status = _exhibition(meeting), BoothForm(), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.add_booth(
                exhibition, form.number.data or "", x=form.x.data, y=form.y.data,
                width=form.width.data or Decimal(3), depth=form.depth.data or Decimal(3),
                at=clock.now(), by=actor,
            ),
        )  # fmt: skip
        if not status:
            return _home(meeting)
    return render_template("exhibition/form.html", meeting=meeting, form=form, heading=gettext("添加展位")), status


@bp.route("/booths/<int:booth_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def booth(booth_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = booth_in(meeting, booth_id)
    form = BoothForm(obj=None if request.method == "POST" else found)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.change_booth(
                found, number=form.number.data or "",
                x=found.x if form.x.data is None else form.x.data,
                y=found.y if form.y.data is None else form.y.data,
                width=form.width.data or Decimal(3), depth=form.depth.data or Decimal(3),
                at=clock.now(), by=actor,
            ),
        )  # fmt: skip
        if not status:
            return _home(meeting)
    return render_template("exhibition/booth.html", meeting=meeting, form=form, booth=found), status


@bp.post("/booths/<int:booth_id>/remove")
@meeting_staff(Permission.SET_UP)
def remove_booth(booth_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = booth_in(meeting, booth_id)
    return _do(meeting, lambda: operations.remove_booth(found, at=clock.now(), by=actor))


@bp.post("/booths/<int:booth_id>/assign")
@meeting_staff(Permission.SET_UP)
def assign(booth_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = booth_in(meeting, booth_id)

    def to_the_chosen() -> None:
        if not request.form.get("exhibitor"):
            raise NobodyChosen
        exhibitor = exhibitor_in(meeting, row_id(request.form["exhibitor"]))
        operations.assign_booth(found, exhibitor, at=clock.now(), by=actor)

    return _do(meeting, to_the_chosen)


@bp.post("/booths/<int:booth_id>/release")
@meeting_staff(Permission.SET_UP)
def release(booth_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = booth_in(meeting, booth_id)
    return _do(meeting, lambda: operations.release_booth(found, at=clock.now(), by=actor))


def _do(meeting: Meeting, operation: Callable[[], object]) -> Page:
    """Run a lone button's operation; a refusal is told on the page that one came from."""
    try:
        with transaction():
            operation()
    except MeetingError as error:
        flash(in_words(error), "error")
        page = render_template(
            "exhibition/show.html", meeting=meeting, exhibition=exhibition_of(meeting), form=AssignForm()
        )
        return page, error.status
    return _home(meeting)


def _described(form: ExhibitorForm) -> dict[str, str]:
    fields = (form.contact_name, form.contact_mobile, form.description, form.website)
    return {field.name: field.data or "" for field in fields}
