"""Proofs of attendance: their wording, one for a delegate, all of them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import N_, Conflict, MeetingError
from meeting.letters.composing import today, wording_draft
from meeting.letters.documents import proofs as drawn
from meeting.letters.enums import LetterKind, Output
from meeting.letters.forms import ProofForm
from meeting.letters.operations import keep_wording, record_made
from meeting.letters.queries import Attendant, attendants, wording_of
from meeting.letters.views import bp
from meeting.letters.views.making import Page, before_making, one, start
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.meetings.saving import hold_to_write, saved
from meeting.people.names import name_key
from meeting.registration.queries.cards import Named, confirmed_in_order
from meeting.registration.queries.delegates import delegate_in
from meeting.web.forms import in_words
from meeting.web.once import once
from meeting.web.paging import Page as ListPage
from meeting.web.paging import asked_page

PER_PAGE = 20
SHOWN = 60
"""Names of who has no record of attendance."""
KIND = LetterKind.PROOF


class NotAttended(Conflict):
    """Nothing to prove: no gate of the meeting or of a session admitted this delegate."""

    code = "letter-not-attended"
    sentence = N_("没有“%(name)s”的签到记录，不能开参会证明。报到不算出席；确实到会的，请先在签到点补签。")


@bp.route("/proofs", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def proofs(meeting: Meeting, actor: Actor) -> Page:
    hold_to_write(meeting)
    kept = wording_of(meeting, KIND) or wording_draft(meeting, KIND, on=today(meeting))
    form, status = ProofForm(obj=kept), 200
    if request.method == "POST":
        status = saved(form, lambda: keep_wording(meeting, KIND, form.wording(), at=clock.now(), by=actor))
        if not status:
            flash(gettext("已保存。"), "success")
            return redirect(url_for("letters.proofs", slug=meeting.slug))
    return _page(meeting, actor, form, status)


@bp.post("/proofs/<int:delegate_id>/<any(pdf, docx):output>")
@meeting_staff(Permission.REGISTRATION)
def proof_file(delegate_id: int, output: str, meeting: Meeting, actor: Actor) -> Response:
    """One delegate's. Raises ``NotFound``, ``NotAttended``."""
    delegate = delegate_in(meeting, delegate_id)
    found = attendants(meeting, delegate_id)
    if not found:
        raise NotAttended(name=delegate.person.name)
    wording = wording_of(meeting, KIND) or wording_draft(meeting, KIND, on=today(meeting))
    (letter,) = drawn(wording, meeting, found)
    with transaction():
        record_made(meeting, f"{gettext(KIND.label)} {letter.name}", output, 1, at=clock.now(), by=actor)
    return one(meeting, letter.letter, f"{KIND.label}-{letter.name}", Output(output))


@bp.post("/proofs/make/<any(pdf, docx, zip):output>")
@meeting_staff(Permission.REGISTRATION)
def make_proofs(output: str, meeting: Meeting, actor: Actor) -> Page:
    """For all who attended."""
    try:
        return start(meeting, KIND, Output(output), actor, back=url_for("letters.proofs", slug=meeting.slug))
    except MeetingError as error:
        flash(in_words(error), "error")
        kept = wording_of(meeting, KIND) or wording_draft(meeting, KIND, on=today(meeting))
        return _page(meeting, actor, ProofForm(formdata=None, obj=kept), error.status)


def _is_asked(one: Attendant | Named, words: str) -> bool:
    return words in name_key(one.name) or words in name_key(one.unit)


def _page(meeting: Meeting, actor: Actor, form: ProofForm, status: int) -> tuple[str, int]:
    everybody = attendants(meeting)
    came = {one.delegate_id for one in everybody}
    absent = [one for one in confirmed_in_order(meeting.id) if one.id not in came]
    words = name_key(request.args.get("q", ""))
    found, without = ([one for one in all_of if _is_asked(one, words)] for all_of in (everybody, absent))
    number = min(asked_page(), max(1, -(-len(found) // PER_PAGE)))
    page = ListPage(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(found))
    wording = wording_of(meeting, KIND) or wording_draft(meeting, KIND, on=today(meeting))
    letters = [each.letter for each in drawn(wording, meeting, everybody)]
    return (
        render_template(
            "letters/proofs.html", meeting=meeting, form=form, page=page, everybody=len(everybody), without=without,
            asked=bool(words), shown=SHOWN,
            may_check_in=actor.may(Permission.CHECK_IN, society_id=meeting.society_id, meeting_id=meeting.id),
            outputs=list(Output), places=KIND.places, **before_making(meeting, form, letters),
        ),
        status,
    )  # fmt: skip

