"""Seals of a society's units."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import release, transaction
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.layouts.forms import SealForm
from meeting.layouts.operations import remove_seal, set_seal
from meeting.layouts.pictures import clean_picture
from meeting.layouts.queries import all_seals, seal_in
from meeting.storage.folder import storage
from meeting.web.answers import file_answer
from meeting.web.once import once

bp = Blueprint("layouts", __name__, url_prefix="/society/<society_slug>/seals")

Page = Response | str | tuple[str, int]


@bp.route("", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
def seals(society: Society, actor: Actor) -> Page:
    """The list, and the form that adds a seal or exchanges its picture."""
    form, status = SealForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _keep(society, form, actor)
                flash(gettext("印章图片已保存。"))
                return redirect(url_for("layouts.seals", society_slug=society.slug))
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template("layouts_room/seals.html", society=society, seals=all_seals(society.id), form=form)
    return page, status


@bp.get("/<int:seal_id>")
@society_staff(Permission.SOCIETY)
def seal(seal_id: int, society: Society, actor: Actor) -> Page:
    """One seal with each use of its picture."""
    found = seal_in(society.id, seal_id)
    return render_template(
        "layouts_room/seal.html", society=society, seal=found, history=entries_of(found, society_id=society.id)
    )


@bp.get("/<int:seal_id>/picture")
@society_staff(Permission.SOCIETY)
def picture(seal_id: int, society: Society, actor: Actor) -> Response:
    key = seal_in(society.id, seal_id).file_key
    release()
    return file_answer(storage().get(key), "印章.png", "image/png", inline=True)


@bp.post("/<int:seal_id>/remove")
@society_staff(Permission.SOCIETY)
@once
def remove(seal_id: int, society: Society, actor: Actor) -> Page:
    found, slug = seal_in(society.id, seal_id), society.slug
    with transaction():
        key = remove_seal(found, at=clock.now(), by=actor)
    storage().delete(key)
    flash(gettext("印章图片已删除。"))
    return redirect(url_for("layouts.seals", society_slug=slug))


def _keep(society: Society, form: SealForm, actor: Actor) -> None:
    """Raises ``PictureUnusable`` and what ``set_seal`` raises; no file stays behind then."""
    unit = form.unit.data or ""
    data = form.picture.data.read()
    release()  # decoding holds no lock
    key = storage().put(clean_picture(data), ".png")
    try:
        with transaction():
            _, old = set_seal(society, unit, file_key=key, at=clock.now(), by=actor)
    except BaseException:
        storage().delete(key)
        raise
    if old:
        storage().delete(old)
