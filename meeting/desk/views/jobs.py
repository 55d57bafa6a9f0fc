"""A job's progress page, the button that stops it, and the file that it made."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import signed_in
from meeting.accounts.actors import Actor
from meeting.db import db, release, transaction
from meeting.desk.views import bp
from meeting.errors import NotFound
from meeting.jobs.operations import JobOver, ask_to_stop
from meeting.jobs.queries import own_job
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from meeting.web.answers import file_answer
from meeting.web.forms import in_words


@bp.get("/jobs/<uuid:job_id>")
@signed_in
def job(job_id: UUID, actor: Actor) -> str:
    found = own_job(job_id, account_id=actor.account_id)
    meeting = db.session.get(Meeting, found.meeting_id) if found.meeting_id else None
    return render_template("desk/job.html", job=found, meeting=meeting, place=found.back)


@bp.get("/jobs/<uuid:job_id>/progress")
@signed_in
def job_progress(job_id: UUID, actor: Actor) -> str:
    """The part of the page that changes, fetched again and again."""
    return render_template("desk/_job.html", job=own_job(job_id, account_id=actor.account_id))


@bp.post("/jobs/<uuid:job_id>/stop")
@signed_in
def job_stop(job_id: UUID, actor: Actor) -> Response:
    """Its page says what became of it: one that ended meanwhile is done."""
    with transaction():
        try:
            ask_to_stop(own_job(job_id, account_id=actor.account_id), at=clock.now())
        except JobOver as error:
            flash(in_words(error))
    return redirect(url_for("desk.job", job_id=job_id))


@bp.get("/jobs/<uuid:job_id>/file")
@signed_in
def job_file(job_id: UUID, actor: Actor) -> Response:
    found = own_job(job_id, account_id=actor.account_id)
    if not found.file_key:
        raise NotFound
    key, name, mimetype = found.file_key, found.file_name, found.file_type
    release()
    return file_answer(storage().get(key), name, mimetype)
