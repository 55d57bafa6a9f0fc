"""Notices by their pages: composed, kept, refused with the form as typed, made for each unit."""

import io
import re
import zipfile
from dataclasses import replace
from html import unescape

import docx
import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.letters.models import Letter
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegation
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.factories import make_letter
from tests.registration.making import make_sub_forum, make_unit
from tests.registration.staff import keyed

PAGE = "/desk/changzhou-2020/letters"
TYPED = {
    "title": "关于召开年会的通知", "head": "red", "number": "苏档学〔2020〕12号", "addressees": "各有关单位",
    "body": "定于{日期}在{地点}召开{会议}。\n一、主题\n新时代。", "issuers": "江苏省档案学会", "dated": "2020-11-03",
    "sealed": "y", "receipt": "y",
}  # fmt: skip


def invite(meeting: Meeting, *names: str) -> None:
    units = [make_unit(meeting, name) for name in names]
    with transaction():
        db.session.add_all(Delegation(meeting_id=meeting.id, unit_id=unit.id, invited_at=AT) for unit in units)


def value(page: str, name: str) -> str:
    """What a text area or a field of a page holds."""
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    if area:
        return unescape(area[1]).strip("\r\n").replace("\r\n", "\n")
    field = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    return unescape(field[1]) if field else ""


def only() -> Letter:
    db.session.rollback()
    return db.session.scalars(sa.select(Letter)).one()


def test_a_new_notice_is_composed_of_what_the_meeting_knows(staff: Browser, meeting: Meeting) -> None:
    make_sub_forum(meeting, title="档案信息化分会")

    page = staff.get(f"{PAGE}/new").text

    assert value(page, "title") == "江苏省档案学会关于召开2020年学术年会的通知"
    assert value(page, "issuers") == "江苏省档案学会"
    body = value(page, "body").split("\n")
    assert body[0] == "经研究，定于{日期}在{地点}召开{会议}。现将有关事项通知如下："
    assert body[1:3] == ["一、会议主题", "新时代档案工作。"]
    assert body[5:10] == ["三、会议时间", "{日期}。", "四、会议地点", "{地点}。", "五、会议内容"]
    assert "2.分论坛：档案信息化分会。" in body
    assert any("/m/changzhou-2020" in line for line in body)
    assert body[-1] == "特此通知。"
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 0


def test_a_new_notice_says_nothing_of_a_place_that_is_not_known_yet(staff: Browser, meeting: Meeting) -> None:
    with transaction():
        db.session.merge(meeting).venue = db.session.merge(meeting).city = ""

    body = value(staff.get(f"{PAGE}/new").text, "body").split("\n")

    assert body[0] == "经研究，定于{日期}召开{会议}。现将有关事项通知如下："
    assert not any("地点" in line for line in body)
    numerals = [line[0] for line in body if line[1:2] == "、"]
    assert "".join(numerals) == "一二三四五六七八九十"[: len(numerals)]


def test_a_notice_is_kept_and_comes_as_pdf_and_docx(staff: Browser, meeting: Meeting) -> None:
    added = staff.post(f"{PAGE}/new", data=keyed(**TYPED))

    letter = only()
    pdf = staff.get(f"{PAGE}/{letter.id}/file/pdf")
    word = staff.get(f"{PAGE}/{letter.id}/file/docx")
    assert (added.status_code, added.location) == (302, f"{PAGE}/{letter.id}")
    text = "".join(text_of(pdf.data).split())
    when = "定于2020年12月8日在常州市会议中心召开2020年学术年会。"
    attached = "附件：2020年学术年会参会回执"
    for words in ("江苏省档案学会文件", "苏档学〔2020〕12号", "各有关单位：", when, attached, "2020年11月3日"):
        assert words in text
    document = docx.Document(io.BytesIO(word.data))
    assert "定于2020年12月8日在常州市会议中心召开2020年学术年会。" in [each.text for each in document.paragraphs]
    assert [row.action for row in db.session.scalars(sa.select(Entry)) if row.subject_type == "letter"] == [
        "add-letter"
    ]


@pytest.mark.parametrize(
    ("wrong", "position", "given"),
    [
        ("一\n二{{config}}", "第 2 行第 2 个字", "{{config}}"),
        ("{0.__class__}", "第 1 行第 1 个字", "{0.__class__}"),
        ("您好%s", "第 1 行第 3 个字", "%s"),
        ("<b>重要</b>", "第 1 行第 1 个字", "<b>"),
        ("{姓名}", "第 1 行第 1 个字", "{姓名}"),
    ],
)
@pytest.mark.parametrize("address", ["new", "change"])
def test_wording_that_looks_like_code_is_refused_with_its_position(
    staff: Browser, meeting: Meeting, wrong: str, position: str, given: str, address: str
) -> None:
    if address == "change":
        with transaction():
            address = str(make_letter(meeting).id)
    answer = staff.post(f"{PAGE}/{address}", data=keyed(**TYPED | {"body": wrong, "number": "没有丢的编号"}))

    page = unescape(answer.text)
    assert answer.status_code == 422
    assert position in page
    assert f"“{given}”" in page
    assert value(answer.text, "body") == wrong
    assert 'value="没有丢的编号"' in page
    assert db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.body == wrong)) == 0


