"""Names of one character, of forty, with 𬭎, with ·; mobiles in full width or as a float; what names must not do."""

import html
import json
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate
from tests.bad_input.asking import Asking, words
from tests.bad_input.files import xlsx
from tests.browsers import Browser
from tests.registration.making import make_delegate
from tests.registration.staff import keyed

NAMES = {
    "丁": "丁", "𬭎": "𬭎", "张𬭎": "张𬭎", "䶮": "䶮", "阿卜杜拉·买买提": "阿卜杜拉·买买提",
    "阿卜杜拉•买买提": "阿卜杜拉·买买提", "阿卜杜拉・买买提": "阿卜杜拉·买买提",
    "阿卜杜拉．买买提": "阿卜杜拉·买买提", "赵　明": "赵明", "赵\u202e明": "赵明", "龙\U000e0100": "龙\U000e0100",
    "J. Smith-O'Hara": "J. Smith-O'Hara", "买" * 40: "买" * 40, "买" * 80: "买" * 80,
}  # fmt: skip
"""As typed → as kept."""
NO_NAMES = {
    "": "没有填写姓名", "　": "没有填写姓名", "·": "没有填写姓名", "买" * 81: "超过80个字", "x" * 10_000: "超过80个字",
    "赵明、钱进": "像是几个人的姓名", "J\u202eSmith": "里有无法显示的字符", "赵\ufffd": "里有无法显示的字符",
}  # fmt: skip
MOBILES = {
    "１３８１２３４５６７８": "+8613812345678", "13812345678.0": "+8613812345678", "1.3812345678E10": "+8613812345678",
    "138 1234 5678": "+8613812345678", "+86-138-1234-5678": "+8613812345678", "（0086）13812345678": "+8613812345678",
    "138-1234-5678": "+8613812345678",
}  # fmt: skip
NO_MOBILES = ("1381234567", "138123456789", "12812345678", "13812345678.5", "一三八", "１" * 5_000, "1.38E400")
TYPED = {"unit": "某市档案馆", "category": "delegate", "sub_forum": "0", "hotel": "", "post": "馆员"}


def kept(column: str) -> list[str]:
    db.session.rollback()
    people = [delegate.person for delegate in db.session.scalars(sa.select(Delegate).order_by(Delegate.id))]
    db.session.rollback()
    return [str(getattr(person, column)) for person in people]


@pytest.mark.parametrize("page", ["/m/changzhou-2020/register", "/desk/changzhou-2020/delegates/new"])
def test_any_persons_name_is_kept_and_no_other_is_taken(meeting: Meeting, admin: Browser, page: str) -> None:
    for number, name in enumerate(NAMES):
        answer = admin.post(page, data=keyed(**TYPED, name=name, mobile=f"138123456{number:02d}"))
        assert answer.status_code == 302, f"{name!r}: {words(answer)[-300:]}"
    for name, sentence in NO_NAMES.items():
        answer = admin.post(page, data=keyed(**TYPED, name=name, mobile="13912345678"))
        assert (answer.status_code, sentence in words(answer)) == (422, True), name
        assert ('value="某市档案馆"' in answer.text, 'value="13912345678"' in answer.text) == (True, True), name

    assert kept("name") == list(NAMES.values())


@pytest.mark.parametrize("page", ["/m/changzhou-2020/register", "/desk/changzhou-2020/delegates/new"])
def test_a_mobile_is_read_however_it_is_typed(meeting: Meeting, admin: Browser, page: str) -> None:
    for number, mobile in enumerate(MOBILES):
        answer = admin.post(page, data=keyed(**TYPED, name=f"赵{'一二三四五六七八'[number]}", mobile=mobile))
        assert answer.status_code == 302, f"{mobile}: {words(answer)[-300:]}"
    for mobile in NO_MOBILES:
        answer = admin.post(page, data=keyed(**TYPED, name="钱进", mobile=mobile))
        assert (answer.status_code, "请" in words(answer)) == (422, True), mobile
        assert ('value="钱进"' in answer.text, html.escape(mobile) in answer.text) == (True, True), mobile

    assert kept("mobile") == list(MOBILES.values())


