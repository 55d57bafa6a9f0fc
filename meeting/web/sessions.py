"""Sessions in signed cookies, as Flask's, and form tokens beside them. What comes with every request is read once."""

import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect, same_origin
from itsdangerous import BadSignature

KEPT = 1_024
"""Sessions that were read last: of those who send many requests, as a phone at a gate does."""


class Sessions(SecureCookieSessionInterface):
    """What a cookie says stays the same as long as it is the same cookie: its signature is checked once, its age each
    time.
    """

    def __init__(self) -> None:
        self.read: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()
        """When it was signed, in seconds since 1970, and what it says."""
        self.lock = Lock()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        sent = request.cookies.get(self.get_cookie_name(app))
        known = self.read.get(sent) if sent else None
        if known is not None and time.time() - known[0] <= app.permanent_session_lifetime.total_seconds():
            return self.session_class(known[1])
        found = super().open_session(app, request)
        if sent and found and all(isinstance(value, str | int | float | None) for value in found.values()):
            self._keep(app, sent, dict(found))
        return found

    def _keep(self, app: Flask, sent: str, says: dict[str, Any]) -> None:
        signer = self.get_signing_serializer(app)
        if signer is None:
            return
        try:
            _, at = signer.loads(sent, return_timestamp=True)
        except BadSignature:
            return
        with self.lock:
            self.read[sent] = at.timestamp(), says
            if len(self.read) > KEPT:
                self.read.popitem(last=False)


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's. That a token in a header fits its session is found once for both."""

    def __init__(self, app: Flask) -> None:
        self.fitting: set[tuple[str | None, str | None]] = set()
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        if not request.is_json:
            super().protect(apply_exemptions)
            return
        pair = request.headers.get("X-CSRFToken"), session.get("csrf_token")
        ours = not request.is_secure or same_origin(request.referrer or "", f"https://{request.host}/")
        if ours and pair in self.fitting:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            self.fitting.add(pair)
            if len(self.fitting) > KEPT:
                self.fitting.clear()
