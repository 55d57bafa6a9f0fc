"""The form of printing and the order that it makes."""

from collections.abc import Sequence

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.sheets import Fold
from meeting.layouts.choices import VERSION, LayoutGone, choices, renewed
from meeting.layouts.forms import approval_choices
from meeting.layouts.queries import usable_requests
from meeting.layouts.signing import has_signer
from meeting.meetings.models import Meeting
from meeting.printing.enums import Output, Stock
from meeting.printing.forms import PrintForm
from meeting.printing.items import PrintOrder
from meeting.printing.models import PrintRun
from meeting.printing.queries import printers_of
from meeting.printing.rules import counted
from meeting.printing.standing import Standing
from meeting.printing.stocks import USUAL

FOLDED = {fold.value for fold in Fold} - {Fold.FLAT.value}
Fields = dict[str, str]
"""A form's fields as a browser would send them."""


def usual_fields(meeting: Meeting, kind: Kind, runs: Sequence[PrintRun]) -> Fields:
    """How it was printed last, as far as there still is what it was printed with; else how the kind mostly is."""
    orders = (PrintOrder.from_json(run.order) for run in runs if not run.sample)
    order = next((one for one in orders if not one.subject), None) or PrintOrder(
        kind, stock=USUAL[kind], fold=(Fold.ROOF if kind is Kind.TABLE_CARD else Fold.FLAT).value
    )
    layouts = [choice.ref for choice in choices(meeting.society_id, kind)]
    layout = _layout_of_today(meeting, order)
    printers = {printer.id for printer in printers_of(meeting.society_id)}
    fields = {
        "group": "", "layout": layout if layout in layouts else layouts[0], "stock": order.stock.value,
        "sides": sides_of(order), "printer": str(order.printer_id) if order.printer_id in printers else "",
        "output": Output.PDF.value,
    }  # fmt: skip
    if order.paper:
        fields |= {"paper_width": f"{order.paper[0]:g}", "paper_height": f"{order.paper[1]:g}"}
    if order.words_only:
        fields["words_only"] = "y"
    return fields  # whether seals are used is asked each time


def _layout_of_today(meeting: Meeting, order: PrintOrder) -> str:
    try:
        return renewed(meeting.society_id, order.layout)
    except LayoutGone:
        return ""


def print_form(meeting: Meeting, found: Standing, *, formdata: object = None, **values: object) -> PrintForm:
    """With what can be chosen: groups of the items, layouts, printers."""
    form = PrintForm(formdata, **values) if formdata is not None else PrintForm(**values)
    kind = found.provider.kind
    form.group.choices = [
        SelectChoice("", gettext("全部（%(count)d）", count=len(found.items))),
        *(
            SelectChoice(group.key, f"{gettext(group.label)}（{count}）", optgroup=gettext(group.part))
            for group, count in counted(found.provider.groups(meeting, found.items), found.items)
        ),
    ]
    form.layout.choices = [
        SelectChoice(
            choice.ref,
            f"{gettext(choice.title)}（{choice.layout.width:g} × {choice.layout.height:g}）",
            optgroup=gettext("自己的版式") if choice.ref.startswith(VERSION) else gettext("现成的版式"),
        )
        for choice in choices(meeting.society_id, kind)
    ]
    form.printer.choices = [
        SelectChoice("", gettext("不移动")),
        *(
            SelectChoice(str(printer.id), f"{printer.name}（{printer.right / 10:+g}，{printer.down / 10:+g}）")
            for printer in printers_of(meeting.society_id)
        ),
    ]
    if not any(item.layout for item in found.items):
        del form.relayout
    if found.provider.sealable:
        form.approval.choices = approval_choices(usable_requests(meeting.id), none=gettext("留空，打印后盖章"))
    else:
        del form.approval
    if not has_signer(meeting.society):
        del form.signed
    return form


def order_of(form: PrintForm, kind: Kind, subject: str = "") -> PrintOrder:
    """What a valid form asks for; ``subject``: of one card alone."""
    return PrintOrder(
        kind=kind, group="" if subject else form.group.data or "", subject=subject,
        new_only=form.which.data == "new" and not subject, layout=form.layout.data or "", stock=Stock(form.stock.data),
        paper=form.paper, printer_id=int(form.printer.data) if form.printer.data else None,
        words_only=form.words_only.data, relayout="relayout" in form and bool(form.relayout.data),
        sample=form.sample.data, output=Output(form.output.data),
        fold=form.sides.data if form.sides.data in FOLDED else Fold.FLAT.value, both_sides=form.sides.data != "front",
        approval=int(form.approval.data) if "approval" in form and form.approval.data else None,
        signed="signed" in form and bool(form.signed.data),
    )  # fmt: skip


def sides_of(order: PrintOrder) -> str:
    """The form's choice that the order was made by."""
    if order.fold == Fold.FLAT.value:
        return "both" if order.both_sides else "front"
    return order.fold
