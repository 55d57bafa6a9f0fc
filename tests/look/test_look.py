"""Layouts, macros and scripts in a real browser: readable by all, and doing what docs/look.md says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, sync_playwright

from tests.camera import codes_on, film_of, film_of_two, frame_of
from tests.databases import wait_for
from tests.look.bare import make_app
from tests.serving import FLAGS, chromium, served
from tests.wedge import type_as_scanner

pytestmark = pytest.mark.browser

CODE = "HTTPS://MEET.EXAMPLE.ORG/B/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 3


@pytest.fixture(scope="module")
def bare() -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def address(bare: Flask) -> Iterator[str]:
    with served(bare) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    film = tmp_path_factory.mktemp("camera") / "held.y4m"
    film_of(CODE, film)
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    with sync_playwright() as playwright:
        found = chromium(playwright, *camera)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone of 360 px that may use its camera; whatever the console calls an error fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=address, permissions=["camera", "clipboard-read"]
    )
    page = context.new_page()
    errors: list[str] = []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error" and "422" not in line.text:
            errors.append(line.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)
    yield page
    context.close()
    assert errors == []


def test_of_two_codes_in_view_the_one_in_the_middle_is_read_once(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    film = tmp_path / "two.y4m"
    film_of_two("MIDDLE", "BESIDE", film)
    assert set(codes_on(frame_of(film))) == {"MIDDLE", "BESIDE"}
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    second = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, *camera])
    page = second.new_context(base_url=address, permissions=["camera"]).new_page()
    page.add_init_script("window.read = []; addEventListener('scan', (event) => window.read.push(event.detail.text))")

    page.goto("/check-in")
    page.wait_for_function("() => window.read.length > 0", timeout=20_000)
    page.wait_for_timeout(1_500)

    assert page.evaluate("window.read") == ["MIDDLE"]
    second.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/form", "/list", "/check-in", "/form (refused)"])
def test_page_fits_its_width_and_axe_finds_nothing(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(path.split()[0])
    if path == "/check-in":
        page.wait_for_selector("[data-scanner][data-state=ready]")
    if "refused" in path:
        page.click(".form [type=submit]")
        page.wait_for_selector(".form-errors")
    found = Axe().run(page).response

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}


def test_axe_sees_a_planted_fault(page: Page) -> None:
    page.goto("/form")
    page.evaluate("document.querySelector('label[for=name]').remove()")

    found = Axe().run(page).response

    assert "label" in {fault["id"] for fault in found["violations"]}


def test_refused_form_takes_the_focus_and_links_to_its_fields(page: Page) -> None:
    page.goto("/form")

    page.click(".form [type=submit]")
    page.wait_for_selector(".form-errors:focus")
    links = page.locator(".form-errors a").all()

    assert [link.get_attribute("href") for link in links] == ["#name", "#unit", "#sex-0"]
    assert page.get_attribute("#name", "aria-describedby") == "name-hint name-error"
    assert page.inner_text("#name-error") == "请填写姓名"
    assert page.get_attribute("#name", "aria-invalid") == "true"


def test_double_click_sends_a_form_once(page: Page, bare: Flask) -> None:
    before = bare.config["POSTED"]
    page.goto("/form")

    page.dblclick(".form [type=submit]")
    page.wait_for_selector(".form-errors")

    assert bare.config["POSTED"] == before + 1


def test_typeahead_finds_and_takes_a_unit_by_keyboard(page: Page) -> None:
    page.goto("/form")

    page.fill("#unit", "常州")
    page.wait_for_selector("[role=option]")
    shown = page.locator("[role=option] > span:first-child").all_inner_texts()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)

    assert shown == ["常州市档案馆", "常州大学"]
    assert (page.input_value("#unit"), page.input_value("#unit_id")) == ("常州大学", "1")
    assert page.get_attribute("#unit", "aria-expanded") == "false"


def test_typeahead_serves_who_types_before_the_script_is_there(page: Page) -> None:
    late = []
    page.route("**/js/typeahead.js", lambda route: late.append(route))
    page.goto("/form", wait_until="commit")
    page.locator("#unit").press_sequentially("常州")

    wait_for(lambda: page.wait_for_timeout(20) or bool(late))
    late[0].continue_()

    page.wait_for_selector("[role=option]")
    page.keyboard.type("大")
    assert page.input_value("#unit") == "常州大"


def test_typeahead_forgets_the_unit_when_one_types_on(page: Page) -> None:
    page.goto("/form")
    page.fill("#unit", "苏州")
    page.click("[role=option]")

    page.keyboard.type("x")

    assert (page.input_value("#unit"), page.input_value("#unit_id")) == ("苏州市档案馆x", "")


def test_drop_takes_the_files_it_may_and_names_the_others(page: Page) -> None:
    page.goto("/form")

    page.evaluate(
        """() => {
          const data = new DataTransfer();
          for (const name of ["a.csv", "b.XLSX", "c.exe"]) data.items.add(new File(["abc"], name));
          const zone = document.querySelector("[data-drop]");
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_selector("[data-drop-list] li:nth-child(4)")

    assert page.evaluate("[...document.querySelector('#files').files].map(file => file.name)") == ["a.csv", "b.XLSX"]
    assert page.locator("[data-drop-list] li").all_inner_texts() == [
        "2 个文件，共 6 B",
        "c.exe\n不收这种文件",
        "a.csv\n3 B",
        "b.XLSX\n3 B",
    ]


def test_bulk_bar_counts_and_asks(page: Page) -> None:
    asked: list[str] = []

    def decline(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", decline)
    page.goto("/list")
    hidden_at_first = page.is_hidden("[data-bulk-bar]")

    page.locator("[data-pick]").nth(0).check()
    page.locator("[data-pick]").nth(2).check()
    page.click("[value=decline]")

    assert hidden_at_first
    assert page.inner_text("[data-bulk-count]") == "2"
    assert asked == ["不通过这 2 人？"]
    assert page.url.endswith("/list")


def test_filters_exchange_the_list_alone_while_one_types(page: Page) -> None:
    page.goto("/list?sort=-name&page=2")
    page.evaluate("document.body.dataset.same = 'yes'")

    page.focus("#filter-q")
    page.keyboard.type("tdl", delay=20)
    page.wait_for_url("**/list?sort=-name&q=tdl&state=")

    assert page.evaluate("document.activeElement.id") == "filter-q"
    assert page.evaluate("document.body.dataset.same") == "yes"


def test_camera_reads_a_held_code_once(page: Page) -> None:
    page.add_init_script(
        "window.seen = []; document.addEventListener('scan', (event) => window.seen.push(event.detail))"
    )

    page.goto("/check-in")
    page.wait_for_selector("[data-scanner][data-state=ready]")
    page.wait_for_timeout(2000)

    assert page.evaluate("window.seen") == [{"text": CODE, "method": "camera"}]


@pytest.mark.parametrize("focused", ["body", "#q"])
def test_usb_scanner_is_read_wherever_the_focus_is(page: Page, focused: str) -> None:
    page.add_init_script(
        "window.seen = []; document.addEventListener('scan', (event) => window.seen.push(event.detail))"
    )
    page.goto("/check-in")
    page.wait_for_selector("[data-scanner][data-state=ready]")
    page.click("[data-scanner-stop]")
    page.evaluate("window.seen = []")
    if focused == "#q":
        page.fill("#q", "田")
        page.wait_for_timeout(150)  # longer than the gap within a burst

    type_as_scanner(page, CODE)

    page.wait_for_function("window.seen.length > 0")
    assert page.evaluate("window.seen") == [{"text": CODE, "method": "scanner"}]
    assert page.input_value("#q") == ("田" if focused == "#q" else "")


def test_typing_by_hand_is_no_scan(page: Page) -> None:
    page.add_init_script(
        "window.seen = []; document.addEventListener('scan', (event) => window.seen.push(event.detail))"
    )
    page.goto("/check-in")
    page.wait_for_selector("[data-scanner][data-state=ready]")
    page.click("[data-scanner-stop]")
    page.evaluate("window.seen = []")

    page.focus("#q")
    page.keyboard.type("tiandali13800138", delay=130)
    page.keyboard.press("Enter")

    assert page.evaluate("window.seen") == []
    assert page.input_value("#q") == "tiandali13800138"
