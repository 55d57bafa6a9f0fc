"""Registering online."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import everyone
from meeting.accounts.actors import VISITOR
from meeting.db import transaction
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import public_meeting
from meeting.meetings.rules import takes_registrations
from meeting.portal.forms import RegistrationForm
from meeting.portal.limits import limited
from meeting.portal.links import link_secret, prepare_browser, private_url
from meeting.portal.queries import waits_for_seat
from meeting.portal.views import bp
from meeting.programme.queries import sub_forums_of
from meeting.registration.enums import Source
from meeting.registration.operations.delegates import register as register_delegate
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.links import give_link, token_of
from meeting.registration.queries.delegations import units_suggested
from meeting.registration.queries.links import delegate_by_link
from meeting.web.once import once, submission

REGISTRATIONS = "30 per minute; 240 per hour"
"""From one address: an office behind it registers forty people in an hour, and mistypes."""

Page = Response | str | tuple[str, int]


@bp.route("/m/<slug>/register", methods=["GET", "POST"])
@everyone
@limited(REGISTRATIONS, writing=True)
@once
def register(slug: str) -> Page:
    meeting, at = public_meeting(slug), clock.now()
    prepare_browser()
    forums = sub_forums_of(meeting)
    form = RegistrationForm()
    form.offer(meeting, forums)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    delegate = register_delegate(
                        meeting, form.entry(Entry(name=""), forums), at=at, by=VISITOR, source=Source.ONLINE
                    )
                    give_link(delegate, at=at, by=VISITOR, secret=link_secret(str(submission())))
                return redirect(url_for("portal.registered", slug=slug, key=submission()))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template(
        "portal/register.html", meeting=meeting, form=form, is_open=takes_registrations(meeting, at)
    ), status


@bp.get("/m/<slug>/registered/<uuid:key>")
@everyone
def registered(slug: str, key: UUID) -> Page:
    """What was just handed in, to the browser that did: the private link to keep."""
    meeting, secret = public_meeting(slug), link_secret(str(key))
    delegate = delegate_by_link(meeting, token_of(secret)) if secret else None
    if secret is None or delegate is None:
        raise NotFound
    return render_template(
        "portal/registered.html", meeting=meeting, delegate=delegate, link=private_url(slug, token_of(secret)),
        token=token_of(secret), waits=waits_for_seat(delegate),
    )  # fmt: skip


@bp.get("/m/<slug>/units")
@everyone
@limited("240 per minute")
def units(slug: str) -> list[dict[str, object]]:
    """Units for typing: names and regions, nothing of who has registered."""
    found = units_suggested(public_meeting(slug), request.args.get("q", "")[:60])
    return [{"id": unit.id, "name": unit.name, "region": unit.region} for unit in found]
