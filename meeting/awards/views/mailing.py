"""Certificates by mail: a list of addresses, each row's fate, a message to oneself, then the sending."""

from dataclasses import astuple, replace
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms.fields.choices import SelectChoice

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.address_lists import AddressRow, NoAddresses, read_addresses_file, read_addresses_pasted
from meeting.awards.cards import KINDS
from meeting.awards.enums import AwardKind
from meeting.awards.forms import AddressesForm, MailForm
from meeting.awards.mail_pages import batch_page
from meeting.awards.matching import Matched, Target, match
from meeting.awards.messages import ABOUTS, SUBJECT, TEXT, Options, about
from meeting.awards.operations.mailing import (
    erase_mail_addresses,
    mail_again,
    mail_certificates,
    mail_sample,
    was_written,
)
from meeting.awards.queries.certificates import certificate_in
from meeting.awards.queries.mailing import certificates_to_match
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.awards.views.imports import MOST_ROWS, ListAltered, ListTooLong
from meeting.db import release, transaction, uuid7
from meeting.errors import Invalid, MeetingError
from meeting.jobs.operations import wake
from meeting.layouts.choices import choices
from meeting.layouts.forms import approval_choices
from meeting.layouts.queries import usable_requests
from meeting.layouts.signing import has_signer
from meeting.mail.addresses import read_address
from meeting.mail.courier import mail_is_set
from meeting.mail.enums import MessageState
from meeting.mail.queries import batches_of, messages_of, require_batch, written_about
from meeting.mail.words import Wording
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words, row_id
from meeting.web.once import answered_before, once, submission
from meeting.web.paging import page_of

PATH = "/desk/<slug>/certificates/mail"
HERE = f"{PATH}/<uuid:batch>"


