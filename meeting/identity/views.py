"""One person's or unit's roles on one page, and the merging of two entries."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import transaction
from meeting.history.queries import entries_of
from meeting.identity.operations import merge_persons, merge_units
from meeting.identity.queries import (
    namesakes,
    origins,
    person_in,
    roles_of_person,
    roles_of_unit,
    similar_units,
    unit_in,
)
from meeting.people.queries import matching_persons, unit_order
from meeting.web.forms import Form, row_id
from meeting.web.once import once
from meeting.web.paging import asked_page, page_of

bp = Blueprint("identity", __name__, url_prefix="/society/<society_slug>")


@bp.get("/people/<int:person_id>")
@society_staff(Permission.PEOPLE)
def person(person_id: int, society: Society, actor: Actor) -> str | Response:
    found = person_in(society, person_id)
    if found.id != person_id:
        return redirect(url_for("identity.person", society_slug=society.slug, person_id=found.id))
    wanted = request.args.get("q") or found.name
    others = [
        other for other in page_of(matching_persons(society.id, wanted), 1, per_page=20).items if other is not found
    ]
    return render_template(
        "identity/person.html", society=society, person=found, roles=roles_of_person(found),
        history=entries_of(found, society_id=society.id), others=others, form=Form(),
    )  # fmt: skip


@bp.get("/units/<int:unit_id>")
@society_staff(Permission.PEOPLE)
def unit(unit_id: int, society: Society, actor: Actor) -> str | Response:
    found = unit_in(society, unit_id)
    if found.id != unit_id:
        return redirect(url_for("identity.unit", society_slug=society.slug, unit_id=found.id))
    return render_template(
        "identity/unit.html", society=society, unit=found, roles=roles_of_unit(found),
        history=entries_of(found, society_id=society.id),
        others=[other for other in page_of(unit_order(society.id), 1, per_page=2000).items if other is not found],
        form=Form(),
    )  # fmt: skip


@bp.get("/merges")
@society_staff(Permission.PEOPLE)
def merges(society: Society, actor: Actor) -> str:
    page = namesakes(society, asked_page())
    return render_template(
        "identity/merges.html", society=society, page=page, units=similar_units(society) if page.page == 1 else [],
        origins=origins(person for group in page.items for person in group), form=Form(),
    )  # fmt: skip


@bp.post("/people/<int:person_id>/merge")
@society_staff(Permission.PEOPLE)
@once
def merge_person(person_id: int, society: Society, actor: Actor) -> Response:
    kept, gone = person_in(society, person_id), person_in(society, row_id(request.form.get("other")))
    page = url_for("identity.person", society_slug=society.slug, person_id=kept.id)
    return _merge(lambda: merge_persons(kept, gone, at=clock.now(), by=actor), society, page)


@bp.post("/units/<int:unit_id>/merge")
@society_staff(Permission.PEOPLE)
@once
def merge_unit(unit_id: int, society: Society, actor: Actor) -> Response:
    kept, gone = unit_in(society, unit_id), unit_in(society, row_id(request.form.get("other")))
    page = url_for("identity.unit", society_slug=society.slug, unit_id=kept.id)
    return _merge(lambda: merge_units(kept, gone, at=clock.now(), by=actor), society, page)


def _merge(operation: Callable[[], None], society: Society, page: str) -> Response:
    """Then back to ``page``, of the one that is kept, or to the list of suggestions it was chosen from."""
    suggestions = url_for("identity.merges", society_slug=society.slug)
    with transaction():
        operation()
    flash(gettext("两条记录已合并，全部关联都已转过来。"))
    return redirect(suggestions if request.form.get("from") == "merges" else page)
