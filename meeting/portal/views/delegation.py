"""A unit's page, behind its contact's link: a grid of whom it sends, until the deadline."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import link_holder
from meeting.accounts.actors import CONTACT
from meeting.arrival.forms import SubstituteForm
from meeting.arrival.operations import replace_by
from meeting.db import db, release, transaction
from meeting.errors import MeetingError, NotFound
from meeting.meetings.access import public_meeting
from meeting.meetings.models import Meeting
from meeting.meetings.rules import takes_registrations
from meeting.people.mobiles import national, parse_phone
from meeting.people.names import name_key
from meeting.people.queries import units_named
from meeting.portal.grid import BLANK_ROWS, MOST_ROWS, GridForm
from meeting.portal.limits import limited
from meeting.portal.views import bp
from meeting.portal.views.private import LinkUnknown
from meeting.programme.models import Session
from meeting.programme.queries import sub_forums_of
from meeting.registration.blank_receipts import blank_receipt
from meeting.registration.enums import DelegateState, Source
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations.delegations import set_contact
from meeting.registration.operations.entries import refuse_if_closed
from meeting.registration.operations.filling_in import Outcome, RowsRefused, fill_in, note_opened
from meeting.registration.operations.receipts import rules_of
from meeting.registration.queries.delegations import filled_in_by, registered_apart
from meeting.registration.queries.links import delegation_by_link
from meeting.registration.receipts.batch import read_files
from meeting.registration.receipts.form import ReceiptForm, Rules
from meeting.registration.receipts.refusals import UnreadableFile
from meeting.web.answers import XLSX, file_answer
from meeting.web.forms import in_words
from meeting.web.once import answered_before, once, remembered

Page = Response | str | tuple[str, int]
MORE_ROWS = 10


@bp.route("/m/<slug>/u/<unit_token>", methods=["GET", "POST"])
@link_holder
@limited("60 per minute; 600 per hour", writing=True)
def delegation(slug: str, unit_token: str) -> Page:
    """The grid. ``do``: ``save`` (all or nothing), ``save-right`` (what is right), ``more`` rows, ``read`` a receipt.

    Taken once where all is saved (``web.once``); what is right sent twice is on record the second time.
    """
    meeting, unit_sends = _delegation(slug, unit_token)
    if request.method == "GET":
        form = GridForm(contact=unit_sends.contact, contact_mobile=national(unit_sends.contact_mobile))
        return _page(meeting, unit_sends, unit_token, form)
    do = request.form.get("do", "save")
    form = GridForm()
    if do == "read" or _has_file(form) or form.pasted.data:
        return _read_in(slug, unit_token, form)
    if do == "more":
        return _page(meeting, unit_sends, unit_token, form, blank=MORE_ROWS)
    return remembered(_save(meeting, unit_sends, unit_token, form, partly=do == "save-right"))


@bp.post("/m/<slug>/u/<unit_token>/opened")
@link_holder
@limited("60 per minute")
def delegation_opened(slug: str, unit_token: str) -> Response:
    """The page says that somebody has it before the eyes: whoever only previews a link runs no script."""
    _meeting, unit_sends = _delegation(slug, unit_token)
    if unit_sends.opened_at is None:
        with transaction():
            note_opened(unit_sends, at=clock.now())
    return Response(status=204)


@bp.get("/m/<slug>/u/<unit_token>/form.xlsx")
@link_holder
@limited("60 per minute")
def delegation_form(slug: str, unit_token: str) -> Response:
    """The meeting's empty receipt form, for who would rather fill in a table."""
    meeting, _unit_sends = _delegation(slug, unit_token)
    return file_answer(blank_receipt(meeting), f"{meeting.title}参会回执.xlsx", XLSX)


