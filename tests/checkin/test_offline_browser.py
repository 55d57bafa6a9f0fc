"""The page that works without network, in a real browser: joined, cut off, reloaded, handed in, contradicted."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page, expect

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import Passing, RuleKind
from meeting.checkin.models import Attendance, Device, Gate, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.checkin.operations.devices import Powers, change_device, revoke_device
from meeting.checkin.operations.gates import Rule, set_rules
from meeting.checkin.queries.admissions import doubles_of, wrongly_settled
from meeting.clock import now
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.printing.models import PrintedItem
from meeting.registration.enums import Category, DelegateState
from meeting.registration.models import Delegate
from tests.browsers import Browser
from tests.checkin.devices import invite
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, sign_in
from tests.registration.making import make_meeting
from tests.serving import FLAGS, served
from tests.wedge import type_as_scanner

pytestmark = pytest.mark.browser

KILLS = int(os.environ.get("MEETING_BROWSER_KILLS", "4"))
"""Of the browser."""

NAMES = ("王一鸣", "李四光", "古丽娜尔·阿不都热合曼")


PATIENT = """{
  const plain = window.setTimeout;
  window.setTimeout = (then, ms, ...more) => plain(then, ms === 1500 ? 60000 : ms, ...more);
}"""
"""A device waits 1.5 s for the server's answer (WAIT of station.js); the tests' machine may be away for longer."""


PRINTING = "window.print = () => { window.printed = document.querySelector('[data-sheet] img').naturalHeight; };"


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


@dataclass
class Venue:
    app: Flask
    chromium: Chromium
    origin: str
    meeting_id: int
    codes: dict[str, str]

    @contextmanager
    def phone(self, name: str, *, may_search: bool = False) -> Iterator[Page]:
        """A phone that has joined and stands at 会议签到, with what it needs to work alone."""
        invitation = invite(db.session.get_one(Meeting, self.meeting_id), name)
        with transaction():
            trusted = sa.update(Device).where(Device.name == name)
            db.session.execute(trusted.values(may_override=True, may_register=True, may_search=may_search))
        db.session.remove()
        with self.chromium.new_context(viewport={"width": 360, "height": 740}) as context:
            page = context.new_page()
            page.add_init_script(PATIENT)
            faults: list[str] = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(f"{self.origin}/check-in/app#{invitation}")
            page.get_by_role("button", name="会议签到").click()
            page.wait_for_selector(f"[data-badges='{len(self.codes)}'] [data-state=online]", state="attached")
            page.evaluate("navigator.serviceWorker.ready")
            assert invitation not in page.url
            yield page
            assert faults == []


@pytest.fixture
def venue(app: Flask, chromium: Chromium) -> Iterator[Venue]:
    meeting = make_meeting()
    codes = {name: make_code(make_confirmed(meeting, name, unit_name="常州市档案馆")) for name in NAMES}
    make_gates(meeting)
    found = Venue(app, chromium, "", meeting.id, codes)
    db.session.remove()
    with served(app) as origin:
        found.origin = origin
        yield found


def verdict(page: Page, result: str) -> list[str]:
    """The lines that are shown."""
    shown = page.locator(f'[data-place] [data-verdict="{result}"]')
    expect(shown).to_be_visible()
    return [line for line in shown.inner_text().splitlines() if line]


def cut(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_have_attribute("data-state", "offline")


def mend(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("[data-app]")).to_have_attribute("data-waiting", "0", timeout=30_000)


def stored() -> list[tuple[str, str, str | None]]:
    """(name, result, what was shown), in the order of scanning."""
    db.session.rollback()
    scans = db.session.scalars(sa.select(Scan).order_by(Scan.at, Scan.id))
    return [(scan.delegate.person.name if scan.delegate else "", scan.result.value, scan.shown and scan.shown.value)
            for scan in scans]  # fmt: skip


def test_online_the_server_decides_and_the_device_says_who_was_first(venue: Venue) -> None:
    with venue.phone("一号门") as first, venue.phone("二号门") as second:
        type_as_scanner(first, venue.codes["王一鸣"])
        admitted = verdict(first, "admitted")
        type_as_scanner(second, venue.codes["王一鸣"])
        repeated = verdict(second, "repeated")
        expect(second.locator("[data-present]")).to_have_text("1")
        first.get_by_role("button", name="撤销这一次").click()
        verdict(first, "undone")
        assert first.evaluate("document.documentElement.scrollWidth") == 360

    assert admitted[:3] == ["签到成功", "王一鸣", "常州市档案馆"]
    assert re.fullmatch(r"\d\d:\d\d已在“会议签到”办过，经手：一号门。", repeated[-1])
    assert stored() == [("王一鸣", "admitted", None), ("王一鸣", "repeated", None), ("王一鸣", "undone", None)]
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 0


def test_without_network_it_reloads_admits_repeats_refuses_and_hands_in(venue: Venue) -> None:
    with venue.phone("一号门") as page:
        cut(page)
        page.reload()
        expect(page.locator("[data-network]")).to_contain_text("网络断了")
        type_as_scanner(page, venue.codes["王一鸣"])
        admitted = verdict(page, "admitted")
        type_as_scanner(page, venue.codes["李四光"])
        verdict(page, "admitted")
        type_as_scanner(page, venue.codes["王一鸣"])
        repeated = verdict(page, "repeated")
        type_as_scanner(page, venue.codes["李四光"][:-9])
        refused = verdict(page, "refused")
        expect(page.locator("[data-network]")).to_contain_text("待上传 4 条")
        expect(page.locator("[data-present]")).to_have_text("2")
        page.reload()
        expect(page.locator("[data-network]")).to_contain_text("待上传 4 条")
        mend(page)
        expect(page.locator("[data-present]")).to_have_text("2")
        kept = page.evaluate(EVERYTHING)

    assert admitted[:3] == ["签到成功", "王一鸣", "常州市档案馆"]
    assert re.fullmatch(r"\d\d:\d\d已在这个签到点办过。", repeated[-1])
    assert refused[0] == "不能签到"
    assert stored() == [("王一鸣", "admitted", "admitted"), ("李四光", "admitted", "admitted"),
                        ("王一鸣", "repeated", "repeated"), ("", "refused", "refused")]  # fmt: skip
    assert wrongly_settled(db.session.get_one(Meeting, venue.meeting_id)) == []
    assert "一号门" in kept
    for name in (*NAMES, "常州市档案馆"):
        assert name not in kept


def test_what_was_shown_outlives_a_browser_that_is_killed(venue: Venue, tmp_path: Path) -> None:
    shown = []
    invitation = invite(db.session.get_one(Meeting, venue.meeting_id), "一号门")
    db.session.remove()
    with reopened(venue, tmp_path) as page:
        page.goto(f"{venue.origin}/check-in/app#{invitation}")
        page.get_by_role("button", name="会议签到").click()
        page.wait_for_selector(f"[data-badges='{len(venue.codes)}'] [data-state=online]", state="attached")
        page.evaluate("navigator.serviceWorker.ready")
    for number in range(KILLS):
        name = NAMES[number % len(NAMES)]
        with reopened(venue, tmp_path) as page:
            page.context.set_offline(True)
            page.goto(f"{venue.origin}/check-in/app")
            expect(page.locator("[data-app]")).to_have_attribute("data-waiting", str(number))
            type_as_scanner(page, venue.codes[name])
            result = "admitted" if number < len(NAMES) else "repeated"
            verdict(page, result)
        shown.append((name, result, result))
    with reopened(venue, tmp_path) as page:
        page.goto(f"{venue.origin}/check-in/app")
        expect(page.locator("[data-app]")).to_have_attribute("data-waiting", "0", timeout=30_000)

    assert stored() == shown


@contextmanager
def reopened(venue: Venue, profile: Path) -> Iterator[Page]:
    """A page of a browser that keeps its profile, and ends with ``kill -9`` of all its processes."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    folder = profile / "profile"
    context = venue.chromium.browser_type.launch_persistent_context(
        folder, executable_path=path, args=FLAGS, viewport={"width": 360, "height": 740}
    )
    try:
        page = context.new_page()
        page.add_init_script(PATIENT)
        yield page
    finally:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(folder).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            context.close()


