"""The private link's secret, made so that the browser that registered can be shown its link again.

A double click sends the form twice; the answer to the first may never be seen. So the secret isn't drawn, but derived
from the installation's secret, 128 random bits in the browser's session, and what was sent: the same browser and form
make it again, nobody else can, and nothing of it is stored but its hash.
"""

import hashlib
import hmac
import secrets

from flask import current_app, session, url_for

from meeting.registration.operations.links import BYTES

_NONCE = "registrant"


def prepare_browser() -> None:
    """When the form is opened: give the browser its random bits."""
    if _NONCE not in session:
        session[_NONCE] = secrets.token_urlsafe(BYTES)


def link_secret(submission: str) -> bytes | None:
    """The secret for what this browser sent (``web.once.submission``); None where the browser never opened one."""
    nonce = session.get(_NONCE)
    if not nonce:
        return None
    message = f"private-link\n{nonce}\n{submission}".encode()
    return hmac.new(current_app.config["SECRET_KEY"], message, hashlib.sha256).digest()[:BYTES]


def private_url(slug: str, token: str) -> str:
    """The whole address, as it is sent and kept."""
    return f"{current_app.config['MEETING'].url}{url_for('portal.private', slug=slug, token=token)}"