def test_receipts_take_names_and_mobiles_alike_and_name_the_faulty_rows(
    meeting: Meeting, command: Asking, tmp_path: Path
) -> None:
    good = [(name, "甲馆", f"138123456{number:02d}") for number, name in enumerate(NAMES)]
    numbers = [13812345678, 13812345679.0, "１３８１２３４５６８０", "13812345681.0", "1.3812345682E10"]
    mobiles = [(f"孙{'一二三四五'[number]}", "甲馆", mobile) for number, mobile in enumerate(numbers)]
    bad: list[tuple[object, ...]] = [(name, "甲馆", "13912345678") for name in ("买" * 81, "·", "J\u202eSmith")]
    bad += [("吴刚", "甲馆", mobile) for mobile in ("1381234567", 1.5, "一三八")]
    (tmp_path / "回执.xlsx").write_bytes(xlsx(("姓名", "单位", "手机"), *good, *mobiles, *bad))

    done = command("receipts", "import", "--meeting", meeting.slug, tmp_path, "--json")

    told, first = json.loads(done.stdout), 2 + len(good) + len(mobiles)
    assert (done.exit_code, told["created"]) == (0, len(good) + len(mobiles)), told["faults"]
    assert [fault["row"] for fault in told["faults"]] == [*range(first, first + len(bad))]
    assert sorted(kept("name")[: len(good)]) == sorted(NAMES.values())
    assert sorted(kept("mobile")[len(good) :]) == [f"+86138123456{end}" for end in (78, 79, 80, 81, 82)]


CANARIES = ("<script>alert(1)", '"><img src=x onerror=alert(1)>', "<b>粗", "{{7*7}}", "'><svg onload=alert(1)>")
PAGES = (
    "delegates", "units", "attendance", "history", "awards", "certificates", "guests", "hosts", "rooms", "programme",
    "exhibition", "badges", "gates", "staff", "settings", "receipts", "",
)  # fmt: skip


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_names_of_html_are_text_on_every_page(meeting: Meeting, admin: Browser) -> None:
    desk = f"/desk/{meeting.slug}"
    for number, canary in enumerate(CANARIES):
        for page, typed in (
            ("delegates/new", {**TYPED, "name": canary, "unit": canary, "post": canary, "remarks": canary,
                               "mobile": f"1381234567{number}"}),
            ("rooms", {"name": canary}), ("hosts", {"role": "host", "unit": canary}),
            ("guests/new", {"name": canary, "post": canary, "audience": "public"}),
            ("gates", {"name": canary, "kind": "meeting"}),
            ("awards/new", {"title": canary, "kind": "certificate"}),
            ("programme/sessions/new", {"kind": "visit", "title": canary, "day": "2020-12-08", "start": f"1{number}:00",
                                        "end": f"1{number}:30", "room": "0", "audience": "public"}),
        ):  # fmt: skip
            answer = admin.post(f"{desk}/{page}", data=keyed(**typed))
            assert answer.status_code in {302, 422}, f"{page}: {words(answer)[-300:]}"

    society = ("/society/jsda/people", "/society/jsda/units")
    for page in (*(f"{desk}/{page}" for page in PAGES), f"/m/{meeting.slug}/", *society):
        text = admin.get(page).text
        assert re.findall(r"<script>alert|<img src=x|<b>粗|<svg onload|>49<", text) == [], page
    assert "&lt;script&gt;alert(1)" in admin.get(f"{desk}/delegates").text


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_names_of_mark_up_are_drawn_and_exported_as_they_are(
    meeting: Meeting, admin: Browser, command: Asking, tmp_path: Path
) -> None:
    for canary in ("<b>粗<i>", "{{7*7}}", "%(name)s"):
        make_delegate(meeting, canary, unit_name="某市档案馆", state="confirmed")

    assert command("badges", "--meeting", meeting.slug, "-o", tmp_path / "证.pdf").exit_code == 0
    assert command("delegates", "export", "--meeting", meeting.slug, "-o", tmp_path / "名单.xlsx").exit_code == 0
    drawn = "".join(page.extract_text() for page in PdfReader(BytesIO((tmp_path / "证.pdf").read_bytes())).pages)
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").worksheets[0]

    assert [canary for canary in ("<b>粗<i>", "{{7*7}}", "%(name)s") if canary not in drawn.replace("\n", "")] == []
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"<b>粗<i>", "{{7*7}}", "%(name)s"}
