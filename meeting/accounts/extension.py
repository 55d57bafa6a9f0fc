"""Signing in, wired into Flask.

Flask-Security keeps the session (its identity is ``fs_uniquifier``) and the hashing. Its own views stay off: they look
up, hash and commit in one transaction, which would hold SQLite's write lock for the time of a hash. Ours stand in
``views/sign_in.py``.
"""

from typing import Any

from flask import Flask, url_for
from flask_security.core import RoleMixin, Security
from flask_security.datastore import SQLAlchemyUserDatastore

from meeting.accounts.actors import actor_in_words
from meeting.accounts.models import Account
from meeting.accounts.views.sign_in import bp as security_bp
from meeting.db import db

ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
"""OWASP's: 19 MiB, two passes, one lane. Memory in KiB."""


class _NoRole(RoleMixin):
    """Flask-Security wants a model of global roles; ``Grant`` takes their place, so this has no table and no rows."""


def init_app(app: Flask) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  (the name of a scheme)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],  # no pepper: a restored database stays usable without the old key
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    security = Security()
    security.init_app(app, SQLAlchemyUserDatastore(db, Account, _NoRole), register_blueprint=False)
    # Its tokens in the query would sign one in past CSRF, and we hand none out.
    security.login_manager.request_loader(lambda _request: None)
    # Flask-Principal would load the account before every request, /healthz and pictures too, for roles we don't use.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.register_blueprint(security_bp)
    app.context_processor(_account_links)
    app.add_template_filter(actor_in_words, "actor")


def _account_links() -> dict[str, Any]:
    """For the layouts' account menu."""
    from flask_babel import gettext

    return {
        "sign_out_url": url_for("security.logout"),
        "account_links": [(gettext("我的账号"), url_for("accounts.account"))],
    }
