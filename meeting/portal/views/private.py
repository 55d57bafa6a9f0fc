"""A delegate's own page, behind the private link."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import link_holder
from meeting.accounts.actors import DELEGATE
from meeting.checkin.operations.badges import badge_code, ensure_badge
from meeting.checkin.queries.badges import active_badge
from meeting.db import transaction
from meeting.documents.qr import qr_png
from meeting.errors import N_, MeetingError, NotFound
from meeting.meetings.access import public_meeting
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting
from meeting.meetings.rules import takes_registrations
from meeting.portal.forms import RegistrationForm
from meeting.portal.limits import limited
from meeting.portal.links import private_url
from meeting.portal.queries import has_left, waits_for_seat
from meeting.portal.views import bp
from meeting.programme.queries import agenda_for, days_of, sub_forums_of
from meeting.registration.enums import DelegateState
from meeting.registration.forms import ParticularsForm
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import cancel, change
from meeting.registration.operations.entries import RegistrationClosed, entry_of
from meeting.registration.queries.limits import place_in_line
from meeting.registration.queries.links import delegate_by_link
from meeting.web.answers import file_answer
from meeting.web.forms import Form
from meeting.web.once import once

Page = Response | str | tuple[str, int]
PIXELS = 12
"""Of one module of the QR code: large enough to be read from another phone's screen."""


class LinkUnknown(NotFound):
    """Cut short, replaced by a new one, or never given."""

    code = "link-unknown"
    sentence = N_("这个专用链接打不开：可能没有复制完整，或者会务组已经换发了新链接。请核对，或联系会务组重新索取。")


@bp.get("/m/<slug>/r/<token>")
@link_holder
@limited("120 per minute")
def private(slug: str, token: str) -> Page:
    meeting, delegate = _delegate(slug, token)
    confirmed = delegate.state is DelegateState.CONFIRMED
    agenda = agenda_for(meeting, Audience.DELEGATES, person_id=delegate.person_id) if confirmed else []
    return render_template(
        "portal/private.html",
        meeting=meeting,
        delegate=delegate,
        token=token,
        link=private_url(slug, token),
        badge=active_badge(delegate.id) if confirmed else None,
        confirmed=confirmed,
        left=has_left(delegate),
        waits=waits_for_seat(delegate),
        in_line=place_in_line(delegate),
        is_open=takes_registrations(meeting, clock.now()),
        days=days_of(meeting, agenda),
        form=Form(),
    )


@bp.route("/m/<slug>/r/<token>/edit", methods=["GET", "POST"])
@link_holder
@limited("60 per minute", writing=True)
@once
def edit_private(slug: str, token: str) -> Page:
    meeting, delegate = _delegate(slug, token)
    if has_left(delegate):
        return redirect(url_for("portal.private", slug=slug, token=token))
    if not takes_registrations(meeting, clock.now()):
        raise RegistrationClosed
    forums = sub_forums_of(meeting)
    form = _form(delegate)
    form.offer(meeting, forums, delegate)
    status = 200
    if request.method == "GET":
        form.show(delegate)
    else:
        status = 422
        if form.validate():
            try:
                with transaction():
                    change(delegate, form.entry(entry_of(delegate), forums), at=clock.now(), by=DELEGATE)
                flash(gettext("修改已保存。"), "success")
                return redirect(url_for("portal.private", slug=slug, token=token))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template(
        "portal/edit.html", meeting=meeting, delegate=delegate, token=token, form=form,
        whole=isinstance(form, RegistrationForm),
    ), status  # fmt: skip


@bp.route("/m/<slug>/r/<token>/cancel", methods=["POST"])
@link_holder
@once
def cancel_private(slug: str, token: str) -> Response:
    _meeting, delegate = _delegate(slug, token)
    with transaction():
        cancel(delegate, at=clock.now(), by=DELEGATE)
    return redirect(url_for("portal.private", slug=slug, token=token))


@bp.post("/m/<slug>/r/<token>/badge")
@link_holder
@once
def own_badge(slug: str, token: str) -> Response:
    """Issue the badge where there is none yet: its code is the one that will be printed."""
    _meeting, delegate = _delegate(slug, token)
    with transaction():
        ensure_badge(delegate, at=clock.now(), by=DELEGATE)
    return redirect(url_for("portal.private", slug=slug, token=token) + "#badge")


@bp.get("/m/<slug>/r/<token>/badge.png")
@link_holder
@limited("120 per minute")
def badge_picture(slug: str, token: str) -> Response:
    """The badge's QR code as a picture, to be kept by a long press."""
    _meeting, delegate = _delegate(slug, token)
    badge = active_badge(delegate.id) if delegate.state is DelegateState.CONFIRMED else None
    if badge is None:
        raise NotFound
    return file_answer(qr_png(badge_code(badge), PIXELS), f"{delegate.person.name}.png", "image/png", inline=True)


def _delegate(slug: str, token: str) -> tuple[Meeting, Delegate]:
    meeting = public_meeting(slug)
    delegate = delegate_by_link(meeting, token)
    if delegate is None:
        raise LinkUnknown
    return meeting, delegate


def _form(delegate: Delegate) -> ParticularsForm:
    """Who is confirmed may be printed already: name, unit and category are the organiser's to change."""
    return ParticularsForm() if delegate.state is DelegateState.CONFIRMED else RegistrationForm()
