"""The designer: its page, and what it asks the server while somebody draws."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import release, transaction
from meeting.documents.layouts.reading import defaults, layout_from, layout_json
from meeting.documents.layouts.svg import embedded
from meeting.documents.layouts.words import CHOICES
from meeting.documents.pictures import picture_preview
from meeting.layouts.drafts import MOST_BYTES, decoded, drawing
from meeting.layouts.errors import LayoutTooLarge
from meeting.layouts.operations import add_layout, save_version
from meeting.layouts.pictures import MOST_PICTURE_BYTES, cleaned_picture
from meeting.layouts.queries import (
    digests_in,
    faces_in,
    layout_in,
    loaded_faces,
    picture_in,
    pictures_of,
    saved_in,
    society_faces,
)
from meeting.layouts.views import Page, bp
from meeting.layouts.views.designs import HOUR, keep_picture
from meeting.web.forms import in_words, typed
from meeting.web.once import once


@bp.get("/layouts/<int:layout_id>")
@society_staff(Permission.LAYOUTS)
def design(layout_id: int, society: Society, actor: Actor) -> Page:
    """The newest version on the drawing board."""
    saved = saved_in(society.id, layout_id)
    layout = layout_in(saved.newest)
    return render_template(
        "layouts_room/designer.html", society=society, saved=saved, layout=layout_json(layout), defaults=defaults(),
        faces=society_faces(society.id), nav=[],
        choices={name: [(value, gettext(word)) for value, word in words.items()] for name, words in CHOICES.items()},
        place=url_for("layouts.designs", society_slug=society.slug),
    )  # fmt: skip


@bp.post("/layouts/<int:layout_id>/render")
@society_staff(Permission.LAYOUTS)
def render_design(layout_id: int, society: Society, actor: Actor) -> Response:
    """The design as it would be printed, and what is wrong with it."""
    saved_in(society.id, layout_id)
    sent = _sent()
    data = _layout_of(sent)
    pictures, slug = pictures_of(society.id, digests_in(data)), society.slug
    names = {content: digest for digest, content in pictures.items()}
    known = {face for face, _ in society_faces(society.id)}

    def address(content: bytes) -> str:
        digest = names.get(content)  # none of a sample's photograph
        return url_for("layouts.design_picture", society_slug=slug, digest=digest) if digest else embedded(content)

    with loaded_faces(society.id, known & faces_in(data)):  # one that is gone is its element's problem
        release()  # drawing holds no lock
        drawn = drawing(
            data, side=str(sent.get("side")), sample=str(sent.get("sample")), pictures=pictures, faces=known,
            address=address, in_words=in_words,
        )  # fmt: skip
    return jsonify(drawn)


@bp.post("/layouts/<int:layout_id>/save")
@society_staff(Permission.LAYOUTS)
def save_design(layout_id: int, society: Society, actor: Actor) -> Response:
    """As the layout's next version. The same design sent twice is one version."""
    saved = saved_in(society.id, layout_id)
    sent = _sent()
    data = _layout_of(sent)
    layout = layout_from(data, pictures_of(society.id, digests_in(data)))
    base = sent.get("base")
    with transaction():
        version = save_version(saved, layout, base=base if isinstance(base, int) else 0, at=clock.now(), by=actor)
        answer = {
            "number": version.number,
            "proof": url_for("layouts.version_proof", society_slug=society.slug, version_id=version.id),
        }
    return jsonify(answer)


@bp.post("/layouts/<int:layout_id>/save-as")
@society_staff(Permission.LAYOUTS)
@once
def save_design_as(layout_id: int, society: Society, actor: Actor) -> Page:
    """As a layout of its own: what remains for who was overtaken."""
    saved_in(society.id, layout_id)
    data = _layout_of({"layout": decoded(typed("layout").encode())})
    layout, slug = layout_from(data, pictures_of(society.id, digests_in(data))), society.slug
    with transaction():
        new_id = add_layout(society, layout, at=clock.now(), by=actor).id
    return redirect(url_for("layouts.design", society_slug=slug, layout_id=new_id))


@bp.post("/layouts/pictures")
@society_staff(Permission.LAYOUTS)
def upload_picture(society: Society, actor: Actor) -> Response:
    """A logo or a background; answers with what a picture element names it by."""
    upload = request.files.get("picture")
    content = upload.stream.read(MOST_PICTURE_BYTES + 1) if upload else b""
    release()  # decoding holds no lock
    picture = cleaned_picture(content)
    keep_picture(society, picture, actor)
    return jsonify({"digest": picture.digest, "width": picture.width, "height": picture.height})


@bp.get("/layouts/pictures/<digest>")
@society_staff(Permission.LAYOUTS)
def design_picture(digest: str, society: Society, actor: Actor) -> Response:
    content = picture_in(society.id, digest)
    release()  # drawing holds no lock
    preview, kind = picture_preview(content)
    answer = Response(preview, mimetype=kind)
    answer.headers["Cache-Control"] = f"private, max-age={HOUR}"
    return answer


def _sent() -> dict[str, Any]:
    """Raises ``LayoutTooLarge``, ``TooManyElements``, ``LayoutUnreadable``."""
    if (request.content_length or 0) > MOST_BYTES:
        raise LayoutTooLarge(most=MOST_BYTES // 1_000_000)
    return decoded(request.get_data(cache=False))


def _layout_of(sent: dict[str, Any]) -> dict[str, Any]:
    """What is sent as the layout: its pictures are in storage, whatever else it says."""
    data = sent.get("layout")
    return {name: value for name, value in data.items() if name != "pictures"} if isinstance(data, dict) else {}

