"""All letters of a meeting; its notices: composed, edited, looked at, made for one addressee or for each unit."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import N_, Invalid, MeetingError
from meeting.layouts.queries import letter_fonts
from meeting.letters.composing import notice_draft, today
from meeting.letters.documents import notice as drawn
from meeting.letters.enums import LetterKind, Output
from meeting.letters.faces import faces_of
from meeting.letters.forms import MakeForm, NoticeForm
from meeting.letters.models import Letter
from meeting.letters.operations import add_notice, change_letter, checked, remove_letter
from meeting.letters.papers import read_papers
from meeting.letters.queries import attendants, invited_units, notice_in, notices_of, wording_of
from meeting.letters.rules import local_links
from meeting.letters.views import bp
from meeting.letters.views.making import Page, before_making, one, start
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.meetings.saving import hold_to_write, saved
from meeting.web.forms import in_words
from meeting.web.once import once


class NotShown(Invalid):
    """A preview of what can't be taken yet; the form is still open in the tab before."""

    code = "letter-not-shown"
    sentence = N_("还不能预览：%(label)s：%(why)s请关闭本页，回到正在填写的那一页改正。")


@bp.get("")
@meeting_staff(Permission.REGISTRATION)
def letters(meeting: Meeting, actor: Actor) -> Page:
    acceptance = wording_of(meeting, LetterKind.ACCEPTANCE)
    notices = notices_of(meeting)
    return render_template(
        "letters/letters.html", meeting=meeting, notices=notices, attended=len(attendants(meeting)),
        papers=len(read_papers(acceptance.recipients).papers) if acceptance else 0, form=MakeForm(),
        fonts=letter_fonts(meeting.society_id),
        local=local_links(text for each in notices for text in (each.body, each.attachments, each.note)),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def add(meeting: Meeting, actor: Actor) -> Page:
    """GET composes it out of what the meeting knows; POST keeps what was made of that."""
    if request.method == "GET":
        url = current_app.config["MEETING"].url + url_for("portal.meeting", slug=meeting.slug)
        form = NoticeForm(obj=notice_draft(meeting, on=today(meeting), url=url))
        return _page(meeting, form, 200)
    form, kept = NoticeForm(), []
    status = saved(form, lambda: kept.append(add_notice(meeting, form.wording(), at=clock.now(), by=actor)))
    if status:
        return _page(meeting, form, status)
    return _kept(meeting, kept[0], form)


@bp.route("/<int:letter_id>", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def notice(letter_id: int, meeting: Meeting, actor: Actor) -> Page:
    hold_to_write(meeting)
    letter = notice_in(meeting, letter_id)
    form, status = NoticeForm(obj=letter), 200
    if request.method == "POST":
        status = saved(form, lambda: change_letter(letter, form.wording(), at=clock.now(), by=actor))
        if not status:
            return _kept(meeting, letter, form)
    return _page(meeting, form, status, letter)


@bp.post("/preview")
@meeting_staff(Permission.REGISTRATION)
def preview(meeting: Meeting, actor: Actor) -> Response:
    """The notice as it is typed, not kept: in a tab of its own."""
    form = NoticeForm()
    if not form.validate():
        field, faults = next(iter(form.errors.items()))
        raise NotShown(label=form[field].label.text if field else "", why=faults[0])
    letter = drawn(checked(LetterKind.NOTICE, form.wording()), meeting, faces_of(meeting))
    return one(meeting, letter, gettext("%(title)s（预览）", title=meeting.title), Output.PDF, inline=True)


@bp.get("/<int:letter_id>/file/<any(pdf, docx):output>")
@meeting_staff(Permission.REGISTRATION)
def notice_file(letter_id: int, output: str, meeting: Meeting, actor: Actor) -> Response:
    letter = notice_in(meeting, letter_id)
    return one(meeting, drawn(letter, meeting, faces_of(meeting)), "".join(letter.title.split()), Output(output))


@bp.post("/<int:letter_id>/make/<any(pdf, docx, zip):output>")
@meeting_staff(Permission.REGISTRATION)
def make_notices(letter_id: int, output: str, meeting: Meeting, actor: Actor) -> Page:
    """A copy for each invited unit."""
    letter = notice_in(meeting, letter_id)
    back = url_for("letters.notice", slug=meeting.slug, letter_id=letter_id)
    try:
        return start(meeting, LetterKind.NOTICE, Output(output), actor, back=back, letter_id=letter_id)
    except MeetingError as error:
        flash(in_words(error), "error")
        return _page(meeting, NoticeForm(formdata=None, obj=letter), error.status, letter)


@bp.post("/<int:letter_id>/remove")
@meeting_staff(Permission.REGISTRATION)
@once
def remove(letter_id: int, meeting: Meeting, actor: Actor) -> Page:
    hold_to_write(meeting)
    letter = notice_in(meeting, letter_id)
    with transaction():
        remove_letter(letter, at=clock.now(), by=actor)
    flash(gettext("已删除。"), "success")
    return redirect(url_for("letters.letters", slug=meeting.slug))


def _kept(meeting: Meeting, letter: Letter, form: NoticeForm) -> Response:
    """Say what was made of the number that was typed, too."""
    flash(gettext("已保存。"), "success")
    if letter.number != (form.number.data or ""):
        said = gettext(
            "发文字号按 GB/T 9704 写作“%(number)s”：年份用六角括号，序号不加“第”，前面不补零。", number=letter.number
        )
        flash(said, "info")
    return redirect(url_for("letters.notice", slug=meeting.slug, letter_id=letter.id))


def _page(meeting: Meeting, form: NoticeForm, status: int, letter: Letter | None = None) -> tuple[str, int]:
    made = [drawn(letter, meeting, faces_of(meeting))] if letter else []
    page = render_template(
        "letters/notice.html", meeting=meeting, form=form, letter_id=letter.id if letter else None,
        outputs=list(Output), units=len(invited_units(meeting)), places=LetterKind.NOTICE.places,
        **before_making(meeting, form, made),
    )  # fmt: skip
    return page, status