@pytest.mark.parametrize(
    "typed",
    [{"issuers": "甲\n乙\n丙\n丁"}, {"issuers": " "}, {"title": ""}, {"body": ""}, {"dated": "昨天"}, {"head": "blue"}],
)
def test_other_faults_are_told_in_the_form(staff: Browser, meeting: Meeting, typed: dict[str, str]) -> None:
    answer = staff.post(f"{PAGE}/new", data=keyed(**TYPED | typed))

    assert answer.status_code == 422
    assert 'class="form-errors"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 0


def test_sent_twice_it_is_kept_once(staff: Browser, meeting: Meeting) -> None:
    sent = keyed(**TYPED)

    answers = [staff.post(f"{PAGE}/new", data=sent) for _ in range(2)]

    assert answers[0].location == answers[1].location
    only()


def test_two_tabs_keep_what_only_one_changed_and_ask_about_the_rest(staff: Browser, meeting: Meeting) -> None:
    with transaction():
        letter_id = make_letter(meeting).id
    pages = [staff.get(f"{PAGE}/{letter_id}").text for _ in range(2)]
    shown = [value(page, "shown") for page in pages]
    base = {name: value(pages[0], name) for name in ("title", "issuers", "addressees", "body", "dated")}
    base |= {"head": "plain", "sealed": "y"}

    first = staff.post(f"{PAGE}/{letter_id}", data=keyed(**base | {"body": "甲改的正文。", "shown": shown[0]}))
    other = staff.post(f"{PAGE}/{letter_id}", data=keyed(**base | {"number": "12号", "shown": shown[1]}))
    same = staff.post(f"{PAGE}/{letter_id}", data=keyed(**base | {"body": "丙改的正文。", "shown": shown[1]}))

    assert (first.status_code, other.status_code, same.status_code) == (302, 302, 422)
    letter = only()
    assert (letter.body, letter.number) == ("甲改的正文。", "12号")
    assert value(same.text, "body") == "丙改的正文。"


def test_a_preview_shows_what_is_typed_and_keeps_nothing(staff: Browser, meeting: Meeting) -> None:
    shown = staff.post(f"{PAGE}/preview", data=keyed(**TYPED))
    refused = staff.post(f"{PAGE}/preview", data=keyed(**TYPED | {"body": "{{config}}"}))
    boxes = staff.post(f"{PAGE}/preview", data=keyed(**TYPED | {"addressees": "🀀"}))
    empty = staff.post(f"{PAGE}/preview", data=keyed(**TYPED | {"title": ""}))

    assert (shown.status_code, shown.mimetype) == (200, "application/pdf")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "关于召开年会的通知" in text_of(shown.data)
    assert [answer.status_code for answer in (refused, boxes, empty)] == [422, 422, 422]
    assert "🀀" in boxes.text
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 0


def test_each_invited_unit_gets_a_copy(app: Flask, staff: Browser, meeting: Meeting) -> None:
    invite(meeting, "常州市档案馆", "苏州市档案馆", "甲/乙馆")
    staff.post(f"{PAGE}/new", data=keyed(**TYPED))
    letter_id = only().id

    for output in ("pdf", "zip", "docx"):
        answer = staff.post(f"{PAGE}/{letter_id}/make/{output}", data=keyed())
        assert answer.status_code == 302, answer.text
    run_waiting(app)

    db.session.rollback()
    jobs = db.session.scalars(sa.select(Job).order_by(Job.id)).all()
    assert [(job.state.value, job.message) for job in jobs] == [("done", "")] * 3
    pdf, archive, word = (storage().get(job.file_key) for job in jobs)
    text = "".join(text_of(pdf).split())
    units = {"常州市档案馆", "苏州市档案馆", "甲/乙馆"}
    assert all(text.count(f"{unit}：") == 1 for unit in units)
    assert "各有关单位：" not in text
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert sorted(names) == sorted(f"{unit.replace('/', '_')}.pdf" for unit in units)
    assert all("：" in text_of(zipfile.ZipFile(io.BytesIO(archive)).read(name)) for name in names)
    assert len(docx.Document(io.BytesIO(word)).sections) == 3
    made = [entry for entry in db.session.scalars(sa.select(Entry)) if entry.action == "make-letters"]
    assert len(made) == 3


