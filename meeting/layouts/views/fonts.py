"""Fonts that a society uploaded."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import release, transaction
from meeting.documents.font_files import Embedding, check_font, specimen
from meeting.documents.sfnt import MOST_BYTES
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.layouts.enums import FontRight, LetterPart
from meeting.layouts.forms import FontForm, LetterFontsForm
from meeting.layouts.operations import add_society_font, choose_letter_fonts, remove_society_font
from meeting.layouts.queries import all_fonts, font_in, letter_fonts
from meeting.layouts.views import Page, bp
from meeting.storage.folder import storage
from meeting.web.answers import file_answer
from meeting.web.once import answered_before, once, remembered


@bp.get("/fonts")
@society_staff(Permission.SOCIETY)
def fonts(society: Society, actor: Actor) -> Page:
    return _page(society, FontForm())


@bp.post("/fonts")
@society_staff(Permission.SOCIETY)
def add_font(society: Society, actor: Actor) -> Page:
    """Look through the file outside any transaction, then keep it and say what it lacks."""
    form, slug = FontForm(), society.slug
    if not form.validate():
        return _page(society, form), 422
    content = form.file.data.read(MOST_BYTES + 1)
    release()
    keys: tuple[str, ...] = ()
    try:
        facts, line = check_font(content), specimen(content)
        if earlier := answered_before():  # a double click is one upload; the claim is committed with it
            return earlier
        keys = storage().put(content, ".ttf"), storage().put(line, ".png")
        with transaction():
            font, spare = add_society_font(
                society, facts, name=form.name.data or "", ground=FontRight(form.ground.data),
                note=form.note.data or "", file_key=keys[0], specimen_key=keys[1], at=clock.now(), by=actor,
            )  # fmt: skip
            name = font.name
    except MeetingError as error:
        _delete(keys)
        status = form.refuse(error)
        return _page(society, form), status
    except BaseException:
        _delete(keys)
        raise
    _delete(spare)
    flash(gettext("字体“%(name)s”已保存。", name=name), "success")
    if lacking := facts.standard_of - facts.standard:
        flash(gettext("它缺 %(n)d 个规范汉字，遇到时由宋体代印；打印之前会逐个列出。", n=lacking), "warning")
    answer: Page = remembered(redirect(url_for("layouts.fonts", society_slug=slug)))
    return answer


@bp.route("/fonts/letters", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def choose_fonts(society: Society, actor: Actor) -> Page:
    """What the letters of all meetings are set in."""
    rows, own = letter_fonts(society.id), all_fonts(society.id)
    chosen = {part.value: str(row.font_id) for part, row in rows.items() if row.font.removed_at is None}
    form, status = LetterFontsForm(own, data=chosen), 200
    if request.method == "POST":
        if form.validate():
            of = {str(font.id): font for font in own}
            with transaction():
                choose_letter_fonts(
                    society, {part: of.get(form[part.value].data) for part in LetterPart}, at=clock.now(), by=actor
                )
            flash(gettext("已保存。"), "success")
            return redirect(url_for("layouts.fonts", society_slug=society.slug))
        status = 422
    page = render_template("layouts_room/letter_fonts.html", society=society, form=form, fonts=own)
    return page, status


@bp.get("/fonts/<int:font_id>")
@society_staff(Permission.SOCIETY)
def font(font_id: int, society: Society, actor: Actor) -> Page:
    """What the file says of itself, and what was done with it."""
    found = font_in(society.id, font_id)
    return render_template(
        "layouts_room/font.html", society=society, font=found, facts=found.facts,
        embedding=Embedding(found.facts["embedding"]), history=entries_of(found, society_id=society.id),
    )  # fmt: skip


@bp.get("/fonts/<int:font_id>/specimen")
@society_staff(Permission.SOCIETY)
def font_specimen(font_id: int, society: Society, actor: Actor) -> Response:
    key = font_in(society.id, font_id).specimen_key
    release()
    return file_answer(storage().get(key), "字样.png", "image/png", inline=True)


@bp.post("/fonts/<int:font_id>/remove")
@society_staff(Permission.SOCIETY)
@once
def remove_font(font_id: int, society: Society, actor: Actor) -> Page:
    found, slug = font_in(society.id, font_id), society.slug
    in_letters = any(row.font_id == found.id for row in letter_fonts(society.id).values())
    with transaction():
        remove_society_font(found, at=clock.now(), by=actor)
    flash(gettext("字体已移除，不能再选用；以前用它发的证书照样能重印。"))
    if in_letters:
        flash(gettext("公文选用的是这个字体，以后用自带的宋体印。"), "warning")
    return redirect(url_for("layouts.fonts", society_slug=slug))


def _page(society: Society, form: FontForm) -> str:
    return render_template(
        "layouts_room/fonts.html", society=society, fonts=all_fonts(society.id), form=form,
        letter_fonts=letter_fonts(society.id),
    )  # fmt: skip


def _delete(keys: tuple[str, ...]) -> None:
    for key in keys:
        storage().delete(key)
