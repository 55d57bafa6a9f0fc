"""Receipts: handing files in, the preview, confirming, mending, undoing."""

from dataclasses import replace
from pathlib import Path

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.db import db, release, transaction
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.people.mobiles import national
from meeting.registration.blank_receipts import blank_receipt
from meeting.registration.enums import Fate, ImportState
from meeting.registration.models import Delegate, ReceiptRow
from meeting.registration.operations.receipt_fates import entry_of_row
from meeting.registration.operations.receipt_undoing import undo
from meeting.registration.operations.receipts import (
    confirm,
    import_receipts,
    mend,
    rules_of,
)
from meeting.registration.queries.enrolments import sub_forums
from meeting.registration.queries.receipts import fates_of, faulty_rows, file_in, import_in, imports_of, row_in
from meeting.registration.receipts.batch import read_files
from meeting.registration.views import bp
from meeting.registration.views.refusing import refuse_staff
from meeting.storage.folder import storage
from meeting.web.answers import XLSX, file_answer, flash_with_link
from meeting.web.forms import Form, in_words
from meeting.web.once import answered_before, once, remembered

Page = Response | str | tuple[str, int]

SUFFIXES = {".xlsx", ".xls", ".csv"}


class UploadForm(Form):
    files = MultipleFileField(
        _("回执"), description=_("可以一次选几十个文件：.xlsx、.xls、.csv。先预览，确认后才导入。")
    )


class MendForm(Form):
    name = StringField(_("姓名"), [InputRequired(_("没有填写姓名，请补上。")), Length(max=80)])
    mobile = StringField(_("手机"), [Optional(), Length(max=30)])
    unit_name = StringField(_("单位"), [Optional(), Length(max=120)])
    post = StringField(_("职务"), [Optional(), Length(max=120)])
    sub_forum = SelectField(_("分论坛"), [InputRequired(_("请选择分论坛；不参加的，选“不参加”。"))])


@bp.get("/receipts")
@meeting_staff(Permission.REGISTRATION)
def receipts(meeting: Meeting, actor: Actor) -> Page:
    return _list(meeting, UploadForm(), 200)


@bp.post("/receipts")
@meeting_staff(Permission.REGISTRATION)
def hand_in_receipts(meeting: Meeting, actor: Actor) -> Page:
    """Read outside any transaction, in a child process; then keep and preview."""
    form = UploadForm()
    chosen = [file for file in request.files.getlist("files") if file.filename]
    if not form.validate() or not chosen:
        form.files.errors = [*form.files.errors, gettext("请选择或拖入回执文件。")]
        return _list(meeting, form, 422)
    meeting_id, rules = meeting.id, rules_of(meeting)
    release()
    files = [(_base_name(file), file.read()) for file in chosen]
    read = read_files(files, rules)
    if earlier := answered_before():  # a double click is one import; the claim is committed with it
        return earlier
    keys = [storage().put(data, _suffix(name)) for name, data in files]
    meeting = db.session.get_one(Meeting, meeting_id)
    import_id = import_receipts(meeting, read, keys=keys, confirmed=False, at=clock.now(), by=actor)
    return remembered(redirect(url_for("registration.receipt_import", slug=meeting.slug, import_id=import_id)))


@bp.get("/receipts/form.xlsx")
@meeting_staff(Permission.REGISTRATION)
def receipt_form(meeting: Meeting, actor: Actor) -> Response:
    """An empty form for the units, made for this meeting."""
    return file_answer(blank_receipt(meeting), f"{meeting.title}参会回执.xlsx", XLSX)


@bp.get("/receipts/<int:import_id>")
@meeting_staff(Permission.REGISTRATION)
def receipt_import(import_id: int, meeting: Meeting, actor: Actor) -> Page:
    return _show(meeting, import_id)


