"""Accounts and roles: what operations refuse, and what they leave behind."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account, Grant, Society
from meeting.accounts.operations import (
    AccountOfOthers,
    LastInCharge,
    RoleHeld,
    UsernameTaken,
    WrongPlace,
    add_society,
    deactivate_account,
    grant_role,
    reactivate_account,
    rename_account,
    set_password,
    take_role,
)
from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from tests.conftest import AT
from tests.factories import PASSWORD_HASH, make_account, make_meeting


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    with transaction():
        society = add_society("甲省档案学会", slug="a", at=AT, by=OPERATOR)
        return make_meeting(society, "a1")


def test_add_account_stores_name_role_and_history(meeting: Meeting) -> None:
    with transaction():
        account = make_account("Li.Hua", Role.RECEPTION, society=meeting.society, meeting=meeting, name="李华")

    assert (account.username, account.name, account.active) == ("li.hua", "李华", True)
    assert [(g.role, g.society_id, g.meeting_id) for g in account.grants] == [
        (Role.RECEPTION, meeting.society_id, meeting.id)
    ]
    assert _done(meeting.id) == [
        ("add-account", {"username": (None, "li.hua"), "name": (None, "李华")}),
        ("grant-role", {"username": (None, "li.hua"), "role": (None, "reception")}),
    ]


def test_add_account_refuses_a_taken_login_name_and_leaves_the_rest_of_the_transaction(meeting: Meeting) -> None:
    with transaction():
        make_account("li.hua", Role.OWNER, society=meeting.society, meeting=meeting)

    with transaction():
        add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        with pytest.raises(UsernameTaken):
            make_account("LI.HUA", Role.ADMIN, society=meeting.society)

    assert db.session.scalars(sa.select(Account.username)).all() == ["li.hua"]
    assert len(db.session.scalars(sa.select(Society)).all()) == 2


@pytest.mark.parametrize(("role", "in_meeting"), [(Role.ADMIN, True), (Role.OWNER, False), (Role.CHECK_IN, False)])
def test_add_account_refuses_a_role_in_the_wrong_place(meeting: Meeting, role: Role, in_meeting: bool) -> None:
    with pytest.raises(WrongPlace), transaction():
        make_account("li.hua", role, society=meeting.society, meeting=meeting if in_meeting else None)

    assert db.session.scalars(sa.select(Account)).all() == []


def test_grant_role_is_given_once(meeting: Meeting) -> None:
    with transaction():
        account = make_account("li.hua", Role.ADMIN, society=meeting.society)
    society_id = meeting.society_id

    with pytest.raises(RoleHeld), transaction():
        grant_role(account, Role.ADMIN, society_id=society_id, at=AT, by=OPERATOR)

    assert len(db.session.scalars(sa.select(Grant)).all()) == 1


def test_grant_role_is_given_once_to_many_who_ask_at_once(app: Flask, meeting: Meeting) -> None:
    with transaction():
        account = make_account("li.hua", Role.OWNER, society=meeting.society, meeting=meeting)
    account_id, society_id = account.id, meeting.society_id

    def grant() -> None:
        with transaction():
            found = db.session.get_one(Account, account_id)
            grant_role(found, Role.ADMIN, society_id=society_id, at=AT, by=OPERATOR)

    refused = _at_once(app, [grant] * 6)

    assert [type(error) for error in refused] == [RoleHeld] * 5
    admins = sa.select(sa.func.count()).select_from(Grant).where(Grant.role == Role.ADMIN)
    assert db.session.scalar(admins) == 1


def test_take_role_leaves_somebody_in_charge(meeting: Meeting) -> None:
    with transaction():
        owner = make_account("owner", Role.OWNER, society=meeting.society, meeting=meeting)
    (grant,) = owner.grants

    with pytest.raises(LastInCharge), transaction():
        take_role(grant, at=AT, by=OPERATOR)

    assert len(owner.grants) == 1


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
def test_take_role_takes_the_owners_where_another_owner_or_an_admin_stays(meeting: Meeting, role: Role) -> None:
    with transaction():
        owner = make_account("owner", Role.OWNER, society=meeting.society, meeting=meeting)
        make_account("other", role, society=meeting.society, meeting=meeting if role is Role.OWNER else None)

    with transaction():
        take_role(owner.grants[0], at=AT, by=OPERATOR)

    assert owner.grants == []
    assert _done(meeting.id)[-1] == ("take-role", {"username": ("owner", None), "role": ("owner", None)})


def test_take_role_does_not_count_owners_of_other_meetings_and_inactive_ones(meeting: Meeting) -> None:
    with transaction():
        owner = make_account("owner", Role.OWNER, society=meeting.society, meeting=meeting)
        make_account("elsewhere", Role.OWNER, society=meeting.society, meeting=make_meeting(meeting.society, "a2"))
        make_account("gone", Role.OWNER, society=meeting.society, meeting=meeting).active = False

    with pytest.raises(LastInCharge), transaction():
        take_role(owner.grants[0], at=AT, by=OPERATOR)


def test_take_role_of_two_owners_by_each_other_at_once_leaves_one(app: Flask, meeting: Meeting) -> None:
    with transaction():
        owners = [make_account(f"owner{n}", Role.OWNER, society=meeting.society, meeting=meeting) for n in range(2)]
    ids = [owner.grants[0].id for owner in owners]

    def take(grant_id: int) -> None:
        with transaction():
            take_role(db.session.get_one(Grant, grant_id), at=AT, by=OPERATOR)

    refused = _at_once(app, [lambda: take(ids[0]), lambda: take(ids[1])])

    assert [type(error) for error in refused] == [LastInCharge]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Grant)) == 1


def test_deactivate_account_ends_its_sessions_and_reactivating_brings_its_roles_back(meeting: Meeting) -> None:
    with transaction():
        make_account("admin", Role.ADMIN, society=meeting.society)
        account = make_account("li.hua", Role.RECEPTION, society=meeting.society, meeting=meeting)
    session_of_old = account.fs_uniquifier

    with transaction():
        deactivate_account(account, society_id=meeting.society_id, at=AT, by=OPERATOR)
    assert not account.active
    assert account.fs_uniquifier != session_of_old

    with transaction():
        reactivate_account(account, society_id=meeting.society_id, at=AT, by=OPERATOR)
    assert account.active
    assert [grant.role for grant in account.grants] == [Role.RECEPTION]


def test_deactivate_account_refuses_the_last_in_charge_and_accounts_of_others(meeting: Meeting) -> None:
    with transaction():
        admin = make_account("admin", Role.ADMIN, society=meeting.society)
        other = add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        shared = make_account("shared", Role.ADMIN, society=other)
        grant_role(
            shared, Role.CHECK_IN, society_id=meeting.society_id, meeting_id=meeting.id, at=AT, by=OPERATOR
        )
    society_id = meeting.society_id

    with pytest.raises(LastInCharge), transaction():
        deactivate_account(admin, society_id=society_id, at=AT, by=OPERATOR)
    with pytest.raises(AccountOfOthers), transaction():
        deactivate_account(shared, society_id=society_id, at=AT, by=OPERATOR)

    assert (admin.active, shared.active) == (True, True)


def test_set_password_ends_sessions_and_waits_and_is_told_to_each_society(meeting: Meeting) -> None:
    with transaction():
        other = add_society("乙省档案学会", slug="b", at=AT, by=OPERATOR)
        account = make_account("shared", Role.ADMIN, society=other)
        grant_role(
            account, Role.CHECK_IN, society_id=meeting.society_id, meeting_id=meeting.id, at=AT, by=OPERATOR
        )
        account.failed_sign_ins, account.locked_until = 12, AT + timedelta(minutes=4)
    session_of_old = account.fs_uniquifier

    with transaction():
        set_password(account, PASSWORD_HASH, at=AT, by=OPERATOR)

    assert account.fs_uniquifier != session_of_old
    assert (account.failed_sign_ins, account.locked_until) == (0, None)
    told = sa.select(Entry.society_id).where(Entry.action == "set-password").order_by(Entry.society_id)
    assert db.session.scalars(told).all() == sorted([meeting.society_id, other.id])


def test_rename_account_keeps_what_it_was_called_in_what_it_did(meeting: Meeting) -> None:
    with transaction():
        account = make_account("li.hua", Role.ADMIN, society=meeting.society, name="李华")

    with transaction():
        rename_account(account, "李花", at=AT, by=OPERATOR)

    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "rename-account")).one()
    assert [(value.field, value.before, value.after) for value in entry.values] == [("name", "李华", "李花")]
    assert account.name == "李花"


def _done(meeting_id: int) -> list[tuple[str, dict[str, tuple[str | None, str | None]]]]:
    entries = db.session.scalars(sa.select(Entry).where(Entry.meeting_id == meeting_id).order_by(Entry.id))
    return [(entry.action, {v.field: (v.before, v.after) for v in entry.values}) for entry in entries]


def _at_once(app: Flask, deeds: list) -> list[Exception]:
    """Each deed in a thread of its own, begun at one instant; what was refused."""
    start, refused = threading.Barrier(len(deeds)), []

    def run(deed) -> None:
        with app.app_context():
            start.wait()
            try:
                deed()
            except Exception as error:
                refused.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused
