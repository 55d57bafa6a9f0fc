"""For everyone: is this certificate genuine?"""

from flask import abort, render_template, request
from limits import parse
from werkzeug.wrappers import Response

from meeting.accounts.access import everyone
from meeting.awards.codes import SAMPLE
from meeting.awards.errors import CertificateUnknown
from meeting.awards.forms import VerifyForm
from meeting.awards.keys import public_text
from meeting.awards.verification import verify_code, verify_number
from meeting.awards.views import bp
from meeting.awards.views.awards import Page
from meeting.web.limits import asker, limits

MISSES = (parse("10 per minute"), parse("60 per hour"))
"""Of one address. Only misses count: a hall full of people behind one address may all look at their own."""


@bp.route("/verify", methods=["GET", "POST"])
@everyone
def verify() -> Page:
    """By number and name. A wrong number and a wrong name are answered alike (trust.md, row 2)."""
    form = VerifyForm()
    if request.method == "GET":
        return render_template("awards/verify.html", form=form, unknown=False)
    if not form.validate():
        return render_template("awards/verify.html", form=form, unknown=False), 422
    _refuse_guessing()
    try:
        found = verify_number(form.number.data or "", form.name.data or "")
    except CertificateUnknown as error:
        _count_miss()
        return render_template("awards/verify.html", form=form, unknown=True), error.status
    return render_template("awards/verified.html", found=found)


@bp.get("/verify/key")
@everyone
def public_key() -> Page:
    """The keys that codes are checked with when there is no network, and how."""
    return render_template("awards/public_key.html", keys=public_text())


@bp.get("/verify/key.pem")
@everyone
def public_key_file() -> Page:
    return Response(public_text(), mimetype="application/x-pem-file")


@bp.get("/V/<code>")
@everyone
def verify_scanned(code: str) -> Page:
    """What the QR code leads to."""
    _refuse_guessing()
    try:
        found = verify_code(code)
    except CertificateUnknown as error:
        _count_miss()
        page = render_template(
            "awards/verify.html", form=VerifyForm(formdata=None), unknown=True, sample=code.upper() == SAMPLE
        )
        return page, error.status
    return render_template("awards/verified.html", found=found)


def _refuse_guessing() -> None:
    if not all(limits().test(limit, *_asker()) for limit in MISSES):
        abort(429)


def _count_miss() -> None:
    for limit in MISSES:
        limits().hit(limit, *_asker())


def _asker() -> tuple[str, str]:
    return "verify", asker()
