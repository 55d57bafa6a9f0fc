"""Registering, changing and moving delegates."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.db import db
from meeting.errors import MeetingError
from meeting.history.queries import entries_of
from meeting.meetings.enums import MeetingState
from meeting.people.enums import Gender
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState, EnrolmentState, Source
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations import delegates as operations
from meeting.registration.operations.delegates import Entry, change, entry_of, register
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum, make_unit


def test_register_keeps_every_field_of_the_entry(app):
    meeting = make_meeting()
    unit = make_unit(meeting)
    forum = make_sub_forum(meeting)
    entry = Entry(
        name="张　三", unit_name=" 常州市档案馆 ", mobile="１３８ 1234-5678", gender=Gender.FEMALE, post="馆员",
        category=Category.OBSERVER, sub_forum=forum, hotel=True, hotel_wish="单住", diet="清真", remarks="晚到",
    )  # fmt: skip

    delegate = register(meeting, entry, at=AT, by=OPERATOR, source=Source.ONLINE)

    assert entry_of(delegate) == replace(entry, name="张三", unit_name="常州市档案馆", mobile="+8613812345678")
    assert (delegate.state, delegate.source, delegate.unit) == (DelegateState.PENDING, Source.ONLINE, unit)
    assert delegate.delegation.invited_at is None
    assert delegate.enrolment.state is EnrolmentState.ENROLLED
    [history] = entries_of(delegate, society_id=meeting.society_id)
    assert (history.action, history.actor) == ("register", "operator")


def test_register_adds_an_unknown_unit_and_goes_without_one(app):
    meeting = make_meeting()

    with_unit = make_delegate(meeting, "张三", unit_name="新来的单位")
    without = make_delegate(meeting, "李四")

    assert with_unit.unit.name == "新来的单位"
    assert without.unit is None


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": "　"}, "name-missing", "name"),
        ({"name": "张三、李四"}, "name-several", "name"),
        ({"mobile": ""}, "mobile-missing", "mobile"),
        ({"mobile": "1381234567"}, "mobile-invalid", "mobile"),
        ({"mobile": "0519-85668010"}, "mobile-invalid", "mobile"),
        ({"post": "长" * 121}, "text-too-long", "post"),
        ({"remarks": "长" * 501}, "text-too-long", "remarks"),
        ({"unit_name": "馆" * 121}, "unit-name-too-long", "unit"),
    ],
)
def test_register_refuses_a_field_by_name_and_leaves_nothing(app, values, code, field):
    meeting = make_meeting()
    entry = Entry(**{"name": "张三", "mobile": "13812345678"} | values)

    with pytest.raises(MeetingError) as refused:
        register(meeting, entry, at=AT, by=OPERATOR, source=Source.DESK)
    db.session.rollback()

    assert (refused.value.code, refused.value.field) == (code, field)
    assert db.session.scalars(sa.select(Person)).all() == []
    assert db.session.scalars(sa.select(Unit)).all() == []


@pytest.mark.parametrize("name", ["丁", "庄" * 40, "𬭎宁远", "阿卜杜拉·买买提", "ﷺ" * 10, "Éilís O’Brien-Smith"])
def test_register_takes_names_of_every_kind(app, name):
    delegate = make_delegate(make_meeting(), name)
    db.session.expire_all()

    assert delegate.person.name == name


def test_register_follows_the_meetings_setting_for_mobiles(app):
    meeting = make_meeting(mobile_required=False, landline_allowed=True)

    none = make_delegate(meeting, "张三", " ")
    landline = make_delegate(meeting, "李四", "0519-85668010转8001")

    assert none.person.mobile is None
    assert landline.person.mobile == "+8651985668010;ext=8001"
    assert change(landline, entry_of(landline), at=AT, by=OPERATOR) == {}


def test_register_refuses_who_is_listed_already(app):
    meeting = make_meeting()
    first = make_delegate(meeting, "张三", "13812345678")

    with pytest.raises(operations.AlreadyRegistered) as refused:
        make_delegate(meeting, "张 三", "+86 138 1234 5678")

    assert refused.value.delegate is first
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 1


def test_register_takes_one_mobile_for_several_people(app):
    meeting = make_meeting()

    first = make_delegate(meeting, "张三", "13812345678", unit_name="常州市档案馆")
    second = make_delegate(meeting, "李四", "13812345678", unit_name="常州市档案馆")

    assert first.person is not second.person
    assert first.delegation is second.delegation


@pytest.mark.parametrize(
    ("state", "closes"), [(MeetingState.CLOSED, None), (MeetingState.DRAFT, None), (MeetingState.OPEN, AT)]
)
def test_register_online_is_refused_once_closed_while_staff_go_on(app, state, closes):
    meeting = make_meeting(state=state, registration_closes_at=closes)

    with pytest.raises(operations.Conflict) as refused:
        make_delegate(meeting, "张三", source=Source.ONLINE)
    by_desk = make_delegate(meeting, "李四")

    assert refused.value.code == "registration-closed"
    assert by_desk.state is DelegateState.PENDING


def test_register_brings_back_who_had_cancelled(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    delegate = make_delegate(meeting, "张三", "13812345678", sub_forum=forum)
    operations.cancel(delegate, at=AT, by=OPERATOR)

    again = make_delegate(meeting, "张三", "13812345678", post="馆长", sub_forum=forum, source=Source.ONLINE)

    assert again is delegate
    assert (again.state, again.post, again.source) == (DelegateState.PENDING, "馆长", Source.ONLINE)
    assert again.enrolment.state is EnrolmentState.ENROLLED
    assert forum.taken == 1


def test_change_says_what_changed_and_counts_a_version(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting)
    delegate = make_delegate(meeting, "张三", "13812345678", unit_name="常州市档案馆", sub_forum=forum)
    version = delegate.version
    wished = replace(
        entry_of(delegate), name="张珊", mobile="13912345678", unit_name="江阴市档案馆", post="馆员", sub_forum=None
    )

    changes = change(delegate, wished, at=AT, by=OPERATOR, version=version)
    db.session.flush()

    assert changes == {
        "name": ("张三", "张珊"),
        "unit_name": ("常州市档案馆", "江阴市档案馆"),
        "mobile": ("+8613812345678", "+8613912345678"),
        "post": ("", "馆员"),
        "sub_forum": ("档案信息化分会", None),
    }
    assert delegate.version > version
    assert (delegate.person.pinyin, delegate.person.initials) == ("zhang shan", "zs")
    assert forum.taken == 0
    assert db.session.scalar(sa.select(sa.func.count(Delegation.id))) == 2


def test_change_of_nothing_touches_nothing(app):
    meeting = make_meeting()
    delegate = make_delegate(meeting, unit_name="常州市档案馆")
    version = delegate.version

    changes = change(delegate, entry_of(delegate), at=AT, by=OPERATOR)
    db.session.flush()

    assert changes == {}
    assert delegate.version == version
    assert len(entries_of(delegate, society_id=meeting.society_id)) == 1


def test_change_is_refused_where_somebody_changed_meanwhile(app):
    delegate = make_delegate(make_meeting())
    opened = delegate.version
    operations.approve(delegate, at=AT, by=OPERATOR)
    db.session.flush()

    with pytest.raises(operations.ChangedMeanwhile):
        change(delegate, replace(entry_of(delegate), post="馆长"), at=AT, by=OPERATOR, version=opened)


def test_change_is_refused_where_another_person_has_name_and_mobile(app):
    meeting = make_meeting()
    other = make_delegate(meeting, "张三", "13812345678")
    delegate = make_delegate(meeting, "张三", "13912345678")

    with pytest.raises(operations.PersonExists) as refused:
        change(delegate, replace(entry_of(delegate), mobile="13812345678"), at=AT, by=OPERATOR)

    assert refused.value.person is other.person


P, C, W, D, X = (DelegateState(value) for value in ("pending", "confirmed", "waiting", "declined", "cancelled"))


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        ("approve", P, C), ("approve", W, C), ("approve", C, C), ("approve", D, C), ("approve", X, C),
        ("decline", P, D), ("decline", C, D), ("decline", X, None),
        ("cancel", P, X), ("cancel", C, X), ("cancel", D, None),
        ("restore", X, P), ("restore", D, P), ("restore", C, P),
        ("put_on_waiting_list", P, W), ("put_on_waiting_list", C, None),
    ],
)  # fmt: skip
def test_moves_follow_the_table_of_states(app, operation, before, after):
    delegate = make_delegate(make_meeting())
    delegate.state = before
    db.session.commit()

    if after is None:
        with pytest.raises(operations.NotAMove):
            getattr(operations, operation)(delegate, at=AT, by=OPERATOR)
    else:
        getattr(operations, operation)(delegate, at=AT, by=OPERATOR)

    assert delegate.state is (after or before)


def test_decline_keeps_the_reason_and_restore_drops_it(app):
    meeting = make_meeting()
    delegate = make_delegate(meeting)

    operations.decline(delegate, reason="名额已满", at=AT, by=OPERATOR)
    declined = delegate.reason
    operations.restore(delegate, at=AT, by=OPERATOR)
    db.session.flush()

    assert (declined, delegate.reason) == ("名额已满", "")
    newest = entries_of(delegate, society_id=meeting.society_id)[1]
    assert newest.action == "decline-delegate"
    assert {value.field: value.after for value in newest.values} == {"state": "declined", "reason": "名额已满"}


def test_remove_takes_the_row_away_and_leaves_the_person(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    delegate = make_delegate(meeting, "张三", "13812345678", sub_forum=forum)
    waiting = make_delegate(meeting, "李四", sub_forum=forum)

    operations.remove(delegate, at=AT, by=OPERATOR)
    again = make_delegate(meeting, "张三", "13812345678")

    assert again.id != delegate.id
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 2
    assert waiting.enrolment.state is EnrolmentState.ENROLLED


def test_register_of_two_societies_knows_nothing_of_the_other(app):
    here = make_meeting()
    there = make_meeting(make_society("安徽省档案学会", "ahda"), "hefei-2020")

    first = make_delegate(here, "张三", "13812345678", unit_name="档案馆")
    second = make_delegate(there, "张三", "13812345678", unit_name="档案馆")

    assert first.person is not second.person
    assert first.unit is not second.unit
