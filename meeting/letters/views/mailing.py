"""Letters of acceptance by mail: whom the list has addresses of, the words, the sending, what became of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.mail_pages import batch_page
from meeting.awards.operations.mailing import erase_mail_addresses, mail_again, was_written
from meeting.db import transaction, uuid7
from meeting.errors import MeetingError
from meeting.jobs.operations import wake
from meeting.letters.enums import LetterKind
from meeting.letters.faces import drawable
from meeting.letters.forms import MailForm
from meeting.letters.jobs import letters_of
from meeting.letters.mailing import ABOUTS, SUBJECT, TEXT, about, addressed, mail_acceptances
from meeting.letters.papers import read_papers
from meeting.letters.queries import wording_of
from meeting.letters.views import bp
from meeting.letters.views.making import Page
from meeting.mail.courier import mail_is_set
from meeting.mail.enums import MessageState
from meeting.mail.queries import batches_of, require_batch, written_about
from meeting.mail.words import Wording
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words
from meeting.web.once import answered_before, once, remembered, submission

PATH = "/acceptances/mail"
HERE = f"{PATH}/<uuid:batch>"


@bp.route(PATH, methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
def mail(meeting: Meeting, actor: Actor) -> Page:
    form, status = MailForm(), 200
    if request.method == "GET":
        form.subject.data, form.text.data = gettext(SUBJECT), gettext(TEXT)
        return _page(meeting, form, status)
    if not form.validate():
        return _page(meeting, form, 422)
    batch = submission() or uuid7()
    try:
        return _send(meeting, form, batch, actor)
    except MeetingError as error:
        status = form.refuse(error)
    return _page(meeting, form, status)


@bp.get(HERE)
@meeting_staff(Permission.REGISTRATION)
def mail_batch(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    shown = batch_page(meeting, batch, actor, ABOUTS)
    return render_template("letters/mail_batch.html", room=bp.name, **shown)


@bp.get(f"{HERE}/state")
@meeting_staff(Permission.REGISTRATION)
def mail_batch_state(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    """The part of the page that changes, fetched again and again."""
    shown = batch_page(meeting, batch, actor, ABOUTS)
    return render_template("awards/_mail_batch.html", room=bp.name, **shown)


@bp.post(f"{HERE}/again")
@meeting_staff(Permission.REGISTRATION)
@once
def mail_batch_again(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    require_batch(meeting.id, batch, ABOUTS)
    back = url_for("letters.mail_batch", slug=meeting.slug, batch=batch)
    try:
        with transaction():
            mail_again(meeting, batch, what="acceptances", key=str(submission() or uuid7()), title=_title(), back=back,
                       at=clock.now(), by=actor)  # fmt: skip
        wake()
    except MeetingError as error:
        flash(in_words(error))
    return redirect(back)


@bp.post(f"{HERE}/erase")
@meeting_staff(Permission.REGISTRATION)
@once
def mail_batch_erase(meeting: Meeting, actor: Actor, batch: UUID) -> Page:
    require_batch(meeting.id, batch, ABOUTS)
    with transaction():
        count = erase_mail_addresses(meeting, batch, at=clock.now(), by=actor)
    flash(gettext("已删除 %(count)d 个邮箱地址。", count=count) if count else gettext("没有可以删除的邮箱地址。"))
    return redirect(url_for("letters.mail_batch", slug=meeting.slug, batch=batch))


def _send(meeting: Meeting, form: MailForm, batch: UUID, actor: Actor) -> Page:
    """All of them can be drawn, or none is sent. Raises what ``mail_acceptances`` raises, and drawing."""
    with drawable(meeting.society_id, [each.letter for each in letters_of(meeting, LetterKind.ACCEPTANCE, None)]):
        pass
    back = url_for("letters.mail_batch", slug=meeting.slug, batch=batch)
    words = Wording(form.subject.data or "", (form.text.data or "").replace("\r\n", "\n"))
    with transaction():
        if earlier := answered_before():
            return earlier
        letter = wording_of(meeting, LetterKind.ACCEPTANCE)
        papers = read_papers(letter.recipients).papers if letter else ()
        mail_acceptances(meeting, papers, words, batch=batch, again=form.again.data, title=_title(), back=back,
                         at=clock.now(), by=actor)  # fmt: skip
    wake()
    answer: Page = remembered(redirect(back))
    return answer


def _page(meeting: Meeting, form: MailForm, status: int) -> tuple[str, int]:
    letter = wording_of(meeting, LetterKind.ACCEPTANCE)
    found = addressed(read_papers(letter.recipients).papers if letter else ())
    written = written_about([about(meeting.id, target.paper) for target in found.targets])
    before = {of for of, messages in written.items() if was_written(messages)}
    fresh = sum(about(meeting.id, target.paper) not in before for target in found.targets)
    page = render_template(
        "letters/mail.html", meeting=meeting, form=form, found=found, before=len(before), fresh=fresh,
        faults=[(paper, in_words(error)) for paper, error in found.faults], is_set=mail_is_set(),
        batches=batches_of(meeting.id, ABOUTS), State=MessageState, room=bp.name,
    )  # fmt: skip
    return page, status


def _title() -> str:
    """What the job is called."""
    return str(gettext("用邮件发送录用通知"))
