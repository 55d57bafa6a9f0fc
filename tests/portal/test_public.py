"""The public pages: what they show, and to whom they show nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.meetings.enums import Audience, HostRole, MeetingState
from meeting.meetings.models import Guest, MeetingHost, Room
from meeting.people.operations import find_or_add_person
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.models import AgendaItem, Session, Speaker
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum, make_unit
from tests.registration.staff import staff_of, statements

PAGE = "/m/changzhou-2020/"


def make_rich_meeting():
    meeting = make_meeting(
        theme="创新、赋能", venue="常州市会议中心", address="龙城大道1号", directions="地铁1号线\n步行600米",
        contact="张老师 0519-8568 0000",
    )  # fmt: skip
    patron, host = make_unit(meeting, "国家某局"), make_unit(meeting, "江苏省档案馆")
    exhibitor = make_unit(meeting, "苏档科技")
    with transaction():
        leader, _ = find_or_add_person(meeting.society_id, "陈领导", at=AT, by=OPERATOR)
        speaker, _ = find_or_add_person(meeting.society_id, "报告人甲", at=AT, by=OPERATOR)
        room = Room(meeting=meeting, name="主会场", seats=450)
        hours = {"starts_at": AT, "ends_at": AT + timedelta(hours=1)}
        plenary = Session(meeting=meeting, kind=SessionKind.PLENARY, title="全体大会", room=room, **hours)
        council = Session(
            meeting=meeting, kind=SessionKind.COUNCIL, title="常务理事会", audience=Audience.NAMED, **hours
        )
        speech = AgendaItem(session=plenary, kind=ItemKind.SPEECH, title="讲话", **hours)
        report = AgendaItem(session=plenary, kind=ItemKind.REPORT, title="数字转型报告", **hours)
        exhibition = Exhibition(meeting=meeting, title="智慧档案展")
        db.session.add_all([
            MeetingHost(meeting=meeting, unit=host, role=HostRole.HOST, position=1),
            MeetingHost(meeting=meeting, unit=patron, role=HostRole.PATRON, position=2),
            Guest(meeting=meeting, person=leader, position=1),
            Speaker(item=speech, person=leader), Speaker(item=report, person=speaker), council, exhibition,
        ])  # fmt: skip
        shown = Exhibitor(exhibition=exhibition, unit=exhibitor, position=1)
        db.session.add(shown)
        db.session.add(Booth(exhibition=exhibition, number="A01", x=Decimal(1), y=Decimal(1), exhibitor=shown))
    return meeting


def test_meeting_page_shows_what_is_public_and_nothing_else(app, client):
    meeting = make_rich_meeting()
    forum = make_sub_forum(meeting, seats=2)
    full = make_sub_forum(meeting, seats=1, title="高校档案分会")
    make_delegate(meeting, "李参会", sub_forum=forum)
    make_delegate(meeting, "王参会", sub_forum=full)
    db.session.rollback()

    page = client.get(PAGE).text

    shown = ["创新、赋能", "常州市会议中心", "地铁1号线", "数字转型报告", "报告人甲", "已满，可候补", "苏档科技", "A01",
             "张老师 0519-8568 0000"]  # fmt: skip
    hidden = ["陈领导", "常务理事会", "李参会", "王参会"]
    assert [word for word in [*shown, "余 1 席"] if word not in page] == []
    assert [word for word in hidden if word in page] == []
    assert page.index("国家某局") < page.index("江苏省档案馆")


def test_meeting_page_asks_the_same_number_of_queries_for_one_and_three(app, client):
    meeting = make_rich_meeting()
    make_sub_forum(meeting)
    db.session.rollback()

    with statements() as one:
        client.get(PAGE)
    for name in ("甲分会", "乙分会"):
        make_sub_forum(meeting, title=name)
    db.session.rollback()
    with statements() as three:
        client.get(PAGE)

    assert len(three) == len(one)


@pytest.mark.parametrize("path", ["", "register", "units?q=x", "r/AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_draft_is_nobodys_business(app, client, path):
    make_meeting(state=MeetingState.DRAFT)

    assert client.get(PAGE + path).status_code == 404


def test_home_lists_coming_and_past_meetings_without_drafts(app, client):
    society = make_society()
    today = clock.now().date()
    for title, slug, day, state in (
        ("明天的会", "tomorrow", today + timedelta(days=1), MeetingState.OPEN),
        ("往年的会", "past", date(2020, 1, 1), MeetingState.CLOSED),
        ("筹备的会", "draft", today, MeetingState.DRAFT),
    ):
        make_meeting(society, slug, title=title, starts_on=day, ends_on=day, state=state)
    db.session.rollback()

    page = client.get("/").text

    assert page.index("明天的会") < page.index("往期会议") < page.index("往年的会")
    assert "筹备的会" not in page
    assert "工作人员登录" in page


def test_a_deadline_that_has_passed_is_said_wherever_the_state_is_shown(app, client):
    now = clock.now()
    today = now.date()
    meeting = make_meeting(starts_on=today, ends_on=today, registration_closes_at=now - timedelta(hours=1))
    pages = {"/": client.get("/").text}
    desk = staff_of(app, meeting)
    for page in ("/desk/", "/desk/changzhou-2020/", "/desk/changzhou-2020/settings"):
        pages[page] = desk.get(page).text

    assert [page for page, text in pages.items() if "报名已截止" not in text or "报名中" in text] == []
    assert "报名截止时间已过，不再接受报名" in pages["/desk/changzhou-2020/settings"]


def test_units_answers_names_and_regions_only(app, client):
    meeting = make_meeting()
    unit_id = make_unit(meeting, "常州市档案馆", region="常州市").id
    make_unit(make_meeting(make_society("安徽省档案学会", "ahda"), "hefei"), "合肥市档案馆")
    db.session.rollback()

    answers = [client.get(f"{PAGE}units?q={words}").json for words in ("档案", "", "%", "馆" * 500)]

    assert answers == [[{"id": unit_id, "name": "常州市档案馆", "region": "常州市"}], [], [], []]
