"""One delegate: all fields, changes, history, the private link; adding one by hand."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.registration.enums import MOVES, DelegateState, Source
from meeting.registration.forms import DelegateForm, ReasonForm
from meeting.registration.models import Delegate
from meeting.registration.operations import delegates as operations
from meeting.registration.operations.entries import Entry, entry_of
from meeting.registration.operations.limits import WhenFull
from meeting.registration.operations.links import give_link
from meeting.registration.queries.delegates import delegate_in
from meeting.registration.queries.delegations import units_suggested
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.views import bp
from meeting.registration.views.refusing import refuse_staff
from meeting.web.forms import Form, row_id, typed
from meeting.web.once import once

Page = Response | str | tuple[str, int]


@bp.route("/delegates/new", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def add_delegate(meeting: Meeting, actor: Actor) -> Page:
    forums = sub_forums(meeting)
    form = DelegateForm()
    form.offer(meeting, forums)
    status, known = 200, None
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    delegate = operations.register(
                        meeting, form.entry(Entry(name=""), forums), at=clock.now(), by=actor, source=Source.DESK,
                        state=DelegateState.CONFIRMED, when_full=WhenFull.REFUSE,
                    )  # fmt: skip
                    url = _url(delegate)
                return redirect(url)
            except MeetingError as error:
                status, known = refuse_staff(form, error)
    page = render_template("registration/edit_delegate.html", meeting=meeting, form=form, delegate=None, known=known)
    return page, status


@bp.get("/delegates/<int:delegate_id>")
@meeting_staff(Permission.REGISTRATION)
def delegate(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    return _page(meeting, actor, delegate_in(meeting, delegate_id))


@bp.route("/delegates/<int:delegate_id>/edit", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def edit_delegate(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    delegate = delegate_in(meeting, delegate_id)
    forums = sub_forums(meeting)
    form = DelegateForm()
    form.offer(meeting, forums, delegate)
    status, known = 200, None
    if request.method == "GET":
        form.show(delegate)
    else:
        status = 422
        if form.validate():
            try:
                with transaction():
                    operations.change(
                        delegate, form.entry(entry_of(delegate), forums), at=clock.now(), by=actor,
                        version=row_id(form.version.data) or None,
                    )  # fmt: skip
                return redirect(_url(delegate))
            except MeetingError as error:
                status, known = refuse_staff(form, error)
    page = render_template(
        "registration/edit_delegate.html", meeting=meeting, form=form, delegate=delegate, known=known
    )
    return page, status


@bp.post("/delegates/<int:delegate_id>/<any(approve, wait, decline, cancel, restore):do>")
@meeting_staff(Permission.REGISTRATION)
@once
def move_delegate(meeting: Meeting, actor: Actor, delegate_id: int, do: str) -> Response:
    at, reason = clock.now(), typed("reason")
    with transaction():
        delegate = delegate_in(meeting, delegate_id)
        match do:
            case "approve":
                operations.approve(delegate, at=at, by=actor)
            case "wait":
                operations.put_on_waiting_list(delegate, at=at, by=actor)
            case "decline":
                operations.decline(delegate, reason=reason, at=at, by=actor)
            case "cancel":
                operations.cancel(delegate, reason=reason, at=at, by=actor)
            case _:
                operations.restore(delegate, at=at, by=actor)
        url = _url(delegate)
    return redirect(url)


@bp.post("/delegates/<int:delegate_id>/link")
@meeting_staff(Permission.REGISTRATION)
def new_link(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    """A new private link, shown this once: it is stored hashed. The old one stops working."""
    with transaction():
        token = give_link(delegate_in(meeting, delegate_id), at=clock.now(), by=actor)
    link = current_app.config["MEETING"].url + url_for("portal.private", slug=meeting.slug, token=token)
    return _page(meeting, actor, delegate_in(meeting, delegate_id), link=link)


@bp.get("/units/suggest")
@meeting_staff(Permission.REGISTRATION)
def suggest_units(meeting: Meeting, actor: Actor) -> list[dict[str, object]]:
    """For typing a unit's name."""
    found = units_suggested(meeting, request.args.get("q", "")[:60])
    return [{"id": unit.id, "name": unit.name, "region": unit.region} for unit in found]


def _page(meeting: Meeting, actor: Actor, delegate: Delegate, link: str = "") -> str:
    views = current_app.view_functions
    person_url = badge_url = ""
    if "identity.person" in views and actor.may(Permission.PEOPLE, society_id=meeting.society_id):
        person_url = url_for(
            "identity.person", society_slug=meeting.society.slug, person_id=delegate.person_id
        )
    if "checkin.badge_of" in views and delegate.state is DelegateState.CONFIRMED:
        badge_url = url_for("checkin.badge_of", slug=meeting.slug, delegate_id=delegate.id)
    return render_template(
        "registration/delegate.html",
        meeting=meeting,
        delegate=delegate,
        moves=MOVES[delegate.state],
        states=DelegateState,
        history=entries_of(delegate, society_id=meeting.society_id),
        person_url=person_url,
        badge_url=badge_url,
        link=link,
        form=Form(),
        reason=ReasonForm(),
    )


def _url(delegate: Delegate) -> str:
    return url_for("registration.delegate", slug=delegate.meeting.slug, delegate_id=delegate.id)
