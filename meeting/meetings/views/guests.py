"""Leaders and guests, kept by the reception group."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.meetings import operations
from meeting.meetings.access import meeting_staff
from meeting.meetings.enums import Audience
from meeting.meetings.forms import GuestForm, NewGuestForm
from meeting.meetings.models import Meeting
from meeting.meetings.queries import guest_in, guests_of
from meeting.meetings.saving import ID, hold_to_write, saved, tried
from meeting.meetings.views import bp
from meeting.people.mobiles import parse_phone
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.get("/desk/<slug>/guests")
@meeting_staff(Permission.GUESTS)
def guests(meeting: Meeting, actor: Actor) -> Page:
    return _list(meeting)


@bp.route("/desk/<slug>/guests/new", methods=["GET", "POST"])
@meeting_staff(Permission.GUESTS)
@once
def new_guest(meeting: Meeting, actor: Actor) -> Page:
    form, status = NewGuestForm(), 200
    if request.method == "POST":
        status = saved(form, lambda: _add(meeting, form, actor))
        if not status:
            flash(gettext("已添加“%(title)s”。", title=form.name.data), "success")
            return _home(meeting)
    return render_template("meetings/guest.html", meeting=meeting, form=form, guest=None), status


@bp.route(f"/desk/<slug>/guests/<{ID}:guest_id>", methods=["GET", "POST"])
@meeting_staff(Permission.GUESTS)
@once
def guest(meeting: Meeting, actor: Actor, guest_id: int) -> Page:
    hold_to_write(meeting)
    found = guest_in(meeting, guest_id)
    form, status = GuestForm(obj=found), 200
    if request.method == "GET":
        form.audience.data = found.audience.value
    else:
        status = saved(
            form,
            lambda: operations.change_guest(
                found, post=form.post.data or "", received_by=form.received_by.data or "",
                audience=Audience(form.audience.data), at=clock.now(), by=actor,
            ),
        )  # fmt: skip
        if not status:
            return _home(meeting, found.id)
    return render_template("meetings/guest.html", meeting=meeting, form=form, guest=found), status


@bp.post(f"/desk/<slug>/guests/<{ID}:guest_id>/arrival/<any(tick, untick):do>")
@meeting_staff(Permission.GUESTS)
@once
def guest_arrival(meeting: Meeting, actor: Actor, guest_id: int, do: str) -> Response:
    hold_to_write(meeting)
    with transaction():
        act = operations.tick_arrival if do == "tick" else operations.untick_arrival
        act(guest_in(meeting, guest_id), at=clock.now(), by=actor)
    return _home(meeting, guest_id)


@bp.post(f"/desk/<slug>/guests/<{ID}:guest_id>/move/<any(up, down):to>")
@meeting_staff(Permission.GUESTS)
@once
def move_guest(meeting: Meeting, actor: Actor, guest_id: int, to: str) -> Response:
    hold_to_write(meeting)
    with transaction():
        operations.move_guest(guest_in(meeting, guest_id), up=to == "up", at=clock.now(), by=actor)
    return _home(meeting, guest_id)


@bp.post(f"/desk/<slug>/guests/<{ID}:guest_id>/remove")
@meeting_staff(Permission.GUESTS)
@once
def remove_guest(meeting: Meeting, actor: Actor, guest_id: int) -> Page:
    hold_to_write(meeting)
    found = guest_in(meeting, guest_id)
    name = found.person.name
    status = tried(lambda: operations.remove_guest(found, at=clock.now(), by=actor))
    if status:
        return _list(meeting), status
    flash(gettext("已把 %(name)s 从嘉宾里移除。", name=name), "success")
    return _home(meeting)


@bp.post("/desk/<slug>/guests/release/<any(public, delegates, staff):audience>")
@meeting_staff(Permission.GUESTS)
@once
def release_guests(meeting: Meeting, actor: Actor, audience: str) -> Response:
    with transaction():
        changed = operations.release_guests(meeting, Audience(audience), at=clock.now(), by=actor)
    flash(gettext("改了 %(n)s 位嘉宾姓名的公开范围。", n=changed), "success")
    return _home(meeting)


def _list(meeting: Meeting) -> str:
    found = guests_of(meeting)
    arrived = sum(guest.arrived_at is not None for guest in found)
    return render_template("meetings/guests.html", meeting=meeting, guests=found, arrived=arrived)


def _add(meeting: Meeting, form: NewGuestForm, actor: Actor) -> None:
    mobile = parse_phone(form.mobile.data) if form.mobile.data else None
    operations.add_guest(
        meeting, form.name.data or "", post=form.post.data or "", unit_name=form.unit.data or "", mobile=mobile,
        audience=Audience(form.audience.data), received_by=form.received_by.data or "", at=clock.now(), by=actor,
    )  # fmt: skip


def _home(meeting: Meeting, guest_id: int | None = None) -> Response:
    return redirect(url_for("meetings.guests", slug=meeting.slug, _anchor=f"guest-{guest_id}" if guest_id else None))
