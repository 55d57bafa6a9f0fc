"""Devices: invited by a code on the organiser's screen, seen, revoked; and what their scans leave to be looked at."""

import base64
from dataclasses import asdict, fields
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import device_for
from meeting.checkin.forms import DeviceForm
from meeting.checkin.models import Device, Gate
from meeting.checkin.operations.attendance import review
from meeting.checkin.operations.devices import (
    Powers,
    change_device,
    invite_again,
    invite_device,
    powers_of,
    revoke_device,
)
from meeting.checkin.operations.scans import undo
from meeting.checkin.queries.admissions import doubles_of, let_in_wrongly
from meeting.checkin.queries.devices import devices_of
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.queries.scans import scan_of
from meeting.checkin.views import bp
from meeting.db import transaction, uuid7
from meeting.documents.qr import qr_png
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.once import once

DEVICES = "/desk/<slug>/devices"
DEVICE = f"{DEVICES}/<int:device_id>"
DOUBLES = f"{DEVICES}/doubles"
PIXELS = 6
"""Of one module of the code on the screen."""
SKEWED = 60_000
"""Milliseconds by which a clock may be wrong before one is told."""

Page = Response | str | tuple[str, int]


@bp.get(DEVICES)
@meeting_staff(Permission.SET_UP)
def devices(meeting: Meeting, actor: Actor) -> Page:
    return _page(meeting, _form(meeting), 200)


@bp.post(DEVICES)
@meeting_staff(Permission.SET_UP)
def invite(meeting: Meeting, actor: Actor) -> Page:
    """The invitation is shown this once, in answer to the form: it is stored hashed."""
    form = _form(meeting)
    if not form.validate_on_submit():
        return _page(meeting, form, 422)
    chosen = set(form.gates.data or [])
    gates = [gate for gate in gates_of(meeting.id) if gate.id in chosen]
    try:
        with transaction():
            device, invitation = invite_device(
                meeting, form.name.data or "", gates, _powers(form), at=clock.now(), by=actor
            )
            name = device.name
    except MeetingError as error:
        return _page(meeting, form, form.refuse(error))
    return _page(meeting, _form(meeting, fresh=True), 200, invited=name, invitation=invitation)


@bp.route(f"{DEVICE}/settings", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def device_settings(meeting: Meeting, actor: Actor, device_id: int) -> Page:
    """Name, gates, and what it may do."""
    device = device_for(meeting, device_id)
    shown = {"name": device.name, "gates": [gate.id for gate in device.gates], **asdict(powers_of(device))}
    form, status = DeviceForm(data=shown), 200
    form.gates.choices = _choices(meeting)
    if form.is_submitted():
        status = 422
        if form.validate():
            chosen = set(form.gates.data or [])
            gates = [gate for gate in gates_of(meeting.id) if gate.id in chosen]
            try:
                with transaction():
                    change_device(device, form.name.data or "", gates, _powers(form), at=clock.now(), by=actor)
                return redirect(url_for("checkin.devices", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("checkin/device_settings.html", meeting=meeting, device=device, form=form), status


@bp.post(f"{DEVICE}/invite")
@meeting_staff(Permission.SET_UP)
def invite_device_again(meeting: Meeting, actor: Actor, device_id: int) -> Page:
    """Whoever lost the page, or changed the phone: what joined before is void."""
    device = device_for(meeting, device_id)
    with transaction():
        invitation = invite_again(device, at=clock.now(), by=actor)
        name = device.name
    return _page(meeting, _form(meeting, fresh=True), 200, invited=name, invitation=invitation)


@bp.post(f"{DEVICE}/revoke")
@meeting_staff(Permission.SET_UP)
@once
def revoke(meeting: Meeting, actor: Actor, device_id: int) -> Page:
    device = device_for(meeting, device_id)
    with transaction():
        revoke_device(device, at=clock.now(), by=actor)
    return redirect(url_for("checkin.devices", slug=meeting.slug))


@bp.get(DOUBLES)
@meeting_staff(Permission.SET_UP)
def doubles(meeting: Meeting, actor: Actor) -> Page:
    """Who was let in twice at one gate, and who was let in though they shouldn't have been."""
    return render_template(
        "checkin/doubles.html", meeting=meeting, doubles=doubles_of(meeting), wrongly=let_in_wrongly(meeting.id)
    )


@bp.post(f"{DOUBLES}/<uuid:undone_id>/undo")
@meeting_staff(Permission.SET_UP)
@once
def undo_double(meeting: Meeting, actor: Actor, undone_id: UUID) -> Page:
    undone = scan_of(meeting.id, undone_id)
    if undone is None:
        raise NotFound
    with transaction():
        undo(meeting, undone.gate, undone_id, scan_id=uuid7(), at=clock.now(), by=actor)
    return redirect(url_for("checkin.doubles", slug=meeting.slug))


@bp.post(f"{DOUBLES}/reviewed")
@meeting_staff(Permission.SET_UP)
@once
def review_double(meeting: Meeting, actor: Actor) -> Page:
    """Looked at: not reported again."""
    scan_ids = [found for text in request.form.getlist("scans") if (found := _uuid(text)) is not None]
    with transaction():
        review(meeting, scan_ids, at=clock.now(), by=actor)
    return redirect(url_for("checkin.doubles", slug=meeting.slug))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _form(meeting: Meeting, *, fresh: bool = False) -> DeviceForm:
    form = DeviceForm(formdata=None) if fresh else DeviceForm()
    form.gates.choices = _choices(meeting)
    return form


def _powers(form: DeviceForm) -> Powers:
    return Powers(**{each.name: form[each.name].data for each in fields(Powers)})


def _choices(meeting: Meeting) -> list[tuple[int, str]]:
    return [(gate.id, gate.name) for gate in gates_of(meeting.id) if gate.closed_at is None]


def _page(meeting: Meeting, form: DeviceForm, status: int, invited: str = "", invitation: str = "") -> tuple[str, int]:
    link = f"{current_app.config['MEETING'].url}{url_for('checkin.app')}#{invitation}" if invitation else ""
    picture = base64.b64encode(qr_png(link, PIXELS)).decode() if link else ""
    found = devices_of(meeting.id)
    page = render_template(
        "checkin/devices.html", meeting=meeting, form=form, devices=found, invited=invited, link=link, picture=picture,
        doubles=len(doubles_of(meeting)) + len(let_in_wrongly(meeting.id)), now=clock.now(), skewed=SKEWED,
        places={device.id: _places(device) for device in found},
    )  # fmt: skip
    return page, status


def _places(device: Device) -> list[Gate]:
    """The gates that it is bound to; none: all."""
    return [gate for gate in device.gates if gate.closed_at is None]
