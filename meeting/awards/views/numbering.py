"""How a society numbers its certificates: a pattern for each class."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.awards.enums import AwardKind
from meeting.awards.forms import PatternForm
from meeting.awards.numbering import DEFAULT, PLACEHOLDERS, checked_pattern, mould_of, number_of
from meeting.awards.operations import set_pattern
from meeting.awards.queries.numbering import NumberClass, number_classes, own_code
from meeting.awards.rules import code_from
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.web.forms import in_words
from meeting.web.once import once

SERIALS = (1, 2, 100)
"""Whose numbers a preview shows."""


@bp.route("/society/<society_slug>/numbers", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def numbering(society: Society, actor: Actor) -> Page:
    """The classes with their patterns, and the form that changes the one that is chosen (``?class=LW``)."""
    chosen = _chosen(number_classes(society))
    form, status = PatternForm(letters=chosen.letters, pattern=chosen.pattern), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    set_pattern(society, form.pattern.data or "", letters=chosen.letters, at=clock.now(), by=actor)
                flash(gettext("编号样式已保存。"))
                return redirect(url_for("awards.numbering", society_slug=society.slug))
            except MeetingError as error:
                status = form.refuse(error)
    classes = number_classes(society)
    page = render_template(
        "awards/numbering.html", society=society, form=form, chosen=chosen, placeholders=PLACEHOLDERS, usual=DEFAULT,
        rows=[(each, examples(society, each.pattern, each.letters)) for each in classes],
        **_preview(society, form.pattern.data or "", chosen.letters),
    )  # fmt: skip
    return page, status


@bp.get("/society/<society_slug>/numbers/preview")
@society_staff(Permission.SOCIETY)
def preview_numbers(society: Society, actor: Actor) -> Page:
    """What a pattern that is being typed would give: a part of the page."""
    chosen = _chosen(number_classes(society))
    return render_template(
        "awards/_numbers.html", **_preview(society, request.args.get("pattern", ""), chosen.letters)
    )


def examples(society: Society, pattern: str, letters: str) -> list[str]:
    """A few numbers of this year, of the society's own unit."""
    mould = mould_of(
        pattern, code=own_code(society) or code_from(society.name), year=clock.now().year,
        letters=letters or AwardKind.CERTIFICATE.series,
    )  # fmt: skip
    return [number_of(mould, serial) for serial in SERIALS]


def _preview(society: Society, pattern: str, letters: str) -> dict[str, object]:
    try:
        kept = checked_pattern(pattern) if pattern.strip() else DEFAULT
    except MeetingError as error:
        return {"numbers": [], "fault": in_words(error)}
    return {"numbers": examples(society, kept, letters), "fault": ""}


def _chosen(classes: list[NumberClass]) -> NumberClass:
    asked = request.values.get("class", request.form.get("letters", ""))
    return next((each for each in classes if each.letters == asked), classes[0])
