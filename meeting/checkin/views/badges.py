"""Printing badges as a job, and reissuing one."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import delegate_for
from meeting.checkin.documents import check_printable, looked_over
from meeting.checkin.forms import PrintForm, ReissueForm
from meeting.checkin.jobs import PRINT
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.queries.badges import (
    Selection,
    badges_of,
    delegations_with_badges,
    printables,
    tallies,
)
from meeting.checkin.queries.search import matching
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.jobs.models import Job
from meeting.jobs.operations import enqueue, wake
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from meeting.registration.models import Delegate
from meeting.web.once import once, submission

BADGES = "/desk/<slug>/badges"
BADGE = f"{BADGES}/<int:delegate_id>"


@bp.get(BADGES)
@meeting_staff(Permission.BADGES)
def badges(meeting: Meeting, actor: Actor) -> tuple[str, int]:
    return _page(meeting, PrintForm(), 200)


@bp.post(BADGES)
@meeting_staff(Permission.BADGES)
@once
def print_many(meeting: Meeting, actor: Actor) -> Response | tuple[str, int]:
    """Report what can't be drawn, with the names; else start the job."""
    form = PrintForm()
    _offer(meeting, form)
    if not form.validate_on_submit():
        return _page(meeting, form, 422)
    selection = Selection(
        category=Category(form.category.data) if form.category.data else None,
        delegation_id=int(form.delegation.data) if form.delegation.data else None,
        new_only=form.new.data,
    )
    try:
        job = _start(meeting, selection, actor, back=url_for("checkin.badges", slug=meeting.slug))
    except MeetingError as error:
        return _page(meeting, form, form.refuse(error))
    return redirect(url_for("desk.job", job_id=job.id))


@bp.get(BADGE)
@meeting_staff(Permission.BADGES)
def badge_of(meeting: Meeting, actor: Actor, delegate_id: int) -> tuple[str, int]:
    return _one(meeting, delegate_for(meeting, delegate_id), ReissueForm(), 200)


@bp.post(f"{BADGE}/print")
@meeting_staff(Permission.BADGES)
@once
def print_one(meeting: Meeting, actor: Actor, delegate_id: int) -> Response | tuple[str, int]:
    delegate = delegate_for(meeting, delegate_id)
    form = ReissueForm()
    if not form.validate_on_submit():
        return _one(meeting, delegate, form, 422)
    back = url_for("checkin.badge_of", slug=meeting.slug, delegate_id=delegate.id)
    try:
        job = _start(meeting, Selection(delegate_id=delegate.id), actor, back=back)
    except MeetingError as error:
        return _one(meeting, delegate, form, form.refuse(error))
    return redirect(url_for("desk.job", job_id=job.id))


@bp.post(f"{BADGE}/reissue")
@meeting_staff(Permission.BADGES)
@once
def reissue(meeting: Meeting, actor: Actor, delegate_id: int) -> Response | tuple[str, int]:
    delegate = delegate_for(meeting, delegate_id)
    form = ReissueForm()
    if not form.validate_on_submit():
        return _one(meeting, delegate, form, 422)
    try:
        with transaction():
            reissue_badge(delegate, reason=form.reason.data or "", at=clock.now(), by=actor)
    except MeetingError as error:
        return _one(meeting, delegate, form, form.refuse(error))
    return redirect(url_for("checkin.badge_of", slug=meeting.slug, delegate_id=delegate_id))


def _start(meeting: Meeting, selection: Selection, actor: Actor, *, back: str) -> Job:
    """Raises ``BadgesNone``, ``CharactersUnprintable``."""
    check_printable(meeting, printables(meeting, selection))
    with transaction():
        job = enqueue(
            PRINT, selection.as_json(), key=f"{PRINT}:{submission()}", title=gettext("打印参会证"),
            back=back, at=clock.now(), account_id=actor.account_id, society_id=meeting.society_id,
            meeting_id=meeting.id,
        )  # fmt: skip
    wake()
    return job


def _offer(meeting: Meeting, form: PrintForm) -> None:
    form.offer(
        [(tally.category.value, gettext(tally.category.label)) for tally in tallies(meeting.id)],
        [(str(found), f"{unit}（{count}）") for found, unit, count in delegations_with_badges(meeting.id)],
    )


def _page(meeting: Meeting, form: PrintForm, status: int) -> tuple[str, int]:
    _offer(meeting, form)
    asked = request.args.get("q", "")[:60].strip()
    page = render_template(
        "checkin/badges.html",
        meeting=meeting,
        form=form,
        tallies=tallies(meeting.id),
        report=looked_over(meeting, printables(meeting, Selection())),
        asked=asked,
        found=matching(meeting, 0, asked),
    )
    return page, status


def _one(meeting: Meeting, delegate: Delegate, form: ReissueForm, status: int) -> tuple[str, int]:
    page = render_template(
        "checkin/badge.html", meeting=meeting, delegate=delegate, form=form, badges=badges_of(delegate.id)
    )
    return page, status
