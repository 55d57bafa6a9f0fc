"""One print page for every kind of card: what, on which layout, on which paper; a job does it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.db import transaction
from meeting.documents.layouts.checking import look_over
from meeting.documents.layouts.sheets import print_pdf
from meeting.documents.page_pictures import page_png
from meeting.errors import MeetingError, NotFound
from meeting.jobs.operations import enqueue, wake
from meeting.jobs.queries import jobs_under_way
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.printing.drawing import examine, faces_loaded, sections_of
from meeting.printing.errors import NothingToPrint
from meeting.printing.forecast import forecast
from meeting.printing.forms import PrintForm
from meeting.printing.items import Item, PrintOrder, Provider, providers
from meeting.printing.jobs import PRINT
from meeting.printing.operations.runs import pull_out
from meeting.printing.queries import runs_of, tallies_of
from meeting.printing.rules import chosen
from meeting.printing.standing import Standing, standing
from meeting.printing.views import bp
from meeting.printing.views.ordering import catch_ups, order_of, print_form, usual_fields
from meeting.printing.views.runs import correction_page, run_page
from meeting.web.answers import file_answer
from meeting.web.forms import in_words
from meeting.web.once import once, submission

Page = Response | str | tuple[str, int]
PAGE = "/desk/<slug>/print/{kind}"
UNSENT = frozenset({"form_key", "csrf_token", "shown"})
PREVIEWED, PREVIEW_DPI = 20, 60
"""Cards on a preview's page at most, and dots an inch."""
LISTED = 100
"""Cards to pull out that the page names; the 更正页 names all."""


def add_routes() -> None:
    """Pages for every kind that a room provides, each with the permission that its provider asks for."""
    for provider in providers():
        kind, staff = provider.kind.value, meeting_staff(provider.permission)
        page = PAGE.format(kind=kind)
        for path, name, view, methods in (
            (page, kind, once(_view(provider, _print_page)), ["GET", "POST"]),
            (f"{page}/forecast", f"{kind}-forecast", _view(provider, _forecast), ["GET"]),
            (f"{page}/preview.png", f"{kind}-preview", _view(provider, _preview), ["GET"]),
            (f"{page}/pull", f"{kind}-pull", once(_view(provider, _pull)), ["POST"]),
            (f"{page}/runs/<int:run_id>", f"{kind}-run", _view(provider, run_page), ["GET"]),
            (f"{page}/runs/<int:run_id>/correction", f"{kind}-correction", _view(provider, correction_page), ["GET"]),
        ):
            bp.add_url_rule(path, endpoint=name, view_func=staff(view), methods=methods)


def _view(provider: Provider, function: Callable[..., Page]) -> Callable[..., Page]:
    def view(meeting: Meeting, actor: Actor, **values: int) -> Page:
        return function(provider, meeting, actor, **values)

    view.__name__ = f"{function.__name__}_{provider.kind.name.lower()}"
    return view


def _print_page(provider: Provider, meeting: Meeting, actor: Actor) -> Page:
    """The form; sent, the job, after what would stop it."""
    kind, status = provider.kind, 200
    found = standing(meeting, provider)
    single = _single(found)
    runs = runs_of(meeting.id, kind)
    fields = usual_fields(meeting, kind, runs)
    form = print_form(meeting, found, **fields | {"which": "new" if found.difference.due < len(found.items) else "all"})
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _enqueue(meeting, order_of(form, kind, single.subject if single else ""), found, actor)
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template(
        "printing/print.html", meeting=meeting, form=form, kind=kind, single=single, total=len(found.items),
        found=found.difference, listed=LISTED, runs=runs, tallies=tallies_of(runs),
        catch_ups=catch_ups(meeting, found, runs), home=_home(provider, meeting),
        under_way=jobs_under_way(meeting.id, account_id=actor.account_id),
        **_words(meeting, found, form, single),
    )  # fmt: skip
    return page, status


def _home(provider: Provider, meeting: Meeting) -> tuple[str, str]:
    """The page where the cards' data are kept: its words and its address."""
    values: dict[str, Any] = {"slug": meeting.slug, **provider.home.values}
    return gettext(provider.home.label), url_for(provider.home.endpoint, **values)


