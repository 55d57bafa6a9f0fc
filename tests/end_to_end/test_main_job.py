"""The main job in real browsers: from an empty database to a certificate that anyone can verify."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from meeting.demo import DATA
from tests.camera import codes_on, cut_out, film_of_picture, printed
from tests.serving import Installation, chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

SLUG = "changzhou-2020"
DESK = f"/desk/{SLUG}"
PHONE = {"width": 360, "height": 740}


def _sign_in(context: BrowserContext, url: str, username: str, password: str) -> Page:
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main [type=submit]")
    page.wait_for_url(re.compile("/desk/"))
    return page


def _download(page: Page, path: Path) -> Path:
    """Wait for a job to be done, then save its file."""
    page.wait_for_selector("[data-progress=done]", timeout=60_000)
    with page.expect_download() as download:
        page.click("[data-progress=done] a[download]")
    download.value.save_as(path)
    return path


def test_main_job_from_an_empty_database_to_a_verified_certificate(tmp_path: Path) -> None:
    place = Installation(tmp_path / "instance")
    place.run("init")
    slug = place.run("create", str(DATA / "meeting.toml")).splitlines()[-1]
    owner = place.run("accounts", "add", "zhang", "--role", "owner", "--meeting", slug, "--name", "张会务").split()[-1]
    guard = place.run("accounts", "add", "men", "--role", "check-in", "--meeting", slug, "--name", "一号门").split()[-1]
    assert slug == SLUG

    with place.serving() as url, sync_playwright() as playwright:
        browser = chromium(playwright)
        desk = _sign_in(browser.new_context(), url, "zhang", owner)

        # The roster, then the sixty receipts: previewed, confirmed.
        desk.goto(f"{url}{DESK}/units/import")
        desk.set_input_files("[type=file]", DATA / "units.csv")
        desk.click("main [type=submit]")
        desk.goto(f"{url}{DESK}/receipts")
        desk.set_input_files("[type=file]", [path for path in (DATA / "receipts").iterdir() if path.suffix != ".json"])
        desk.click("main [type=submit]")
        expect(desk.locator("h1")).to_have_text("预览：还没有导入", timeout=60_000)
        desk.get_by_role("button", name="确认导入").click()
        expect(desk.locator("h1")).to_have_text("导入结果", timeout=60_000)
        expect(desk.locator(".figures")).to_contain_text("396")

        # A delegate registers on a phone and gets a private link.
        phone = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
        phone.goto(f"{url}/m/{SLUG}/")
        phone.get_by_role("link", name="我要报名").first.click()
        phone.fill("#name", "尉　玥")
        phone.fill("#unit", "常州")
        phone.locator("[role=option]", has_text="常州市档案馆").first.click()
        phone.fill("#mobile", "138 0000 1234")
        phone.get_by_label(re.compile("档案信息化分会")).check()
        phone.get_by_role("button", name="提交报名").click()
        phone.get_by_role("link", name="打开我的报名").click()
        expect(phone.locator("main")).to_contain_text("待审核")

        # The organiser approves.
        desk.goto(f"{url}{DESK}/delegates?state=pending")
        desk.get_by_role("link", name="尉玥").click()
        desk.get_by_role("button", name=re.compile("通过|确认")).first.click()
        phone.reload()
        expect(phone.locator("main")).to_contain_text("已确认")

        # Badges are printed; one's code is taken off the paper.
        desk.goto(f"{url}{DESK}/print")
        desk.get_by_role("link", name="参会证").last.click()
        expect(desk.locator(".printing__forecast")).to_contain_text("会印 397 张")
        desk.select_option("select[name=stock]", "a3")
        expect(desk.locator(".printing__forecast")).to_contain_text("A3每张 9 个")
        desk.select_option("select[name=stock]", "a4")
        expect(desk.locator("[name=paper_width]")).to_be_hidden()
        desk.get_by_role("button", name="生成文件").click()
        badges = _download(desk, tmp_path / "badges.pdf")
        sheet = printed(badges, 1, tmp_path)
        codes = codes_on(sheet)
        assert len(codes) == 4
        assert all(code.startswith(f"{url}/B/".upper()) for code in codes)

        # The page knows that all are printed.
        desk.goto(f"{url}{DESK}/print/badge")
        expect(desk.locator("main")).to_contain_text("都印过了，印后没有变动")

        # Opened by a phone's own camera it shows the meeting's page.
        phone.goto(codes[0])
        expect(phone.locator("h1")).to_contain_text("全省档案工作者年会")

        # It is held before the camera of the gate; 实到 rises on another page, which nobody touches.
        live = desk.context.new_page()
        live.goto(f"{url}{DESK}/gates")
        for button in live.get_by_role("button", name=re.compile("开设|开放|开始")).all()[:1]:
            button.click()
        live.goto(f"{url}{DESK}/attendance")
        expect(live.locator("#live .figures")).to_contain_text("397")
        before = live.locator("#live .figure__value").first.inner_text()
        film = tmp_path / "held.y4m"
        film_of_picture(cut_out(sheet, codes[0]), film)
        gate_browser = chromium(
            playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )  # fmt: skip
        gate = _sign_in(gate_browser.new_context(viewport=PHONE, permissions=["camera"]), url, "men", guard)
        gate.goto(f"{url}/check-in/{SLUG}/")
        gate.get_by_role("link", name=re.compile("会议签到")).click()
        if gate.locator("[data-scanner-start]").count():
            gate.locator("[data-scanner-start]").first.click()
        expect(gate.locator("#verdict")).to_have_attribute("data-verdict", "admitted", timeout=20_000)
        assert before.split("/")[0].strip() == "0"
        expect(live.locator("#live .figure__value").first).to_have_text(re.compile("^1"), timeout=10_000)
        gate_browser.close()

        # Awards come in, certificates are numbered and printed; one's code verifies on a stranger's phone.
        desk.goto(f"{url}{DESK}/awards/import")
        desk.set_input_files("[type=file]", DATA / "awards.csv")
        desk.click("main [type=submit]")
        desk.get_by_role("button", name=re.compile("导入")).first.click()
        desk.goto(f"{url}{DESK}/certificates")
        desk.once("dialog", lambda dialog: dialog.accept())
        desk.get_by_role("button", name="编号 95 份").click()
        expect(desk.locator(".figures")).to_contain_text("95")
        desk.goto(f"{url}{DESK}/print/honour")
        desk.get_by_role("button", name="生成文件").click()
        certificates = _download(desk, tmp_path / "certificates.pdf")
        [code] = codes_on(printed(certificates, 1, tmp_path))
        stranger = browser.new_context(viewport=PHONE).new_page()
        stranger.goto(code)
        expect(stranger.locator(".proof__stamp")).to_have_text("有效")
        assert "有效" in place.run("verify", code)
        browser.close()
