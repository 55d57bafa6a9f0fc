"""A society's persons and units: lists, and mending an entry."""

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import db, transaction
from meeting.errors import MeetingError, NotFound
from meeting.people.enums import Gender
from meeting.people.forms import PersonForm, UnitForm
from meeting.people.mobiles import national, parse_phone
from meeting.people.models import Person, Unit, UnitAlias
from meeting.people.names import name_key
from meeting.people.operations import change_person, change_unit, find_or_add_unit
from meeting.people.queries import matching_persons, unit_order
from meeting.web.once import once
from meeting.web.paging import page_of

bp = Blueprint("people", __name__, url_prefix="/society/<society_slug>")

Page = Response | str | tuple[str, int]


@bp.get("/people")
@society_staff(Permission.PEOPLE)
def persons(society: Society, actor: Actor) -> Page:
    wanted = request.args.get("q", "")
    query = matching_persons(society.id, wanted).options(joinedload(Person.unit))
    page = page_of(query, request.args.get("page", 1, type=int))
    return render_template("people/persons.html", society=society, page=page, q=wanted)


@bp.get("/units")
@society_staff(Permission.PEOPLE)
def units(society: Society, actor: Actor) -> Page:
    wanted = request.args.get("q", "")
    query = unit_order(society.id).options(selectinload(Unit.aliases))
    if name_key(wanted):
        aliased = Unit.aliases.any(UnitAlias.key.contains(name_key(wanted), autoescape=True))
        query = query.where(sa.or_(Unit.key.contains(name_key(wanted), autoescape=True), aliased))
    page = page_of(query, request.args.get("page", 1, type=int), per_page=100)
    return render_template("people/units.html", society=society, page=page, q=wanted)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@society_staff(Permission.PEOPLE)
@once
def edit_person(person_id: int, society: Society, actor: Actor) -> Page:
    person = db.session.scalar(
        sa.select(Person).where(
            Person.id == person_id, Person.society_id == society.id, Person.merged_into_id.is_(None)
        )
    )
    if person is None:
        raise NotFound
    form = PersonForm(
        name=person.name, mobile=national(person.mobile or ""), gender=person.gender.value if person.gender else "",
        unit=person.unit.name if person.unit else "", pinyin=person.pinyin,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    _mend(person, form, actor)
                return redirect(url_for("identity.person", society_slug=society.slug, person_id=person.id))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("people/edit_person.html", society=society, person=person, form=form), status


def _mend(person: Person, form: PersonForm, actor: Actor) -> None:
    at = clock.now()
    unit = None
    if form.unit.data:
        unit, _ = find_or_add_unit(person.society_id, form.unit.data, at=at, by=actor)
    spoken = form.pinyin.data or ""
    change_person(
        person,
        name=form.name.data or "",
        mobile=parse_phone(form.mobile.data) if form.mobile.data else None,
        gender=Gender(form.gender.data) if form.gender.data else None,
        unit=unit,
        # A reading that was left as it stood follows the name when that is mended.
        pinyin="" if spoken == person.pinyin and form.name.data != person.name else spoken,
        at=at,
        by=actor,
    )


@bp.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@society_staff(Permission.PEOPLE)
@once
def edit_unit(unit_id: int, society: Society, actor: Actor) -> Page:
    unit = db.session.scalar(
        sa.select(Unit).where(Unit.id == unit_id, Unit.society_id == society.id, Unit.merged_into_id.is_(None))
    )
    if unit is None:
        raise NotFound
    form = UnitForm(
        name=unit.name, region=unit.region, position=unit.position, code=unit.code,
        aliases="\n".join(alias.name for alias in unit.aliases),
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    change_unit(
                        unit, name=form.name.data or "", region=form.region.data or "", position=form.position.data,
                        code=form.code.data or "", aliases=(form.aliases.data or "").splitlines(),
                        at=clock.now(), by=actor,
                    )  # fmt: skip
                return redirect(url_for("identity.unit", society_slug=society.slug, unit_id=unit.id))
            except MeetingError as error:
                status = form.refuse(error)
    return render_template("people/edit_unit.html", society=society, unit=unit, form=form), status
