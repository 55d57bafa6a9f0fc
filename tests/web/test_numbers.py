"""Numbers in forms: what people type and what they don't, over HTTP."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
import wtforms
from flask import Flask
from wtforms.fields.core import UnboundField

from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.exhibition.models import Exhibition
from meeting.logistics.models import Meal
from meeting.printing.models import Printer
from meeting.web.forms import Form
from tests.browsers import Browser
from tests.checkin.making import make_confirmed, sign_in
from tests.factories import make_account
from tests.registration.making import make_meeting
from tests.registration.staff import keyed

DESK = "/desk/changzhou-2020"
NO_NUMBERS = (
    "NaN", "sNaN", "-sNaN123", "Infinity", "-inf", "1_0", "１＿０", "1e999999", "1e9999999", "1e-400", "2,5", "五",
)  # fmt: skip


@pytest.fixture
def admin(app: Flask) -> Browser:
    meeting = make_meeting()
    make_confirmed(meeting, "张三丰")
    browser = Browser(app)
    with transaction():
        account = make_account("admin", Role.ADMIN, society=meeting.society)
    sign_in(browser, account)
    return browser


def _value(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert field, page
    value = re.search(r'value="([^"]*)"', field[0])
    assert value, field[0]
    return value[1]


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_is_refused_with_a_sentence_and_kept_as_typed(admin: Browser, typed: str) -> None:
    paper = {"which": "all", "stock": "own", "sides": "both", "paper_width": typed, "paper_height": "140"}
    pages = {
        "/society/jsda/printers": ({"name": "三楼惠普", "right": "0.5", "down": typed}, "down"),
        f"{DESK}/exhibition/settings": ({"title": "展览", "room": "0", "width": "12", "depth": typed}, "depth"),
        f"{DESK}/print/badge": (paper, "paper_width"),
    }

    for address, (values, name) in pages.items():
        answer = admin.post(address, data=keyed(**values))

        assert (answer.status_code, "这里要写数字，如 3 或 2.5。" in answer.text) == (422, True), address
        assert _value(answer.text, name) == typed
        others = values.keys() & {"name", "right", "title", "width", "paper_height"}
        assert {other: _value(answer.text, other) for other in others} == {other: values[other] for other in others}
    assert db.session.scalar(sa.select(sa.func.count(Printer.id))) == 0


def test_numbers_that_are_too_large_get_the_fields_own_sentence(admin: Browser) -> None:
    printer = admin.post("/society/jsda/printers", data=keyed(name="三楼惠普", right="1e20", down="-0"))
    settings = admin.post(f"{DESK}/exhibition/settings", data=keyed(title="展览", room="0", width="1e9", depth="-5"))

    assert (printer.status_code, "-30 到 30 毫米之间" in printer.text) == (422, True)
    assert (settings.status_code, settings.text.count("请填写 0.5 到 500 之间的米数。")) == (422, 4)


def test_a_field_that_is_not_sent_is_its_default(admin: Browser) -> None:
    printer = admin.post("/society/jsda/printers", data=keyed(name="三楼惠普"))

    assert printer.status_code == 302
    assert admin.post(f"{DESK}/exhibition/booths/new", data=keyed(number="A1")).status_code < 500


def test_full_width_numbers_and_signs_are_numbers(admin: Browser) -> None:
    for name, down in (("一号", "－１．５"), ("二号", "−1.5"), ("三号", "-0"), ("四号", " ＋１.5　")):
        assert admin.post("/society/jsda/printers", data=keyed(name=name, right="-0.0", down=down)).status_code == 302
    settings = keyed(title="展览", room="0", width="１０．５", depth="8")
    assert admin.post(f"{DESK}/exhibition/settings", data=settings).status_code == 302

    offsets = {printer.name: (printer.right, printer.down) for printer in db.session.scalars(sa.select(Printer))}
    assert offsets == {"一号": (0, -15), "二号": (0, -15), "三号": (0, 0), "四号": (0, 15)}
    assert db.session.scalars(sa.select(Exhibition.width)).one() == Decimal("10.5")
    assert ">-0" not in admin.get("/society/jsda/printers").text


@pytest.mark.parametrize(
    ("typed", "tickets"),
    [("２００", 200), ("1_0", None), ("²", None), ("9" * 5_000, None), ("NaN", None), ("1.5", None)],
)
def test_whole_numbers_likewise(admin: Browser, typed: str, tickets: int | None) -> None:
    answer = admin.post(f"{DESK}/meals", data=keyed(title="晚餐", tickets=typed))

    assert answer.status_code == (422 if tickets is None else 302)
    assert ("这里要写整数，如 80。" in answer.text) == (tickets is None)
    assert db.session.scalars(sa.select(Meal.tickets)).all() == ([] if tickets is None else [tickets])


def test_every_form_reads_numbers_by_the_one_rule(app: Flask) -> None:
    def forms(kind: type) -> Iterator[type]:
        yield kind
        for child in kind.__subclasses__():
            yield from forms(child)

    others = [
        f"{form.__name__}.{name}"
        for form in forms(Form)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
        and issubclass(field.field_class, wtforms.DecimalField | wtforms.IntegerField | wtforms.FloatField)
        and field.field_class.__module__ != "meeting.web.numbers"
    ]
    assert others == []
