"""Registering online, and one's own page behind the private link."""

import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from meeting.accounts.actors import OPERATOR
from meeting.checkin.models import Badge
from meeting.checkin.operations.badges import badge_code
from meeting.db import db, transaction
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.registration.enums import DelegateState, EnrolmentState, Source
from meeting.registration.models import Delegate, Enrolment
from meeting.registration.operations.delegates import approve, cancel, decline
from meeting.registration.operations.links import give_link
from meeting.registration.queries.enrolments import seats_mismatched
from meeting.web.models import SubmittedForm
from tests.browsers import Browser
from tests.conftest import AT
from tests.databases import URL
from tests.registration.making import make_delegate, make_meeting, make_sub_forum
from tests.registration.staff import keyed

M = "/m/changzhou-2020"
FIELDS = {
    "category": "delegate", "name": "张　三", "unit": "常州市档案馆", "post": "馆员", "mobile": "１３８ 1234-5678",
    "gender": "female", "sub_forum": "0", "hotel": "yes", "hotel_wish": "单住", "diet": "素食", "remarks": "晚到",
}  # fmt: skip


@pytest.fixture
def browser(app):
    return Browser(app)


def registered(browser, **typed):
    """The private link's path of who has just registered."""
    answer = browser.post(f"{M}/register", data=keyed(**FIELDS | typed))
    assert answer.status_code == 302, answer.text
    page = browser.get(answer.location).text
    return re.search(r"value=\"" + URL + r"(/m/changzhou-2020/r/[\w-]{22})\"", page)[1]


def only_delegate():
    db.session.rollback()
    return db.session.scalars(sa.select(Delegate)).one()


def test_register_leads_to_the_private_page(app, browser):
    forum_id = make_sub_forum(make_meeting()).id

    path = registered(browser, sub_forum=forum_id)

    delegate = only_delegate()
    assert (delegate.state, delegate.source) == (DelegateState.PENDING, Source.ONLINE)
    assert (delegate.person.name, delegate.person.mobile) == ("张三", "+8613812345678")
    assert delegate.unit.name == "常州市档案馆"
    assert (delegate.post, delegate.hotel, delegate.hotel_wish, delegate.diet) == ("馆员", True, "单住", "素食")
    assert delegate.enrolment.session_id == forum_id
    page = Browser(app).get(path)
    assert page.status_code == 200
    assert "会务组正在审核" in page.text
    assert "138****5678" in page.text


def test_registered_page_says_which_sub_forum_and_whether_one_waits(app, browser):
    meeting = make_meeting()
    forum, none = make_sub_forum(meeting, seats=1).id, "0"
    people = (("张三", "13800000001", forum), ("李四", "13800000002", forum), ("王五", "13800000003", none))

    pages = [
        browser.get(
            browser.post(f"{M}/register", data=keyed(**FIELDS | {"name": name, "mobile": mobile, "sub_forum": chosen}))
            .location
        ).text
        for name, mobile, chosen in people
    ]  # fmt: skip

    assert "分论坛：档案信息化分会，名额已为您留好。" in pages[0]
    assert "“档案信息化分会”名额已满，您先候补。" in pages[1]
    assert "分会" not in pages[2]


def test_private_link_is_kept_only_as_a_hash(app, browser):
    make_meeting()

    token = registered(browser).rpartition("/")[2]

    stored = only_delegate().link_hash
    assert len(stored) == len(hashlib.sha256().hexdigest())
    for row in db.session.execute(sa.select(SubmittedForm.location)):
        assert token not in row.location


def test_register_twice_with_one_form_is_one_registration_and_one_link(app, browser):
    make_meeting()
    form = keyed(**FIELDS)

    answers = [browser.post(f"{M}/register", data=form) for _ in range(2)]
    links = {re.search(r"/r/[\w-]{22}", browser.get(answer.location).text)[0] for answer in answers}

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(links) == 1
    assert only_delegate().version >= 1


def test_register_of_a_colleague_on_the_form_that_one_came_back_to_is_a_second_one(app, browser):
    make_meeting()
    form = keyed(**FIELDS)

    answers = [browser.post(f"{M}/register", data=form | typed) for typed in ({}, {"name": "李四"})]
    links = {re.search(r"/r/[\w-]{22}", browser.get(answer.location).text)[0] for answer in answers}

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(links) == 2
    assert db.session.scalars(sa.select(Person.name).order_by(Person.name)).all() == ["张三", "李四"]


def test_registered_page_is_for_the_browser_that_registered(app, browser):
    make_meeting()
    location = browser.post(f"{M}/register", data=keyed(**FIELDS)).location
    other = Browser(app)
    other.get(f"{M}/register")

    assert browser.get(location).status_code == 200
    assert other.get(location).status_code == 404
    assert Browser(app).get(location).status_code == 404


