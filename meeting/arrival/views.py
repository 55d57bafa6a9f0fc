"""The arrival desk's pages. They work without scripts; with them a scanner finds who stands there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.arrival import operations
from meeting.arrival.forms import ArriveForm, FindForm, HandoutsForm, MendForm, SubstituteForm, WalkInForm
from meeting.arrival.queries import arrived, handouts_of, held_by, stock_of
from meeting.checkin.access import delegate_for
from meeting.checkin.enums import Refusal
from meeting.checkin.operations.kiosks import badge_pdf
from meeting.checkin.operations.scans import read_code
from meeting.checkin.queries.badges import active_badge
from meeting.checkin.queries.cards import CARDS, badge_subject
from meeting.checkin.queries.scans import badge_with
from meeting.checkin.queries.search import long_enough, matching
from meeting.db import transaction
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.people.mobiles import national
from meeting.printing.queries import printed_at
from meeting.registration.models import Delegate
from meeting.web.answers import file_answer
from meeting.web.forms import Form, in_words
from meeting.web.once import once

bp = Blueprint("arrival", __name__)

DESK = "/check-in/<slug>/arrival"
ONE = f"{DESK}/<int:delegate_id>"

Page = Response | str | tuple[str, int]


@bp.get(DESK)
@meeting_staff(Permission.ARRIVAL)
def desk(meeting: Meeting, actor: Actor) -> Page:
    """Looking for who stands there; the only one whom it can be is shown at once."""
    asked = request.args.get("q", "")[:60].strip()
    found = matching(meeting, 0, asked)
    if len(found) == 1:
        return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=found[0].delegate_id))
    done = request.args.get("done", type=int)
    return render_template(
        "arrival/desk.html", meeting=meeting, asked=asked, found=found, enough=long_enough(asked),
        stock=stock_of(meeting.id), find=FindForm(), last=delegate_for(meeting, done) if done else None,
        may_set_up=_may_set_up(meeting, actor),
    )  # fmt: skip


@bp.post(f"{DESK}/find")
@meeting_staff(Permission.ARRIVAL)
def find(meeting: Meeting, actor: Actor) -> Page:
    """Whose badge a code is. Nothing changes; it is a POST to keep codes out of addresses."""
    form = FindForm()
    delegate, void = _wearer(meeting, form.code.data or "")
    if delegate is None:
        flash(gettext("这不是本会的参会证。请再扫一次，或按姓名查找。"), "error")
        return redirect(url_for("arrival.desk", slug=meeting.slug))
    if void:
        flash(gettext("这张参会证已作废，请收回。"), "error")
    return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=delegate.id))


@bp.get(ONE)
@meeting_staff(Permission.ARRIVAL)
def one(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    return _page(meeting, delegate_for(meeting, delegate_id), None, 200)


@bp.post(f"{ONE}/arrive")
@meeting_staff(Permission.ARRIVAL)
@once
def arrive(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    """报到, with what was ticked."""
    delegate = delegate_for(meeting, delegate_id)
    form = ArriveForm()
    if not form.validate_on_submit():
        return _page(meeting, delegate, form, 422)
    ticked = request.form.getlist("handouts", type=int)
    try:
        with transaction():
            operations.arrive(delegate, ticked, at=clock.now(), by=actor)
    except MeetingError as error:
        return _page(meeting, delegate, form, form.refuse(error))
    return redirect(url_for("arrival.desk", slug=meeting.slug, done=delegate_id))


@bp.post(f"{ONE}/take-back/<int:handout_id>")
@meeting_staff(Permission.ARRIVAL)
@once
def take_back(meeting: Meeting, actor: Actor, delegate_id: int, handout_id: int) -> Page:
    delegate = delegate_for(meeting, delegate_id)
    if handout_id not in {handout.id for handout in handouts_of(meeting.id)}:
        raise NotFound
    with transaction():
        operations.take_back(delegate, handout_id, at=clock.now(), by=actor)
    return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=delegate_id))


@bp.post(f"{ONE}/mend")
@meeting_staff(Permission.ARRIVAL)
@once
def mend(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    """A mistake on the badge: mended, and the badge is ready to be printed."""
    delegate, form = delegate_for(meeting, delegate_id), MendForm()
    if not form.validate_on_submit():
        return _page(meeting, delegate, form, 422)
    try:
        with transaction():
            changed = operations.mend(
                delegate, name=form.name.data or "", post=form.post.data or "", at=clock.now(), by=actor
            )
    except MeetingError as error:
        return _page(meeting, delegate, form, form.refuse(error))
    if changed:
        flash(gettext("已改好。请收回旧证，再印这一张。"))
    return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=delegate_id))


@bp.post(f"{ONE}/substitute")
@meeting_staff(Permission.ARRIVAL)
@once
def substitute(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    """换人."""
    delegate, form = delegate_for(meeting, delegate_id), SubstituteForm(meeting)
    if not form.validate_on_submit():
        return _page(meeting, delegate, form, 422)
    try:
        with transaction():
            coming = operations.replace_by(
                delegate, form.name.data or "", mobile=form.mobile.data or None, post=form.post.data or "",
                at=clock.now(), by=actor,
            )  # fmt: skip
            coming_id = coming.id
    except MeetingError as error:
        return _page(meeting, delegate, form, form.refuse(error))
    flash(gettext("已换人，旧证作废。请收回旧证，印新证。"))
    return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=coming_id))


@bp.post(f"{ONE}/lost")
@meeting_staff(Permission.ARRIVAL)
@once
def lost(meeting: Meeting, actor: Actor, delegate_id: int) -> Page:
    """The badge is lost: another code, and the old one is void."""
    delegate = delegate_for(meeting, delegate_id)
    try:
        with transaction():
            operations.lost_badge(delegate, at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
    return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=delegate_id))


@bp.post(f"{ONE}/badge.pdf")
@meeting_staff(Permission.ARRIVAL)
def badge(meeting: Meeting, actor: Actor, delegate_id: int) -> Response:
    """The one badge, drawn now, on a page of its size; the print log knows. Raises what stops a printing."""
    delegate = delegate_for(meeting, delegate_id)
    pdf = badge_pdf(meeting, delegate, at=clock.now(), by=actor)
    return file_answer(pdf, "badge.pdf", "application/pdf", inline=True)


@bp.route(f"{DESK}/walk-in", methods=["GET", "POST"])
@meeting_staff(Permission.ARRIVAL)
@once
def walk_in(meeting: Meeting, actor: Actor) -> Page:
    """Three fields; then the page on which they arrive."""
    form, status = WalkInForm(meeting), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    delegate_id = operations.walk_in(
                        meeting, form.name.data or "", unit=form.unit.data or "", mobile=form.mobile.data or None,
                        at=clock.now(), by=actor,
                    ).id  # fmt: skip
                return redirect(url_for("arrival.one", slug=meeting.slug, delegate_id=delegate_id))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("arrival/walk_in.html", meeting=meeting, form=form), status


@bp.route("/desk/<slug>/handouts", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def handouts(meeting: Meeting, actor: Actor) -> Page:
    """What the desk hands out, a line each."""
    found = handouts_of(meeting.id)
    form = HandoutsForm(data={"titles": "\n".join(handout.title for handout in found)})
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    titles = (form.titles.data or "").splitlines()
                    operations.set_handouts(meeting, titles, at=clock.now(), by=actor)
                return redirect(url_for("arrival.desk", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("arrival/handouts.html", meeting=meeting, form=form), status


def _page(meeting: Meeting, delegate: Delegate, failed: Form | None, status: int) -> tuple[str, int]:
    subject = badge_subject(delegate.id)
    mending = MendForm(formdata=None, data={"name": delegate.person.name, "post": delegate.post})
    forms: dict[type[Form], Form] = {
        ArriveForm: ArriveForm(formdata=None), MendForm: mending,
        SubstituteForm: SubstituteForm(meeting, formdata=None),
    }  # fmt: skip
    if failed is not None:
        forms[type(failed)] = failed
    page = render_template(
        "arrival/one.html", meeting=meeting, delegate=delegate, handouts=handouts_of(meeting.id),
        held=held_by(delegate.id), arrived=arrived(delegate.id), badge=active_badge(delegate.id),
        printed=printed_at(meeting.id, CARDS, [subject]).get(subject),
        mobile=national(delegate.person.mobile) if delegate.person.mobile else "",
        arriving=forms[ArriveForm], mending=forms[MendForm], substituting=forms[SubstituteForm],
    )  # fmt: skip
    return page, status


def _wearer(meeting: Meeting, text: str) -> tuple[Delegate | None, bool]:
    """Whose badge of this meeting a code is, and whether it is void."""
    token = read_code(text)
    badge = None if isinstance(token, Refusal) else badge_with(token)
    if badge is None or badge.meeting_id != meeting.id:
        return None, False
    return badge.delegate, badge.revoked_at is not None


def _may_set_up(meeting: Meeting, actor: Actor) -> bool:
    return actor.may(Permission.SET_UP, society_id=meeting.society_id, meeting_id=meeting.id)