EVERYTHING = """async () => {
  const open = indexedDB.open("gate");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const found = [];
  for (const name of database.objectStoreNames) {
    const all = database.transaction(name).objectStore(name).getAll();
    await new Promise((done) => { all.onsuccess = done; });
    found.push(JSON.stringify(all.result, (key, value) => value instanceof Map ? [...value] :
      value instanceof Uint8Array ? ["utf-8", "gb18030"].map((way) => new TextDecoder(way).decode(value)) : value));
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  return found.join() + JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie;
}"""


def test_two_devices_without_network_let_one_badge_in_twice_and_the_organiser_sees_both(venue: Venue) -> None:
    code = venue.codes["古丽娜尔·阿不都热合曼"]
    with venue.phone("一号门") as first, venue.phone("二号门") as second:
        for page in (first, second):
            cut(page)
            type_as_scanner(page, code)
            assert verdict(page, "admitted")[1] == "古丽娜尔·阿不都热合曼"
        for page in (second, first):
            mend(page)

    assert [shown for _, _, shown in stored()] == ["admitted", "admitted"]
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1
    (double,) = doubles_of(db.session.get_one(Meeting, venue.meeting_id))
    assert [scan.device and scan.device.name for scan in double.scans] == ["一号门", "二号门"]
    staff = Browser(venue.app)
    sign_in(staff, make_staff(db.session.get_one(Meeting, venue.meeting_id), Role.ORGANISER, "会务"))
    desk = staff.get("/desk/changzhou-2020/devices")
    page = staff.get("/desk/changzhou-2020/devices/doubles").text
    assert "核对 1 处" in desk.text
    assert page.count("古丽娜尔·阿不都热合曼</span>") + page.count("古丽娜尔·阿不都热合曼<br>") >= 2
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "form_key")}  # type: ignore[index]
    undo = staff.post(f"/desk/changzhou-2020/devices/doubles/{double.scans[0].id}/undo", data=hidden)
    assert undo.status_code == 302
    assert "没有要核对的" in staff.get("/desk/changzhou-2020/devices/doubles").text


