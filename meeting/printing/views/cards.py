"""One print page for every kind of card: what, on which layout, on which paper; a job does it."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.db import release, transaction
from meeting.documents.correction import correction_pdf
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.sheets import Fold
from meeting.errors import MeetingError
from meeting.jobs.operations import enqueue, wake
from meeting.layouts.choices import choices
from meeting.layouts.models import SealRequest
from meeting.layouts.queries import usable_requests
from meeting.layouts.signing import has_signer
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.printing.documents import correction_of
from meeting.printing.drawing import select
from meeting.printing.enums import Output, Stock
from meeting.printing.forms import PrintForm
from meeting.printing.items import PrintOrder, Provider, providers
from meeting.printing.jobs import PRINT
from meeting.printing.queries import last_printed, printers_of, run_in, runs_of
from meeting.printing.rules import difference
from meeting.printing.stocks import USUAL
from meeting.printing.views import bp
from meeting.web.answers import PDF, file_answer
from meeting.web.once import once, submission

Page = Response | str | tuple[str, int]
PAGE = "/desk/<slug>/print/{kind}"


def add_routes() -> None:
    """Pages for every kind that a room provides, each with the permission that its provider asks for."""
    for provider in providers():
        kind = provider.kind
        staff = meeting_staff(provider.permission)
        page = PAGE.format(kind=kind.value)
        for path, name, view, methods in (
            (page, kind.value, once(_view(provider, _print_page)), ["GET", "POST"]),
            (f"{page}/runs/<int:run_id>", f"{kind.value}-run", _view(provider, _run_page), ["GET"]),
            (f"{page}/runs/<int:run_id>/correction", f"{kind.value}-correction", _view(provider, _correction), ["GET"]),
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
    subject = request.args.get("subject", "")[:60]
    last = last_printed(meeting.id, kind)
    everything = provider.items(meeting)
    single = next((item for item in everything if item.subject == subject), None) if subject else None
    form = _form(provider, meeting, any_printed=bool(last) and single is None)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _enqueue(meeting, _order(form, kind, subject if single else ""), actor)
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template(
        "printing/print.html", meeting=meeting, form=form, kind=kind, single=single, total=len(everything),
        found=difference(everything, last), runs=runs_of(meeting.id, kind), layouts=choices(meeting.society_id, kind),
        home=_home(provider, meeting),
    )  # fmt: skip
    return page, status


def _home(provider: Provider, meeting: Meeting) -> tuple[str, str]:
    """The page where the cards' data are kept: its words and its address."""
    values: dict[str, Any] = {"slug": meeting.slug, **provider.home.values}
    return gettext(provider.home.label), url_for(provider.home.endpoint, **values)


def _run_page(provider: Provider, meeting: Meeting, actor: Actor, run_id: int) -> Page:
    """One printing: what was new or changed in it, and what to pull out."""
    run = run_in(meeting.id, provider.kind, run_id)
    return render_template("printing/run.html", meeting=meeting, kind=provider.kind, run=run)


def _correction(provider: Provider, meeting: Meeting, actor: Actor, run_id: int) -> Response:
    """更正页: to lie on top of the pile that is printed."""
    run = run_in(meeting.id, provider.kind, run_id)
    page, name = correction_of(meeting, run), gettext("%(meeting)s 更正页.pdf", meeting=meeting.title)
    release()
    return file_answer(correction_pdf(page), name, PDF)


def _form(provider: Provider, meeting: Meeting, *, any_printed: bool) -> PrintForm:
    kind = provider.kind
    form = PrintForm(
        which="new" if any_printed else "all", stock=USUAL[kind].value, group=request.args.get("group", ""),
        fold=(Fold.ROOF if kind is Kind.TABLE_CARD else Fold.FLAT).value,
    )  # fmt: skip
    form.offer(
        group=[("", gettext("全部")), *((group.key, group.label) for group in provider.groups(meeting))],
        layout=[
            (choice.ref, f"{gettext(choice.title)}（{choice.layout.width:g} × {choice.layout.height:g}）")
            for choice in choices(meeting.society_id, kind)
        ],
        printer=[
            ("", gettext("不移动")),
            *(
                (str(printer.id), f"{printer.name}（{printer.right / 10:+g}，{printer.down / 10:+g}）")
                for printer in printers_of(meeting.society_id)
            ),
        ],
    )
    if provider.sealable:
        form.offer(
            approval=[
                ("", gettext("留空，打印后盖章")),
                *((str(each.number), _approval(each)) for each in usable_requests(meeting.id)),
            ]
        )
    else:
        del form.approval
    if not has_signer(meeting.society):
        del form.signed
    return form


def _approval(asked: SealRequest) -> str:
    return str(
        gettext(
            "第%(number)d号：%(document)s，%(owners)s，还可印 %(left)d 份", number=asked.number, document=asked.document,
            owners="、".join(seal.owner for seal in asked.seals), left=asked.left,
        )
    )  # fmt: skip


def _order(form: PrintForm, kind: Kind, subject: str) -> PrintOrder:
    return PrintOrder(
        kind=kind, group="" if subject else form.group.data or "", subject=subject,
        new_only=form.which.data == "new" and not subject, layout=form.layout.data or "", stock=Stock(form.stock.data),
        paper=form.paper if form.stock.data == Stock.OWN.value else None, fold=form.fold.data,
        printer_id=int(form.printer.data) if form.printer.data else None, words_only=form.words_only.data,
        sample=form.sample.data, output=Output(form.output.data),
        approval=int(form.approval.data) if "approval" in form and form.approval.data else None,
        signed="signed" in form and bool(form.signed.data),
    )  # fmt: skip


def _enqueue(meeting: Meeting, order: PrintOrder, actor: Actor) -> Response:
    """Raises what would stop the job."""
    count = len(select(meeting, order))
    back = url_for(f"printing.{order.kind.value}", slug=meeting.slug, subject=order.subject or None)
    with transaction():
        job = enqueue(
            PRINT, order.as_json(), key=f"{PRINT}:{submission()}",
            title=gettext("打印%(what)s（%(count)d 张）", what=gettext(order.kind.label), count=count), back=back,
            at=clock.now(), account_id=actor.account_id, society_id=meeting.society_id, meeting_id=meeting.id,
        )  # fmt: skip
        job_id = job.id
    wake()
    return redirect(url_for("desk.job", job_id=job_id))
