"""Letters of acceptance: their wording, the list of papers with what is wrong in it, all letters."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import release
from meeting.errors import MeetingError
from meeting.letters.composing import today, wording_draft
from meeting.letters.documents import acceptances as acceptances_of
from meeting.letters.enums import LetterKind, Output
from meeting.letters.forms import AcceptanceForm
from meeting.letters.operations import keep_wording
from meeting.letters.papers import Papers, papers_of_file, read_papers
from meeting.letters.queries import wording_of
from meeting.letters.views import bp
from meeting.letters.views.making import Page, before_making, start
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.meetings.saving import hold_to_write, saved
from meeting.web.forms import in_words
from meeting.web.once import once

KIND = LetterKind.ACCEPTANCE


@bp.route("/acceptances", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def acceptances(meeting: Meeting, actor: Actor) -> Page:
    """What a file holds is put into the form, below what stands there, to be looked at; saving keeps it."""
    hold_to_write(meeting)
    form, status = AcceptanceForm(obj=_kept(meeting)), 200
    if request.method == "POST":
        if form.file.data and form.file.data.filename:
            return _read_in(meeting, form)
        status = saved(form, lambda: keep_wording(meeting, KIND, form.wording(), at=clock.now(), by=actor))
        if not status:
            flash(gettext("已保存。"), "success")
            return redirect(url_for("letters.acceptances", slug=meeting.slug))
    return _page(meeting, form, status)


@bp.post("/acceptances/make/<any(pdf, docx, zip):output>")
@meeting_staff(Permission.REGISTRATION)
def make_acceptances(output: str, meeting: Meeting, actor: Actor) -> Page:
    try:
        return start(meeting, KIND, Output(output), actor, back=url_for("letters.acceptances", slug=meeting.slug))
    except MeetingError as error:
        flash(in_words(error), "error")
        return _page(meeting, AcceptanceForm(formdata=None, obj=_kept(meeting)), error.status)


def _read_in(meeting: Meeting, form: AcceptanceForm) -> Page:
    """Nothing is kept yet; what the form carries of the record stays as it came."""
    name, data = form.file.data.filename or "", form.file.data.read()
    release()  # reading holds no lock
    status = 200
    try:
        lines = papers_of_file(name, data)
    except MeetingError as error:
        status = form.refuse(error)
    else:
        before = (form.recipients.data or "").rstrip("\n")
        form.recipients.data = f"{before}\n{lines}" if before else lines
        flash(gettext("已从“%(file)s”读入，请核对名单后保存。", file=name), "info")
    form.shown.data = request.form.get("shown", "")
    return _page(meeting, form, status)


def _kept(meeting: Meeting) -> object:
    return wording_of(meeting, KIND) or wording_draft(meeting, KIND, on=today(meeting))


def _page(meeting: Meeting, form: AcceptanceForm, status: int) -> tuple[str, int]:
    try:
        papers = read_papers(form.recipients.data or "")
    except MeetingError as error:
        papers, status = Papers((), ()), status if status != 200 else form.refuse(error)
    kept = wording_of(meeting, KIND)
    letters = acceptances_of(kept, meeting, read_papers(kept.recipients).papers) if kept else []
    page = render_template(
        "letters/acceptances.html", meeting=meeting, form=form, papers=papers.papers,
        faults=[(fault, in_words(fault.error)) for fault in papers.faults],
        ready=len(letters), outputs=list(Output), places=KIND.places,
        **before_making(meeting, form, [each.letter for each in letters]),
    )  # fmt: skip
    return page, status