def test_a_reissued_badge_is_known_after_the_next_contact_and_a_revoked_device_forgets_all(venue: Venue) -> None:
    with venue.phone("一号门") as page:
        delegate = db.session.scalars(sa.select(Delegate).order_by(Delegate.id)).first()
        assert delegate is not None
        with transaction():
            reissue_badge(delegate, reason="遗失", at=now(), by=OPERATOR)
        new = make_code(delegate)
        db.session.remove()
        page.wait_for_selector(f"[data-badges='{len(NAMES) + 1}']", state="attached", timeout=30_000)
        cut(page)
        type_as_scanner(page, venue.codes["王一鸣"])
        void = verdict(page, "refused")
        type_as_scanner(page, new)
        verdict(page, "admitted")
        with transaction():
            revoke_device(db.session.scalars(sa.select(Device)).one(), at=now(), by=OPERATOR)
        db.session.remove()
        page.context.set_offline(False)
        expect(page.get_by_text("这台设备还没有加入")).to_be_visible(timeout=30_000)
        left = page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")

    assert void[-1].startswith("这张参会证已作废")
    assert left == []
    assert sorted(str(refusal) for _, refusal, _ in stored()) == ["refused", "refused"]


def test_walk_in_without_network_gets_a_badge_that_the_server_knows_later(venue: Venue, tmp_path: Path) -> None:
    with venue.phone("一号门") as page:
        page.wait_for_function("window.indexedDB && true")
        _wait_for_spares(page)
        cut(page)
        page.get_by_text("临时报名", exact=True).click()
        page.fill("#walk-in-name", "尉迟　敬德")
        page.fill("#walk-in-unit", "无锡市档案馆")
        page.fill("#walk-in-mobile", "138 0000 1234")
        page.get_by_role("button", name="报名并签到").click()
        admitted = verdict(page, "admitted")
        expect(page.get_by_role("button", name="印参会证")).to_be_visible()
        page.emulate_media(media="print")
        page.screenshot(path=tmp_path / "badge.png")
        page.emulate_media(media="screen")
        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "badge.png").convert("L"))
        type_as_scanner(page, code.text)
        verdict(page, "repeated")
        mend(page)

    assert admitted[:3] == ["签到成功", "尉迟敬德", "无锡市档案馆"]
    assert stored() == [("尉迟敬德", "admitted", "admitted"), ("尉迟敬德", "repeated", "repeated")]
    delegate = db.session.scalars(sa.select(Delegate).order_by(Delegate.id.desc())).first()
    assert delegate is not None
    assert (delegate.state, delegate.person.mobile) == (DelegateState.CONFIRMED, "+8613800001234")
    venue.codes["尉迟敬德"] = code.text
    with venue.phone("二号门") as page:
        type_as_scanner(page, code.text)
        assert "尉迟敬德" in verdict(page, "repeated")