@pytest.mark.parametrize(
    ("typed", "says", "status"),
    [
        ({"mobile": ""}, "没有填写手机号", 422),
        ({"mobile": "12345"}, "手机号“12345”不对", 422),
        ({"name": "　"}, "没有填写姓名", 422),
        ({"unit": "馆" * 121}, "超过120个字", 422),
        ({"post": "长" * 121}, "最多 120 个字", 422),
        ({"category": "staff"}, "", 422),
        ({"name": "李四", "mobile": "13900000000"}, "已经报过名", 409),
    ],
)
def test_register_keeps_what_was_typed_and_says_what_is_wrong(app, browser, typed, says, status):
    make_delegate(make_meeting(), "李四", "13900000000")

    answer = browser.post(f"{M}/register", data=keyed(**FIELDS | typed))

    assert answer.status_code == status
    assert says in answer.text
    assert 'value="单住"' in answer.text
    assert only_delegate().person.name == "李四"


def test_register_never_sets_what_the_form_doesnt_ask(app, browser):
    make_meeting()

    registered(browser, state="confirmed", source="desk", meeting_id="99", link_hash="x", position="1", version="7")

    delegate = only_delegate()
    assert (delegate.state, delegate.source, delegate.position) == (DelegateState.PENDING, Source.ONLINE, None)


def test_register_is_refused_once_closed(app, browser):
    make_meeting(state=MeetingState.CLOSED)

    answer = browser.post(f"{M}/register", data=keyed(**FIELDS))

    assert answer.status_code == 409
    assert "现在不接受网上报名" in browser.get(f"{M}/register").text
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0


def test_register_asks_for_a_sub_forum_or_none_where_there_are_some(app, browser):
    without = {name: value for name, value in FIELDS.items() if name != "sub_forum"}
    meeting = make_meeting()
    db.session.remove()
    no_forums = browser.post(f"{M}/register", data=keyed(**without | {"name": "李四"})).status_code
    make_sub_forum(meeting)
    db.session.remove()

    asked = browser.get(f"{M}/register").text
    answer = browser.post(f"{M}/register", data=keyed(**without))

    assert no_forums == 302
    assert re.findall(r'<input[^>]*name="sub_forum"[^>]*checked', asked) == []
    assert answer.status_code == 422
    assert "请选一个分论坛，或选“不参加分论坛”。" in answer.text
    assert db.session.scalars(sa.select(Person.name)).all() == ["李四"]


def test_register_for_a_full_sub_forum_waits_and_says_so(app, browser):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    make_delegate(meeting, "李四", sub_forum=forum)
    forum_id = forum.id

    offered = browser.get(f"{M}/register").text
    page = browser.get(registered(browser, sub_forum=forum_id)).text

    assert "名额已满，选它先候补" in offered
    assert "您在候补" in page


def test_register_again_after_cancelling_ends_the_old_link(app, browser):
    make_meeting()
    first = registered(browser)
    browser.post(f"{first}/cancel", data=keyed())

    second = registered(browser)

    assert [browser.get(path).status_code for path in (first, second)] == [404, 200]
    assert only_delegate().state is DelegateState.PENDING


@pytest.mark.parametrize(
    "token", ["", "A", "A" * 22, "A" * 21 + "é", "../../x", "A" * 200, "made-up-token-of-a-link"]
)
def test_private_page_of_an_unknown_link_is_not_found(app, browser, token):
    make_meeting()

    answer = browser.get(f"{M}/r/{token}")

    assert answer.status_code == 404


def test_private_link_opens_nothing_in_another_meeting(app, browser):
    meeting = make_meeting()
    other = make_meeting(meeting.society, "nanjing-2021", title="另一个会")
    delegate = make_delegate(other)
    with transaction():
        token = give_link(delegate, at=AT, by=OPERATOR)

    assert browser.get(f"/m/nanjing-2021/r/{token}").status_code == 200
    assert browser.get(f"{M}/r/{token}").status_code == 404


def with_state(delegate_id, state):
    with transaction():
        delegate = db.session.get_one(Delegate, delegate_id)
        match state:
            case DelegateState.CONFIRMED:
                approve(delegate, at=AT, by=OPERATOR)
            case DelegateState.DECLINED:
                decline(delegate, reason="名额已满", at=AT, by=OPERATOR)
            case _:
                cancel(delegate, at=AT, by=OPERATOR)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (DelegateState.CONFIRMED, "报名已通过"),
        (DelegateState.DECLINED, "原因：名额已满"),
        (DelegateState.CANCELLED, "报名已经取消"),
    ],
)
def test_private_page_says_the_state_in_plain_words(app, browser, state, says):
    make_meeting()
    path = registered(browser)
    with_state(only_delegate().id, state)

    assert says in browser.get(path).text


