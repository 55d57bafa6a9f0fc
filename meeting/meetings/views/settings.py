"""The meeting's settings, its state, its approval."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import transaction
from meeting.errors import NotFound
from meeting.meetings import operations, rules
from meeting.meetings.access import meeting_staff
from meeting.meetings.enums import MeetingState
from meeting.meetings.errors import ApprovalFileInvalid
from meeting.meetings.forms import ApprovalForm, SettingsForm
from meeting.meetings.models import Meeting
from meeting.meetings.queries import hosts_of
from meeting.meetings.saving import saved
from meeting.meetings.views import bp
from meeting.storage.folder import storage
from meeting.web.answers import file_answer
from meeting.web.once import once

Page = Response | str | tuple[str, int]

LARGEST_APPROVAL = 20 * 1024 * 1024
_SAME = ("title", "edition", "theme", "starts_on", "city", "venue", "address", "directions", "introduction", "contact",
         "expected_delegates", "mobile_required", "landline_allowed", "approval_number")  # fmt: skip
"""Fields that hold what the meeting holds; the others are put together."""


@bp.route("/desk/<slug>/settings", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def basics(meeting: Meeting, actor: Actor) -> Page:
    form, status = SettingsForm(data=_data(meeting)), 200
    if request.method == "POST":
        said: list[str] = []
        status = saved(form, lambda: said.append(_change(meeting, form, actor)))
        if not status:
            flash(said[0], "success")
            return redirect(url_for("meetings.basics", slug=meeting.slug))
    return _page(meeting, form, ApprovalForm()), status or 200


@bp.post("/desk/<slug>/settings/state/<any(draft, open, closed):state>")
@meeting_staff(Permission.SET_UP)
@once
def set_state(meeting: Meeting, actor: Actor, state: str) -> Response:
    with transaction():
        operations.set_state(meeting, MeetingState(state), at=clock.now(), by=actor)
    flash(gettext(_STATE_CHANGED[state]), "success")
    return redirect(url_for("meetings.basics", slug=meeting.slug))


@bp.post("/desk/<slug>/settings/approval")
@meeting_staff(Permission.SET_UP)
@once
def upload_approval(meeting: Meeting, actor: Actor) -> Page:
    form, replaced = ApprovalForm(), ""

    def keep() -> None:
        nonlocal replaced
        key, name = _stored(form)
        replaced = operations.set_approval(meeting, file_key=key, file_name=name, at=clock.now(), by=actor)

    status = saved(form, keep)
    if status:
        return _page(meeting, SettingsForm(formdata=None, data=_data(meeting)), form), status
    if replaced:
        storage().delete(replaced)
    flash(gettext("批文已保存。"), "success")
    return redirect(url_for("meetings.basics", slug=meeting.slug))


@bp.post("/desk/<slug>/settings/approval/remove")
@meeting_staff(Permission.SET_UP)
@once
def remove_approval(meeting: Meeting, actor: Actor) -> Response:
    with transaction():
        removed = operations.remove_approval(meeting, at=clock.now(), by=actor)
    if removed:
        storage().delete(removed)
    return redirect(url_for("meetings.basics", slug=meeting.slug))


@bp.get("/desk/<slug>/settings/approval/file")
@meeting_staff(Permission.SET_UP)
def approval_file(meeting: Meeting, actor: Actor) -> Response:
    if not meeting.approval_file:
        raise NotFound
    data = storage().get(meeting.approval_file)
    kind = rules.approval_kind(data)
    return file_answer(data, meeting.approval_file_name, kind[1] if kind else "application/octet-stream")


_STATE_CHANGED = {
    "draft": "已撤回公布。公开页不再显示。",
    "open": "已公布。公开页可以打开，可以报名了。",
    "closed": "已停止报名。公开页仍可打开。",
}


def _page(meeting: Meeting, form: SettingsForm, approval: ApprovalForm) -> str:
    return render_template(
        "meetings/settings.html", meeting=meeting, form=form, approval=approval, hosts=hosts_of(meeting),
        words=rules.words_needing_approval(meeting.title), states=MeetingState,
    )  # fmt: skip


def _data(meeting: Meeting) -> dict[str, Any]:
    data = {name: getattr(meeting, name) for name in _SAME}
    data["ends_on"] = meeting.ends_on if meeting.ends_on != meeting.starts_on else None
    if meeting.registration_closes_at:
        data["registration_closes_at"] = clock.local(meeting.registration_closes_at, meeting.zone)
    return data


def _change(meeting: Meeting, form: SettingsForm, actor: Actor) -> str:
    """What there is to say of it."""
    before = meeting.starts_on
    values = {name: form[name].data for name in _SAME}
    values = {name: "" if value is None and name != "expected_delegates" else value for name, value in values.items()}
    closes = form.registration_closes_at.data
    moved = operations.change_meeting(
        meeting,
        **values,
        ends_on=form.ends_on.data or form.starts_on.data,
        registration_closes_at=clock.instant(closes.date(), closes.time(), meeting.zone) if closes else None,
        at=clock.now(),
        by=actor,
    )
    days = (meeting.starts_on - before).days
    if not moved:
        return gettext("已保存。")
    if days > 0:
        return gettext("已保存。第一天推后 %(days)s 天，日程里的 %(n)s 场也跟着推后。", days=days, n=moved)
    return gettext("已保存。第一天提前 %(days)s 天，日程里的 %(n)s 场也跟着提前。", days=-days, n=moved)


def _stored(form: ApprovalForm) -> tuple[str, str]:
    """Keep the file; a refusal after this leaves a file that nobody refers to, never a row without its file."""
    upload = form.approval.data
    data = b""
    if upload:
        with upload.stream:  # a large one lies in a temporary file
            data = upload.read(LARGEST_APPROVAL + 1)
    kind = rules.approval_kind(data)
    if kind is None or len(data) > LARGEST_APPROVAL:
        raise ApprovalFileInvalid
    name = "".join(char for char in upload.filename or "" if char.isprintable()).rsplit("/")[-1][-190:]
    return storage().put(data, kind[0]), name or f"批文{kind[0]}"
