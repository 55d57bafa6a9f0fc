"""The preview in a real browser: a tab of its own, while the form stays as it is, unsaved and ready."""


import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from meeting.db import db
from tests.registration.making import make_meeting
from tests.registration.staff import staff_of
from tests.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


def test_a_preview_opens_beside_the_form_which_can_still_be_saved(app: Flask, chromium: Browser) -> None:
    cookie = staff_of(app, make_meeting()).get_cookie("meeting")
    assert cookie is not None
    db.session.remove()
    with served(app) as origin, chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": origin}])
        page = context.new_page()
        page.goto(f"{origin}/desk/changzhou-2020/letters/new")
        page.fill("[name=number]", "12号")

        with context.expect_page() as opened, context.expect_event("response") as answered:
            page.click("text=预览")

        assert opened.value.url.endswith("/letters/preview")
        assert answered.value.status == 200
        assert page.evaluate("!!document.querySelector('form[data-dirty]')")
        expect(page.locator("main button[type=submit][disabled]")).to_have_count(0)
        page.click("main button.button--primary")
        page.wait_for_url("**/letters/1")
        expect(page.locator("[name=number]")).to_have_value("12号")
