"""Signing in, out, and what wrong passwords cost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account, Society
from meeting.accounts.operations import add_account, add_society, deactivate_account, set_password
from meeting.accounts.passwords import NOBODYS, hashed, matches
from meeting.accounts.sign_in import SignInRefused, attempt_sign_in, complete_sign_in
from meeting.app import create_app
from meeting.db import db, transaction
from tests.browsers import Browser
from tests.conftest import AT
from tests.databases import dispose
from tests.factories import PASSWORD, PASSWORD_HASH


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Browser(app)


@pytest.fixture
def account(app: Flask) -> Account:
    with transaction():
        society = add_society("某省档案学会", slug="demo", at=AT, by=OPERATOR)
        return add_account(
            "li.hua", name="李华", password=PASSWORD_HASH, role=Role.ADMIN, society_id=society.id, at=AT, by=OPERATOR
        )


def _sign_in(client: FlaskClient, password: str = PASSWORD, username: str = "li.hua", **more: str):
    return client.post("/sign-in", data={"username": username, "password": password, "form_key": KEY, **more})


KEY = "01931b66-7c00-7000-8000-000000000000"


def test_sign_in_opens_a_session_and_leads_back_to_the_page_asked_for(client: FlaskClient, account: Account) -> None:
    asked = client.get("/account")
    assert asked.headers["Location"] == "/sign-in?next=/account"

    answer = client.post(
        asked.headers["Location"], data={"username": "Li.Hua ", "password": PASSWORD, "form_key": KEY}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    assert "李华" in client.get("/account").text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client: FlaskClient, account: Account, elsewhere: str) -> None:
    answer = client.post(
        "/sign-in", query_string={"next": elsewhere}, data={"username": "li.hua", "password": PASSWORD, "form_key": KEY}
    )

    assert answer.headers["Location"] == "/desk/"


def test_sign_in_drops_what_was_planted_in_the_session(client: FlaskClient, account: Account) -> None:
    with client.session_transaction() as planted:
        planted.update(csrf_token="known to somebody", cart="x", language="en")

    _sign_in(client)

    with client.session_transaction() as begun:
        assert begun["_user_id"] == account.fs_uniquifier
        assert "csrf_token" not in begun
        assert "cart" not in begun
        assert begun["language"] == "en"


def test_sign_in_answers_every_refusal_with_the_same_words(client: FlaskClient, app: Flask, account: Account) -> None:
    wrong = _sign_in(client, "wrong password")
    unknown = _sign_in(client, "wrong password", username="nobody")
    unreadable = _sign_in(client, "wrong password", username="li hua ")
    with transaction():
        _deactivate(account)
    inactive = _sign_in(client)

    assert [answer.status_code for answer in (wrong, unknown, unreadable, inactive)] == [422] * 4
    words = {_errors(answer.text) for answer in (wrong, unknown, unreadable, inactive)}
    assert len(words) == 1
    assert "用户名或密码不对" in words.pop()


def _deactivate(account: Account) -> None:
    """The only admin can't be switched off by the operation, so a second one is there."""
    society = db.session.scalars(sa.select(Society)).one()
    add_account(
        "wang.fang", name="王芳", password=account.password, role=Role.ADMIN, society_id=society.id, at=AT, by=OPERATOR
    )  # type: ignore[arg-type]
    deactivate_account(account, society_id=society.id, at=AT, by=OPERATOR)


def _errors(text: str) -> str:
    return text[text.index('class="form-errors"') : text.index("</ul>", text.index('class="form-errors"'))]


def test_sign_in_keeps_the_name_but_not_the_password_in_a_refused_form(client: FlaskClient, account: Account) -> None:
    answer = _sign_in(client, "wrong password")

    assert 'value="li.hua"' in answer.text
    assert "wrong password" not in answer.text


def test_attempt_sign_in_waits_after_ten_wrong_ones_in_a_row_and_never_longer_than_fifteen_minutes(
    app: Flask, account: Account
) -> None:
    waits = []
    at = AT
    for _ in range(16):
        with transaction():
            attempt = attempt_sign_in("li.hua", at=at)
            assert attempt.open
        db.session.refresh(account)
        wait = account.locked_until - at if account.locked_until and account.locked_until > at else timedelta()
        waits.append(wait.total_seconds() / 60)
        at += wait

    assert waits == [0] * 9 + [1, 2, 4, 8, 15, 15, 15]


