"""One's own account."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import signed_in
from meeting.accounts.actors import Actor
from meeting.accounts.forms import NameForm, PasswordForm
from meeting.accounts.models import Account
from meeting.accounts.operations import rename_account, set_password
from meeting.accounts.passwords import hashed
from meeting.accounts.queries import grants_of_account, meetings_named
from meeting.accounts.sign_in import SignInRefused
from meeting.accounts.views import bp
from meeting.accounts.views.sign_in import begin_session, signed_in_by
from meeting.db import db, release, transaction
from meeting.errors import N_, Invalid, MeetingError
from meeting.web.once import once


class WrongCurrentPassword(Invalid):
    code = "current-password-wrong"
    sentence = N_("现在的密码不对。连着输错 10 次，就要等 1 到 15 分钟才能再试。")
    field = "current"


class PasswordsDiffer(Invalid):
    code = "passwords-differ"
    sentence = N_("两次输入的新密码不一样，请再输一次。")
    field = "again"


@bp.get("/account")
@signed_in
def account(actor: Actor) -> str:
    return _page(actor, NameForm(formdata=None, name=actor.name), PasswordForm(formdata=None))


@bp.post("/account/name")
@signed_in
@once
def rename(actor: Actor) -> Response | tuple[str, int]:
    form = NameForm()
    if not form.validate_on_submit():
        return _page(actor, form, PasswordForm(formdata=None)), 422
    with transaction():
        rename_account(db.session.get_one(Account, actor.account_id), form.name.data, at=clock.now(), by=actor)
    flash(gettext("名字已改好。"), "success")
    return redirect(url_for("accounts.account"))


@bp.post("/account/password")
@signed_in
def change_password(actor: Actor) -> Response | tuple[str, int]:
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(actor, NameForm(formdata=None, name=actor.name), form), 422
    username = current_user.username
    release()  # two hashes follow: nobody waits for them
    try:
        _change(actor, username, form)
    except MeetingError as error:
        status = form.refuse(error)
        return _page(actor, NameForm(formdata=None, name=actor.name), form), status
    flash(gettext("密码已改好，其他设备上的登录都已退出。"), "success")
    return redirect(url_for("accounts.account"))


def _change(actor: Actor, username: str, form: PasswordForm) -> None:
    if form.password.data != form.again.data:
        raise PasswordsDiffer
    stored = hashed(form.password.data, username=username, name=actor.name)
    try:
        signed_in_by(username, form.current.data)  # counted like a sign-in: a borrowed browser doesn't guess
    except SignInRefused as error:
        raise WrongCurrentPassword from error
    stay = session.permanent
    with transaction():
        own = db.session.get_one(Account, actor.account_id)
        set_password(own, stored, at=clock.now(), by=actor)
    begin_session(own, stay=stay)


def _page(actor: Actor, name_form: NameForm, password_form: PasswordForm) -> str:
    grants = grants_of_account(actor.account_id or 0)
    return render_template(
        "accounts/account.html",
        name_form=name_form,
        password_form=password_form,
        username=current_user.username,
        grants=grants,
        meetings=meetings_named({grant.meeting_id for grant in grants if grant.meeting_id}),
    )
