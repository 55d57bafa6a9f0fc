"""The unit's grid in a real browser: cells pasted from a spreadsheet, rows added, a phone's one sheet at a time."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.people.operations import add_unit
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations.delegations import invite
from meeting.registration.operations.links import give_link
from tests.conftest import AT
from tests.databases import wait_for
from tests.registration.making import make_meeting, make_sub_forum
from tests.serving import served

pytestmark = pytest.mark.browser

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    meeting = make_meeting()
    make_sub_forum(meeting, title="档案信息化分会")
    with transaction():
        unit = add_unit(meeting.society_id, "常州市档案馆", at=AT, by=OPERATOR)
        token = give_link(invite(meeting, unit, at=AT, by=OPERATOR), at=AT, by=OPERATOR)
    db.session.remove()
    with served(app) as origin:
        yield f"{origin}/m/changzhou-2020/u/{token}"


@pytest.fixture
def page(address: str, chromium: Chromium) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(address)
        opened.wait_for_load_state("networkidle")
        yield opened
        assert faults == []


def _cell(page: Page, row: int, name: str) -> Locator:
    return page.locator("[data-row]").nth(row).locator(f'[data-cell="{name}"]')


def _people() -> dict[str, Delegate]:
    db.session.rollback()
    return {each.person.name: each for each in db.session.scalars(sa.select(Delegate).order_by(Delegate.number))}


def test_forty_rows_are_pasted_and_saved(page: Page) -> None:
    lines = [f"王{number:02}\t{'男女'[number % 2]}\t科长\t139{number:08}\t档案信息化分会\t是" for number in range(38)]
    lines += ['"赵\n一"\t男\t"处长 ""兼"""\t13800000001\t\t否', "钱二\t\t\t13800000002\t没有的分会\t"]
    _cell(page, 0, "name").focus()
    page.evaluate(PASTE, "\r\n".join(lines) + "\r\n")

    expect(page.locator("[data-row]")).to_have_count(40)
    expect(page.locator("#toast")).to_contain_text("1")  # one cell is none of the choices
    expect(_cell(page, 39, "sub_forum")).to_have_attribute("aria-invalid", "true")
    page.locator(".form__end button[value=save]").click()
    expect(page.get_by_text("新报 40 人")).to_be_visible()
    people = _people()
    assert len(people) == 40
    assert people["赵一"].post == '处长 "兼"'
    assert (people["王07"].hotel, people["赵一"].hotel, people["钱二"].hotel) == (True, False, None)
    assert people["王07"].enrolment is not None
    assert people["王07"].person.mobile == "+8613900000007"


def test_one_value_is_pasted_by_the_browser_and_enter_goes_down(page: Page) -> None:
    _cell(page, 4, "name").fill("张三")
    _cell(page, 4, "name").press("Enter")

    expect(page.locator("[data-row]")).to_have_count(6)
    expect(_cell(page, 5, "name")).to_be_focused()
    assert _cell(page, 5, "name").get_attribute("name") == "rows-5-name"
    _cell(page, 5, "name").fill("李四")
    for row, mobile in ((4, "13800000001"), (5, "13800000002")):
        _cell(page, row, "mobile").fill(mobile)
    page.locator(".form__end button[value=save]").click()
    expect(page.get_by_text("新报 2 人")).to_be_visible()
    assert list(_people()) == ["张三", "李四"]


def test_a_phone_shows_one_sheet_to_fill_in_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("[data-row]:visible").count() == 1
    page.get_by_role("button", name="再加几行").click()
    expect(page.locator("[data-row]:visible")).to_have_count(5)
    expect(_cell(page, 1, "name")).to_be_focused()


def test_the_page_says_that_it_was_opened(page: Page) -> None:
    def opened() -> bool:
        db.session.rollback()
        return db.session.scalars(sa.select(Delegation)).one().opened_at is not None

    assert page.title()
    wait_for(opened)
