"""One's own account, a meeting's staff, a society's accounts: through HTTP."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account, Grant, Society
from meeting.accounts.operations import add_society, grant_role
from meeting.accounts.passwords import matches
from meeting.accounts.queries import account_called
from meeting.db import db, transaction, uuid7
from tests.browsers import Browser
from tests.checkin.making import counted
from tests.conftest import AT
from tests.factories import PASSWORD, make_account, make_meeting


@pytest.fixture
def society(app: Flask) -> Society:
    """With the meeting ``a1``, its owner and an admin."""
    with transaction():
        society = add_society("甲省档案学会", slug="a", at=AT, by=OPERATOR)
        meeting = make_meeting(society, "a1")
        make_account("admin", Role.ADMIN, society=society, name="管理员")
        make_account("owner", Role.OWNER, society=society, meeting=meeting, name="李华")
        return society


def _signed_in(app: Flask, username: str, password: str = PASSWORD) -> FlaskClient:
    client = Browser(app)
    answer = _post(client, "/sign-in", username=username, password=password)
    assert answer.status_code == 302, answer.text
    return client


def _post(client: FlaskClient, address: str, **data: str):
    return client.post(address, data={"form_key": str(uuid7()), **data})


def _fresh(text: str) -> str:
    (found,) = set(re.findall(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b", text))
    return found


def _grants(username: str) -> list[Role]:
    db.session.expire_all()
    return [grant.role for grant in account_called(username).grants]


def test_change_password_keeps_this_session_and_ends_the_others(app: Flask, society: Society) -> None:
    here, elsewhere = _signed_in(app, "owner"), _signed_in(app, "owner")

    new = "新的密码有十个字以上"
    answer = _post(here, "/account/password", current=PASSWORD, password=new, again=new)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    assert "密码已改好" in here.get("/account").text
    assert elsewhere.get("/account").headers["Location"] == "/sign-in?next=/account"
    assert _signed_in(app, "owner", new).get("/account").status_code == 200


@pytest.mark.parametrize(
    ("current", "password", "again", "sentence"),
    [
        ("not the password", "a good new password", "a good new password", "现在的密码不对"),
        (PASSWORD, "a good new password", "another one", "两次输入的新密码不一样"),
        (PASSWORD, "short", "short", "密码至少要 10 个字符"),
        (PASSWORD, "owner-owner", "owner-owner", "太容易猜到"),
    ],
)
def test_change_password_refuses_with_a_reason(
    app: Flask, society: Society, current: str, password: str, again: str, sentence: str
) -> None:
    client = _signed_in(app, "owner")

    answer = _post(client, "/account/password", current=current, password=password, again=again)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert matches(PASSWORD, account_called("owner").password)


def test_change_password_counts_wrong_ones_like_a_sign_in(app: Flask, society: Society) -> None:
    client = _signed_in(app, "owner")

    _post(client, "/account/password", current="not the password", password="a good new one", again="a good new one")

    assert account_called("owner").failed_sign_ins == 1


def test_rename_shows_the_new_name(app: Flask, society: Society) -> None:
    client = _signed_in(app, "owner")

    assert _post(client, "/account/name", name="李花").status_code == 302

    assert "李花" in client.get("/account").text
    assert _post(client, "/account/name", name="").status_code == 422


def test_add_staff_shows_a_password_once_that_signs_in(app: Flask, society: Society) -> None:
    client = _signed_in(app, "owner")

    answer = _post(client, "/desk/a1/staff", username="Qian.Dao", name="签到一组", role="check-in")

    fresh = _fresh(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert fresh not in client.get("/desk/a1/staff").text
    assert "签到一组" in client.get("/desk/a1/staff").text
    assert _signed_in(app, "qian.dao", fresh).get("/account").status_code == 200
    assert _grants("qian.dao") == [Role.CHECK_IN]


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"username": "owner", "name": "某人", "role": "check-in"}, 409, "已有人使用"),
        ({"username": "a b", "name": "某人", "role": "check-in"}, 422, "用户名要用"),
        ({"username": "new.one", "name": "", "role": "check-in"}, 422, "请填写"),
        ({"username": "new.one", "name": "某人", "role": "admin"}, 422, "还不能提交"),
        ({"username": "new.one", "name": "某人", "role": "king"}, 422, "还不能提交"),
    ],
)
def test_add_staff_refuses_and_keeps_what_was_typed(
    app: Flask, society: Society, data: dict[str, str], status: int, sentence: str
) -> None:
    answer = _post(_signed_in(app, "owner"), "/desk/a1/staff", **data)

    assert answer.status_code == status
    assert sentence in answer.text
    assert f'value="{data["username"]}"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2


def test_grant_staff_adds_an_account_of_the_society_and_no_other(app: Flask, society: Society) -> None:
    with transaction():
        other = add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        make_account("stranger", Role.ADMIN, society=other)
    client = _signed_in(app, "owner")

    known = _post(client, "/desk/a1/staff/roles", username="admin", role="reception")
    stranger = _post(client, "/desk/a1/staff/roles", username="stranger", role="reception")
    nobody = _post(client, "/desk/a1/staff/roles", username="nobody", role="reception")

    assert [answer.status_code for answer in (known, stranger, nobody)] == [302, 422, 422]
    assert "没有用户名为“stranger”的账号" in stranger.text
    assert _grants("admin") == [Role.ADMIN, Role.RECEPTION]
    assert _grants("stranger") == [Role.ADMIN]


def test_grant_staff_twice_by_one_form_is_answered_the_same(app: Flask, society: Society) -> None:
    client = _signed_in(app, "owner")
    form = {"username": "admin", "role": "reception", "form_key": str(uuid7())}

    answers = [client.post("/desk/a1/staff/roles", data=form) for _ in range(2)]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, "/desk/a1/staff")] * 2
    assert _grants("admin") == [Role.ADMIN, Role.RECEPTION]


def test_take_staff_takes_effect_at_once(app: Flask, society: Society) -> None:
    with transaction():
        make_account("helper", Role.ORGANISER, society=society, meeting=make_meeting(society, "a2"))
        make_account("second", Role.OWNER, society=society, meeting=_meeting(society))
    second = _signed_in(app, "second")
    grant = account_called("second").grants[0].id

    answer = _post(_signed_in(app, "owner"), f"/desk/a1/staff/roles/{grant}/take")

    assert answer.status_code == 302
    assert second.get("/desk/a1/staff").status_code == 404


def _meeting(society: Society):
    from meeting.meetings.models import Meeting

    return db.session.scalars(sa.select(Meeting).where(Meeting.slug == "a1")).one()


def test_society_accounts_switches_an_account_off_and_on(app: Flask, society: Society) -> None:
    admin, owner = _signed_in(app, "admin"), _signed_in(app, "owner")
    account_id = account_called("owner").id

    assert _post(admin, f"/society/a/accounts/{account_id}/deactivate").status_code == 302
    assert owner.get("/account").status_code == 302
    assert "已停用" in admin.get("/society/a/accounts").text

    assert _post(admin, f"/society/a/accounts/{account_id}/reactivate").status_code == 302
    assert _signed_in(app, "owner").get("/account").status_code == 200


def test_society_accounts_resets_a_password_of_its_own_only(app: Flask, society: Society) -> None:
    with transaction():
        other = add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        shared = make_account("shared", Role.ADMIN, society=other)
        stranger = make_account("stranger", Role.ADMIN, society=other)
        grant_role(shared, Role.ADMIN, society_id=society.id, at=AT, by=OPERATOR)
        ids = {account.username: account.id for account in (shared, stranger, account_called("owner"))}
    admin = _signed_in(app, "admin")

    answers = {name: _post(admin, f"/society/a/accounts/{id_}/password") for name, id_ in ids.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "owner": 200, "shared": 403, "stranger": 404,
    }  # fmt: skip
    assert "也为别的学会工作" in answers["shared"].text
    assert _signed_in(app, "owner", _fresh(answers["owner"].text)).get("/account").status_code == 200
    assert _signed_in(app, "shared").get("/account").status_code == 200


def test_society_accounts_makes_admins(app: Flask, society: Society) -> None:
    admin = _signed_in(app, "admin")

    made = _post(admin, "/society/a/accounts", username="second", name="副秘书长")
    raised = _post(admin, "/society/a/admins", username="owner")

    assert _signed_in(app, "second", _fresh(made.text)).get("/society/a/accounts").status_code == 200
    assert raised.status_code == 302
    assert sorted(_grants("owner")) == [Role.ADMIN, Role.OWNER]


def test_society_accounts_keeps_the_last_admin(app: Flask, society: Society) -> None:
    grant_id = db.session.scalars(sa.select(Grant.id).where(Grant.role == Role.ADMIN)).one()

    answer = _post(_signed_in(app, "admin"), f"/society/a/roles/{grant_id}/take")

    assert answer.status_code == 409
    assert "没有人能管理" in answer.text
    assert _grants("admin") == [Role.ADMIN]


@pytest.mark.parametrize("page", ["/desk/a1/staff", "/society/a/accounts"])
def test_lists_of_accounts_take_the_same_queries_for_one_and_for_many(app: Flask, society: Society, page: str) -> None:
    client = _signed_in(app, "admin")
    client.get(page)
    with counted() as few:
        client.get(page)
    with transaction():
        for number in range(3):
            make_account(f"more{number}", Role.CHECK_IN, society=society, meeting=_meeting(society))

    with counted() as many:
        assert "more2" in client.get(page).text

    assert len(many) == len(few)
