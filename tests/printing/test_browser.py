"""The printing form in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route, expect

from meeting.accounts.enums import Role
from meeting.db import db
from tests.awards.making import make_hosted
from tests.browsers import Browser as Visitor
from tests.checkin.making import make_confirmed, make_staff, sign_in
from tests.printing.making import page_of
from tests.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def app(app_in_use: Flask) -> Flask:
    return app_in_use


def test_choice_made_before_the_scripts_came_is_forecast_all_the_same(app: Flask, chromium: Browser) -> None:
    meeting = make_hosted()
    make_confirmed(meeting, "张三丰")
    path = page_of(meeting)
    visitor = Visitor(app)
    sign_in(visitor, make_staff(meeting, Role.ORGANISER))
    cookie = visitor.get_cookie("meeting")
    assert cookie
    db.session.remove()
    held: list[Route] = []
    with served(app) as url, chromium.new_context() as context:
        context.add_cookies([{"name": "meeting", "value": cookie.value, "url": url}])
        context.route("**/htmx.min.js", lambda route: held.append(route))
        page = context.new_page()
        page.goto(url + path, wait_until="commit")
        forecast = page.locator(".printing__forecast")
        expect(forecast).to_contain_text("A4")
        page.select_option("select[name=stock]", "a3")
        while not held:
            page.wait_for_timeout(20)
        assert "A3" not in forecast.inner_text()
        held[0].continue_()
        expect(forecast).to_contain_text("A3每张 9 个")
