"""Units: who is invited, who has answered, importing a roster, inviting more."""

import hashlib
import hmac
from typing import Any

import sqlalchemy as sa
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import db, release, transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_for, meeting_staff
from meeting.meetings.models import Meeting
from meeting.people.mobiles import national, parse_phone
from meeting.people.operations import find_or_add_unit
from meeting.registration.forms import ContactForm, InviteForm, RosterForm
from meeting.registration.models import Delegation
from meeting.registration.operations.delegations import invite, invite_all, set_contact
from meeting.registration.operations.links import BYTES, give_link
from meeting.registration.operations.rosters import RosterOutcome, import_roster
from meeting.registration.queries.delegates import regions_of
from meeting.registration.queries.delegations import (
    answered,
    delegation_in,
    delegation_lines,
    filled_in_by,
    uninvited_units,
)
from meeting.registration.rosters import read_roster
from meeting.registration.unit_links import link_row, links_xlsx
from meeting.registration.views import bp
from meeting.web.answers import XLSX, file_answer
from meeting.web.forms import Form
from meeting.web.once import once, submission
from meeting.web.paging import Page as Listing

Page = Response | str | tuple[str, int]
PER_PAGE = 100


@bp.get("/units")
@meeting_staff(Permission.REGISTRATION)
def delegations(meeting: Meeting, actor: Actor) -> Page:
    asked = {"region": "region", "words": "q", "only": "only"}
    asked = {name: request.args.get(word, "") for name, word in asked.items()}
    query = delegation_lines(meeting, **asked)
    return render_template(
        "registration/delegations.html",
        meeting=meeting,
        page=_page_of(query, request.args.get("page", 1, type=int)),
        sums=answered(meeting),
        regions=regions_of(meeting),
        uninvited=uninvited_units(meeting),
        receipts_url=_receipts_url(meeting),
        form=Form(),
    )


@bp.route("/units/import", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
def import_units(meeting: Meeting, actor: Actor) -> Page:
    """A roster by upload; the answer says what became of it, row by row where something is wrong.

    Not taken once: the same roster again changes nothing.
    """
    form, outcome, status, slug = RosterForm(), None, 200, meeting.slug
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                outcome = _import(meeting, actor, form)
                status = 200
            except MeetingError as error:
                status = form.refuse(error)
    meeting = meeting_for(actor, slug, Permission.REGISTRATION)
    return render_template("registration/import_units.html", meeting=meeting, form=form, outcome=outcome), status


@bp.route("/units/invite", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def invite_unit(meeting: Meeting, actor: Actor) -> Page:
    form, status = InviteForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            at = clock.now()
            try:
                with transaction():
                    unit, _new = find_or_add_unit(meeting.society_id, form.unit.data or "", at=at, by=actor)
                    invite(meeting, unit, at=at, by=actor)
                return redirect(url_for("registration.delegations", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("registration/invite_unit.html", meeting=meeting, form=form), status


@bp.post("/units/invite-all")
@meeting_staff(Permission.REGISTRATION)
@once
def invite_all_units(meeting: Meeting, actor: Actor) -> Response:
    with transaction():
        invited = invite_all(meeting, at=clock.now(), by=actor)
    flash(gettext("已邀请 %(n)d 个单位。", n=invited), "success")
    return redirect(url_for("registration.delegations", slug=meeting.slug))


@bp.post("/units/<int:delegation_id>/link")
@meeting_staff(Permission.REGISTRATION)
def new_unit_link(meeting: Meeting, actor: Actor, delegation_id: int) -> Page:
    """A new link for the unit's contact, shown this once: it is stored hashed. The old one stops working."""
    with transaction():
        token = give_link(delegation_in(meeting, delegation_id), at=clock.now(), by=actor)
    delegation = delegation_in(meeting, delegation_id)
    return _contact_page(meeting, delegation, _contact_form(delegation), link=_link(meeting, token))


@bp.post("/units/links.xlsx")
@meeting_staff(Permission.REGISTRATION)
def unit_links(meeting: Meeting, actor: Actor) -> Response:
    """A list to send out: for each unit that has named nobody its link, and a text with it.

    Links are stored hashed, so these are new ones. They are derived from the form that asked for them: sent twice, it
    gives the same.
    """
    title, slug = meeting.title, meeting.slug
    with transaction():
        silent = [row[0] for row in db.session.execute(delegation_lines(meeting, only="silent"))]
        rows = []
        for delegation in silent:
            token = give_link(delegation, at=clock.now(), by=actor, secret=_secret(delegation))
            rows.append(link_row(delegation, _link(meeting, token)))
    return file_answer(links_xlsx(rows), f"{title}各单位填报链接.xlsx", XLSX) if rows else _nobody_silent(slug)


@bp.route("/units/<int:delegation_id>", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def edit_delegation(meeting: Meeting, actor: Actor, delegation_id: int) -> Page:
    """The unit's contact, and the link by which the unit fills in its people."""
    delegation = delegation_in(meeting, delegation_id)
    form, status = _contact_form(delegation), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    mobile = parse_phone(form.mobile.data) if form.mobile.data else ""
                    set_contact(
                        delegation, contact=form.contact.data or "", mobile=mobile, at=clock.now(), by=actor
                    )
                return redirect(url_for("registration.delegations", slug=meeting.slug))
            except MeetingError as error:
                status = form.refuse(error)
    return _contact_page(meeting, delegation, form), status


def _contact_form(delegation: Delegation) -> ContactForm:
    form = ContactForm()
    if not form.is_submitted() or request.endpoint != "registration.edit_delegation":
        form.contact.data, form.mobile.data = delegation.contact, national(delegation.contact_mobile)
    return form


def _contact_page(meeting: Meeting, delegation: Delegation, form: ContactForm, link: str = "") -> str:
    return render_template(
        "registration/delegation.html", meeting=meeting, delegation=delegation, form=form, link=link,
        listed=len(filled_in_by(delegation)),
    )  # fmt: skip


def _link(meeting: Meeting, token: str) -> str:
    path = url_for("portal.delegation", slug=meeting.slug, unit_token=token)
    return f"{current_app.config['MEETING'].url}{path}"


def _secret(delegation: Delegation) -> bytes:
    message = f"unit-link\n{submission()}\n{delegation.id}".encode()
    return hmac.new(current_app.config["SECRET_KEY"], message, hashlib.sha256).digest()[:BYTES]


def _nobody_silent(slug: str) -> Response:
    flash(gettext("受邀的单位都已经报了人，没有要发的链接。"), "success")
    return redirect(url_for("registration.delegations", slug=slug))


def _import(meeting: Meeting, actor: Actor, form: RosterForm) -> RosterOutcome:
    meeting_id, upload = meeting.id, form.file.data
    release()  # reading holds no lock
    roster = read_roster(upload.filename or gettext("单位名册"), upload.read())
    with transaction():
        return import_roster(db.session.get_one(Meeting, meeting_id), roster, at=clock.now(), by=actor)


def _page_of(query: sa.Select[Any], page: int) -> Listing[Any]:
    """Rows of several columns, which ``page_of`` would cut to the first."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    page = min(max(1, page), max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Listing(list(rows), page, PER_PAGE, total)


def _receipts_url(meeting: Meeting) -> str:
    there = "registration.receipts" in current_app.view_functions
    return url_for("registration.receipts", slug=meeting.slug) if there else ""
