"""A society's printers: what each is off by, and the ruler page to measure it."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import society_staff
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import release, transaction
from meeting.documents.ruler import ruler_pdf
from meeting.errors import MeetingError
from meeting.printing.forms import PrinterForm
from meeting.printing.models import Printer
from meeting.printing.operations.printers import remove_printer, set_printer
from meeting.printing.queries import printer_in, printers_of
from meeting.printing.views import bp
from meeting.web.answers import PDF, file_answer
from meeting.web.once import once

Page = Response | str | tuple[str, int]
NONE = Decimal(0)
PRINTERS = "/society/<society_slug>/printers"


@bp.route(PRINTERS, methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def printers(society: Society, actor: Actor) -> Page:
    """The list, and the form that adds one."""
    return _page(society, None, actor)


@bp.route(f"{PRINTERS}/<int:printer_id>", methods=["GET", "POST"])
@society_staff(Permission.SOCIETY)
@once
def printer(printer_id: int, society: Society, actor: Actor) -> Page:
    return _page(society, printer_in(society.id, printer_id), actor)


@bp.post(f"{PRINTERS}/<int:printer_id>/remove")
@society_staff(Permission.SOCIETY)
@once
def remove(printer_id: int, society: Society, actor: Actor) -> Page:
    found = printer_in(society.id, printer_id)
    with transaction():
        remove_printer(found, at=clock.now(), by=actor)
    flash(gettext("打印机已删除。"))
    return redirect(url_for("printing.printers", society_slug=society.slug))


@bp.get(f"{PRINTERS}/ruler")
@society_staff(Permission.SOCIETY)
def ruler(society: Society, actor: Actor) -> Response:
    """The page to print and measure, moved by a printer's offset where one is named."""
    asked = request.args.get("printer", type=int)
    found = printer_in(society.id, asked) if asked else None
    offset = (found.right / 10, found.down / 10) if found else (0.0, 0.0)
    name = found.name if found else ""
    release()
    return file_answer(ruler_pdf(name, offset), gettext("量尺页.pdf"), PDF)


def _page(society: Society, found: Printer | None, actor: Actor) -> Page:
    data = {"name": found.name, "right": found.right / 10, "down": found.down / 10} if found else None
    form, status = PrinterForm(data=data) if data else PrinterForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    set_printer(
                        society, found, name=form.name.data or "", right=form.right.data or NONE,
                        down=form.down.data or NONE, at=clock.now(), by=actor,
                    )  # fmt: skip
                flash(gettext("打印机已保存。"))
                return redirect(url_for("printing.printers", society_slug=society.slug))
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template(
        "printing/printers.html", society=society, printers=printers_of(society.id), form=form, printer=found
    )
    return page, status
