"""The pages of printing: the form, what it forecasts and refuses, the night before, printers."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.layouts.operations import add_layout
from meeting.meetings.models import Meeting
from meeting.printing.models import Printer
from meeting.registration.enums import Category
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.browsers import Browser
from tests.checkin.making import counted, make_confirmed, make_staff, sign_in
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.factories import make_account
from tests.printing.making import counts_on, page_of, printed, runs, send
from tests.registration.making import make_meeting, make_society


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_hosted()
    make_confirmed(meeting, "张三丰", unit_name="苏州市档案馆")
    make_confirmed(meeting, "李四光", unit_name="常州市档案馆", category=Category.MEDIA)
    return meeting


@pytest.fixture
def staff(client: FlaskClient, meeting: Meeting) -> FlaskClient:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    return client


@pytest.fixture
def admin(app: Flask, meeting: Meeting) -> FlaskClient:
    browser = Browser(app)
    with transaction():
        account = make_account("admin", Role.ADMIN, society=meeting.society)
    sign_in(browser, account)
    return browser


def _main(browser: FlaskClient, path: str) -> str:
    """The page without its menu."""
    return browser.get(path).text.partition("<main")[2]


def _jobs() -> int:
    return db.session.scalar(sa.select(sa.func.count(Job.id))) or 0


# The form


def test_page_offers_groups_by_what_they_are_and_with_their_numbers(staff: FlaskClient, meeting: Meeting) -> None:
    page = staff.get(page_of(meeting)).text

    select = re.search(r'<select[^>]*name="group".*?</select>', page, re.S)
    assert select
    assert re.findall(r'<optgroup label="([^"]+)">', select[0]) == ["类别", "单位"]
    assert re.findall(r">([^<>]+)</option>", select[0]) == [
        "全部（2）", "正式代表（1）", "媒体（1）", "苏州市档案馆（1）", "常州市档案馆（1）"
    ]  # fmt: skip


def test_page_says_how_many_cards_on_how_many_sheets(staff: FlaskClient, meeting: Meeting) -> None:
    said = "会印 2 张</strong>：版面 90 × 130 毫米，A4每张 4 个，用 1 张纸"

    assert said in staff.get(page_of(meeting)).text
    asked = {"layout": "gallery:badge-90x130", "which": "all", "group": "", "printer": "", "output": "pdf"}

    def forecast(**query: str) -> str:
        answer = staff.get(page_of(meeting, path="/forecast"), query_string=asked | query)
        assert answer.status_code == 200
        return answer.text

    assert said in forecast(stock="a4", sides="both")
    assert "A3每张 9 个" in forecast(stock="a3", sides="both")
    assert "A3 横放每张 " in forecast(stock="a3", sides="roof") or "A3每张 " in forecast(stock="a3", sides="roof")
    assert "96 × 136 毫米的纸每张 1 个，用 2 张纸" in forecast(stock="shop", sides="both")
    own = {"stock": "own", "sides": "both"}
    assert "200 × 140 毫米的纸每张 2 个" in forecast(**own, paper_width="200", paper_height="140")
    assert "请填写自定纸张的宽" in forecast(**own)
    assert "在 80 × 140 毫米的纸上放不下" in forecast(**own, paper_width="80", paper_height="140")
    assert "会印 1 张" in forecast(stock="a4", sides="both", group="category:media")
    assert "请从列出的里面选一个" in forecast(stock="a4", sides="both", group="category:nobody")
    printed(staff, meeting)
    assert "没有要印的" in forecast(stock="a4", sides="both", which="new")


def test_forecast_warns_of_a_white_edge_only_where_a_print_shop_cuts(staff: FlaskClient, meeting: Meeting) -> None:
    design = gallery()["badge-90x130"]
    band = next(element for element in design.front if element.label == "类别色带")
    assert band.preprinted, "it is left out of what is printed on paper that has it"
    with transaction():
        kept = add_layout(meeting.society, replace(design, title="旧色带", bleed=2.0), at=AT, by=OPERATOR)
    own = f"version:{kept.newest.id}"

    def warned(layout: str, **query: str) -> bool:
        asked = {"layout": layout, "which": "all", "group": "", "printer": "", "output": "pdf", "sides": "both"}
        answer = staff.get(page_of(meeting, path="/forecast"), query_string=asked | query)
        assert "会印 2 张" in answer.text
        return "版式“旧色带”的“类别色带”会露白边" in answer.text

    assert warned(own, stock="shop")
    assert not warned(own, stock="a4")
    assert not warned(own, stock="shop", words_only="y")
    assert not warned("gallery:badge-90x130", stock="shop")


def test_page_of_one_card_prints_one_and_of_none_is_not_found(staff: FlaskClient, meeting: Meeting) -> None:
    one = make_confirmed(meeting, "王五一")

    page = staff.get(page_of(meeting, path=f"?subject=delegate:{one.id}")).text
    pdf = printed(staff, meeting, path=f"?subject=delegate:{one.id}", which=None, group=None)
    missing = [
        staff.get(page_of(meeting, path="?subject=delegate:0")), send(staff, meeting, path="?subject=delegate:0")
    ]  # fmt: skip

    assert "王五一" in page
    assert "会印 1 张" in page
    assert "printing__catch-up" not in page
    assert "王五一" in text_of(pdf)
    assert "张三丰" not in text_of(pdf)
    assert [answer.status_code for answer in missing] == [404, 404], "all the others aren't meant"


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"stock": "own"}, 422, "请填写自定纸张的宽，20 到 1200 毫米。"),
        ({"stock": "own", "paper_width": "90", "paper_height": "19.9"}, 422, "请填写自定纸张的高，20 到 1200 毫米。"),
        ({"stock": "own", "paper_width": "1e9", "paper_height": "NaN"}, 422, "请填写自定纸张的宽，20 到 1200 毫米。"),
        ({"stock": "own", "paper_width": "九十", "paper_height": "130"}, 422, "这里要写数字"),
        ({"stock": "own", "paper_width": "80", "paper_height": "130"}, 422, "在 80 × 130 毫米的纸上放不下"),
        ({"stock": "a4", "sides": "tent"}, 422, "放不下"),
        ({"stock": "a0"}, 422, "请从列出的里面选一个"),
        ({"sides": "sideways"}, 422, "请从列出的里面选一个"),
        ({"layout": "gallery:honour-gold"}, 422, "请从列出的里面选一个"),
        ({"printer": "0"}, 422, "请从列出的里面选一个"),
        ({"group": "category:guest"}, 422, "请从列出的里面选一个"),
        ({"output": "exe"}, 422, "请从列出的里面选一个"),
    ],
)  # fmt: skip
def test_form_refuses_with_a_sentence_and_keeps_what_was_typed(
    staff: FlaskClient, meeting: Meeting, typed: dict[str, str], status: int, sentence: str
) -> None:
    answer = send(staff, meeting, **{"words_only": "y"} | typed)

    assert (answer.status_code, _jobs(), runs()) == (status, 0, [])
    assert sentence in answer.text
    assert 'name="words_only" type="checkbox" value="y" checked' in answer.text.replace("checked class", "checked") or (
        re.search(r'<input[^>]*checked[^>]*name="words_only"', answer.text)
    )
    for name in ("paper_width", "paper_height"):
        if name in typed and typed["stock"] == "own" and typed[name] != "NaN":
            assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{typed[name]}"', answer.text), name


def test_form_asks_for_no_size_of_paper_that_has_one(staff: FlaskClient, meeting: Meeting) -> None:
    assert send(staff, meeting, stock="a4", paper_width="x", paper_height="-5").status_code == 302


def test_empty_page_leads_to_where_cards_come_from(client: FlaskClient, app: Flask) -> None:
    meeting = make_meeting()
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    for kind in Kind:
        page = client.get(page_of(meeting, kind))
        assert page.status_code == 200
        assert f"还没有可以打印的{kind.label}" in page.text
        assert send(client, meeting, kind).status_code in {409, 422}
    assert _jobs() == 0


# Whose


def test_each_kind_is_for_whom_its_room_says(app: Flask, meeting: Meeting) -> None:
    make_recipient(make_award(meeting), "张䶮")
    issued(meeting)
    found = {}
    for role in (Role.ORGANISER, Role.CEREMONY, Role.CHECK_IN, Role.RECEPTION):
        browser = Browser(app)
        sign_in(browser, make_staff(meeting, role))
        found[role] = (
            [browser.get(page_of(meeting, kind)).status_code for kind in (Kind.BADGE, Kind.HONOUR, Kind.TABLE_CARD)],
            [send(browser, meeting, kind).status_code for kind in (Kind.BADGE, Kind.HONOUR)],
            sorted(set(re.findall(r'<a href="[^"]*/print/([a-z-]+)">', _main(browser, f"/desk/{meeting.slug}/print")))),
            f'/desk/{meeting.slug}/print"' in browser.get(f"/desk/{meeting.slug}/").text,
        )

    everything = sorted(kind.value for kind in Kind)
    assert found == {
        Role.ORGANISER: ([200, 200, 200], [302, 302], everything, True),
        Role.CEREMONY: ([403, 200, 403], [403, 302], ["appointment", "honour"], True),
        Role.CHECK_IN: ([403, 403, 403], [403, 403], [], False),
        Role.RECEPTION: ([403, 403, 403], [403, 403], [], False),
    }


def test_overview_tells_the_night_before_at_one_glance(staff: FlaskClient, meeting: Meeting) -> None:
    make_recipient(make_award(meeting), "张䶮")
    issued(meeting)
    printed(staff, meeting)
    make_confirmed(meeting, "王五一")

    page = staff.get(f"/desk/{meeting.slug}/print").text

    rows = {
        kind: [int(number) for number in re.findall(r'class="num"[^>]*>(?:<[^>]*>)?(\d+)<', row)]
        for kind, row in re.findall(r'class="name"><a href="[^"]*/print/([a-z-]+)"(.*?)</tr>', page, re.S)
    }
    assert (rows["badge"], rows["honour"]) == ([3, 1, 0, 0], [1, 1, 0, 0])
    assert page.count(">增补打印<") == 1
    assert re.search("还没有可以打印的：.*展商证.*聘书.*餐券", page)


# How much it asks of the database


@pytest.mark.parametrize("kind", list(Kind))
def test_pages_take_as_many_statements_for_three_as_for_one(client: FlaskClient, app: Flask, kind: Kind) -> None:
    meeting = make_hosted()
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    awards = make_award(meeting)

    def add(name: str) -> None:
        make_confirmed(meeting, name, unit_name=f"{name}单位", category=Category.EXHIBITOR)
        make_recipient(awards, name, unit_name=f"{name}单位")
        issued(meeting)

    def asked() -> list[int]:
        found = []
        for path in (page_of(meeting, kind), f"/desk/{meeting.slug}/print"):
            with counted() as statements:
                assert client.get(path).status_code == 200
            found.append(len(statements))
        return found

    add("孙一")
    one = asked()
    for name in ("孙二", "孙三"):
        add(name)

    assert asked() == one


def test_run_page_says_how_it_was_printed(admin: FlaskClient, staff: FlaskClient, meeting: Meeting) -> None:
    _printer(admin, meeting)
    printer_id = str(db.session.scalars(sa.select(Printer.id)).one())
    printed(staff, meeting, stock="own", paper_width="320", paper_height="450.5", sides="front", printer=printer_id)

    page = staff.get(page_of(meeting, path=f"/runs/{runs()[0].id}")).text

    for said in ("竖版双线", "自定纸张 320 × 450.5", "只印正面", "三楼惠普"):
        assert said in page, said


def test_run_page_names_so_many_cards_and_counts_the_rest(
    staff: FlaskClient, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting.printing.views.runs.LISTED", 1)
    printed(staff, meeting)
    (run,) = runs()

    page = staff.get(page_of(meeting, path=f"/runs/{run.id}")).text
    paper = text_of(staff.get(page_of(meeting, path=f"/runs/{run.id}/correction")).data)

    assert "新增（2）" in page
    assert ("张三丰" in page, "李四光" in page, "没有全列出来" in page) == (True, False, True)
    assert "李四光" in paper


# Printers


def _printer(admin: FlaskClient, meeting: Meeting, path: str = "", **data: str) -> tuple[int, str]:
    answer = admin.post(
        f"/society/{meeting.society.slug}/printers{path}",
        data={"form_key": str(uuid7()), "name": "三楼惠普", "right": "0.8", "down": "-1.3"} | data,
    )
    return answer.status_code, answer.text


def test_printer_is_kept_by_its_name_and_offered_to_whoever_prints(
    admin: FlaskClient, staff: FlaskClient, meeting: Meeting
) -> None:
    assert _printer(admin, meeting)[0] == 302
    printer = db.session.scalars(sa.select(Printer)).one()
    assert (printer.name, printer.right, printer.down) == ("三楼惠普", 8, -13)

    assert "三楼惠普（+0.8，-1.3）" in staff.get(page_of(meeting)).text
    moved = printed(staff, meeting, printer=str(printer.id))
    assert moved != printed(staff, meeting)
    assert runs()[0].order["printer_id"] == printer.id
    ruler = admin.get(f"/society/{meeting.society.slug}/printers/ruler?printer={printer.id}")
    assert "向右 0.8，向下 -1.3 毫米" in text_of(ruler.data)
    assert "还没有移动" in text_of(admin.get(f"/society/{meeting.society.slug}/printers/ruler").data)


def test_printer_is_changed_and_removed_and_the_history_says_so(
    admin: FlaskClient, staff: FlaskClient, meeting: Meeting
) -> None:
    _printer(admin, meeting)
    printer_id = db.session.scalars(sa.select(Printer.id)).one()
    printed(staff, meeting, printer=str(printer_id))

    changed = _printer(admin, meeting, f"/{printer_id}", name="三楼惠普二", right="0", down="0.5")
    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "set-printer").order_by(Entry.id.desc())).first()
    assert entry is not None
    assert {value.field: (value.before, value.after) for value in entry.values} == {
        "name": ("三楼惠普", "三楼惠普二"), "to-right": ("8", "0"), "down": ("-13", "5"),
    }  # fmt: skip
    removed = admin.post(f"/society/{meeting.society.slug}/printers/{printer_id}/remove")

    assert (changed[0], removed.status_code) == (302, 302)
    assert db.session.scalars(sa.select(Printer)).all() == []
    assert 'name="printer" value="' not in staff.get(page_of(meeting)).text, "the last printing's is gone: none"
    log = staff.get(page_of(meeting, path=f"/runs/{runs()[0].id}"))
    assert (log.status_code, "已经不在了" in log.text) == (200, True)


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"name": " "}, 422, "请给这台打印机起个名字"),
        ({"name": "长" * 61}, 422, "太长了"),
        ({"right": "30.1"}, 422, "-30 到 30 毫米之间，精确到 0.1 毫米"),
        ({"down": "-31"}, 422, "-30 到 30 毫米之间，精确到 0.1 毫米"),
        ({"right": "0.85"}, 422, "-30 到 30 毫米之间，精确到 0.1 毫米"),
        ({"right": "1e20"}, 422, "-30 到 30 毫米之间，精确到 0.1 毫米"),
        ({"right": "两毫米"}, 422, "这里要写数字"),
        ({"name": "二楼佳能"}, 409, "已经有名为“二楼佳能”的打印机"),
    ],
)
def test_printer_is_refused_with_a_sentence_and_kept_as_typed(
    admin: FlaskClient, meeting: Meeting, typed: dict[str, str], status: int, sentence: str
) -> None:
    assert _printer(admin, meeting, name="二楼佳能")[0] == 302

    answered, page = _printer(admin, meeting, **typed)

    assert answered == status
    assert sentence in page
    for name, value in typed.items():
        if value.strip():
            assert f'value="{value}"' in page, name
    assert db.session.scalar(sa.select(sa.func.count(Printer.id))) == 1


def test_printers_of_another_society_are_not_there(
    admin: FlaskClient, staff: FlaskClient, meeting: Meeting
) -> None:
    other = make_society("乙学会", "other")
    with transaction():
        theirs = Printer(society_id=other.id, name="三楼惠普", measured_at=AT)
        db.session.add(theirs)
    theirs_id, slug = theirs.id, meeting.society.slug

    assert _printer(admin, meeting)[0] == 302, "the same name is another printer there"
    assert staff.get(page_of(meeting)).text.count("三楼惠普（") == 1
    assert send(staff, meeting, printer=str(theirs_id)).status_code == 422
    answers = [
        admin.get(f"/society/{slug}/printers/{theirs_id}"),
        admin.post(f"/society/{slug}/printers/{theirs_id}/remove"),
        admin.get(f"/society/{slug}/printers/ruler?printer={theirs_id}"),
        admin.get("/society/other/printers"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (counts_on(staff.get(page_of(meeting)).text), _jobs()) == ([2, 2, 0, 0], 0)
