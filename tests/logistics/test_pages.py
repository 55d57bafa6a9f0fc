"""Meals and card lists by their pages, and the cards that are printed of them."""

import html
import io
import re

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from meeting.db import db, transaction
from meeting.documents.layouts.gallery import of_kind
from meeting.documents.layouts.kinds import Field, Kind
from meeting.jobs.enums import JobState
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.logistics.models import CardLine, Meal
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_guest
from meeting.printing.items import Stamps, provider_of
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.checkin.making import make_confirmed
from tests.meetings.making import DOING
from tests.registration.making import make_meeting
from tests.registration.staff import keyed, staff_of

DESK = "/desk/changzhou-2020"
NAMES, SERIALS = ("张三丰", "李四"), ("0001", "0002")


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_meeting()
    make_confirmed(meeting, "张三丰", unit_name="苏州市档案馆")
    make_confirmed(meeting, "李四", unit_name="常州市档案馆", mobile="13700000001")
    with transaction():
        add_guest(meeting, "王领导", post="省档案局局长", **DOING)
    return meeting


@pytest.fixture
def staff(app: Flask, meeting: Meeting) -> Browser:
    return staff_of(app, meeting)


def printed(app: Flask, staff: Browser, kind: str, **fields: str) -> list[str]:
    """The text of each page of what is printed, without blanks."""
    form = {"which": "all", "group": "", "stock": "single", "sides": "both", "printer": "", "output": "pdf"}
    form["layout"] = next(f"gallery:{name}" for name in of_kind(Kind(kind)))
    answer = staff.post(f"{DESK}/print/{kind}", data=keyed(**(form | fields)))
    assert answer.status_code == 302, answer.text
    run_waiting(app)
    db.session.expire_all()
    job = db.session.scalars(sa.select(Job).order_by(Job.created_at.desc(), Job.id.desc())).first()
    assert job is not None
    assert (job.state, job.message) == (JobState.DONE, "")
    pages = pypdf.PdfReader(io.BytesIO(storage().get(job.file_key))).pages
    return ["".join(page.extract_text().split()) for page in pages]


def from_page(staff: Browser, page: str, **fields: str) -> TestResponse:
    """Send a form, from the page as it is now."""
    found = re.search(r'name="shown"[^>]*value="([^"]*)"', staff.get(page).text)
    assert found is not None
    return staff.post(page, data=keyed(shown=html.unescape(found[1]), **fields))


def listed(staff: Browser, kind: str, lines: str, **more: str) -> TestResponse:
    """Send a list of one's own."""
    return from_page(staff, f"{DESK}/card-lines/{kind}", lines=lines, **more)


def test_table_cards_of_guests_delegates_and_a_list_of_ones_own(app: Flask, staff: Browser) -> None:
    answer = listed(staff, "table-card", "主持人\n赵六\t省电视台\t记者")

    everybody = printed(app, staff, "table-card")
    guests = printed(app, staff, "table-card", group="guests")

    assert (answer.status_code, answer.location) == (302, f"{DESK}/print/table-card")
    assert everybody == ["王领导", "张三丰", "李四", "主持人", "赵六"]
    assert guests == ["王领导"]


def test_a_line_that_stays_is_not_printed_again(app: Flask, staff: Browser) -> None:
    listed(staff, "table-card", "主持人\n赵六\t省电视台")
    printed(app, staff, "table-card", group="lines")

    listed(staff, "table-card", "赵六\t省电视台\n孙七")

    assert printed(app, staff, "table-card", group="lines", which="new") == ["孙七"]
    shown = staff.get(f"{DESK}/print/table-card").text
    assert "主持人" in shown  # to be pulled out


def test_a_bad_list_keeps_what_was_typed_and_what_there_was(app: Flask, staff: Browser) -> None:
    listed(staff, "seat-card", "张三\t1排1座")

    answer = listed(staff, "seat-card", "李四\t1排2座\n\t\t市档案馆")

    db.session.rollback()
    assert answer.status_code == 422
    assert "第 2 行" in answer.text
    assert "李四\t1排2座\n\t\t市档案馆" in answer.text.replace("\r", "")
    assert db.session.scalars(sa.select(CardLine.name)).all() == ["张三"]


def test_two_cards_of_one_seat_are_refused_with_both_their_rows(app: Flask, staff: Browser) -> None:
    answer = listed(staff, "seat-card", "张三\t1排1座\n李四\t1排2座\n王五\t1排1座")

    assert answer.status_code == 422
    assert "第 1 行和第 3 行都是座位“1排1座”" in answer.text
    assert db.session.scalars(sa.select(CardLine.name)).all() == []