@bp.route("/m/<slug>/u/<unit_token>/substitute/<int:number>", methods=["GET", "POST"])
@link_holder
@limited("60 per minute", writing=True)
@once
def delegation_substitute(slug: str, unit_token: str, number: int) -> Page:
    """换人: somebody else comes in a confirmed delegate's place; the old badge is void."""
    meeting, unit_sends = _delegation(slug, unit_token)
    delegate = next((each for each in filled_in_by(unit_sends) if each.number == number), None)
    if delegate is None or delegate.state is not DelegateState.CONFIRMED:
        raise NotFound
    form, status = SubstituteForm(meeting), 200
    back = url_for("portal.delegation", slug=slug, unit_token=unit_token)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    refuse_if_closed(meeting, clock.now())
                    coming = replace_by(
                        delegate, form.name.data or "", mobile=form.mobile.data or None, post=form.post.data or "",
                        at=clock.now(), by=CONTACT, source=Source.RECEIPT,
                    )  # fmt: skip
                    names = {"gone": delegate.person.name, "coming": coming.person.name}
                flash(gettext("已换人：%(coming)s 来，%(gone)s 不来了；原来的参会证作废。", **names), "success")
                return redirect(back)
            except MeetingError as error:
                status = form.refuse(error)
    return render_template(
        "portal/delegation_substitute.html", meeting=meeting, delegation=unit_sends, delegate=delegate, form=form,
        back=back,
    ), status  # fmt: skip


def _save(meeting: Meeting, unit_sends: Delegation, token: str, form: GridForm, *, partly: bool) -> Page:
    on_record = filled_in_by(unit_sends)
    forums = _forums(meeting, on_record)
    form.offer(meeting, forums, on_record)
    sound, alone = form.validate(), form.join()
    faulty = any(field.errors for field in form if field.name != form.rows.name)
    if faulty or not (partly or (sound and alone)):
        return _page(meeting, unit_sends, token, form, status=422)
    rows = {
        place: row.row(forums)
        for place, row in enumerate(form.lines)
        if not row.errors and (row.number.data or not row.is_blank)
    }
    at = clock.now()
    try:
        with transaction():
            if not partly and (answer := answered_before()):
                return answer
            _note_contact(unit_sends, form)
            outcome = fill_in(unit_sends, rows, partly=partly, at=at, by=CONTACT)
    except RowsRefused as error:
        _show_refused(form, error.refused)
        return _page(meeting, unit_sends, token, form, status=form.refuse(error))
    except MeetingError as error:
        return _page(meeting, unit_sends, token, form, status=form.refuse(error))
    _say(outcome)
    _show_refused(form, outcome.refused)
    if not any(row.errors for row in form.lines):
        return redirect(url_for("portal.delegation", slug=meeting.slug, unit_token=token))
    form.rows.entries = [entry for entry in form.rows.entries if entry.form.errors]
    return _page(meeting, unit_sends, token, form, status=422)


def _note_contact(unit_sends: Delegation, form: GridForm) -> None:
    typed = form.contact_mobile.data or ""
    known = typed == national(unit_sends.contact_mobile)
    try:
        mobile = unit_sends.contact_mobile if known else parse_phone(typed) if typed else ""
    except MeetingError as error:
        error.field = form.contact_mobile.name
        raise
    set_contact(unit_sends, contact=form.contact.data or "", mobile=mobile, at=clock.now(), by=CONTACT)


def _show_refused(form: GridForm, refused: Mapping[int, MeetingError]) -> None:
    for place, error in refused.items():
        form.lines[place].refuse(error)
    form.rows.errors = list(refused)  # so that the summary looks into them


def _say(outcome: Outcome) -> None:
    parts = []
    if outcome.added:
        parts.append(ngettext("新报 %(num)s 人", "新报 %(num)s 人", len(outcome.added)))
    if outcome.changed:
        parts.append(ngettext("修改 %(num)s 人", "修改 %(num)s 人", len(outcome.changed)))
    if outcome.cancelled:
        parts.append(ngettext("取消 %(num)s 人", "取消 %(num)s 人", len(outcome.cancelled)))
    if parts:
        flash(gettext("已保存：%(what)s。", what=gettext("，").join(parts)), "success")
    elif not outcome.refused:
        flash(gettext("已保存，人员没有变化。"), "success")