def test_refused_by_a_rule_and_let_in_with_a_reason_offline(venue: Venue) -> None:
    _rules(venue, Passing.ONCE, [Rule(RuleKind.CATEGORY, category=Category.GUEST)])
    with venue.phone("一号门") as page:
        type_as_scanner(page, venue.codes["王一鸣"])
        verdict(page, "refused")
        cut(page)
        type_as_scanner(page, venue.codes["李四光"])
        refused = verdict(page, "refused")
        page.fill("#override-reason", "会长同意")
        page.get_by_role("button", name="放行").click()
        admitted = verdict(page, "admitted")
        mend(page)

    assert "这个签到点不接待这一类参会人员" in refused[-1]
    assert admitted[-1] == "已放行：会长同意"
    assert stored()[1:] == [("李四光", "refused", "refused"), ("李四光", "admitted", "admitted")]
    assert db.session.scalar(sa.select(Scan.reason).where(Scan.result == "admitted")) == "会长同意"


def test_in_and_out_counts_inside_with_and_without_network(venue: Venue) -> None:
    _rules(venue, Passing.IN_OUT, [])
    with venue.phone("一号门") as page:
        type_as_scanner(page, venue.codes["王一鸣"])
        verdict(page, "admitted")
        expect(page.locator("[data-present]")).to_have_text("1")
        cut(page)
        page.get_by_text("离场", exact=True).click()
        type_as_scanner(page, venue.codes["李四光"])
        idle = verdict(page, "repeated")
        type_as_scanner(page, venue.codes["王一鸣"])
        left = verdict(page, "left")
        expect(page.locator("[data-present]")).to_have_text("0")
        mend(page)

    assert idle[-1] == "现在不在场内，不用再登记离场。"
    assert left[0] == "已离场"
    attendance = db.session.scalars(sa.select(Attendance)).one()
    assert attendance.left_at is not None


def test_kiosk_finds_shows_confirms_and_prints(venue: Venue) -> None:
    _number(venue, "王一鸣", "+8613800001234")
    with venue.phone("自助机") as page:
        with transaction():
            db.session.execute(sa.update(Device).values(is_kiosk=True))
        db.session.remove()
        page.add_init_script(PRINTING)
        page.reload()
        page.fill("#self-name", "王一鸣")
        page.fill("#self-tail", "9999")
        page.get_by_role("button", name="查找").click()
        expect(page.locator("[data-kiosk-error]")).to_contain_text("没有找到")
        page.fill("#self-tail", "1234")
        page.get_by_role("button", name="查找").click()
        expect(page.locator("[data-self-name]")).to_have_text("王一鸣")
        page.get_by_role("button", name="不是我").click()
        type_as_scanner(page, venue.codes["王一鸣"])
        expect(page.locator("[data-self-unit]")).to_have_text("常州市档案馆")
        assert stored() == []
        db.session.remove()  # the server is to write
        page.get_by_role("button", name="是我，签到并印证").click()
        expect(page.locator("[data-step=done]")).to_contain_text("证件正在打印")
        page.wait_for_function("() => window.printed > 1000")

    assert stored() == [("王一鸣", "admitted", None)]
    assert db.session.scalar(sa.select(sa.func.count(PrintedItem.id))) == 1