@bp.route(PATH, methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
def mail(meeting: Meeting, actor: Actor) -> Page:
    """POST shows who is matched, and changes nothing."""
    form, status = AddressesForm(pasted=_asked(meeting)), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                rows = _read(meeting, form)
            except MeetingError as error:
                status = form.refuse(error)
            else:
                packed = _signer().dumps([meeting.id, [list(astuple(row)) for row in rows]])
                asked = _offered(
                    MailForm(formdata=None, rows=packed, subject=gettext(SUBJECT), text=gettext(TEXT)), meeting
                )
                return _preview(meeting, rows, asked)
    batches = batches_of(meeting.id, ABOUTS)
    return render_template(
        "awards/mail.html", meeting=meeting, form=form, batches=batches, is_set=mail_is_set(), State=MessageState,
        room=bp.name,
    ), status  # fmt: skip


@bp.post(f"{PATH}/send")
@meeting_staff(Permission.AWARDS)
def mail_send(meeting: Meeting, actor: Actor) -> Page:
    """With ``do=test`` one message to oneself, else all."""
    form = _offered(MailForm(), meeting)
    rows = _unpacked(form.rows.data or "", meeting.id)
    if not form.validate():
        return _preview(meeting, rows, form), 422
    batch = submission() or uuid7()
    try:
        if request.form.get("do") == "test":
            _send_sample(meeting, rows, form, batch, actor)
            form.form_key.data = str(uuid7())  # what is sent next is another message
            return _preview(meeting, rows, form, sample=batch)
        return _send(meeting, rows, form, batch, actor)
    except MeetingError as error:
        release()
        status = form.refuse(error)
        return _preview(meeting, rows, form), status


@bp.get(HERE)
@meeting_staff(Permission.AWARDS)
def mail_batch(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    return render_template("awards/mail_batch.html", room=bp.name, **batch_page(meeting, batch, actor, ABOUTS))


@bp.get(f"{HERE}/state")
@meeting_staff(Permission.AWARDS)
def mail_batch_state(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    """The part of the page that changes, fetched again and again."""
    part = "awards/_mail_sample.html" if request.args.get("of") == "sample" else "awards/_mail_batch.html"
    return render_template(part, room=bp.name, **batch_page(meeting, batch, actor, ABOUTS))


@bp.post(f"{HERE}/again")
@meeting_staff(Permission.AWARDS)
@once
def mail_batch_again(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    require_batch(meeting.id, batch, ABOUTS)
    back = url_for("awards.mail_batch", slug=meeting.slug, batch=batch)
    try:
        with transaction():
            mail_again(meeting, batch, key=str(submission() or uuid7()), title=_title(), back=back, at=clock.now(),
                       by=actor)  # fmt: skip
        wake()
    except MeetingError as error:
        flash(in_words(error))
    return redirect(back)


@bp.post(f"{HERE}/erase")
@meeting_staff(Permission.AWARDS)
@once
def mail_batch_erase(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    require_batch(meeting.id, batch, ABOUTS)
    with transaction():
        count = erase_mail_addresses(meeting, batch, at=clock.now(), by=actor)
    flash(gettext("已删除 %(count)d 个邮箱地址。", count=count) if count else gettext("没有可以删除的邮箱地址。"))
    return redirect(url_for("awards.mail_batch", slug=meeting.slug, batch=batch))


def _send(meeting: Meeting, rows: list[AddressRow], form: MailForm, batch: UUID, actor: Actor) -> Page:
    back = url_for("awards.mail_batch", slug=meeting.slug, batch=batch)
    with transaction():
        if answered_before() is not None:
            return redirect(back)  # the batch is what was sent: both answers lead to it
        mail_certificates(
            meeting, _matched(meeting, rows).targets, _wording(form), batch=batch, options=_options(form),
            again=form.again.data, title=_title(), back=back, at=clock.now(), by=actor,
        )  # fmt: skip
    wake()
    return redirect(back)


def _send_sample(meeting: Meeting, rows: list[AddressRow], form: MailForm, batch: UUID, actor: Actor) -> None:
    """Of the first that is matched, to the address that is typed."""
    try:
        address = read_address(form.test_to.data or "")
    except Invalid as error:
        error.field = "test_to"
        raise
    back = url_for("awards.mail_batch", slug=meeting.slug, batch=batch)
    with transaction():
        target = next(iter(_matched(meeting, rows).targets), None)
        if target is None:
            raise NoAddresses
        marked = replace(_wording(form), subject=gettext("【测试】") + (form.subject.data or ""))
        sample = Target(target.certificate, address, target.row)
        mail_sample(meeting, sample, marked, batch=batch, options=_options(form), title=_title(), back=back,
                    at=clock.now(), by=actor)  # fmt: skip
    wake()


def _asked(meeting: Meeting) -> str:
    """What stands ready for one certificate that is asked for: its number, and room for the address."""
    certificate_id = row_id(request.args.get("certificate"))
    if not certificate_id:
        return ""
    return f"编号，邮箱\n{certificate_in(meeting, certificate_id).number}，"


def _read(meeting: Meeting, form: AddressesForm) -> list[AddressRow]:
    """Raises what makes neither a file nor a paste of it."""
    numbers = {one.number_key for one in certificates_to_match(meeting.id)}
    if form.file.data:
        name, data = form.file.data.filename or "", form.file.data.read()
        release()  # reading holds no lock
        try:
            rows = read_addresses_file(name, data, numbers=numbers)
        except Invalid as error:
            error.field = "file"
            raise
    else:
        rows = read_addresses_pasted(form.pasted.data or "", numbers=numbers)
    if len(rows) > MOST_ROWS:
        raise ListTooLong(count=len(rows), most=MOST_ROWS)
    return rows


def _matched(meeting: Meeting, rows: list[AddressRow]) -> Matched:
    return match(rows, certificates_to_match(meeting.id))


def _preview(meeting: Meeting, rows: list[AddressRow], form: MailForm, *, sample: UUID | None = None) -> str:
    matched = _matched(meeting, rows)
    written = written_about([about(target.certificate) for target in matched.targets])
    before = {
        target.certificate.id: written[about(target.certificate)][-1]
        for target in matched.targets
        if was_written(written.get(about(target.certificate), []))
    }
    return render_template(
        "awards/mail_preview.html", meeting=meeting, matched=matched, form=form, before=before,
        faults=[(miss.row, in_words(miss.error)) for miss in matched.misses if not miss.is_somebody_else],
        others=[miss.row for miss in matched.misses if miss.is_somebody_else],
        kinds={target.certificate.kind for target in matched.targets if not target.certificate.layout_version_id},
        fresh=sum(target.certificate.id not in before for target in matched.targets), is_set=mail_is_set(),
        room=bp.name, **({"batch": sample, "message": _first(sample)} if sample else {"batch": None}),
    )  # fmt: skip


def _first(batch: UUID) -> object:
    return page_of(messages_of(batch), 1).items[0]


def _offered(form: MailForm, meeting: Meeting) -> MailForm:
    """What can be chosen: layouts; approved requests; a signature where the society has a certificate for it."""
    for kind in AwardKind:
        form[kind.value].choices = [
            SelectChoice(choice.ref, choice.title) for choice in choices(meeting.society_id, KINDS[kind])
        ]
    form.approval.choices = approval_choices(usable_requests(meeting.id), none=gettext("不印"))
    if not has_signer(meeting.society):
        del form.signed
    return form


def _title() -> str:
    """What the job is called."""
    return str(gettext("用邮件发送证书"))


def _wording(form: MailForm) -> Wording:
    return Wording(form.subject.data or "", (form.text.data or "").replace("\r\n", "\n"))


def _options(form: MailForm) -> Options:
    return Options(
        layouts={kind: form[kind.value].data or "" for kind in AwardKind},
        approval=int(form.approval.data) if form.approval.data else None,
        signed="signed" in form and bool(form.signed.data),
    )


def _unpacked(packed: str, meeting_id: int) -> list[AddressRow]:
    """Raises ``ListAltered``."""
    try:
        for_meeting, rows = _signer().loads(packed)
    except BadSignature as error:
        raise ListAltered from error
    if for_meeting != meeting_id:
        raise ListAltered
    return [AddressRow(*row) for row in rows]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="awards-addresses")
