"""Signing in and out. A blueprint of its own: ``security.login`` is where refusals send those who aren't signed in."""

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_security.utils import login_user, logout_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import parse
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import everyone
from meeting.accounts.forms import SignInForm
from meeting.accounts.models import Account
from meeting.accounts.passwords import matches
from meeting.accounts.sign_in import SignInRefused, TooManyTries, attempt_sign_in, complete_sign_in
from meeting.db import transaction
from meeting.errors import MeetingError
from meeting.web.answers import own_path
from meeting.web.limits import asker, limits

bp = Blueprint("security", __name__)

KNOWN_COOKIE = "meeting-known"
KNOWN_SECONDS = 180 * 24 * 3600
FAILURES_OF_ADDRESS = parse("60 per 10 minutes")
"""A whole office may sit behind one address; only failures count."""


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="login")
@everyone
def sign_in() -> Response | tuple[str, int] | str:
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            account = signed_in_by(form.username.data, form.password.data)
        except MeetingError as error:
            status = form.refuse(error)
        else:
            begin_session(account, stay=form.stay.data)
            return _remembering(redirect(own_path(request.args.get("next"), _home())), account)
    elif request.method == "POST":
        status = 422
    elif current_user.is_authenticated:
        return redirect(own_path(request.args.get("next"), _home()))
    return render_template("security/sign_in.html", form=form), status


@bp.post("/sign-out", endpoint="logout")
@everyone
def sign_out() -> Response:
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    return redirect(url_for("security.login"))


def signed_in_by(username: str, password: str) -> Account:
    """Count, compare, admit; no lock is held while comparing. Raises ``SignInRefused``, ``TooManyTries``."""
    counted = (FAILURES_OF_ADDRESS, "sign-in", asker())
    if not limits().test(*counted):
        raise TooManyTries
    with transaction():
        attempt = attempt_sign_in(username, at=clock.now(), known=_known())
    fits = matches(password, attempt.stored)
    try:
        with transaction():
            return complete_sign_in(attempt, fits=fits)
    except SignInRefused:
        limits().hit(*counted)
        raise


def begin_session(account: Account, *, stay: bool) -> None:
    """A new session: whatever somebody else may have planted in the browser's old one is gone, its CSRF token too."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)
    login_user(account, remember=False, authn_via=["password"])
    session.permanent = stay
    if language:
        session["language"] = language


def _remembering(answer: Response, account: Account) -> Response:
    """The browser keeps that it knew the password once: others' wrong passwords don't make it wait."""
    answer.set_cookie(
        KNOWN_COOKIE,
        _signer().dumps(account.fs_uniquifier),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
        path=url_for("security.login"),
    )
    return answer


def _known() -> str | None:
    try:
        return str(_signer().loads(request.cookies.get(KNOWN_COOKIE, ""), max_age=KNOWN_SECONDS))
    except BadSignature:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="known-browser")


def _home() -> str:
    return url_for("desk.home") if "desk.home" in current_app.view_functions else url_for("accounts.account")
