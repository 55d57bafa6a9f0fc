"""The designer in a real browser: what is dragged, typed and saved is what is printed, to a tenth of a millimetre."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.samples import samples
from meeting.layouts.models import LayoutVersion, SavedLayout
from tests.browsers import Browser
from tests.checkin.making import sign_in
from tests.documents.reading import ink_box, picture_of, run
from tests.factories import make_account
from tests.layouts.designing import make_layout, picture, text
from tests.registration.making import make_society
from tests.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


@dataclass
class Scene:
    context: BrowserContext
    page: Page
    origin: str
    layout_id: int

    def open(self, page: Page | None = None) -> Page:
        """The designer, ready, at 100 %."""
        page = page or self.page
        page.goto(f"{self.origin}/society/jsda/layouts/{self.layout_id}")
        page.wait_for_selector("[data-designer][data-drawn]")
        page.click("[data-zoom=full]")
        return page


FULL = 96 / 25.4  # pixels a millimetre at 100 %
FRONT = (
    text("{姓名}", x=10, y=10, width=60, height=12, label="姓名"),
    text("{单位}", x=15, y=30, width=60, height=8, size=11, label="单位"),
    {"type": "qr", "x": 70, "y": 42, "width": 15, "height": 15, "label": "码"},
)


@pytest.fixture
def scene(app: Flask, chromium: Chromium) -> Iterator[Scene]:
    """A desk's screen, signed in as the society's administrator; a layout of three elements is there."""
    society = make_society()
    with transaction():
        account = make_account("admin", Role.ADMIN, society=society)
    layout_id = make_layout(society, *FRONT).id
    visitor = Browser(app)
    sign_in(visitor, account)
    cookie = visitor.get_cookie("meeting")
    db.session.remove()
    with served(app) as origin, chromium.new_context(viewport={"width": 1400, "height": 900}) as context:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        yield Scene(context, page, origin, layout_id)
        assert faults == []


def layer(page: Page, name: str) -> Any:
    return page.locator(".layers__name", has_text=name)


def value(page: Page, name: str) -> float:
    return float(page.input_value(f"[data-prop={name}]"))


def choose(page: Page, name: str) -> None:
    layer(page, name).click()


def drag(page: Page, selector: str, dx: float, dy: float) -> None:
    """From its middle by so many pixels, in a few moves as a hand does."""
    frame = page.locator(selector).bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in (0.3, 0.7, 1):
        page.mouse.move(x + dx * part, y + dy * part)
    page.mouse.up()


def box(name: str) -> str:
    return f'.board__box[aria-label^="{name}"]'


def save(page: Page, number: int) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("[data-version-now]")).to_have_text(f"第 {number} 版")


def saved_front(app: Flask, number: int) -> list[dict[str, Any]]:
    db.session.remove()
    version = db.session.scalars(sa.select(LayoutVersion).where(LayoutVersion.number == number)).one()
    front: list[dict[str, Any]] = version.content["front"]
    db.session.remove()
    return front


def test_dragging_by_known_pixels_moves_by_the_right_millimetres_and_undo_brings_it_back(scene: Scene) -> None:
    page = scene.open()
    page.uncheck("[data-snap]")

    drag(page, box("单位"), 100, -37)

    assert value(page, "x") == pytest.approx(15 + 100 / FULL, abs=0.06)
    assert value(page, "y") == pytest.approx(30 - 37 / FULL, abs=0.06)
    page.keyboard.press("Control+z")
    assert (value(page, "x"), value(page, "y")) == (15, 30)
    page.keyboard.press("Control+y")
    assert value(page, "x") == pytest.approx(15 + 100 / FULL, abs=0.06)


def test_escape_while_dragging_leaves_everything_where_it_was(scene: Scene) -> None:
    page = scene.open()
    choose(page, "单位")
    frame = page.locator(box("单位")).bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 50, frame["y"] + 10)
    page.mouse.down()
    page.mouse.move(frame["x"] + 90, frame["y"] + 40)
    page.keyboard.press("Escape")
    page.mouse.up()

    assert (value(page, "x"), value(page, "y")) == (15, 30)
    expect(page.locator("[data-act=undo]")).to_be_disabled()


def test_edges_rest_on_those_of_others_and_show_a_guide(scene: Scene) -> None:
    page = scene.open()
    frame = page.locator(box("单位")).bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 60, frame["y"] + 10)
    page.mouse.down()
    page.mouse.move(frame["x"] + 45, frame["y"] + 11)
    page.mouse.move(frame["x"] + 60 - 5 * FULL + 3, frame["y"] + 14)  # 3 pixels beside the other one's left edge

    assert page.locator(".board__guide").count() >= 1
    page.mouse.up()
    assert value(page, "x") == 10
    assert page.locator(".board__guide").count() == 0


def test_shift_click_chooses_several_which_move_together(app: Flask, scene: Scene) -> None:
    page = scene.open()
    page.uncheck("[data-snap]")
    page.click(box("姓名"))
    page.click(box("单位"), modifiers=["Shift"])
    page.click(box("码"), modifiers=["Shift"])
    page.click(box("码"), modifiers=["Shift"])
    page.keyboard.press("Shift+ArrowRight")
    drag(page, box("姓名"), 0, 38)
    save(page, 2)

    front = saved_front(app, 2)
    assert [element["x"] for element in front] == [11, 16, 70]
    assert front[0]["y"] - 10 == pytest.approx(front[1]["y"] - 30, abs=0.001)
    assert front[0]["y"] == pytest.approx(10 + 38 / FULL, abs=0.06)


def test_copied_elements_are_pasted_into_another_layout_of_another_tab(scene: Scene) -> None:
    page = scene.open()
    page.click(box("单位"))
    page.keyboard.press("Control+c")
    other = scene.open(scene.context.new_page())
    other.click("[data-act=paste]")

    expect(other.locator(".layers__one")).to_have_count(4)
    assert (value(other, "x"), value(other, "y")) == (18, 33)


def test_layers_are_dragged_into_another_order(scene: Scene) -> None:
    page = scene.open()
    page.drag_and_drop(".layers__one:has-text('姓名')", ".layers__one:has-text('码')")

    expect(page.locator(".layers__name")).to_have_text(["姓名", "码", "单位"])


def test_handle_resizes_one_edge(scene: Scene) -> None:
    page = scene.open()
    page.uncheck("[data-snap]")
    choose(page, "单位")

    drag(page, ".board__handle--21", -60, 0)

    assert value(page, "x") == 15
    assert value(page, "width") == pytest.approx(60 - 60 / FULL, abs=0.06)
    assert value(page, "height") == 8


def test_placeholder_is_put_in_by_its_button_and_seen_at_once(scene: Scene) -> None:
    page = scene.open()
    choose(page, "姓名")
    page.fill("[data-prop=text]", "代表：")
    page.click("[data-field=职务]")

    assert page.input_value("[data-prop=text]") == "代表：{职务}"
    expect(page.locator('[data-element="0"] use[href="#song-4ee3"]')).to_have_count(1)  # 代
    expect(page.locator('[data-element="0"] use[href="#song-526f"]')).to_have_count(1)  # 副, of the sample's 副研究馆员


def test_bad_placeholder_is_named_with_its_place_and_nothing_is_saved(scene: Scene) -> None:
    page = scene.open()
    choose(page, "姓名")
    page.fill("[data-prop=text]", "甲\n乙{奖金}")

    expect(page.locator(".problems__one")).to_contain_text("第 2 行第 2 个字起的“{奖金}”不能用")
    expect(page.locator("[data-text-error]")).to_contain_text("第 2 行第 2 个字")
    page.keyboard.press("Control+s")
    expect(page.locator("#toast")).to_contain_text("没有保存")
    page.keyboard.press("Escape")
    page.click(".problems__one")
    assert page.evaluate("document.activeElement.selectionStart") == 3
    expect(page.locator("[data-version-now]")).to_have_text("第 1 版")


def test_advice_leads_to_its_element_and_keeps_nobody_from_saving(scene: Scene) -> None:
    page = scene.open()
    page.click("summary:has-text('添加')")
    page.click("[data-add=area]")
    page.fill("[data-prop=label]", "色带")
    page.fill("[data-prop=x]", "0")
    page.keyboard.press("Tab")

    advice = page.locator(".problems__one--advice")
    expect(advice).to_contain_text("“色带”会露白边")
    expect(page.locator(".is-wrong")).to_have_count(0)
    choose(page, "姓名")
    advice.click()
    expect(page.locator("[data-prop=label]")).to_have_value("色带")
    save(page, 2)
    choose(page, "色带")
    page.fill("[data-prop=x]", "5")
    page.keyboard.press("Tab")
    expect(advice).to_have_count(0)


def test_longest_sample_shows_what_does_not_fit(scene: Scene) -> None:
    page = scene.open()
    choose(page, "单位")
    page.fill("[data-prop=least]", "11")
    page.select_option("[data-sample]", "longest")

    expect(page.locator(".problems__one")).to_contain_text("太长")
    expect(page.locator(box("单位"))).to_have_class(re.compile("is-wrong"))


def test_what_is_saved_prints_where_the_panel_says(app: Flask, scene: Scene) -> None:
    page = scene.open()
    page.uncheck("[data-snap]")
    drag(page, box("码"), -123, -4)
    qr = {name: value(page, name) for name in ("x", "y", "width", "height")}
    drag(page, box("姓名"), 37, 11)
    page.select_option("[data-prop=align]", "left")
    name = {each: value(page, each) for each in ("x", "y", "width", "height")}
    save(page, 2)

    pdf = page.request.get(scene.origin + str(page.get_attribute("[data-proof]", "href"))).body()

    words = run("pdftotext", "-bbox", "-", "-", data=pdf).decode()
    sample = samples(Kind.BADGE)["usual"].words[Field.NAME]
    left = re.search(rf'<word xMin="([\d.]+)"[^>]*>{sample}</word>', words)
    assert left is not None
    assert float(left[1]) * 25.4 / 72 == pytest.approx(name["x"], abs=0.1)
    shown = picture_of(pdf, dpi=508)  # 20 pixels a millimetre
    found = ink_box(shown.point(lambda shade: 255 if shade > 100 else 0).crop(_around(qr)))
    assert found is not None
    corner = _around(qr)
    side = min(qr["width"], qr["height"])
    for place, (low, at) in enumerate(((corner[0], qr["x"]), (corner[1], qr["y"]))):
        assert (found[place] + low) / 20 == pytest.approx(at, abs=0.1)
        assert (found[place + 2] + low) / 20 == pytest.approx(at + side, abs=0.1)


def _around(place: dict[str, float]) -> tuple[int, int, int, int]:
    """Two millimetres more on each side, in pixels of 508 dpi."""
    left, top = place["x"] - 2, place["y"] - 2
    sides = (left, top, left + place["width"] + 4, top + place["height"] + 4)
    return tuple(round(side * 20) for side in sides)  # type: ignore[return-value]


def test_keyboard_alone_chooses_moves_sizes_writes_and_saves(app: Flask, scene: Scene) -> None:
    page = scene.open()
    page.focus("[data-stage]")
    page.keyboard.press("Tab")
    expect(page.locator(box("姓名"))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(box("单位"))).to_be_focused()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp", "Alt+ArrowRight", "Alt+Shift+ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type("代表")
    save(page, 2)

    front = saved_front(app, 2)[1]
    assert (front["x"], front["y"], front["width"], front["height"]) == (16.1, 29.9, 60.1, 9)
    assert front["text"] == "{单位}代表" or front["text"] == "代表"


def test_layers_are_reordered_renamed_locked_duplicated_and_deleted(app: Flask, scene: Scene) -> None:
    page = scene.open()
    row = page.locator(".layers__one", has_text="姓名")
    row.locator("[data-layer-act=up]").click()
    page.locator(".layers__one", has_text="码").locator("[data-layer-act=lock]").click()
    choose(page, "单位")
    page.fill("[data-prop=label]", "工作单位")
    page.click("[data-act=duplicate]")
    choose(page, "码")
    page.keyboard.press("Delete")  # locked: stays
    save(page, 2)

    front = saved_front(app, 2)
    assert [element.get("label") for element in front] == ["工作单位", "姓名", "码", "工作单位"]
    assert front[2]["locked"] is True
    assert (front[3]["x"], front[3]["y"]) == (18, 33)


def test_several_are_aligned_and_distributed(app: Flask, scene: Scene) -> None:
    page = scene.open()
    choose(page, "姓名")
    layer(page, "单位").click(modifiers=["Shift"])
    layer(page, "码").click(modifiers=["Shift"])
    page.click("summary:has-text('对齐')")
    page.click("[data-align=right]")
    page.click("summary:has-text('对齐')")
    page.click("[data-align=down]")
    save(page, 2)

    front = saved_front(app, 2)
    assert [element["x"] + element["width"] for element in front] == [85, 85, 85]
    gaps = [front[1]["y"] - 22, front[2]["y"] - front[1]["y"] - 8]
    assert gaps[0] == pytest.approx(gaps[1], abs=0.01)


def test_every_kind_of_element_can_be_added(app: Flask, scene: Scene) -> None:
    page = scene.open()
    for name in ("text", "qr", "rule", "area", "ornament", "seal", "signature", "photo", "signatories"):
        page.click("summary:has-text('添加')")
        page.click(f"[data-add={name}]")
    expect(page.locator(".layers__one")).to_have_count(12)
    save(page, 2)

    types = [(element["type"], element.get("source")) for element in saved_front(app, 2)[3:]]
    assert types == [
        ("text", None), ("qr", None), ("rule", None), ("area", None), ("ornament", None), ("picture", "seal"),
        ("picture", "signature"), ("picture", "photo"), ("signatories", None),
    ]  # fmt: skip


def test_background_picture_is_uploaded_lies_lowest_and_is_shown(app: Flask, scene: Scene) -> None:
    page = scene.open()
    page.click("summary:has-text('添加')")
    with page.expect_file_chooser() as chooser:
        page.click("[data-add=background]")
    chooser.value.set_files([{"name": "底.png", "mimeType": "image/png", "buffer": picture()}])
    expect(page.locator("[data-element] image")).to_have_count(1)
    href = page.get_attribute("[data-element] image", "href")
    save(page, 2)

    assert page.request.get(f"{scene.origin}{href}").headers["content-type"] == "image/png"
    first = saved_front(app, 2)[0]
    assert (first["type"], first["locked"], first["preprinted"], first["scale"]) == ("picture", True, True, "cover")


def test_file_that_is_no_picture_is_refused_in_words(scene: Scene) -> None:
    page = scene.open()
    page.click("summary:has-text('添加')")
    with page.expect_file_chooser() as chooser:
        page.click("[data-add=picture]")
    chooser.value.set_files([{"name": "底.png", "mimeType": "image/png", "buffer": b"<svg/>"}])

    expect(page.locator("#toast")).to_contain_text("这是 SVG 矢量图，不能直接使用")
    expect(page.locator(".layers__one")).to_have_count(3)


def test_back_is_designed_too(app: Flask, scene: Scene) -> None:
    page = scene.open()
    page.click("[data-side=back]")
    expect(page.locator(".layers__one")).to_have_count(0)
    page.click("summary:has-text('添加')")
    page.click("[data-add=qr]")
    expect(page.locator("[data-element]")).to_have_count(1)
    save(page, 2)

    db.session.remove()
    version = db.session.scalars(sa.select(LayoutVersion).where(LayoutVersion.number == 2)).one()
    assert [element["type"] for element in version.content["back"]] == ["qr"]


def test_second_tab_is_told_and_saves_as_another_layout(app: Flask, scene: Scene) -> None:
    first = scene.open()
    second = scene.open(scene.context.new_page())
    choose(first, "姓名")
    first.fill("[data-prop=x]", "12")
    save(first, 2)
    choose(second, "姓名")
    second.fill("[data-prop=x]", "14")
    second.keyboard.press("Control+s")

    expect(second.locator("[data-clash-text]")).to_contain_text("第 2 版")
    second.fill("[data-clash-name]", "我的一份")
    second.click("[data-act=save-as]")
    second.wait_for_selector("h1:has-text('我的一份')")
    second.wait_for_selector("[data-designer][data-drawn]")
    choose(second, "姓名")
    assert value(second, "x") == 14
    db.session.remove()
    titles = set(db.session.scalars(sa.select(SavedLayout.title)))
    assert titles == {"试用", "我的一份"}


def test_expired_session_says_so_and_keeps_everything(app: Flask, scene: Scene) -> None:
    page = scene.open()
    cookies = scene.context.cookies()
    choose(page, "姓名")
    page.fill("[data-prop=x]", "12")
    page.wait_for_timeout(400)
    scene.context.clear_cookies()
    page.keyboard.press("Control+s")
    expect(page.locator("#toast")).to_contain_text("登录已经过期")
    assert value(page, "x") == 12

    scene.context.add_cookies(cookies)
    save(page, 2)
    assert saved_front(app, 2)[0]["x"] == 12


def test_unsaved_work_is_asked_about_and_found_again_after_a_reload(scene: Scene) -> None:
    page = scene.open()
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    choose(page, "姓名")
    page.fill("[data-prop=x]", "12")
    page.wait_for_timeout(400)
    page.reload()
    page.wait_for_selector("[data-designer][data-drawn]")

    assert asked == ["beforeunload"]
    choose(page, "姓名")
    assert value(page, "x") == 12
    expect(page.locator("#toast")).to_contain_text("找回来了")
    page.click("[data-act=undo]")
    choose(page, "姓名")
    assert value(page, "x") == 10


def test_zoom_keeps_what_is_under_the_pointer_and_fits_the_window(scene: Scene) -> None:
    page = scene.open()
    page.click("[data-zoom=fit]")
    board = page.locator("[data-board]").bounding_box()
    stage = page.locator("[data-stage]").bounding_box()
    assert board is not None
    assert stage is not None
    assert board["width"] <= stage["width"]
    assert board["height"] <= stage["height"]
    page.click("[data-zoom=full]")
    expect(page.locator("[data-zoom-now]")).to_have_text("100 %")
    expect(page.locator(".board__edge")).to_have_attribute("width", "90")


def test_a_phone_is_sent_to_a_larger_screen_and_shows_the_picture(scene: Scene) -> None:
    page = scene.page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{scene.origin}/society/jsda/layouts/{scene.layout_id}")

    expect(page.locator(".too-small")).to_contain_text("请换用电脑或平板")
    expect(page.locator(".too-small__picture")).to_be_visible()
    expect(page.locator("[data-designer]")).to_be_hidden()


def test_pages_and_designer_have_no_faults_that_axe_knows(scene: Scene) -> None:
    page = scene.open()
    choose(page, "姓名")
    faults = _violations(page)
    page.fill("[data-prop=text]", "{奖金}")
    expect(page.locator(".problems__one")).to_have_count(1)
    faults += _violations(page)
    page.on("dialog", lambda dialog: dialog.accept())
    for path in ("badge", f"{scene.layout_id}/versions"):
        page.goto(f"{scene.origin}/society/jsda/layouts/{path}")
        faults += _violations(page)

    assert faults == []


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found]
