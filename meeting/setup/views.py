"""Pages that make a meeting: by form, from a file, from last year's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.checkin.operations.gates import open_gates
from meeting.meetings.forms import MeetingForm
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_meeting
from meeting.meetings.queries import meeting_in, meetings_of
from meeting.meetings.saving import saved
from meeting.setup.copying import copy_meeting
from meeting.setup.forms import CopyForm, FileForm
from meeting.setup.meeting_file import LARGEST, read_meeting_file
from meeting.setup.operations import create_meeting
from meeting.web.once import once

bp = Blueprint("setup", __name__, url_prefix="/society/<society_slug>/meetings")

Page = Response | str | tuple[str, int]


@bp.route("/new", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def new_meeting(society: Society, actor: Actor) -> Page:
    form, status = MeetingForm(), 200
    if request.method == "POST":
        made: list[Meeting] = []
        status = saved(form, lambda: made.append(_add(society, form, actor)))
        if not status:
            return _made(made[0])
    return render_template("setup/new.html", society=society, form=form), status


@bp.route("/from-file", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def meeting_from_file(society: Society, actor: Actor) -> Page:
    form, status = FileForm(), 200
    if request.method == "POST":
        made: list[Meeting] = []
        status = saved(form, lambda: made.append(_create(society, form, actor)))
        if not status:
            return _made(made[0])
    return render_template("setup/file.html", society=society, form=form), status


@bp.route("/copy", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def copied_meeting(society: Society, actor: Actor) -> Page:
    lines = meetings_of(society)
    form, status = CopyForm(), 200
    form.source.choices = [
        SelectChoice(line.meeting.id, f"{line.meeting.starts_on}　{line.meeting.title}") for line in lines
    ]
    if request.method == "GET":
        chosen = next((line.meeting for line in lines if line.meeting.slug == request.args.get("of")), None)
        chosen = chosen or (lines[0].meeting if lines else None)
        if chosen:
            form.source.data, form.title.data = chosen.id, chosen.title
    else:
        made: list[Meeting] = []
        status = saved(form, lambda: made.append(_copy(society, form, actor)))
        if not status:
            return _made(made[0])
    return render_template("setup/copy.html", society=society, form=form, lines=lines), status


def _add(society: Society, form: MeetingForm, actor: Actor) -> Meeting:
    at = clock.now()
    meeting = add_meeting(
        society, title=form.title.data or "", edition=form.edition.data or "", theme=form.theme.data or "",
        starts_on=form.starts_on.data, ends_on=form.ends_on.data, city=form.city.data or "",
        venue=form.venue.data or "", at=at, by=actor,
    )  # fmt: skip
    open_gates(meeting, at=at, by=actor)
    return meeting


def _create(society: Society, form: FileForm, actor: Actor) -> Meeting:
    file = read_meeting_file(form.file.data.read(LARGEST + 1))
    return create_meeting(file, society_name=society.name, at=clock.now(), by=actor)


def _copy(society: Society, form: CopyForm, actor: Actor) -> Meeting:
    return copy_meeting(
        meeting_in(society, form.source.data), title=form.title.data or "", edition=form.edition.data or "",
        theme=form.theme.data or "", starts_on=form.starts_on.data, city=form.city.data or "",
        venue=form.venue.data or "", at=clock.now(), by=actor,
    )  # fmt: skip


def _made(meeting: Meeting) -> Response:
    flash(gettext("已建立会议“%(title)s”。", title=meeting.title), "success")
    return redirect(url_for("meetings.basics", slug=meeting.slug))