@bp.post("/receipts/<int:import_id>/confirm")
@meeting_staff(Permission.REGISTRATION)
@once
def confirm_receipts(import_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = import_in(meeting, import_id)
    try:
        with transaction():
            confirm(found, at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
        return _show(meeting, import_id)[0], error.status
    return redirect(url_for("registration.receipt_import", slug=meeting.slug, import_id=import_id))


@bp.post("/receipts/<int:import_id>/undo")
@meeting_staff(Permission.REGISTRATION)
@once
def undo_receipts(import_id: int, meeting: Meeting, actor: Actor) -> Page:
    found = import_in(meeting, import_id)
    try:
        with transaction():
            done = undo(found, at=clock.now(), by=actor)
    except MeetingError as error:
        flash(in_words(error), "error")
        return _show(meeting, import_id)[0], error.status
    flash(gettext("已撤销：移除 %(removed)d 人，恢复 %(restored)d 人。", removed=done.removed, restored=done.restored))
    if done.kept:
        names = "、".join(f"{name}（{gettext(why)}）" for name, why in done.kept[:20])
        flash(gettext("下列 %(n)d 人没有移除：%(names)s", n=len(done.kept), names=names), "warning")
    return redirect(url_for("registration.receipt_import", slug=meeting.slug, import_id=import_id))


@bp.route("/receipts/rows/<int:row_id>", methods=["GET", "POST"])
@meeting_staff(Permission.REGISTRATION)
@once
def mend_receipt_row(row_id: int, meeting: Meeting, actor: Actor) -> Page:
    row = row_in(meeting, row_id)
    forums = sub_forums(meeting)
    values = row.values
    # What was written but isn't known is chosen, not taken for "none": one click would lose the wish.
    unread = any(field == "forum" for field, _sentence, _params in row.faults)
    wanted = next((str(forum.id) for forum in forums if forum.title == values["sub_forum"]), "" if unread else "0")
    form = MendForm(
        name=values["name"], mobile=national(values["mobile"]), unit_name=values["unit"], post=values["post"],
        sub_forum=wanted,
    )  # fmt: skip
    form.sub_forum.choices = [
        *([SelectChoice("", gettext("请选择"))] if unread else []),
        *(SelectChoice(str(forum.id), forum.title) for forum in forums),
        SelectChoice("0", gettext("不参加")),
    ]
    if request.method == "GET":
        for field, sentence, params in row.faults:
            _blame(form, field, gettext(sentence, **params))
        return _mend_page(meeting, row, form, 200)
    if not form.validate():
        return _mend_page(meeting, row, form, 422)
    entry = replace(
        entry_of_row(row),
        name=form.name.data or "",
        mobile=form.mobile.data or None,
        unit_name=form.unit_name.data or "",
        post=form.post.data or "",
        sub_forum=next((forum for forum in forums if str(forum.id) == form.sub_forum.data), None),
    )
    import_id = row.file.import_id
    try:
        with transaction():
            delegate_id = mend(row, entry, at=clock.now(), by=actor).id
    except MeetingError as error:
        status, known = refuse_staff(form, error)
        return _mend_page(meeting, row, form, status, known)
    flash_with_link(
        gettext("已录入 %(name)s。", name=entry.name), gettext("查看这一位"),
        url_for("registration.delegate", slug=meeting.slug, delegate_id=delegate_id),
    )  # fmt: skip
    left = faulty_rows(import_id)
    flash(gettext("这次导入还有 %(n)d 行要改正。", n=left) if left else gettext("这次导入的行都录入了。"))
    return redirect(url_for("registration.receipt_import", slug=meeting.slug, import_id=import_id))


@bp.get("/receipts/files/<int:file_id>")
@meeting_staff(Permission.REGISTRATION)
def receipt_original(file_id: int, meeting: Meeting, actor: Actor) -> Response:
    """The file as the unit sent it."""
    file = file_in(meeting, file_id)
    key, name = file.key, file.name
    release()
    return file_answer(storage().get(key), name, "application/octet-stream")


def _list(meeting: Meeting, form: UploadForm, status: int) -> tuple[str, int]:
    page = render_template(
        "registration/receipts.html", meeting=meeting, form=form, imports=imports_of(meeting), fates=fates_of(meeting),
        Fate=Fate,
    )  # fmt: skip
    return page, status


def _show(meeting: Meeting, import_id: int) -> tuple[str, int]:
    found = import_in(meeting, import_id)
    counts = dict.fromkeys(Fate, 0)
    for file in found.files:
        for row in file.rows:
            counts[row.fate] += 1
    waiting = sum(bool(row.waiting) for file in found.files for row in file.rows)
    page = render_template(
        "registration/receipt_import.html", meeting=meeting, found=found, counts=counts, waiting=waiting, Fate=Fate,
        ImportState=ImportState, form=Form(),
    )  # fmt: skip
    return page, 200


def _mend_page(
    meeting: Meeting, row: ReceiptRow, form: MendForm, status: int, known: Delegate | None = None
) -> tuple[str, int]:
    page = render_template("registration/receipt_mend.html", meeting=meeting, row=row, form=form, known=known)
    return page, status


def _blame(form: MendForm, field: str, message: str) -> None:
    name = {"forum": "sub_forum", "unit": "unit_name"}.get(field, field)
    if name in form._fields:
        form._fields[name].errors = [message]
    else:
        form.form_errors.append(message)


def _base_name(file: FileStorage) -> str:
    """The file's own name: browsers that upload a folder send its path too."""
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable())[-200:]


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in SUFFIXES else ""
