"""A form is taken once, however often it is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import redirect, request
from werkzeug.wrappers import Response

from meeting import clock
from meeting.db import db, transaction
from meeting.errors import N_, Conflict
from meeting.web.models import SubmittedForm

LONGEST = 500
"""Characters of an address that are kept; a list's, with what was searched, can be longer."""


class FormReused(Conflict):
    """The same key came to another address."""

    code = "form-reused"
    sentence = N_("这张表单已在别处提交过，请刷新页面后重新填写。")


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view that answers POST with a redirect when all went well.

    The form's key is inserted before the view begins and committed with the view's own ``transaction()``; whatever
    rolls that back (a refusal, an error) frees the key again. Of two sendings at the same instant the second waits
    at the insert, fails there before it does anything, and is answered with the first one's redirect.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(*args, **kwargs)
        return answered_before() or remembered(view(*args, **kwargs))

    return wrapped


def answered_before() -> Response | None:
    """Claim the form's key, or, where it was taken before, the answer that it had then.

    ``once`` calls it. A view that does slow work first, outside any transaction, calls it itself at the beginning of
    the transaction that changes something, and hands its answer to ``remembered``.
    """
    key = _key()
    if key is None:
        return None
    db.session.add(SubmittedForm(key=key, endpoint=request.endpoint or "", at=clock.now()))
    try:
        db.session.flush()  # the claim: nothing else has been done yet
    except sa.exc.IntegrityError:
        db.session.rollback()
        return _again(db.session.get_one(SubmittedForm, key))
    return None


def remembered(answer: Any) -> Any:
    """The answer, which whoever sends the form again is given too, if it leads somewhere."""
    key, location = _key(), getattr(answer, "location", None)
    if key is not None and location and len(location) <= LONGEST:  # else: the address that was sent to
        with transaction():
            db.session.execute(sa.update(SubmittedForm).where(SubmittedForm.key == key).values(location=location))
    return answer


def _again(earlier: SubmittedForm) -> Response:
    if earlier.endpoint != request.endpoint:
        raise FormReused
    return redirect(earlier.location or request.path)


def _key() -> UUID | None:
    try:
        return UUID(request.form.get("form_key", ""))
    except ValueError:
        return None