def test_without_invited_units_no_job_is_started(staff: Browser, meeting: Meeting) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**TYPED))

    answer = staff.post(f"{PAGE}/{only().id}/make/pdf", data=keyed())

    assert answer.status_code == 409
    assert "还没有可以生成的" in answer.text
    assert value(answer.text, "number") == TYPED["number"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_a_notice_is_removed(staff: Browser, meeting: Meeting) -> None:
    with transaction():
        letter_id = make_letter(meeting).id

    answer = staff.post(f"{PAGE}/{letter_id}/remove", data=keyed())

    assert answer.location == PAGE
    assert staff.get(f"{PAGE}/{letter_id}").status_code == 404
    assert db.session.scalars(sa.select(Entry.action).order_by(Entry.id.desc())).first() == "remove-letter"


def test_attachments_begin_with_their_titles(staff: Browser, meeting: Meeting) -> None:
    typed = {"attachments": "附件：论文格式\n一、字体\n附件2：日程", "receipt": ""}
    staff.post(f"{PAGE}/new", data=keyed(**{k: v for k, v in (TYPED | typed).items() if v}))

    text = "".join(text_of(staff.get(f"{PAGE}/{only().id}/file/pdf").data).split())

    assert "附件：1.论文格式2.日程" in text
    assert "附件1论文格式一、字体" in text
    assert "附件2日程" in text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("苏档学[2026]第05号", "苏档学〔2026〕5号"),
        ("苏档学(2026)12号", "苏档学〔2026〕12号"),
        ("苏档学【2026】012号", "苏档学〔2026〕12号"),
        ("苏档学（2026）12 号", "苏档学〔2026〕12号"),
        ("苏档学［２０２６］第１２号", "苏档学〔2026〕12号"),
        ("苏档学〔2026〕100号", "苏档学〔2026〕100号"),
        ("苏档学（信息）〔2026〕3", "苏档学（信息）〔2026〕3号"),
        ("第05号", "第05号"),
        ("苏档学〔2026〕〇号", "苏档学〔2026〕〇号"),
    ],
)
def test_a_number_is_kept_as_the_standard_writes_it_and_the_page_says_so(
    staff: Browser, meeting: Meeting, typed: str, kept: str
) -> None:
    """GB/T 9704, 7.2.5: the year in 〔〕, no 第, no leading zeros. What isn't made of year and serial stays."""
    answer = staff.post(f"{PAGE}/new", data=keyed(**TYPED | {"number": typed}))

    page = unescape(staff.get(answer.location).text)
    assert only().number == kept
    assert ("发文字号按 GB/T 9704 写作" in page) == (typed != kept)
    if typed != kept:
        assert f"写作“{kept}”" in page
    assert kept in "".join(text_of(staff.get(f"{PAGE}/{only().id}/file/pdf").data).split())


def test_a_preview_and_a_change_write_the_number_so_too(staff: Browser, meeting: Meeting) -> None:
    with transaction():
        letter_id = make_letter(meeting).id

    shown = staff.post(f"{PAGE}/preview", data=keyed(**TYPED | {"number": "苏档学（2026）第05号"}))
    staff.post(f"{PAGE}/{letter_id}", data=keyed(**TYPED | {"number": "苏档学（2026）第05号"}))

    assert "苏档学〔2026〕5号" in "".join(text_of(shown.data).split())
    assert only().number == "苏档学〔2026〕5号"


def test_an_address_that_only_this_machine_opens_is_told_wherever_the_letter_is_made(
    staff: Browser, meeting: Meeting
) -> None:
    said = "只在这台电脑上打得开"
    body = "请登录http://127.0.0.1:8000/m/changzhou-2020报名，网站https://example.org。"
    staff.post(f"{PAGE}/new", data=keyed(**TYPED | {"body": body}))
    address = f"{PAGE}/{only().id}"

    for page in (address, PAGE):
        assert f"http://127.0.0.1:8000/m/changzhou-2020 {said}" in staff.get(page).text
    for kind in ("proofs", "acceptances"):
        assert said not in staff.get(f"{PAGE}/{kind}").text

    staff.post(address, data=keyed(**TYPED | {"body": body.replace("127.0.0.1:8000", "meeting.example.org")}))

    assert all(said not in staff.get(page).text for page in (address, PAGE))


def test_a_draft_with_this_machines_own_address_says_so_at_once(
    app: Flask, staff: Browser, meeting: Meeting
) -> None:
    for url, told in (("http://localhost:8000", True), ("https://meeting.example.org", False)):
        app.config["MEETING"] = replace(app.config["MEETING"], url=url)

        page = staff.get(f"{PAGE}/new").text

        assert f"{url}/m/changzhou-2020" in page
        assert (f"{url}/m/changzhou-2020/ 只在这台电脑上打得开" in page) is told
