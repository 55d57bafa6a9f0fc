"""Rooms of the venue."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.meetings import operations
from meeting.meetings.access import meeting_staff
from meeting.meetings.forms import RoomForm
from meeting.meetings.models import Meeting
from meeting.meetings.queries import room_in
from meeting.meetings.saving import ID, hold_to_write, saved, tried
from meeting.meetings.views import bp
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.route("/desk/<slug>/rooms", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def rooms(meeting: Meeting, actor: Actor) -> Page:
    form, status = RoomForm(), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.add_room(
                meeting, form.name.data or "", seats=form.seats.data, at=clock.now(), by=actor
            ),
        )
        if not status:
            flash(gettext("已添加“%(title)s”。", title=" ".join((form.name.data or "").split())), "success")
            return _home(meeting)
    return render_template("meetings/rooms.html", meeting=meeting, form=form), status


@bp.route(f"/desk/<slug>/rooms/<{ID}:room_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def room(meeting: Meeting, actor: Actor, room_id: int) -> Page:
    hold_to_write(meeting)
    found = room_in(meeting, room_id)
    form, status = RoomForm(obj=found), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.change_room(
                found, name=form.name.data or "", seats=form.seats.data, at=clock.now(), by=actor
            ),
        )
        if not status:
            return _home(meeting)
    return render_template("meetings/room.html", meeting=meeting, room=found, form=form), status


@bp.post(f"/desk/<slug>/rooms/<{ID}:room_id>/move/<any(up, down):to>")
@meeting_staff(Permission.SET_UP)
@once
def move_room(meeting: Meeting, actor: Actor, room_id: int, to: str) -> Response:
    hold_to_write(meeting)
    with transaction():
        operations.move_room(room_in(meeting, room_id), up=to == "up", at=clock.now(), by=actor)
    return _home(meeting)


@bp.post(f"/desk/<slug>/rooms/<{ID}:room_id>/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_room(meeting: Meeting, actor: Actor, room_id: int) -> Page:
    hold_to_write(meeting)
    found = room_in(meeting, room_id)
    status = tried(lambda: operations.remove_room(found, at=clock.now(), by=actor))
    if status:
        return render_template("meetings/rooms.html", meeting=meeting, form=RoomForm(formdata=None)), status
    return _home(meeting)


def _home(meeting: Meeting) -> Response:
    return redirect(url_for("meetings.rooms", slug=meeting.slug))
