"""A list of recipients from a file: each row's fate first, then the import."""

from dataclasses import asdict

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeSerializer

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.awards.forms import ConfirmListForm, ListForm
from meeting.awards.lists import ListRow, read_list
from meeting.awards.operations import import_recipients
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.db import release, transaction
from meeting.errors import N_, Invalid, MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.forms import in_words
from meeting.web.once import once

MOST_ROWS = 3_000
"""The rows wait in the page itself, signed and packed, until they are confirmed: nobody's data lies about in files."""


class ListTooLong(Invalid):
    """More rows than a page can carry."""

    code = "awards-list-too-long"
    sentence = N_("这份名单有%(count)d行，网页上一次最多导入%(most)d行。请分成几份上传。")
    field = "file"


class ListAltered(Invalid):
    """The rows in the page aren't those that were shown."""

    code = "awards-list-altered"
    sentence = N_("这张页面的内容不完整，没有导入。请重新上传名单。")


@bp.route("/desk/<slug>/awards/import", methods=["GET", "POST"])
@meeting_staff(Permission.AWARDS)
def import_list(meeting: Meeting, actor: Actor) -> Page:
    """POST shows what would become of each row, and changes nothing."""
    form, status, slug = ListForm(), 200, meeting.slug
    if request.method == "POST":
        status = 422
        if form.validate():
            meeting_id, name, data = meeting.id, form.file.data.filename or "", form.file.data.read()
            release()  # reading holds no lock
            try:
                rows = read_list(name, data)
                if len(rows) > MOST_ROWS:
                    raise ListTooLong(count=len(rows), most=MOST_ROWS)
                result = import_recipients(meeting, rows, at=clock.now(), by=actor)
                faults = [(fault.row, in_words(fault.error)) for fault in result.faults]
            except MeetingError as error:
                status = form.refuse(error)
            else:
                release()  # it was only tried
                packed = _signer().dumps([meeting_id, name[:200], [list(asdict(row).values()) for row in rows]])
                confirm = ConfirmListForm(formdata=None, rows=packed)
                return render_template(
                    "awards/import_preview.html", meeting=meeting, name=name, created=result.created,
                    unchanged=result.unchanged, faults=faults, form=confirm,
                )  # fmt: skip
    return render_template("awards/import.html", meeting=meeting, form=form, slug=slug), status


@bp.post("/desk/<slug>/awards/import/confirm")
@meeting_staff(Permission.AWARDS)
@once
def confirm_import(meeting: Meeting, actor: Actor) -> Page:
    rows = _unpacked(request.form.get("rows", ""), meeting.id)
    with transaction():
        result = import_recipients(meeting, rows, at=clock.now(), by=actor)
    flash(
        gettext(
            "已导入：新增 %(new)d，已有 %(old)d，有误未导入 %(faults)d。", new=len(result.created),
            old=len(result.unchanged), faults=len(result.faults),
        )
    )  # fmt: skip
    return redirect(url_for("awards.awards", slug=meeting.slug))


def _unpacked(packed: str, meeting_id: int) -> list[ListRow]:
    """Raises ``ListAltered``."""
    try:
        for_meeting, _name, rows = _signer().loads(packed)
    except BadSignature as error:
        raise ListAltered from error
    if for_meeting != meeting_id:
        raise ListAltered
    return [ListRow(*row) for row in rows]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="awards-import")