def _number(venue: Venue, name: str, mobile: str) -> None:
    with transaction():
        db.session.execute(sa.update(Person).where(Person.name == name).values(mobile=mobile))
    db.session.remove()


def _rules(venue: Venue, passing: Passing, rules: list[Rule]) -> None:
    with transaction():
        gate = db.session.scalars(sa.select(Gate).where(Gate.name == "会议签到")).one()
        set_rules(gate, passing, rules, at=now(), by=OPERATOR)
    db.session.remove()


def _wait_for_spares(page: Page) -> None:
    page.wait_for_function("""async () => {
      const open = indexedDB.open("gate");
      const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
      const asked = database.transaction("things").objectStore("things").get("spares");
      const spares = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
      database.close();
      return spares && spares.length > 0;
    }""")


def find(page: Page, typed: str) -> list[str]:
    """The names that are offered."""
    page.locator("#search").fill(typed)
    expect(page.locator("#search")).to_have_value(typed)
    page.wait_for_timeout(200)
    return page.locator("[data-found] [data-person-name]").all_inner_texts()


def test_who_has_no_badge_is_found_by_name_without_network_where_the_device_may(venue: Venue) -> None:
    with venue.phone("一号门", may_search=True) as page:
        page.wait_for_function("() => document.querySelector('[data-search]').offsetParent")
        expect(page.locator("[data-search]")).to_contain_text("这台设备存着全部参会人员的姓名和单位")
        page.wait_for_timeout(500)
        assert find(page, "0001") == []
        cut(page)
        page.reload()
        expect(page.locator("[data-network]")).to_contain_text("网络断了")
        asked = ("王", "wang yi", "lsg", "guli", "档案馆", "古丽娜尔阿不都", "x", "赵")
        found = {typed: find(page, typed) for typed in asked}
        said = page.locator("[data-found-none]").inner_text()
        find(page, "1234")
        offline = page.locator("[data-found-none]").inner_text()
        find(page, "lisi")
        page.locator("[data-found] button").click()
        admitted = verdict(page, "admitted")
        find(page, "lisi")
        state = page.locator("[data-found] [data-person-state]").inner_text()
        page.locator("[data-found] button").click()
        verdict(page, "repeated")
        type_as_scanner(page, venue.codes["李四光"])
        verdict(page, "repeated")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        mend(page)
        with transaction():
            device = db.session.scalars(sa.select(Device)).one()
            change_device(device, device.name, [], Powers(), at=now(), by=OPERATOR)
        db.session.remove()
        page.wait_for_function("() => document.querySelector('[data-search]').offsetParent === null")
        kept = page.evaluate(EVERYTHING)

    longest = "古丽娜尔·阿不都热合曼"
    assert found == {
        "王": ["王一鸣"], "wang yi": ["王一鸣"], "lsg": ["李四光"], "guli": [longest], "古丽娜尔阿不都": [longest],
        "档案馆": ["王一鸣", longest, "李四光"], "x": [], "赵": [],
    }  # fmt: skip
    assert said.startswith("没有找到“赵”")
    assert offline.startswith("按手机尾号查要联网")
    assert admitted[:3] == ["签到成功", "李四光", "常州市档案馆"]
    assert re.fullmatch(r"已签 \d\d:\d\d", state)
    assert stored() == [("李四光", "admitted", "admitted"), ("李四光", "repeated", "repeated"),
                        ("李四光", "repeated", "repeated")]  # fmt: skip
    assert "李四光" not in kept
