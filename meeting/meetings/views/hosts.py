"""指导、主办、协办、承办、支持单位."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.meetings import operations
from meeting.meetings.access import meeting_staff
from meeting.meetings.enums import HostRole
from meeting.meetings.forms import HostForm
from meeting.meetings.models import Meeting
from meeting.meetings.queries import host_in, hosts_of
from meeting.meetings.saving import ID, hold_to_write, saved
from meeting.meetings.views import bp
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.route("/desk/<slug>/hosts", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def hosts(meeting: Meeting, actor: Actor) -> Page:
    form, status = HostForm(), 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: operations.add_host(
                meeting, HostRole(form.role.data), form.unit.data or "", at=clock.now(), by=actor
            ),
        )
        if not status:
            flash(gettext("已添加“%(title)s”。", title=form.unit.data), "success")
            return _home(meeting)
    groups = {role: [host for host in hosts_of(meeting) if host.role is role] for role in HostRole}
    return render_template("meetings/hosts.html", meeting=meeting, form=form, groups=groups), status


@bp.post(f"/desk/<slug>/hosts/<{ID}:host_id>/move/<any(up, down):to>")
@meeting_staff(Permission.SET_UP)
@once
def move_host(meeting: Meeting, actor: Actor, host_id: int, to: str) -> Response:
    hold_to_write(meeting)
    with transaction():
        operations.move_host(host_in(meeting, host_id), up=to == "up", at=clock.now(), by=actor)
    return _home(meeting)


@bp.post(f"/desk/<slug>/hosts/<{ID}:host_id>/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_host(meeting: Meeting, actor: Actor, host_id: int) -> Response:
    hold_to_write(meeting)
    with transaction():
        operations.remove_host(host_in(meeting, host_id), at=clock.now(), by=actor)
    return _home(meeting)


def _home(meeting: Meeting) -> Response:
    return redirect(url_for("meetings.hosts", slug=meeting.slug))
