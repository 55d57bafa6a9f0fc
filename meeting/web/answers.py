"""Answers that several packages give: files, own addresses, security headers, refusals."""

import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from flask import Flask, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter, Map, RequestRedirect
from werkzeug.wrappers import Response

from meeting.db import db
from meeting.errors import N_, MeetingError
from meeting.web.forms import in_words

CSP = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def own_path(target: str | None, default: str = "/") -> str:
    """``target`` where it is a path of ours, else ``default``: no open redirect (//evil, /\\evil, javascript:)."""
    if target and re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", target):
        return target
    return default


def file_answer(data: bytes, name: str, mimetype: str, *, inline: bool = False) -> Response:
    """A file for the browser to save, under its Chinese name (RFC 5987); never sniffed, never kept in a cache."""
    answer = Response(data, mimetype=mimetype)
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    kind = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def flash_with_link(text: str, label: str, url: str) -> None:
    """Say on the next page what was done, and where one goes from there."""
    flash(Markup('{} <a href="{}">{}</a>').format(text, url, label), "success")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"


class Id(IntegerConverter):
    """``<int:…>`` in an address: no more than an INTEGER of PostgreSQL holds, or the look-up would be an error."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **({"max": 2**31 - 1} | options))


def init_answers(app: Flask) -> None:
    app.url_map.converters["int"] = Id

    @app.before_request
    def readable() -> None:
        """NUL never reaches the database: PostgreSQL refuses it. (Forms and JSON clean what they take.)"""
        if "\x00" in request.path or any("\x00" in value for _, value in request.args.items(multi=True)):
            abort(400)

    @app.after_request
    def own_location(answer: Response) -> Response:
        """The router redirects to the ``Host`` that was sent, which anybody can write: the path is enough."""
        if isinstance(request.routing_exception, RequestRedirect):
            answer.location = urlunsplit(("", "", *urlsplit(request.routing_exception.new_url)[2:]))
        return answer

    @app.after_request
    def headers(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", CSP)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "private, no-store")
            answer.headers.add("Vary", "Cookie")
        return answer

    @app.errorhandler(MeetingError)
    def refused(error: MeetingError) -> tuple[Response, int] | Response:
        db.session.rollback()
        if error.status == 401 and request.method == "GET" and not _wants_json():
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        return _answer(error.status, error.code, in_words(error))

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> tuple[Response, int]:
        from flask_babel import gettext

        sentence = gettext("页面放得太久，或登录状态已变。请返回、刷新页面后再提交，刚才的内容没有保存。")
        return _answer(400, "csrf", sentence)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[Response, int] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        from flask_babel import gettext

        answer, status = _answer(error.code, f"http-{error.code}", gettext(SENTENCES.get(error.code, SENTENCES[500])))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110 §15.5.6
        return answer, status

    @app.errorhandler(DBAPIError)
    @app.errorhandler(PoolTimeout)
    def away(error: DBAPIError | PoolTimeout) -> tuple[Response, int]:
        """The database is busy, full, restarting or gone: nothing was done, and the same may be sent again soon."""
        if not _may_pass(error):
            raise error
        app.logger.warning("the database does not answer: %s", error)
        db.session.remove()
        from flask_babel import gettext

        try:
            answer, status = _answer(503, "database-away", gettext(SENTENCES[503]))
        except DBAPIError:  # the page would say who is signed in
            answer, status = Response(f"{gettext(SENTENCES[503])}\n", mimetype="text/plain"), 503
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer, status


RETRY_AFTER = 5
"""Seconds."""

PASSING = {5, 6, 7, 10, 13, 14, 15}
"""SQLite's codes for what isn't the program's fault: BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN, PROTOCOL (a race for
the WAL that was lost too often).
"""


def _may_pass(error: DBAPIError | PoolTimeout) -> bool:
    """Whether it is the database that is away, or what was asked that is wrong."""
    if isinstance(error, PoolTimeout) or error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in PASSING
    state = getattr(error.orig, "sqlstate", None)  # none: no connection was made; 57: the server ends or begins
    return isinstance(error, OperationalError) and (state is None or state[:2] in {"08", "53", "57"})


SENTENCES = {
    400: N_("浏览器送来的内容不完整，请返回后再试。"),
    403: N_("您的账号没有做这件事的权限。请向会议负责人申请。"),
    404: N_("没有找到这一页。网址可能抄漏了，也可能已经撤下，请从首页重新进入。"),
    405: N_("这个网址不能这样打开，请从页面上的按钮进入。"),
    413: N_("文件太大。请把一次上传的内容控制在 64 MB 以内，分几次上传。"),
    429: N_("操作太频繁，请稍等一分钟再试。"),
    500: N_("程序出了错，已记录下来。刚才的操作没有保存，请稍后再试；再出错请告诉管理员。"),
    503: N_("系统正忙，请过几秒再试。"),
}


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _answer(status: int, code: str, sentence: str) -> tuple[Response, int]:
    if _wants_json():
        return jsonify(code=code, message=sentence), status
    page = render_template("errors/error.html", status=status, code=code, sentence=sentence)
    return Response(page, mimetype="text/html"), status
