"""A form is taken once, however often it is sent.

The same form with other content (back, another name, send) is another one: nothing that was typed is passed over.
"""

from collections.abc import Callable
from functools import wraps
from io import SEEK_END
from typing import IO, Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import sqlalchemy as sa
from flask import g, redirect, request
from werkzeug.wrappers import Response

from meeting import clock
from meeting.db import db, transaction
from meeting.web.models import SubmittedForm

LONGEST = 500
"""Characters of an address that are kept; a list's, with what was searched, can be longer."""


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view that answers POST with a redirect when all went well.

    What was sent (``submission``) is inserted before the view begins and committed with the view's own
    ``transaction()``; whatever rolls that back (a refusal, an error) frees it again. Of two sendings at the same
    instant the second waits at the insert, fails there before it does anything, and is answered with the first one's
    redirect.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(*args, **kwargs)
        return answered_before() or remembered(view(*args, **kwargs))

    return wrapped


def answered_before() -> Response | None:
    """Claim what was sent, or, where it was taken before, the answer that it had then.

    ``once`` calls it. A view that does slow work first, outside any transaction, calls it itself at the beginning of
    the transaction that changes something, and hands its answer to ``remembered``.
    """
    key = submission()
    if key is None:
        return None
    db.session.add(SubmittedForm(key=key, at=clock.now()))
    try:
        db.session.flush()  # the claim: nothing else has been done yet
    except sa.exc.IntegrityError:
        db.session.rollback()
        return redirect(db.session.get_one(SubmittedForm, key).location or _form())
    return None


def _form() -> str:
    """Where the form stood: for whoever sends it again before the first answer is known, from an address of no page."""
    came_from = request.referrer or ""
    return came_from if urlsplit(came_from).netloc == request.host else request.path


def remembered(answer: Any) -> Any:
    """The answer, which whoever sends the form again is given too, if it leads somewhere."""
    key, location = submission(), getattr(answer, "location", None)
    if key is not None and location and len(location) <= LONGEST:  # else: the address that was sent to
        with transaction():
            db.session.execute(sa.update(SubmittedForm).where(SubmittedForm.key == key).values(location=location))
    return answer


def submission() -> UUID | None:
    """What was sent: the form's key with the address and the content; None for what carries no key."""
    if "submission" not in g:
        g.submission = _submission()  # at once: the view may close the files
    return cast("UUID | None", g.submission)


def _submission() -> UUID | None:
    try:
        key = UUID(request.form.get("form_key", ""))
    except ValueError:
        return None
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in {"form_key", "csrf_token"}]
    files = [(name, file.filename, _size(file.stream)) for name, file in request.files.items(multi=True)]
    return uuid5(key, repr((request.path, sorted(typed), sorted(files, key=repr))))


def _size(stream: IO[bytes]) -> int:
    """Of an upload, in bytes."""
    at = stream.tell()
    end = stream.seek(0, SEEK_END)
    stream.seek(at)
    return end