def _read_in(slug: str, token: str, form: GridForm) -> Page:
    """Into the rows, for the contact to look at: nothing is saved yet."""
    meeting, _unit_sends = _delegation(slug, token)
    rules = rules_of(meeting)
    release()  # reading holds no lock
    told = _read(form, rules)
    meeting, unit_sends = _delegation(slug, token)
    on_record = filled_in_by(unit_sends)
    forums = _forums(meeting, on_record)
    form.offer(meeting, forums, on_record)
    form.join()
    if isinstance(told, str):
        field = form.receipt if _has_file(form) else form.pasted
        field.errors = [*field.errors, told]
        return _page(meeting, unit_sends, token, form, status=422)
    ours, others = _parted(told, unit_sends)
    count = form.take_in(ours, forums)
    form.pasted.data = ""
    notes = [gettext(note.sentence, **note.params) for note in told.notes]
    if others:
        notes.append(gettext("别的单位的人没有读入：%(units)s。请用各单位自己的链接填。", units="、".join(others)))
    return _page(meeting, unit_sends, token, form, read=count, notes=notes)


def _read(form: GridForm, rules: Rules) -> ReceiptForm | str:
    """What was chosen or pasted as a receipt, or why it can't be read."""
    if _has_file(form):
        name, data = form.receipt.data.filename or gettext("回执文件"), form.receipt.data.read()
    elif form.pasted.data:
        name, data = "粘贴.csv", form.pasted.data.encode()
    else:
        return gettext("请先选一个文件，或把名单粘贴到框里。")
    read = read_files([(name, data)], rules)[0]
    return in_words(read) if isinstance(read, UnreadableFile) else read


def _parted(read: ReceiptForm, unit_sends: Delegation) -> tuple[ReceiptForm, list[str]]:
    """The receipt with this unit's own lines, and the other units that it names."""
    named = {name_key(line.unit): line.unit for line in read.lines if line.unit}
    known = units_named(unit_sends.meeting.society_id, named.values())
    others = {
        key: name
        for key, name in named.items()
        if key in known and known[key].id != unit_sends.unit_id
    }
    lines = tuple(line for line in read.lines if name_key(line.unit) not in others)
    return ReceiptForm(**{**vars(read), "lines": lines}), list(others.values())


def _page(
    meeting: Meeting,
    unit_sends: Delegation,
    token: str,
    form: GridForm,
    *,
    status: int = 200,
    blank: int = 0,
    read: int | None = None,
    notes: list[str] | None = None,
) -> tuple[str, int]:
    db.session.expire_all()  # after a refusal nothing of what was tried is shown
    on_record = filled_in_by(unit_sends)
    forums = _forums(meeting, on_record)
    form.offer(meeting, forums, on_record)
    form.show(on_record, forums)
    free = sum(1 for row in form.lines if row.is_blank and not row.number.data)
    form.add_blank(blank or max(0, BLANK_ROWS - free), forums)
    return render_template(
        "portal/delegation.html", meeting=meeting, delegation=unit_sends, token=token, form=form, forums=forums,
        apart=registered_apart(unit_sends), is_open=takes_registrations(meeting, clock.now()), on_record=on_record,
        read=read, notes=notes or [], confirmed=_confirmed(on_record), most=MOST_ROWS,
    ), status  # fmt: skip


def _confirmed(delegates: list[Delegate]) -> int:
    return sum(delegate.state is DelegateState.CONFIRMED for delegate in delegates)


def _forums(meeting: Meeting, on_record: list[Delegate]) -> list[Session]:
    """What can be chosen, and what was chosen before and can't be any more."""
    forums = list(sub_forums_of(meeting))
    for delegate in on_record:
        if delegate.enrolment is not None and delegate.enrolment.session not in forums:
            forums.append(delegate.enrolment.session)
    return forums


def _has_file(form: GridForm) -> bool:
    return bool(form.receipt.data and form.receipt.data.filename)


def _delegation(slug: str, token: str) -> tuple[Meeting, Delegation]:
    meeting = public_meeting(slug)
    found = delegation_by_link(meeting, token)
    if found is None:
        raise LinkUnknown
    return meeting, found
