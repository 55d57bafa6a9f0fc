"""The list of delegates: filters, orders, ticking, exports."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import release, transaction
from meeting.documents.sign_in_lists import sign_in_sheet_docx, sign_in_sheet_xlsx
from meeting.documents.sign_in_sheet import sign_in_sheet_pdf
from meeting.errors import N_, Invalid
from meeting.history.operations import record
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.people.orders import Order
from meeting.registration.documents import sign_in_sheet
from meeting.registration.enums import LISTED, Category, DelegateState
from meeting.registration.exports import FORMATS, delegates_file, listed_rows
from meeting.registration.operations import delegates as operations
from meeting.registration.operations.limits import PlacesTaken
from meeting.registration.queries.delegates import (
    Wanted,
    counts_by_state,
    delegates_in,
    delegates_wanted,
    regions_of,
)
from meeting.registration.queries.delegations import units_of
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.views import bp
from meeting.web.answers import DOCX, PDF, XLSX, file_answer
from meeting.web.forms import Form, row_id, typed
from meeting.web.once import once
from meeting.web.paging import page_of

MOST_UNITS = 300
"""In a choice; where there are more, the search finds a unit by its name."""

UNCOUNTED = "uncounted"
"""``blanks`` of an address: the blank of a one-character given name isn't counted (姓名笔画)."""

SIGN_IN_TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX}

Page = Response | str | tuple[str, int]
Kind = TypeVar("Kind", bound=StrEnum)


class NothingTicked(Invalid):
    """A bulk action on nobody."""

    code = "nothing-ticked"
    sentence = N_("还没有选人。请先在名单里勾选，再点按钮。")


@bp.get("/delegates")
@meeting_staff(Permission.REGISTRATION)
def delegates(meeting: Meeting, actor: Actor) -> Page:
    order = _choice(Order, request.args.get("sort"), Order.REGISTRATION)
    blank_first = _blank_first(request.args)
    page = page_of(
        delegates_wanted(meeting, _wanted(request.args), order, blank_first=blank_first),
        request.args.get("page", 1, type=int),
    )
    counts = counts_by_state(meeting)
    return render_template(
        "registration/delegates.html",
        meeting=meeting,
        page=page,
        order=order,
        heading=order.heading(blank_first=blank_first),
        orders=list(Order),
        counts=counts,
        total=sum(counts.values()),
        listed=sum(count for state, count in counts.items() if state in LISTED),
        states=list(DelegateState),
        categories=list(Category),
        units=units_of(meeting, most=MOST_UNITS),
        regions=regions_of(meeting),
        forums=sub_forums(meeting),
        filtered=any(value for name, value in request.args.items() if name not in {"page", "sort", "blanks"}),
        form=Form(),
    )


@bp.post("/delegates")
@meeting_staff(Permission.REGISTRATION)
@once
def move_delegates(meeting: Meeting, actor: Actor) -> Response:
    """Approve or decline those who are ticked; who can't be moved is passed over and named."""
    ids = [row_id(value) for value in request.form.getlist("delegate")][:500]
    at, reason = clock.now(), typed("reason")
    passed: list[str] = []
    without: list[str] = []
    with transaction():
        chosen = delegates_in(meeting, ids)
        if not chosen:
            raise NothingTicked
        for delegate in chosen:
            try:
                match request.form.get("do"):
                    case "approve":
                        operations.approve(delegate, at=at, by=actor)
                    case "decline":
                        operations.decline(delegate, reason=reason, at=at, by=actor)
                    case "wait":
                        operations.put_on_waiting_list(delegate, at=at, by=actor)
                    case _:
                        raise Invalid
            except operations.NotAMove:
                passed.append(delegate.person.name)
            except PlacesTaken:
                without.append(delegate.person.name)
    done = len(chosen) - len(passed) - len(without)
    if done:
        flash(_said(request.form["do"], done), "success")
    if passed:
        flash(gettext("这几位现在的状态不能这样改，没有动：%(names)s", names="、".join(passed)), "warning")
    if without:
        flash(gettext("名额已满，这几位仍在候补：%(names)s。可以先增加名额。", names="、".join(without)), "warning")
    query = request.query_string.decode("ascii", "ignore")
    return redirect(url_for("registration.delegates", slug=meeting.slug) + (f"?{query}" if query else ""))