def test_edit_private_changes_everything_while_pending(app, browser):
    make_meeting()
    path = registered(browser)
    before = browser.get(f"{path}/edit").text

    answer = browser.post(f"{path}/edit", data=keyed(**FIELDS | {"name": "张珊", "diet": "清真", "hotel": "no"}))

    delegate = only_delegate()
    assert 'value="素食"' in before
    assert (answer.status_code, answer.location) == (302, path)
    assert (delegate.person.name, delegate.diet, delegate.hotel) == ("张珊", "清真", False)


def test_edit_private_leaves_name_unit_and_category_once_confirmed(app, browser):
    make_meeting()
    path = registered(browser)
    with_state(only_delegate().id, DelegateState.CONFIRMED)
    typed = FIELDS | {"name": "别人", "unit": "别处", "category": "media", "post": "馆长", "mobile": "13900000000"}

    answer = browser.post(f"{path}/edit", data=keyed(**typed))

    delegate = only_delegate()
    assert answer.status_code == 302
    assert (delegate.person.name, delegate.unit.name, delegate.category.value) == ("张三", "常州市档案馆", "delegate")
    assert (delegate.post, delegate.person.mobile) == ("馆长", "+8613900000000")
    assert delegate.state is DelegateState.CONFIRMED


def test_edit_private_is_refused_once_closed_while_cancelling_goes_on(app, browser):
    make_meeting()
    path = registered(browser)
    with transaction():
        db.session.scalars(sa.select(Meeting)).one().state = MeetingState.CLOSED

    edit = browser.post(f"{path}/edit", data=keyed(**FIELDS))
    leave = browser.post(f"{path}/cancel", data=keyed())

    assert (edit.status_code, leave.status_code) == (409, 302)
    assert only_delegate().state is DelegateState.CANCELLED


def test_cancel_private_gives_the_seat_to_who_waits(app, browser):
    meeting = make_meeting()
    forum_id = make_sub_forum(meeting, seats=1).id
    path = registered(browser, sub_forum=forum_id)
    registered(browser, sub_forum=forum_id, name="李四", mobile="13900000000")

    browser.post(f"{path}/cancel", data=keyed())

    db.session.rollback()
    names = sa.select(Person.name).join(Delegate).join(Delegate.enrolment)
    enrolled = db.session.scalars(names.where(Enrolment.state == EnrolmentState.ENROLLED)).all()
    assert enrolled == ["李四"]


def test_badge_is_a_picture_of_the_badges_own_code(app, browser):
    make_meeting()
    path = registered(browser)
    early = browser.post(f"{path}/badge", data=keyed()).status_code
    with_state(only_delegate().id, DelegateState.CONFIRMED)

    missing = browser.get(f"{path}/badge.png").status_code
    answers = [browser.post(f"{path}/badge", data=keyed()).location for _ in range(2)]
    picture = browser.get(f"{path}/badge.png")

    [badge] = db.session.scalars(sa.select(Badge)).all()
    assert (early, missing) == (409, 404)
    assert answers == [f"{path}#badge"] * 2
    assert picture.headers["Content-Disposition"].startswith("inline")
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)).convert("L"))
    assert code.text == badge_code(badge)


def test_register_gives_the_last_seats_to_as_many_as_there_are(app):
    meeting = make_meeting()
    clients, seats = 20, 3
    forum_id = make_sub_forum(meeting, seats=seats).id
    db.session.rollback()
    start = Barrier(clients)

    def one(number):
        browser = Browser(app)
        typed = FIELDS | {"name": f"代表{number}", "mobile": f"1390000{number:04d}", "sub_forum": forum_id}
        start.wait()
        return browser.post(f"{M}/register", data=keyed(**typed)).status_code

    with ThreadPoolExecutor(clients) as pool:
        statuses = list(pool.map(one, range(clients)))

    db.session.rollback()
    counted = sa.select(Enrolment.state, sa.func.count()).group_by(Enrolment.state)
    assert statuses == [302] * clients
    assert dict(db.session.execute(counted).tuples().all()) == {
        EnrolmentState.ENROLLED: seats, EnrolmentState.WAITING: clients - seats
    }  # fmt: skip
    assert seats_mismatched(db.session.scalars(sa.select(Meeting)).one()) == []


def test_register_the_same_person_at_once_is_one_registration(app):
    make_meeting()
    clients = 8
    start = Barrier(clients)
    db.session.rollback()

    def one(_number):
        browser = Browser(app)
        start.wait()
        return browser.post(f"{M}/register", data=keyed(**FIELDS)).status_code

    with ThreadPoolExecutor(clients) as pool:
        statuses = sorted(pool.map(one, range(clients)))

    assert statuses == [302] + [409] * (clients - 1)
    assert only_delegate().person.name == "张三"
