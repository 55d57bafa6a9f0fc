"""The page at a gate in a real browser: a USB scanner's keys in, the verdict out, large."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from meeting.accounts.enums import Role
from meeting.checkin.models import Scan
from meeting.db import db
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, sign_in
from tests.databases import wait_for
from tests.registration.making import make_meeting
from tests.serving import served
from tests.wedge import type_as_scanner

pytestmark = pytest.mark.browser


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


@dataclass
class Scene:
    page: Page
    url: str
    codes: dict[str, str]


@pytest.fixture
def scene(app: Flask, chromium: Chromium) -> Iterator[Scene]:
    """A phone-sized page at the meeting's gate, signed in as check-in staff."""
    meeting = make_meeting()
    codes = {name: make_code(make_confirmed(meeting, name, unit_name="常州市档案馆")) for name in ("王一鸣", "李四光")}
    gate = make_gates(meeting)[1]
    visitor = Browser(app)
    sign_in(visitor, make_staff(meeting))
    cookie = visitor.get_cookie("meeting")
    path = f"/check-in/{meeting.slug}/{gate.id}"
    db.session.remove()
    with served(app) as origin, chromium.new_context(viewport={"width": 360, "height": 740}) as context:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(origin + path)
        page.wait_for_selector("[data-gate][data-ready]")
        yield Scene(page, origin + path, codes)
        assert faults == []


def _verdict(page: Page, result: str) -> list[str]:
    """The lines that are shown."""
    shown = page.locator(f'[data-place] [data-verdict="{result}"]')
    expect(shown).to_be_visible()
    return [line for line in shown.inner_text().splitlines() if line]


def test_gate_page_shows_each_verdict_large_with_word_sign_and_colour(scene: Scene) -> None:
    page = scene.page
    type_as_scanner(page, scene.codes["王一鸣"])
    admitted = _verdict(page, "admitted")
    colours = [page.locator("[data-place] .verdict").evaluate("e => getComputedStyle(e).backgroundColor")]
    page.wait_for_timeout(2_600)  # within it, the same code counts as the same reading
    type_as_scanner(page, scene.codes["王一鸣"].lower())
    repeated = _verdict(page, "repeated")
    colours.append(page.locator("[data-place] .verdict").evaluate("e => getComputedStyle(e).backgroundColor"))
    type_as_scanner(page, scene.codes["李四光"][:-9])
    refused = _verdict(page, "refused")
    colours.append(page.locator("[data-place] .verdict").evaluate("e => getComputedStyle(e).backgroundColor"))

    assert admitted[:3] == ["签到成功", "王一鸣", "常州市档案馆"]
    assert repeated[:2] == ["已签过", "王一鸣"]
    assert re.fullmatch(r"\d\d:\d\d已在“会议签到”办过，经手：签到一组。", repeated[-1])
    assert refused == ["不能签到", "码不完整或被改动过。请再扫一次；还不行，请按姓名查找并核对身份。"]
    assert len(set(colours)) == 3
    assert page.locator("[data-place] .verdict__word").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 40
    assert page.locator("[data-place] .verdict svg use").get_attribute("href").endswith("#stop")
    expect(page.locator("[data-present]")).to_have_text("1")
    assert page.locator("[data-recent] [data-word]").all_inner_texts() == ["不能签到", "已签过", "签到成功"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_gate_page_undoes_the_last_and_finds_by_initials(scene: Scene) -> None:
    page = scene.page
    type_as_scanner(page, scene.codes["王一鸣"])
    _verdict(page, "admitted")
    page.get_by_role("button", name="撤销这一次").click()
    undone = _verdict(page, "undone")
    expect(page.locator("[data-present]")).to_have_text("0")
    late = []
    page.route("**/search?q=lsg", lambda route: late.append(route))
    page.get_by_label("没带证：查找").press_sequentially("ls", delay=400)
    page.locator("[data-delegate]").wait_for()
    page.get_by_label("没带证：查找").press("g")
    wait_for(lambda: page.wait_for_timeout(20) or bool(late))
    page.locator("[data-delegate]").click()
    found = _verdict(page, "admitted")
    with page.expect_response("**/search?q=lsg"):
        late[0].continue_()
    page.wait_for_timeout(100)  # for what would be shown then

    assert undone[:2] == ["已撤销", "王一鸣"]
    assert found[:2] == ["签到成功", "李四光"]
    expect(page.locator("[data-present]")).to_have_text("1")
    expect(page.locator("#found")).to_be_empty()


def test_gate_page_admits_nobody_without_an_answer_and_sends_the_same_scan_again(scene: Scene, app: Flask) -> None:
    page, tries = scene.page, []

    def cut(route) -> None:  # the answer is lost twice, after the server has had the scan once
        tries.append(route.request.post_data_json["id"])
        if len(tries) == 1:
            route.fetch()
        route.abort() if len(tries) < 3 else route.continue_()

    page.route("**/scans", cut)
    type_as_scanner(page, scene.codes["王一鸣"])
    _verdict(page, "waiting")
    admitted = _verdict(page, "admitted")
    page.unroute("**/scans")
    page.route("**/scans", lambda route: route.abort())
    type_as_scanner(page, scene.codes["李四光"])
    failed = _verdict(page, "refused")

    assert "王一鸣" in admitted
    assert (len(tries), len(set(tries))) == (3, 1)
    assert failed == ["没有签上", "网络没有连上，这一次没有记下。请看一下网络，再扫一次。"]
    expect(page.locator("[data-present]")).to_have_text("1")
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_attendance_page_moves_by_itself(scene: Scene, app: Flask) -> None:
    page = scene.page
    organiser = Browser(app)
    sign_in(organiser, make_staff(db.session.scalars(sa.select(Meeting)).one(), Role.ORGANISER))
    cookie = organiser.get_cookie("meeting")
    db.session.remove()  # outside a request every transaction is a writer's, and would keep the gate waiting
    origin = scene.url.split("/check-in")[0]
    context = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
    hall = context.new_page()
    hall.goto(f"{origin}/desk/changzhou-2020/attendance?hall=1")
    before = hall.locator(".figure__value").first.inner_text()
    type_as_scanner(page, scene.codes["王一鸣"])
    _verdict(page, "admitted")

    expect(hall.locator(".figure__value").first).to_have_text("1", timeout=6_000)
    assert before == "0"
    context.close()
