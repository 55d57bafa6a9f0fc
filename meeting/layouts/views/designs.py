"""Layouts: the gallery and the society's own, their versions, files, proofs."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import release, transaction
from meeting.documents.layouts import gallery
from meeting.documents.layouts.checking import faces_of
from meeting.documents.layouts.errors import LayoutUnreadable
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import layout_file, layout_from
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.layouts.svg import layout_svg
from meeting.errors import MeetingError, NotFound
from meeting.layouts.drafts import MOST_FILE, decoded
from meeting.layouts.enums import LayoutState
from meeting.layouts.errors import LayoutTooLarge
from meeting.layouts.forms import LayoutFileForm, LayoutTitleForm
from meeting.layouts.models import SavedLayout
from meeting.layouts.operations import add_layout, add_picture, archive, rename, restore, save_version
from meeting.layouts.pictures import LayoutUpload, checked_picture
from meeting.layouts.queries import layout_in, loaded_faces, pictures_of, saved_in, saved_layouts, version_in
from meeting.layouts.views import Page, bp
from meeting.storage.folder import storage
from meeting.web.answers import PDF, file_answer
from meeting.web.once import answered_before, once, remembered

KINDS = ", ".join(f"'{kind.value}'" for kind in Kind)
HOUR = 3600


@bp.get("/layouts")
@society_staff(Permission.LAYOUTS)
def designs(society: Society, actor: Actor) -> Page:
    """The first kind's page."""
    return redirect(url_for("layouts.designs_of", society_slug=society.slug, kind=Kind.BADGE.value))


@bp.route(f"/layouts/<any({KINDS}):kind>", methods=["GET", "POST"])
@society_staff(Permission.LAYOUTS)
def designs_of(kind: str, society: Society, actor: Actor) -> Page:
    """A kind's gallery, the society's own layouts of it, and the form that imports a file."""
    form, status, slug = LayoutFileForm(), 200, society.slug
    chosen = Kind(kind)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _imported(society, form, actor)
            except MeetingError as error:
                error.field = "file"
                status = form.refuse(error)
    return render_template(
        "layouts_room/designs.html", society=society, form=form, kinds=list(Kind), chosen=chosen,
        gallery=gallery.of_kind(chosen), own=saved_layouts(society.id, chosen),
        archived=saved_layouts(society.id, chosen, LayoutState.ARCHIVED),
        place=url_for("layouts.designs", society_slug=slug),
    ), status  # fmt: skip


@bp.get("/layouts/gallery/<name>.svg")
@society_staff(Permission.LAYOUTS)
def gallery_picture(name: str, society: Society, actor: Actor) -> Response:
    return _picture(_of_gallery(name))


@bp.post("/layouts/gallery/<name>/copy")
@society_staff(Permission.LAYOUTS)
def copy(name: str, society: Society, actor: Actor) -> Page:
    """用这个开始."""
    layout = _of_gallery(name)
    title = gettext("%(title)s（自定）", title=gettext(layout.title))  # told from the gallery's, where both are offered
    return _added(society, replace(layout, title=title), actor)


@bp.get("/layouts/<int:layout_id>/versions")
@society_staff(Permission.LAYOUTS)
def design_versions(layout_id: int, society: Society, actor: Actor) -> Page:
    """One layout: its name, its state, what it was like before."""
    saved = saved_in(society.id, layout_id)
    return _versions(society, saved, LayoutTitleForm(obj=saved))


@bp.post("/layouts/<int:layout_id>/rename")
@society_staff(Permission.LAYOUTS)
@once
def rename_design(layout_id: int, society: Society, actor: Actor) -> Page:
    saved, slug, form = saved_in(society.id, layout_id), society.slug, LayoutTitleForm()
    status = 422
    if form.validate():
        try:
            with transaction():
                rename(saved, form.title.data or "", at=clock.now(), by=actor)
            return redirect(url_for("layouts.design_versions", society_slug=slug, layout_id=layout_id))
        except MeetingError as error:
            status = form.refuse(error)
    return _versions(society, saved, form), status


@bp.post("/layouts/<int:layout_id>/<any(archive, restore):move>")
@society_staff(Permission.LAYOUTS)
@once
def move_design(layout_id: int, move: str, society: Society, actor: Actor) -> Page:
    saved, slug = saved_in(society.id, layout_id), society.slug
    kind = saved.kind.value
    with transaction():
        (archive if move == "archive" else restore)(saved, at=clock.now(), by=actor)
    if move == "archive":
        flash(gettext("已归档：打印时不再列出。已经用它打印的文件不受影响，需要时可以恢复。"))
    return redirect(url_for("layouts.designs_of", society_slug=slug, kind=kind))