def _said(do: str, done: int) -> str:
    match do:
        case "approve":
            return str(ngettext("已通过 %(num)s 人。", "已通过 %(num)s 人。", done))
        case "decline":
            return str(ngettext("%(num)s 人不予通过。", "%(num)s 人不予通过。", done))
        case _:
            return str(ngettext("已把 %(num)s 人列入候补。", "已把 %(num)s 人列入候补。", done))


@bp.get("/delegates/export")
@meeting_staff(Permission.REGISTRATION)
def exports(meeting: Meeting, actor: Actor) -> Page:
    counts = counts_by_state(meeting)
    return render_template(
        "registration/exports.html",
        meeting=meeting,
        orders=list(Order),
        listed=sum(count for state, count in counts.items() if state in LISTED),
        confirmed=counts.get(DelegateState.CONFIRMED, 0),
        form=Form(),
    )


@bp.post("/delegates/export")
@meeting_staff(Permission.REGISTRATION)
def export_delegates(meeting: Meeting, actor: Actor) -> Response:
    """All that are listed, with full mobiles; that somebody took them is recorded first."""
    kind = request.form.get("kind", "")
    if kind not in FORMATS:
        raise Invalid
    order = _choice(Order, request.form.get("order"), Order.UNIT)
    blank_first = _blank_first(request.form)
    rows = listed_rows(meeting, order, blank_first=blank_first)
    name = f"{meeting.title}参会人员.{kind}"
    _record_export(meeting, actor, kind, order, blank_first, len(rows))
    return file_answer(delegates_file(rows, kind), name, FORMATS[kind])


@bp.post("/delegates/sign-in-sheet")
@meeting_staff(Permission.REGISTRATION)
def print_sign_in_sheet(meeting: Meeting, actor: Actor) -> Response:
    """The confirmed delegates by unit, to sign: printed, or to go on working with."""
    blank_first, kind = _blank_first(request.form), request.form.get("kind", "pdf")
    if kind not in SIGN_IN_TYPES:
        raise Invalid
    sheet, title = sign_in_sheet(meeting, blank_first=blank_first), f"{meeting.title}签到表"
    _record_export(meeting, actor, kind, Order.UNIT, blank_first, sum(len(group.rows) for group in sheet.groups))
    match kind:
        case "docx":
            data = sign_in_sheet_docx(sheet, title=title)
        case "xlsx":
            data = sign_in_sheet_xlsx(sheet)
        case _:
            data = sign_in_sheet_pdf(sheet, title=title)
    return file_answer(data, f"{title}.{kind}", SIGN_IN_TYPES[kind])


def _record_export(meeting: Meeting, actor: Actor, kind: str, order: Order, blank_first: bool, count: int) -> None:
    changes: dict[str, tuple[Any, Any]] = {
        "format": (None, kind), "order": (None, order), "count": (None, count),
    }  # fmt: skip
    if not blank_first:
        changes["blanks"] = (None, UNCOUNTED)
    with transaction():
        record("export-delegates", meeting, by=actor, at=clock.now(), society_id=meeting.society_id,
               meeting_id=meeting.id, changes=changes)  # fmt: skip
    release()  # drawing holds no lock


def _blank_first(values: MultiDict[str, str]) -> bool:
    """Which custom for one-character given names: the blank counts and comes first, unless asked otherwise."""
    return values.get("blanks") != UNCOUNTED


def _wanted(args: MultiDict[str, str]) -> Wanted:
    state = args.get("state", "")
    one = _choice(DelegateState, state, None)
    return Wanted(
        states=frozenset({one}) if one else frozenset(DelegateState) if state == "all" else LISTED,
        category=_choice(Category, args.get("category"), None),
        unit_id=args.get("unit", type=row_id_in),
        region=args.get("region", "") or None,
        sub_forum_id=args.get("forum", type=row_id_in),
        hotel={"yes": True, "no": False}.get(args.get("hotel", "")),
        words=args.get("q", ""),
    )


def row_id_in(text: str) -> int:
    """Raises ValueError for what no row has as its id: then the filter counts as not given."""
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError
    return number


def _choice(kind: type[Kind], value: str | None, default: Any) -> Any:
    try:
        return kind(value or "")
    except ValueError:
        return default
