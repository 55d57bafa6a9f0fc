"""Pictures of seals and signatures: uploaded, looked at, put to use, taken away."""

import hashlib
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.accounts.queries import meetings_named
from meeting.db import release, transaction
from meeting.errors import MeetingError, NotFound
from meeting.history.queries import entries_of
from meeting.layouts.enums import SealKind
from meeting.layouts.errors import PictureOfAnother
from meeting.layouts.forms import SealForm
from meeting.layouts.models import Seal
from meeting.layouts.operations import accept_picture, drop_trial, remove_picture, try_picture
from meeting.layouts.queries import all_seals, seal_in, uses_of
from meeting.layouts.seal_pictures import clean_picture, is_opaque
from meeting.layouts.views import Page, bp
from meeting.people.names import name_key
from meeting.people.queries import unit_named
from meeting.storage.folder import storage
from meeting.web.answers import file_answer
from meeting.web.once import once


@bp.route("/seals", methods=["GET", "POST"])
@society_staff(Permission.SEALS)
def seals(society: Society, actor: Actor) -> Page:
    """The list, and the form that adds a seal or exchanges its picture."""
    form, status = SealForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return redirect(url_for("layouts.seal", society_slug=society.slug, seal_id=_keep(society, form, actor)))
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template("layouts_room/seals.html", society=society, seals=all_seals(society.id), form=form)
    return page, status


@bp.get("/seals/<int:seal_id>")
@society_staff(Permission.SEALS)
def seal(seal_id: int, society: Society, actor: Actor) -> Page:
    """One seal: a picture that waits to be looked at, the one in use, and each use of it."""
    found = seal_in(society.id, seal_id)
    uses = uses_of(found)
    return render_template(
        "layouts_room/seal.html", society=society, seal=found, uses=uses,
        opaque=bool(found.trial_key) and is_opaque(storage().get(found.trial_key)),
        meetings=meetings_named({use.request.meeting_id for use in uses}),
        history=entries_of(found, society_id=society.id),
    )  # fmt: skip


@bp.get("/seals/<int:seal_id>/<any(picture, trial):which>")
@society_staff(Permission.SEALS)
def picture(seal_id: int, which: str, society: Society, actor: Actor) -> Response:
    found = seal_in(society.id, seal_id)
    key = found.file_key if which == "picture" else found.trial_key
    release()
    if not key:
        raise NotFound
    return file_answer(storage().get(key), "印章.png", "image/png", inline=True)


@bp.post("/seals/<int:seal_id>/accept")
@society_staff(Permission.SEALS)
@once
def accept(seal_id: int, society: Society, actor: Actor) -> Page:
    found, slug = seal_in(society.id, seal_id), society.slug
    with transaction():
        key = accept_picture(found, at=clock.now(), by=actor)
    _delete(key)
    flash(gettext("图片已启用。打印前还须提出用印申请。"))
    return redirect(url_for("layouts.seal", society_slug=slug, seal_id=seal_id))


@bp.post("/seals/<int:seal_id>/drop")
@society_staff(Permission.SEALS)
@once
def drop(seal_id: int, society: Society, actor: Actor) -> Page:
    found, slug = seal_in(society.id, seal_id), society.slug
    with transaction():
        key = drop_trial(found, at=clock.now(), by=actor)
    _delete(key)
    flash(gettext("新图片已放弃。"))
    return redirect(url_for("layouts.seals", society_slug=slug))


@bp.post("/seals/<int:seal_id>/remove")
@society_staff(Permission.SEALS)
@once
def remove(seal_id: int, society: Society, actor: Actor) -> Page:
    found, slug = seal_in(society.id, seal_id), society.slug
    with transaction():
        keys = remove_picture(found, at=clock.now(), by=actor)
    _delete(*keys)
    flash(gettext("图片已删除，使用记录仍然保留。"))
    return redirect(url_for("layouts.seals", society_slug=slug))


def _keep(society: Society, form: SealForm, actor: Actor) -> int:
    """The seal's id. Raises ``PictureUnusable`` and what ``try_picture`` raises; no file stays behind then."""
    owner, kind = form.owner.data or "", SealKind(form.kind.data)
    data = form.picture.data.read()
    unit = unit_named(society.id, owner) if kind is SealKind.SEAL else None
    new, called = kind is SealKind.SEAL and unit is None, name_key(unit.name if unit else owner)
    others = [seal for seal in all_seals(society.id) if (seal.kind, name_key(seal.owner)) != (kind, called)]
    release()  # decoding holds no lock
    content = clean_picture(data, transparent=form.transparent.data)
    _refuse_twin(content, others, owner, kind)
    key = storage().put(content, ".png")
    try:
        with transaction():
            found, old = try_picture(society, owner, kind, file_key=key, at=clock.now(), by=actor)
            seal_id = found.id
    except BaseException:
        storage().delete(key)
        raise
    _delete(old)
    if new:
        added = gettext("单位名录里原来没有“%(owner)s”，已经加上。名称写错的，请放弃这张图片，照名录重新上传。")
        flash(added % {"owner": owner})
    return seal_id


def _refuse_twin(content: bytes, others: Iterable[Seal], owner: str, kind: SealKind) -> None:
    """Raises ``PictureOfAnother``."""
    digest = hashlib.sha256(content).digest()
    for seal in others:
        for key in filter(None, (seal.file_key, seal.trial_key)):
            if hashlib.sha256(storage().get(key)).digest() == digest:
                raise PictureOfAnother(owner=seal.owner, what=seal.kind.label, given=owner, kind=kind.label)


def _delete(*keys: str) -> None:
    for key in keys:
        if key:
            storage().delete(key)