def test_attempt_sign_in_refuses_the_right_password_while_waiting_and_takes_it_afterwards(
    app: Flask, account: Account
) -> None:
    for _ in range(10):
        with transaction():
            attempt_sign_in("li.hua", at=AT)

    with transaction():
        early = attempt_sign_in("li.hua", at=AT + timedelta(seconds=59))
    with pytest.raises(SignInRefused), transaction():
        complete_sign_in(early, fits=True)
    with transaction():
        late = attempt_sign_in("li.hua", at=AT + timedelta(seconds=60))
        assert complete_sign_in(late, fits=True).username == "li.hua"
    assert (account.failed_sign_ins, account.locked_until) == (0, None)


def test_attempt_sign_in_does_not_make_a_known_browser_wait(app: Flask, account: Account) -> None:
    for _ in range(10):
        with transaction():
            attempt_sign_in("li.hua", at=AT)

    with transaction():
        own = attempt_sign_in("li.hua", at=AT, known=account.fs_uniquifier)
        stranger = attempt_sign_in("li.hua", at=AT, known="somebody else's")

    assert (own.open, stranger.open) == (True, False)


def test_sign_in_lets_the_owner_in_while_others_guess(client: FlaskClient, app: Flask, account: Account) -> None:
    _sign_in(client)
    client.post("/sign-out")
    stranger = Browser(app)
    for _ in range(11):
        _sign_in(stranger, "a wrong guess")

    assert _sign_in(stranger).status_code == 422
    assert _sign_in(client).status_code == 302


def test_complete_sign_in_refuses_when_the_password_changed_meanwhile(app: Flask, account: Account) -> None:
    with transaction():
        attempt = attempt_sign_in("li.hua", at=AT)
    stored = hashed("another one altogether", username="li.hua")
    with transaction():
        set_password(account, stored, at=AT, by=OPERATOR)

    with pytest.raises(SignInRefused), transaction():
        complete_sign_in(attempt, fits=True)


def test_attempt_sign_in_runs_the_same_statements_for_names_that_nobody_has(app: Flask, account: Account) -> None:
    def statements(username: str) -> list[str]:
        seen: list[str] = []

        def note(_c: object, _u: object, statement: str, *_: object) -> None:
            if not statement.startswith("BEGIN"):  # SQLite's, said by us
                seen.append(statement.split()[0])

        sa.event.listen(db.engine, "before_cursor_execute", note)
        with transaction():
            attempt_sign_in(username, at=AT)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return seen

    assert statements("li.hua") == statements("nobody") == statements("no good name") == ["SELECT", "UPDATE"]


def test_sign_in_compares_no_password_while_it_holds_the_database(
    client: FlaskClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = []

    def watched(password: str, stored: str | None) -> bool:
        inside.append(db.session.registry.has() and db.session().in_transaction())
        return matches(password, stored)

    monkeypatch.setattr("meeting.accounts.views.sign_in.matches", watched)

    _sign_in(client)

    assert inside == [False]


def test_passwords_are_argon2id_with_the_settings_of_the_design(account: Account) -> None:
    stored = hashed(PASSWORD, username="li.hua")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert NOBODYS.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(NOBODYS) == len(stored)


def test_matches_takes_full_width_for_half_and_nothing_else(account: Account) -> None:
    assert matches(PASSWORD.replace("words", "ｗｏｒｄｓ"), account.password)
    assert not matches(PASSWORD + " ", account.password)
    assert not matches("", None)


def test_sign_in_is_limited_by_address(app: Flask, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting.accounts.views.sign_in.matches", lambda _password, _stored: False)
    limited = create_app(app.config["MEETING"], TESTING=True, WTF_CSRF_ENABLED=False)
    client = Browser(limited)
    guess = {"password": "a wrong guess", "form_key": KEY}

    answers = [client.post("/sign-in", data={"username": f"name{n}", **guess}).status_code for n in range(61)]
    elsewhere = client.post(
        "/sign-in", data={"username": "name0", **guess}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )

    dispose(limited)

    assert answers == [422] * 60 + [429]
    assert elsewhere.status_code == 422


def test_sign_out_ends_the_session(client: FlaskClient, account: Account) -> None:
    _sign_in(client)

    answer = client.post("/sign-out")

    assert answer.headers["Location"] == "/sign-in"
    assert client.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_sign_in_shows_those_signed_in_the_way_on(client: FlaskClient, account: Account) -> None:
    _sign_in(client)

    assert client.get("/sign-in?next=/account").headers["Location"] == "/account"


def test_health_asks_no_database_even_of_those_signed_in(client: FlaskClient, account: Account) -> None:
    _sign_in(client)
    seen: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))

    assert client.get("/healthz").text == "ok\n"
    assert seen == []
