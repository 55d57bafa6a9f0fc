"""Badges: how many are printed, one person's, and reissuing it."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import delegate_for
from meeting.checkin.cards import Badges, ExhibitorBadges, category_group
from meeting.checkin.forms import ReissueForm
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.queries.badges import badges_of
from meeting.checkin.queries.cards import CARDS, badge_subject, wearing_exhibitors_badges, worn
from meeting.checkin.queries.search import matching
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.printing.enums import Change
from meeting.printing.queries import printed_at
from meeting.printing.rules import change_of
from meeting.printing.standing import standing
from meeting.registration.enums import Category
from meeting.registration.models import Delegate
from meeting.web.once import once

BADGES = "/desk/<slug>/badges"
BADGE = f"{BADGES}/<int:delegate_id>"


@bp.get(BADGES)
@meeting_staff(Permission.BADGES)
def badges(meeting: Meeting, actor: Actor) -> str:
    """How many of each category are printed, and the way to one person's badge."""
    asked = request.args.get("q", "")[:60].strip()
    return render_template(
        "checkin/badges.html", meeting=meeting, tallies=_tallies(meeting), asked=asked,
        found=matching(meeting, 0, asked),
    )  # fmt: skip


@bp.get(BADGE)
@meeting_staff(Permission.BADGES)
def badge_of(meeting: Meeting, actor: Actor, delegate_id: int) -> tuple[str, int]:
    return _one(meeting, delegate_for(meeting, delegate_id), ReissueForm(), 200)


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


class Tally(NamedTuple):
    """How many confirmed delegates of a category there are, and how many have a printed badge that says what is so."""

    category: Category
    confirmed: int
    printed: int


def _tallies(meeting: Meeting) -> list[Tally]:
    """Whoever wears a 展商证 counts by that one."""
    stands = [standing(meeting, Badges()), standing(meeting, ExhibitorBadges())]
    cards = {item.subject: change_of(item, stand.last) for stand in reversed(stands) for item in stand.items}
    items = {item.subject: item for stand in stands for item in stand.items}.values()
    found = []
    for category in Category:
        of = [cards[item.subject] for item in items if category_group(category) in item.groups]
        if of:
            found.append(Tally(category, len(of), of.count(Change.AGAIN)))
    return found


def _one(meeting: Meeting, delegate: Delegate, form: ReissueForm, status: int) -> tuple[str, int]:
    subject = badge_subject(delegate.id)
    page = render_template(
        "checkin/badge.html", meeting=meeting, delegate=delegate, form=form, badges=badges_of(delegate.id),
        printed=printed_at(meeting.id, CARDS, [subject]).get(subject), subject=subject,
        kind=worn(delegate.category, subject, wearing_exhibitors_badges(meeting.id)),
    )  # fmt: skip
    return page, status
