"""What was printed: one printing and its 更正页, and the night before at one glance."""

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import release
from meeting.documents.correction import correction_pdf
from meeting.errors import NotFound
from meeting.jobs.queries import jobs_under_way
from meeting.layouts.choices import LayoutGone, named
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.printing.documents import correction_of
from meeting.printing.enums import Change
from meeting.printing.forms import SIDES
from meeting.printing.items import PrintOrder, Provider, providers
from meeting.printing.queries import items_of, latest_runs, run_in, tallies_of
from meeting.printing.standing import chosen_printer, standing
from meeting.printing.views import bp
from meeting.printing.views.ordering import sides_of
from meeting.web.answers import PDF, file_answer

LISTED = 200
"""Cards of a printing that its page names; the 更正页 names all."""
TO_DO = (Change.GONE, Change.CHANGED, Change.NEW)
"""In the order in which the pile is put right."""


@bp.get("/desk/<slug>/print")
@meeting_staff(Permission.OVERVIEW)
def overview(meeting: Meeting, actor: Actor) -> str:
    """The night before: each kind that one may print, and what its last printing doesn't have yet."""
    scope = {"society_id": meeting.society_id, "meeting_id": meeting.id}
    mine = [provider for provider in providers() if actor.may(provider.permission, **scope)]
    return render_template(
        "printing/overview.html", meeting=meeting, stands=[standing(meeting, provider) for provider in mine],
        latest=latest_runs(meeting.id),
        printers=actor.may(Permission.SOCIETY, society_id=meeting.society_id),
        under_way=jobs_under_way(meeting.id, account_id=actor.account_id),
    )  # fmt: skip


def run_page(provider: Provider, meeting: Meeting, actor: Actor, run_id: int) -> str:
    """One printing: what was new or changed in it, and what to pull out."""
    run = run_in(meeting.id, provider.kind, run_id)
    order = PrintOrder.from_json(run.order)
    return render_template(
        "printing/run.html", layout=_layout(meeting, order), stock=_stock(order), sides=SIDES[sides_of(order)],
        printer=_printer(meeting, order), meeting=meeting, kind=provider.kind, run=run,
        tally=tallies_of([run]).get(run.id, {}),
        parts=[(change, items_of(run, change, LISTED)) for change in TO_DO],
        own=run.job_id is not None and run.account_id == actor.account_id,
    )  # fmt: skip


def _layout(meeting: Meeting, order: PrintOrder) -> str:
    """What the layout is called that was chosen, and in which version."""
    try:
        return named(meeting.society_id, order.layout, order.kind)
    except LayoutGone:
        return gettext("已经不在了")


def _stock(order: PrintOrder) -> str:
    size = "{:g} × {:g}".format(*order.paper) if order.paper else ""
    return " ".join(part for part in (gettext(order.stock.label), size) if part)


def _printer(meeting: Meeting, order: PrintOrder) -> str | None:
    """The printer whose offset was kept to; None for none."""
    try:
        found = chosen_printer(meeting, order)
    except NotFound:
        return gettext("已经不在了")
    return found.name if found else None


def correction_page(provider: Provider, meeting: Meeting, actor: Actor, run_id: int) -> Response:
    """更正页: to lie on top of the pile that is printed."""
    run = run_in(meeting.id, provider.kind, run_id)
    page, name = correction_of(meeting, run), gettext("%(meeting)s 更正页.pdf", meeting=meeting.title)
    release()
    return file_answer(correction_pdf(page), name, PDF)
