"""Pages of the programme, for staff."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.meetings.access import meeting_staff
from meeting.meetings.enums import Audience
from meeting.meetings.forms import AUDIENCES
from meeting.meetings.models import Meeting
from meeting.meetings.queries import room_in
from meeting.meetings.saving import ID, hold_to_write, saved, tried
from meeting.programme import operations
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.forms import ItemForm, SessionForm
from meeting.programme.models import AgendaItem, Session
from meeting.programme.operations.speakers import written
from meeting.programme.queries import agenda_for, days_of, item_in, session_in
from meeting.programme.wording import room_too_small
from meeting.web.forms import Form
from meeting.web.once import once

bp = Blueprint("programme", __name__, url_prefix="/desk/<slug>/programme")

Page = Response | str | tuple[str, int]


@bp.get("")
@meeting_staff(Permission.SET_UP)
def programme(meeting: Meeting, actor: Actor) -> Page:
    return _page(meeting, Form(formdata=None))


@bp.route("/sessions/new", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def new_session(meeting: Meeting, actor: Actor) -> Page:
    form, status = _session_form(meeting), 200
    if request.method == "GET":
        kind = request.args.get("kind", "")
        form.kind.data = kind if kind in set(SessionKind) else SessionKind.PLENARY.value
        form.day.data = meeting.starts_on
    else:
        made: list[Session] = []
        status = saved(form, lambda: made.append(_add_session(meeting, form, actor)))
        if not status:
            flash(gettext("已添加“%(title)s”。", title=made[0].title), "success")
            _warn(made[0])
            return _home(meeting, made[0])
    return render_template("programme/session.html", meeting=meeting, form=form, session=None), status


@bp.route(f"/sessions/<{ID}:session_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def session(meeting: Meeting, actor: Actor, session_id: int) -> Page:
    hold_to_write(meeting)
    found = session_in(meeting, session_id)
    form, status = _session_form(meeting, found), 200
    if request.method == "POST":
        moved_up: list[str] = []
        status = saved(form, lambda: moved_up.extend(_change_session(meeting, found, form, actor)))
        if not status:
            if moved_up:
                flash(gettext("候补转正：%(names)s", names="、".join(moved_up)), "success")
            _warn(found)
            return _home(meeting, found)
    return render_template("programme/session.html", meeting=meeting, form=form, session=found), status


@bp.post(f"/sessions/<{ID}:session_id>/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_session(meeting: Meeting, actor: Actor, session_id: int) -> Page:
    hold_to_write(meeting)
    form, found = Form(formdata=None), session_in(meeting, session_id)
    status = tried(form, lambda: operations.remove_session(found, at=clock.now(), by=actor))
    return (_page(meeting, form), status) if status else _home(meeting)


@bp.route(f"/sessions/<{ID}:session_id>/items/new", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def new_item(meeting: Meeting, actor: Actor, session_id: int) -> Page:
    hold_to_write(meeting)
    found = session_in(meeting, session_id)
    form, status = ItemForm(), 200
    if request.method == "GET":
        begins = clock.local(max((item.ends_at for item in found.items), default=found.starts_at), meeting.zone)
        form.day.data, form.start.data = begins.date(), begins.time()
    else:
        status = saved(form, lambda: _add_item(meeting, found, form, actor))
        if not status:
            return _home(meeting, found)
    return render_template("programme/item.html", meeting=meeting, form=form, session=found, item=None), status


@bp.route(f"/items/<{ID}:item_id>", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def item(meeting: Meeting, actor: Actor, item_id: int) -> Page:
    hold_to_write(meeting)
    found = item_in(meeting, item_id)
    parent = found.session
    form, status = ItemForm(data=_item_data(meeting, found)), 200
    if request.method == "POST":
        status = saved(form, lambda: _change_item(meeting, found, form, actor))
        if not status:
            return _home(meeting, parent)
    return render_template("programme/item.html", meeting=meeting, form=form, session=parent, item=found), status


@bp.post(f"/items/<{ID}:item_id>/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_item(meeting: Meeting, actor: Actor, item_id: int) -> Page:
    hold_to_write(meeting)
    form, found = Form(formdata=None), item_in(meeting, item_id)
    parent = found.session
    status = tried(form, lambda: operations.remove_item(found, at=clock.now(), by=actor))
    return (_page(meeting, form), status) if status else _home(meeting, parent)


def _page(meeting: Meeting, form: Form) -> str:
    sessions = agenda_for(meeting, Audience.STAFF)
    return render_template(
        "programme/show.html", meeting=meeting, days=days_of(meeting, sessions), kinds=SessionKind, form=form
    )


def _session_form(meeting: Meeting, found: Session | None = None) -> SessionForm:
    form = SessionForm(data=_session_data(meeting, found) if found else None)
    if found is None:  # what a kind begins with is the operation's to say
        by_kind = SelectChoice("", gettext("按类别：理事会、参观只给指定人员，其余公开"))
        form.audience.choices = [by_kind, *AUDIENCES]
    form.room.choices = [SelectChoice(0, gettext("不在会议室"))]
    for room in meeting.rooms:
        seats = gettext("%(name)s（%(seats)s 座）", name=room.name, seats=room.seats) if room.seats else room.name
        form.room.choices.append(SelectChoice(room.id, seats))
    return form


def _session_data(meeting: Meeting, found: Session) -> dict[str, Any]:
    start, end = (clock.local(each, meeting.zone) for each in (found.starts_at, found.ends_at))
    return {
        "kind": found.kind.value,
        "title": found.title,
        "day": start.date(),
        "start": start.time(),
        "end": end.time(),
        "room": found.room_id or 0,
        "seats": found.seats,
        "audience": found.audience.value,
        "named": "\n".join(written(named.person) for named in found.named),
    }


def _session_values(meeting: Meeting, form: SessionForm) -> dict[str, Any]:
    return {
        "kind": SessionKind(form.kind.data),
        "title": form.title.data or "",
        "room": room_in(meeting, form.room.data) if form.room.data else None,
        "audience": Audience(form.audience.data) if form.audience.data else None,
        "seats": form.seats.data,
        **_hours(meeting, form),
    }


def _add_session(meeting: Meeting, form: SessionForm, actor: Actor) -> Session:
    at = clock.now()
    made = operations.add_session(meeting, **_session_values(meeting, form), at=at, by=actor)
    _set_named(meeting, made, form, actor, at)
    return made


def _change_session(meeting: Meeting, found: Session, form: SessionForm, actor: Actor) -> list[str]:
    """The names of those who waited for a seat and now have one."""
    at = clock.now()
    moved_up = operations.change_session(found, **_session_values(meeting, form), at=at, by=actor)
    _set_named(meeting, found, form, actor, at)
    return [person.name for person in moved_up]


def _set_named(meeting: Meeting, found: Session, form: SessionForm, actor: Actor, at: datetime) -> None:
    present = [named.person for named in found.named]
    lines = (form.named.data or "").splitlines()
    persons = operations.speakers_from(meeting, lines, present=present, at=at, by=actor, field="named")
    operations.set_named(found, persons, at=at, by=actor)


def _item_data(meeting: Meeting, found: AgendaItem) -> dict[str, Any]:
    start, end = (clock.local(each, meeting.zone) for each in (found.starts_at, found.ends_at))
    return {
        "kind": found.kind.value,
        "title": found.title,
        "day": start.date(),
        "start": start.time(),
        "end": end.time(),
        "speakers": "\n".join(written(speaker.person) for speaker in found.speakers),
        "audience": found.audience.value,
    }


def _item_values(
    meeting: Meeting, form: ItemForm, actor: Actor, at: datetime, found: AgendaItem | None = None
) -> dict[str, Any]:
    present = [speaker.person for speaker in found.speakers] if found else []
    lines = (form.speakers.data or "").splitlines()
    return {
        "kind": ItemKind(form.kind.data),
        "title": form.title.data or "",
        "speakers": operations.speakers_from(meeting, lines, present=present, at=at, by=actor, field="speakers"),
        "audience": Audience(form.audience.data),
        **_hours(meeting, form),
    }


def _add_item(meeting: Meeting, parent: Session, form: ItemForm, actor: Actor) -> None:
    at = clock.now()
    operations.add_item(parent, **_item_values(meeting, form, actor, at), at=at, by=actor)


def _change_item(meeting: Meeting, found: AgendaItem, form: ItemForm, actor: Actor) -> None:
    at = clock.now()
    operations.change_item(found, **_item_values(meeting, form, actor, at, found), at=at, by=actor)


def _hours(meeting: Meeting, form: SessionForm | ItemForm) -> dict[str, datetime]:
    day = form.day.data
    return {
        "starts_at": clock.instant(day, form.start.data, meeting.zone),
        "ends_at": clock.instant(day, form.end.data, meeting.zone),
    }


def _warn(found: Session) -> None:
    if warning := room_too_small(found):
        flash(warning, "warning")


def _home(meeting: Meeting, found: Session | None = None) -> Response:
    return redirect(url_for("programme.programme", slug=meeting.slug, _anchor=f"session-{found.id}" if found else None))
