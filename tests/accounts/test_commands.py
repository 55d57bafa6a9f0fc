"""meeting accounts …"""

import pytest
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account, Society
from meeting.accounts.operations import add_society
from meeting.accounts.passwords import matches
from meeting.accounts.queries import NoSuchAccount, NoSuchMeeting, SocietyUnclear, account_called
from meeting.accounts.rules import ShortPassword
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from tests.conftest import AT
from tests.factories import make_meeting


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    with transaction():
        society = add_society("甲省档案学会", slug="a", at=AT, by=OPERATOR)
        return make_meeting(society, "changzhou-2020")


def _run(app: Flask, *arguments: str, typed: str = ""):
    db.session.remove()
    return app.test_cli_runner().invoke(args=["accounts", *arguments], input=typed)


def test_accounts_add_prints_a_password_that_signs_in(app: Flask, meeting: Meeting) -> None:
    meeting_id = meeting.id

    done = _run(app, "add", "Li.Hua", "--role", "check-in", "--meeting", "changzhou-2020", "--name", "签到一组")

    assert done.exit_code == 0
    account = account_called("li.hua")
    assert account.name == "签到一组"
    assert matches(done.stdout.strip(), account.password)
    assert [(grant.role, grant.meeting_id) for grant in account.grants] == [(Role.CHECK_IN, meeting_id)]
    assert "li.hua" in done.stderr


def test_accounts_add_takes_a_password_from_standard_input_and_prints_none(app: Flask, meeting: Meeting) -> None:
    place = ("--role", "admin", "--society", "甲省档案学会")

    done = _run(app, "add", "zhang", *place, "--password-stdin", typed="四个字的词连起来也行\n")

    assert (done.exit_code, done.stdout) == (0, "")
    assert matches("四个字的词连起来也行", account_called("zhang").password)
    assert [grant.meeting_id for grant in account_called("zhang").grants] == [None]


def test_accounts_add_finds_the_only_society_and_asks_where_there_are_two(app: Flask, meeting: Meeting) -> None:
    assert _run(app, "add", "zhang", "--role", "admin").exit_code == 0
    with transaction():
        add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)

    assert isinstance(_run(app, "add", "li", "--role", "admin").exception, SocietyUnclear)
    assert db.session.query(Account).count() == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["add", "li"], 2),
        (["add", "li", "--role", "king"], 2),
        (["add", "li", "--role", "owner"], 2),
        (["add", "li", "--role", "admin", "--meeting", "changzhou-2020"], 2),
    ],
)
def test_accounts_add_wrong_usage(app: Flask, meeting: Meeting, arguments: list[str], status: int) -> None:
    assert _run(app, *arguments).exit_code == status
    assert db.session.query(Account).count() == 0


def test_accounts_add_refuses_another_societys_meeting_and_short_passwords(app: Flask, meeting: Meeting) -> None:
    with transaction():
        other = add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        make_meeting(other, "b1")
    place = ("--role", "owner", "--meeting", "b1")

    wrong = _run(app, "add", "li", *place, "--society", "甲省档案学会")
    short = _run(app, "add", "li", *place, "--password-stdin", typed="short\n")

    assert isinstance(wrong.exception, NoSuchMeeting)
    assert isinstance(short.exception, ShortPassword)
    assert db.session.query(Account).count() == 0


def test_accounts_password_replaces_it_and_ends_sessions(app: Flask, meeting: Meeting) -> None:
    _run(app, "add", "li", "--role", "admin")
    before = account_called("li").fs_uniquifier

    done = _run(app, "password", "li")

    account = account_called("li")
    assert done.exit_code == 0
    assert matches(done.stdout.strip(), account.password)
    assert account.fs_uniquifier != before


def test_accounts_password_of_nobody_is_refused(app: Flask, meeting: Meeting) -> None:
    assert isinstance(_run(app, "password", "nobody").exception, NoSuchAccount)


def test_accounts_grant_gives_a_further_role(app: Flask, meeting: Meeting) -> None:
    _run(app, "add", "li", "--role", "admin")

    done = _run(app, "grant", "li", "--role", "owner", "--meeting", "changzhou-2020")

    assert done.exit_code == 0
    assert {grant.role for grant in account_called("li").grants} == {Role.ADMIN, Role.OWNER}
    assert db.session.query(Society).count() == 1