def test_an_empty_list_is_asked_about_before_it_takes_one_away(app: Flask, staff: Browser) -> None:
    nothing = listed(staff, "table-card", " \n")
    before = staff.get(f"{DESK}/card-lines/table-card").text
    listed(staff, "table-card", "张　三\n李四")

    asked = listed(staff, "table-card", "")
    kept = db.session.scalars(sa.select(CardLine.name).order_by(CardLine.position)).all()
    db.session.rollback()
    cleared = listed(staff, "table-card", "", clear="y")

    db.session.rollback()
    assert (nothing.status_code, asked.status_code, cleared.status_code) == (422, 422, 302)
    assert "请写上要印的" in nothing.text
    assert "保存会去掉原有的 2 行" in asked.text
    assert ['name="clear"' in page for page in (before, nothing.text, asked.text)] == [False, False, True]
    assert kept == ["张三", "李四"]
    assert db.session.scalars(sa.select(CardLine.name)).all() == []


def test_seat_cards_say_the_seat(app: Flask, staff: Browser) -> None:
    listed(staff, "seat-card", "姓名\t座位\n钱八\t3排12座\n\t预留")

    pages = printed(app, staff, "seat-card", group="lines")

    assert [("钱八" in page, "3排12座" in page, "预留" in page) for page in pages] == [
        (True, True, False), (False, False, True),
    ]  # fmt: skip


def test_meal_tickets_are_numbered_or_named(app: Flask, staff: Browser) -> None:
    lunch = staff.post(
        f"{DESK}/meals", data=keyed(title="12月8日午餐", time="11:30—13:00", room="一楼餐厅", tickets="")
    )
    staff.post(f"{DESK}/meals", data=keyed(title="12月8日晚餐", tickets="3"))
    meal = db.session.scalars(sa.select(Meal).where(Meal.title == "12月8日午餐")).one()

    named = printed(app, staff, "meal-ticket", group=f"meal:{meal.id}")
    everything = printed(app, staff, "meal-ticket")

    assert lunch.status_code == 302
    assert len(named) == 2
    assert all("12月8日午餐" in page for page in named)
    said = [(name, serial) for page in named for name in NAMES if name in page for serial in SERIALS if serial in page]
    assert sorted(said) == sorted(zip(NAMES, SERIALS, strict=True))
    numbers = ("0001", "0002", "0003")
    assert [page.count(number) for page, number in zip(everything[2:], numbers, strict=True)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"title": ""}, 422, "请写明是哪一餐"),
        ({"title": "午餐"}, 409, "已经有“午餐”"),
        ({"title": "晚餐", "tickets": "0"}, 422, "张数应在 1 到 20000 之间"),
        ({"title": "晚餐", "tickets": "两百"}, 422, "这里要写整数"),
    ],
)
def test_bad_meals_are_refused_in_words(
    staff: Browser, fields: dict[str, str], status: int, sentence: str
) -> None:
    staff.post(f"{DESK}/meals", data=keyed(title="午餐"))

    answer = staff.post(f"{DESK}/meals", data=keyed(**({"room": "二楼"} | fields)))

    assert (answer.status_code, sentence in answer.text, 'value="二楼"' in answer.text) == (status, True, True)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Meal.id))) == 1


def test_a_meal_is_changed_and_removed(staff: Browser) -> None:
    staff.post(f"{DESK}/meals", data=keyed(title="午餐"))
    meal = db.session.scalars(sa.select(Meal)).one()

    changed = from_page(staff, f"{DESK}/meals/{meal.id}", title="午餐", room="三楼", time="", tickets="50")
    db.session.rollback()
    now = (meal.room, meal.tickets)
    removed = staff.post(f"{DESK}/meals/{meal.id}/remove", data=keyed())
    db.session.rollback()

    assert (changed.status_code, now) == (302, ("三楼", 50))
    assert (removed.status_code, db.session.scalar(sa.select(sa.func.count(Meal.id)))) == (302, 0)


@pytest.mark.parametrize("kind", [Kind.TABLE_CARD, Kind.SEAT_CARD, Kind.MEAL_TICKET])
@pytest.mark.parametrize("fact", ["title", "theme"])
def test_a_card_has_changed_when_anything_that_a_layout_may_show_of_it_has(
    staff: Browser, meeting: Meeting, kind: Kind, fact: str
) -> None:
    staff.post(f"{DESK}/meals", data=keyed(title="午餐", tickets="2"))
    db.session.rollback()
    meeting = db.session.scalars(sa.select(Meeting)).one()
    before = {item.subject: item.digest for item in provider_of(kind).items(meeting)}
    with transaction():
        setattr(meeting, fact, "另一个")

    after = {item.subject: item.digest for item in provider_of(kind).items(meeting)}

    assert before.keys() == after.keys() != set()
    assert not before.items() & after.items()


@pytest.mark.parametrize("kind", [Kind.TABLE_CARD, Kind.SEAT_CARD, Kind.MEAL_TICKET])
def test_what_a_layout_may_say_of_the_meeting_is_filled_in(staff: Browser, meeting: Meeting, kind: Kind) -> None:
    staff.post(f"{DESK}/meals", data=keyed(title="午餐", tickets="2"))
    db.session.rollback()
    meeting = db.session.scalars(sa.select(Meeting)).one()
    with transaction():
        meeting.theme = "新时代档案工作"

    words = provider_of(kind).items(meeting)[0].card(Stamps()).record().words

    assert (words[Field.MEETING], words[Field.THEME]) == (meeting.title, "新时代档案工作")
