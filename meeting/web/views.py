"""What belongs to no domain: health, language."""

from babel import Locale
from flask import Blueprint, redirect, request, session
from flask_babel import get_locale
from werkzeug.wrappers import Response

from meeting.web.answers import own_path

bp = Blueprint("web", __name__)

LANGUAGES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en")}


def chosen_locale() -> Locale:
    """The reader's choice, else Chinese: the browser is not asked, for the documents are Chinese."""
    return LANGUAGES.get(session.get("language", "zh"), LANGUAGES["zh"])


def html_lang() -> str:
    """For the page's lang attribute."""
    return "en" if str(get_locale()).startswith("en") else "zh-CN"


@bp.post("/language/<any(zh, en):to>")
def language(to: str) -> Response:
    session["language"] = to
    return redirect(own_path(request.form.get("next")))


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers; no database."""
    return Response("ok\n", mimetype="text/plain")
