"""The form of printing and the order that it makes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.sheets import Fold
from meeting.layouts.choices import LayoutGone, choices, renewed, usual
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


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is due of the cards that were printed in one way, and the form's fields that print it in that way again.

    ``part``: what those cards are called; empty: all, or all others.
    """

    fields: Fields
    part: str
    new: int
    changed: int


def catch_ups(meeting: Meeting, found: Standing, runs: Sequence[PrintRun]) -> list[CatchUp]:
    """增补打印 as it was printed last: a group that was printed in a way of its own since all were, in that way again.

    ``runs``: the latest first.
    """
    kind, whole = found.provider.kind, None
    parts: dict[str, PrintOrder] = {}
    for order in _orders(runs):
        if order.group:
            parts.setdefault(order.group, order)
        else:
            whole = whole or order
            if not order.besides:
                break
    whole = whole or replace(next(iter(parts.values()), _unprinted(kind)), group="")
    usual = _fields(meeting, whole)
    parts = {key: order for key, order in parts.items() if _fields(meeting, order) != usual}
    labels = {group.key: gettext(group.label) for group in found.provider.groups(meeting, found.items)}
    ways = [(order, labels.get(key, key)) for key, order in parts.items()]
    ways.append((replace(whole, besides=tuple(parts)), ""))
    changed = {item.subject for item, _ in found.difference.changed}
    due = [*found.difference.new, *(item for item, _ in found.difference.changed)]
    shown = []
    for order, part in ways:
        mine, due = [item for item in due if order.takes_in(item)], [item for item in due if not order.takes_in(item)]
        if mine:
            again = sum(1 for item in mine if item.subject in changed)
            fields = _fields(meeting, order) | {
                "which": "new", "group": order.group, "besides": " ".join(order.besides)
            }  # fmt: skip
            shown.append(CatchUp(fields, part, len(mine) - again, again))
    return shown


def usual_fields(meeting: Meeting, kind: Kind, runs: Sequence[PrintRun]) -> Fields:
    """How it was printed last, as far as there still is what it was printed with; else how the kind mostly is."""
    return _fields(meeting, next(_orders(runs), None) or _unprinted(kind))


def _orders(runs: Sequence[PrintRun]) -> Iterator[PrintOrder]:
    """Of printings that say how the next one is to be: of more than a card, not of proofs."""
    orders = (PrintOrder.from_json(run.order) for run in runs if run.count and not run.sample)
    return (order for order in orders if not order.subject)


def _unprinted(kind: Kind) -> PrintOrder:
    """How a kind mostly is printed."""
    return PrintOrder(kind, stock=USUAL[kind], fold=(Fold.ROOF if kind is Kind.TABLE_CARD else Fold.FLAT).value)


def _fields(meeting: Meeting, order: PrintOrder) -> Fields:
    kind = order.kind
    layouts = {choice.ref for choice in choices(meeting.society_id, kind)}
    layout = _layout_of_today(meeting, order)
    printers = {printer.id for printer in printers_of(meeting.society_id)}
    fields = {
        "group": "", "layout": layout if layout in layouts else usual(kind), "stock": order.stock.value,
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
            f"{choice.title}（{choice.layout.width:g} × {choice.layout.height:g}）",
            optgroup=gettext("自己的版式") if choice.own else gettext("现成的版式"),
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
        besides=() if subject else tuple((form.besides.data or "").split()),
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
