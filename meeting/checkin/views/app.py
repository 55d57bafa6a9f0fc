"""The page at a gate that works without network: the page itself, its service worker, its manifest.

Nothing in them is of any meeting; what a device knows it asks for with its key.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask_babel import gettext

from meeting.accounts.access import everyone
from meeting.checkin.views import bp

WHAT = (
    *(f"css/{name}.css" for name in ("ink", "frame", "forms", "tables", "parts", "kiosk", "checkin", "print")),
    *(f"js/{name}.js" for name in ("app", "forms", "lists", "drop", "typeahead", "say", "scanner", "wedge")),
    "icons/*.svg", "js/gate/*.js", "vendor/*/*.js", "vendor/*/*.wasm",
)
"""Of the static files, what the page may load: the test looks whether it is all."""


@bp.get("/check-in/app")
@everyone
def app() -> str:
    return render_template("checkin/app.html")


@bp.get("/check-in/app/worker.js")
@everyone
def worker() -> Response:
    """Written for the files as they are now: when one changes, browsers see another worker and fetch them anew."""
    files = [url_for("checkin.app"), url_for("checkin.manifest"), *_files()]
    digest = _digest(current_app.static_folder or "")
    script = render_template("checkin/worker.js", files=json.dumps(files), digest=digest)
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = url_for("checkin.app")
    return answer


@bp.get("/check-in/app/manifest.webmanifest")
@everyone
def manifest() -> Response:
    icon = url_for("static", filename="icons/seal.svg")
    about = {
        "name": gettext("签到"), "short_name": gettext("签到"), "start_url": url_for("checkin.app"),
        "scope": url_for("checkin.app"), "display": "standalone", "background_color": "#ffffff",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    answer = Response(json.dumps(about, ensure_ascii=False), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _files() -> list[str]:
    """The addresses of all that the page loads."""
    folder = Path(current_app.static_folder or "")
    paths = [path for pattern in WHAT for path in sorted(folder.glob(pattern))]
    return [url_for("static", filename=path.relative_to(folder).as_posix()) for path in paths]


@cache
def _digest(folder: str) -> str:
    """Of what the files hold."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