def _forecast(provider: Provider, meeting: Meeting, actor: Actor) -> Page:
    """The part of the page that says what the form, as it stands, will give."""
    found = standing(meeting, provider)
    fields = usual_fields(meeting, provider.kind, [])
    form = print_form(meeting, found, formdata=request.args, meta={"csrf": False}, **fields)
    del form.form_key  # nothing is changed
    form.validate()
    return render_template("printing/_forecast.html", **_words(meeting, found, form, _single(found)))


def _preview(provider: Provider, meeting: Meeting, actor: Actor) -> Response:
    """The first page that the form, as it stands, will give, without seals. Raises what stops a run."""
    found = standing(meeting, provider)
    form = print_form(
        meeting, found, formdata=request.args, meta={"csrf": False}, **usual_fields(meeting, provider.kind, [])
    )
    del form.form_key  # nothing is changed
    if not form.validate():
        raise NothingToPrint
    single = _single(found)
    asked = order_of(form, provider.kind, single.subject if single else "")
    order = replace(asked, approval=None, signed=False)
    items = chosen(found.items, found.last, order)[:PREVIEWED]
    if not items:
        raise NothingToPrint
    sections = sections_of(meeting, order, items)
    with faces_loaded(meeting.society_id, sections):
        pdf = print_pdf([section[:3] for section in sections], title="")
    return file_answer(page_png(pdf, dpi=PREVIEW_DPI), "preview.png", "image/png", inline=True)


def _pull(provider: Provider, meeting: Meeting, actor: Actor) -> Page:
    """What isn't wanted any more was taken out: the log notes it."""
    try:
        with transaction():
            run_id = pull_out(meeting, provider, at=clock.now(), by=actor).id
    except MeetingError as error:
        flash(in_words(error), "error")
        return redirect(url_for(f"printing.{provider.kind.value}", slug=meeting.slug))
    return redirect(url_for(f"printing.{provider.kind.value}-run", slug=meeting.slug, run_id=run_id))


def _single(found: Standing) -> Item | None:
    """The one card that the address names. Raises NotFound: it isn't to be printed, and all the others aren't meant."""
    subject = request.args.get("subject", "")
    if not subject:
        return None
    item = next((item for item in found.items if item.subject == subject), None)
    if item is None:
        raise NotFound
    return item


def _words(meeting: Meeting, found: Standing, form: PrintForm, single: Item | None) -> dict[str, object]:
    """What the form will give, and the pre-flight of its words; or what stands in the way."""
    if errors := [error for field in form for error in field.errors]:
        return {"obstacle": errors[0]}
    order = order_of(form, found.provider.kind, single.subject if single else "")
    items = chosen(found.items, found.last, order)
    try:
        expected = forecast(meeting, order, items)
        sections = sections_of(meeting, order, items)
        with faces_loaded(meeting.society_id, sections):
            report = look_over((layout, records) for layout, _, records, _ in sections)
    except MeetingError as error:
        return {"obstacle": in_words(error)}
    sent = {field.short_name: field.data for field in form if field.data not in (None, "", False)}
    values: dict[str, Any] = {
        name: "y" if value is True else str(value) for name, value in sent.items() if name not in UNSENT
    }
    preview = url_for(
        f"printing.{order.kind.value}-preview", slug=meeting.slug, subject=order.subject or None, **values
    )
    return {
        "forecast": expected, "report": report, "preview": preview,
        "short": [in_words(short) for short in expected.short],
    }  # fmt: skip


def _enqueue(meeting: Meeting, order: PrintOrder, found: Standing, actor: Actor) -> Response:
    """Raises what would stop the job."""
    back = url_for(f"printing.{order.kind.value}", slug=meeting.slug, subject=order.subject or None)
    scope = {"society_id": meeting.society_id, "meeting_id": meeting.id}
    count = examine(meeting, order, found)
    with transaction():
        job = enqueue(
            PRINT, order.as_json(), key=f"{PRINT}:{submission()}",
            title=gettext("打印%(what)s（%(count)d 张）", what=gettext(order.kind.label), count=count), back=back,
            at=clock.now(), account_id=actor.account_id, **scope,
        )  # fmt: skip
        job_id = job.id
    wake()
    return redirect(url_for("desk.job", job_id=job_id))
