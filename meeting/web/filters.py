"""Template filters: days, times, labels."""

from datetime import date, datetime

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup

from meeting import clock
from meeting.db import uuid7
from meeting.web.views import html_lang

DEFAULT_ZONE = "Asia/Shanghai"
WEEKDAYS = "一二三四五六日"


def day(value: date | datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """2020年12月8日, or 8 December 2020."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.local(value, zone).date()
    if str(get_locale()).startswith("en"):
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


def weekday(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """星期二, or Tuesday."""
    if isinstance(value, datetime):
        value = clock.local(value, zone).date()
    if str(get_locale()).startswith("en"):
        return f"{value:%A}"
    return "星期" + WEEKDAYS[value.weekday()]


def days(first: date, last: date) -> str:
    """One day or a span: 2020年12月8日—9日."""
    if first == last:
        return day(first)
    if str(get_locale()).startswith("en"):
        return f"{day(first)} – {day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first)}—{last.day}日"
    return f"{day(first)}—{last.month}月{last.day}日" if first.year == last.year else f"{day(first)}—{day(last)}"


def time_of_day(value: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """09:00."""
    return "" if value is None else f"{clock.local(value, zone):%H:%M}"


def instant(value: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """2020-12-08 09:00, on the meeting's clock."""
    return "" if value is None else f"{clock.local(value, zone):%Y-%m-%d %H:%M}"


def label(value: object) -> str:
    """An enum's label in the reader's language; empty for None."""
    return "" if value is None else gettext(value.label)  # type: ignore[attr-defined]


def whole_parts(name: str) -> Markup:
    """A name that breaks after its interpunct only: 古丽娜尔·｜阿不都热合曼."""
    parts = Markup("·<wbr>").join(name.split("·"))
    return Markup('<span class="whole-parts">{}</span>').format(parts) if "·" in name else parts


def init_filters(app: Flask) -> None:
    for function in (day, weekday, days, time_of_day, instant, label, whole_parts):
        app.add_template_filter(function)
    app.add_template_global(html_lang)
    app.jinja_env.globals["only_local_address"] = app.config["MEETING"].only_local
    app.add_template_global(lambda: str(uuid7()), "form_key")  # for lone buttons that POST
    app.add_template_global(get_locale)  # layouts/base.html and _language.html ask it