@bp.post("/layouts/<int:layout_id>/versions/<int:version_id>/again")
@society_staff(Permission.LAYOUTS)
@once
def version_again(layout_id: int, version_id: int, society: Society, actor: Actor) -> Page:
    """An earlier version's design becomes the newest."""
    version, slug = version_in(society.id, version_id), society.slug
    if version.saved_layout_id != layout_id:
        raise NotFound
    layout = layout_in(version)
    with transaction():
        save_version(version.saved, layout, base=version.saved.newest.number, at=clock.now(), by=actor)
    return redirect(url_for("layouts.design_versions", society_slug=slug, layout_id=layout_id))


@bp.get("/layouts/versions/<int:version_id>.svg")
@society_staff(Permission.LAYOUTS)
def version_picture(version_id: int, society: Society, actor: Actor) -> Response:
    layout = layout_in(version_in(society.id, version_id))
    with loaded_faces(society.id, faces_of([layout]), issued=True):
        return _picture(layout)


@bp.get("/layouts/versions/<int:version_id>/file")
@society_staff(Permission.LAYOUTS)
def version_file(version_id: int, society: Society, actor: Actor) -> Response:
    layout = layout_in(version_in(society.id, version_id))
    return file_answer(layout_file(layout), f"{layout.kind.label}-{layout.title}.json", "application/json")


@bp.get("/layouts/versions/<int:version_id>/proof")
@society_staff(Permission.LAYOUTS)
def version_proof(version_id: int, society: Society, actor: Actor) -> Response:
    """A test page, 样本 across it."""
    layout = layout_in(version_in(society.id, version_id))
    records = samples(layout.kind)
    record = records.get(request.args.get("sample", ""), records["usual"])
    with loaded_faces(society.id, faces_of([layout])):
        release()
        content = print_pdf([(layout, Sheet(sample=True), [record])], title=layout.title)
    return file_answer(content, f"样本-{layout.title}.pdf", PDF, inline=True)


def keep_pictures(society: Society, layout: Layout, actor: Actor) -> None:
    """The layout's pictures into storage, those that the society hasn't yet; in a transaction of their own.

    Raises ``LayoutPictureTooLarge``, ``PictureUnreadable``.
    """
    society_id = society.id
    known = pictures_of(society_id, layout.pictures)
    release()
    found = [checked_picture(content) for digest, content in layout.pictures.items() if digest not in known]
    for picture in found:
        keep_picture(society, picture, actor)


def keep_picture(society: Society, picture: LayoutUpload, actor: Actor) -> None:
    """Into storage, unless the society has it."""
    key = storage().put(picture.content, f".{picture.kind}")
    try:
        with transaction():
            new = add_picture(
                society, picture.digest, file_key=key, size=(picture.width, picture.height), at=clock.now(), by=actor
            )
    except BaseException:
        storage().delete(key)
        raise
    if not new:
        storage().delete(key)


def _added(society: Society, layout: Layout, actor: Actor) -> Response:
    """To the designer with it. The form is claimed only here: looking at pictures holds no transaction."""
    slug = society.slug
    keep_pictures(society, layout, actor)
    with transaction():
        if (before := answered_before()) is not None:
            return before
        layout_id = add_layout(society, layout, at=clock.now(), by=actor).id
    answer: Response = remembered(redirect(url_for("layouts.design", society_slug=slug, layout_id=layout_id)))
    return answer


def _imported(society: Society, form: LayoutFileForm, actor: Actor) -> Response:
    content = form.file.data.read(MOST_FILE + 1)
    if len(content) > MOST_FILE:
        raise LayoutTooLarge(most=MOST_FILE // 1_000_000)
    data = decoded(content, MOST_FILE)
    if "format" not in data:
        raise LayoutUnreadable
    return _added(society, layout_from(data), actor)


def _of_gallery(name: str) -> Layout:
    if name not in gallery.gallery():
        raise NotFound
    return gallery.gallery()[name]


def _picture(layout: Layout) -> Response:
    """With a usual sample's words. A version never changes: a browser may keep its picture for an hour."""
    release()
    back = request.args.get("side") == "back"
    drawn = layout_svg(layout, samples(layout.kind)["usual"], back=back)
    answer = Response(drawn.svg, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"private, max-age={HOUR}"
    return answer


def _versions(society: Society, saved: SavedLayout, form: LayoutTitleForm) -> str:
    return render_template(
        "layouts_room/versions.html", society=society, saved=saved, form=form,
        place=url_for("layouts.designs", society_slug=society.slug),
    )  # fmt: skip
