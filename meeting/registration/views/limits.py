"""名额: how many of each category, and how many each unit may send; who is short and who is over."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from meeting.registration.operations.delegates import promote_waiting
from meeting.registration.operations.limits import places_of, set_category_limits, set_quotas
from meeting.registration.queries.limits import category_places, delegations_by_id, unit_places
from meeting.registration.views import bp
from meeting.web.forms import Form, row_id, typed
from meeting.web.once import once
from meeting.web.paging import Page as Listing
from meeting.web.paging import asked_page

Page = Response | str | tuple[str, int]
PER_PAGE = 100


@bp.route("/delegates/limits", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def limits(meeting: Meeting, actor: Actor) -> Page:
    form, status = Form(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    _set(meeting, actor)
                    promoted = promote_waiting(meeting, at=clock.now(), by=actor)
                    names = "、".join(delegate.person.name for delegate in promoted[:20])
                    count = len(promoted)
                flash(gettext("名额已保存。"), "success")
                if count:
                    flash(gettext("候补转正 %(n)d 人：%(names)s", n=count, names=names), "success")
                return redirect(url_for("registration.limits", slug=meeting.slug, page=request.args.get("page")))
            except MeetingError as error:
                status = form.refuse(error)
    only, page = request.args.get("only", ""), asked_page()
    rows, total = unit_places(meeting, only=only, page=page, per_page=PER_PAGE)
    return render_template(
        "registration/limits.html", meeting=meeting, form=form, categories=category_places(meeting),
        page=Listing(rows, page, PER_PAGE, total),
    ), status  # fmt: skip


def _set(meeting: Meeting, actor: Actor) -> None:
    at = clock.now()
    sent = {category: f"category-{category.value}" for category in Category}
    by_category = {
        category: places_of(typed(name), category.label) for category, name in sent.items() if name in request.form
    }
    set_category_limits(meeting, by_category, at=at, by=actor)
    set_quotas(meeting, _quotas(meeting), at=at, by=actor)


def _quotas(meeting: Meeting) -> Mapping[int, int | None]:
    sent = {row_id(name.removeprefix("unit-")): typed(name) for name in request.form if name.startswith("unit-")}
    known = delegations_by_id(meeting, list(sent)[:500])
    return {each: places_of(sent[each], delegation.unit.name) for each, delegation in known.items()}
