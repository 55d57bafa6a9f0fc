"""Certificates: numbering, printing, revoking, reissuing, the list as a workbook."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.cards import KINDS, certificate_subject
from meeting.awards.enums import CertificateState
from meeting.awards.errors import SeriesTaken
from meeting.awards.exports import certificates_xlsx
from meeting.awards.forms import ReasonForm
from meeting.awards.models import Certificate
from meeting.awards.operations import issue_certificates, reissue, revoke
from meeting.awards.operations.certificates import spans, words_of
from meeting.awards.operations.printing import record_export
from meeting.awards.queries.certificates import (
    Wanted,
    certificate_in,
    certificates_of,
    replacements,
    state_counts,
)
from meeting.awards.queries.numbering import Coming, numbers_to_come
from meeting.awards.queries.recipients import awards_of, recipient_in, waiting_by_award
from meeting.awards.rules import is_handed_over
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.mail.queries import written_about
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.printing.queries import printed_at
from meeting.web.answers import XLSX, file_answer
from meeting.web.forms import in_words, row_id
from meeting.web.once import once
from meeting.web.paging import asked_page

PER_PAGE = 50


class Waiting(NamedTuple):
    """What a press of the button would number, and what it would leave out."""

    ours: int
    handed_over: int
    coming: list[Coming]
    fault: str
    """Why it would be refused."""


@bp.get("/desk/<slug>/certificates")
@meeting_staff(Permission.AWARDS)
def certificates(meeting: Meeting, actor: Actor) -> Page:
    page = db.paginate(
        certificates_of(meeting.id, _wanted()), page=asked_page(), per_page=PER_PAGE,
        error_out=False,
    )  # fmt: skip
    return render_template(
        "awards/certificates.html", meeting=meeting, page=page, awards=awards_of(meeting.id),
        counts=state_counts(meeting.id), waiting=_waiting(meeting), states=list(CertificateState),
        printed=printed_at(meeting.id, KINDS.values(), [certificate_subject(one.id) for one in page.items]),
        subject_of=certificate_subject, kinds=KINDS,
    )  # fmt: skip


@bp.post("/desk/<slug>/certificates/issue")
@meeting_staff(Permission.AWARDS)
def issue(meeting: Meeting, actor: Actor) -> Page:
    with transaction():
        issued = issue_certificates(meeting, at=clock.now(), by=actor)
        new, numbers, over = len(issued.new), spans(issued.new), len(issued.handed_over)
    if new:
        said = ngettext(
            "已编号 %(num)d 份证书：%(numbers)s。", "已编号 %(num)d 份证书：%(numbers)s。", new, numbers=numbers
        )
        flash(said)
    else:
        flash(gettext("没有需要编号的证书。"))
    if over:
        said = ngettext(
            "另有 %(num)d 份由其他单位颁发，只转颁，不编号。",
            "另有 %(num)d 份由其他单位颁发，只转颁，不编号。", over,
        )  # fmt: skip
        flash(said)
    return redirect(url_for("awards.certificates", slug=meeting.slug))


@bp.post("/desk/<slug>/certificates/export")
@meeting_staff(Permission.AWARDS)
def export(meeting: Meeting, actor: Actor) -> Response:
    """What the filters show, as a workbook; the export is recorded."""
    found = list(db.session.scalars(certificates_of(meeting.id, _wanted())))
    data = certificates_xlsx(found)
    name = gettext("%(meeting)s 证书清单.xlsx", meeting=meeting.title)
    with transaction():
        record_export(meeting, len(found), at=clock.now(), by=actor)
    return file_answer(data, name, XLSX)


@bp.get("/desk/<slug>/certificates/<int:certificate_id>")
@meeting_staff(Permission.AWARDS)
def certificate(certificate_id: int, meeting: Meeting, actor: Actor) -> Page:
    return _page(certificate_in(meeting, certificate_id), ReasonForm(formdata=None))


@bp.post("/desk/<slug>/certificates/<int:certificate_id>/revoke")
@meeting_staff(Permission.AWARDS)
@once
def revoke_certificate(certificate_id: int, meeting: Meeting, actor: Actor) -> Page:
    found, form = certificate_in(meeting, certificate_id), ReasonForm()
    status = 422
    if form.validate():
        try:
            with transaction():
                revoke(found, reason=form.reason.data or "", at=clock.now(), by=actor)
            flash(gettext("证书已撤销，查验页面立即显示“已撤销”。"))
            return redirect(url_for("awards.certificate", slug=meeting.slug, certificate_id=certificate_id))
        except MeetingError as error:
            status = form.refuse(error)
    return _page(certificate_in(meeting, certificate_id), form), status


@bp.post("/desk/<slug>/certificates/<int:certificate_id>/reissue")
@meeting_staff(Permission.AWARDS)
@once
def reissue_certificate(certificate_id: int, meeting: Meeting, actor: Actor) -> Page:
    found, form = certificate_in(meeting, certificate_id), ReasonForm()
    status = 422
    if form.validate():
        try:
            with transaction():
                new = reissue(found, reason=form.reason.data or "", at=clock.now(), by=actor)
            flash(gettext("已换发，新编号是 %(number)s。", number=new.number))
            return redirect(url_for("awards.certificate", slug=meeting.slug, certificate_id=new.id))
        except MeetingError as error:
            status = form.refuse(error)
    return _page(certificate_in(meeting, certificate_id), form), status


def _page(certificate: Certificate, form: ReasonForm) -> str:
    recipient = recipient_in(certificate.recipient.award.meeting, certificate.recipient_id)
    now = words_of(recipient)
    corrected = [
        (field, getattr(certificate, field), now[field])
        for field in ("names", "unit", "award", "grade", "work", "term_starts_on", "term_ends_on")
        if getattr(certificate, field) != now[field]
    ]
    before, after = replacements(certificate)
    subject, kind = certificate_subject(certificate.id), KINDS[certificate.kind]
    return render_template(
        "awards/certificate.html", meeting=recipient.award.meeting, certificate=certificate, recipient=recipient,
        form=form, corrected=corrected, before=before, after=after,
        history=entries_of(certificate, society_id=certificate.society_id),
        subject=subject, kind=kind, printed=printed_at(recipient.award.meeting_id, [kind], [subject]).get(subject),
        mails=written_about([subject]).get(subject, []),
        reissuable=certificate.state is not CertificateState.REISSUED
        and not any(one.state is CertificateState.VALID and one is not certificate for one in recipient.certificates),
    )  # fmt: skip


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    return Wanted(
        state=CertificateState(state) if state in {each.value for each in CertificateState} else None,
        award_id=row_id(request.args.get("award")) or None,
        text=request.args.get("q", ""),
    )


def _waiting(meeting: Meeting) -> Waiting:
    counts = waiting_by_award(meeting.id)
    over = sum(count for award, count in counts if is_handed_over(award))
    coming, fault = list[Coming](), ""
    try:
        coming = numbers_to_come(meeting, counts)
    except SeriesTaken as error:
        fault = in_words(error)
    return Waiting(sum(count for _, count in counts) - over, over, coming, fault)
