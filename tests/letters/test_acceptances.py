"""Letters of acceptance: the list in the form, its faults by line, a letter for each paper."""

import io
import re
import zipfile
from html import unescape

import openpyxl
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.db import db
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.letters.composing import wording_draft
from meeting.letters.enums import LetterKind
from meeting.letters.models import Letter
from meeting.letters.operations import keep_wording
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.letters.test_notices import value
from tests.meetings.making import at_once
from tests.registration.staff import keyed

PAGE = "/desk/changzhou-2020/letters/acceptances"
LIST = "张䶮、欧阳建国\t常州市档案馆\t《论〈档案法〉》\n没有题目的人\n李四\t\t《红楼梦》档案考"


def typed(staff: Browser, **values: str) -> dict[str, str]:
    """The form as the page shows it, with these values."""
    page = staff.get(PAGE).text
    names = ("title", "body", "issuers", "dated", "shown", "recipients", "number")
    return keyed(**{name: value(page, name) for name in names} | {"sealed": "y"} | values)


def test_a_list_is_kept_with_its_faults_told_by_line(app: Flask, staff: Browser, meeting: Meeting) -> None:
    kept = staff.post(PAGE, data=typed(staff, recipients=LIST))
    page = staff.get(PAGE).text

    assert kept.status_code == 302
    assert value(page, "recipients") == LIST
    assert "没有题目的人" in page
    assert "缺少作者或题目" in page
    assert "名单有 2 篇" in page

    for output in ("pdf", "zip"):
        assert staff.post(f"{PAGE}/make/{output}", data=keyed()).status_code == 302
    run_waiting(app)
    db.session.rollback()
    pdf, archive = (storage().get(job.file_key) for job in db.session.scalars(sa.select(Job).order_by(Job.id)))
    text = "".join(text_of(pdf).split())
    assert "张䶮、欧阳建国（常州市档案馆）：您提交的论文《论〈档案法〉》经专家评审，已被2020年学术年会录用。" in text
    assert "李四：您提交的论文《〈红楼梦〉档案考》" in text
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["001-张䶮、欧阳建国.pdf", "002-李四.pdf"]


def test_a_file_is_read_into_the_form_below_what_stands_there_and_nothing_is_kept_yet(
    staff: Browser, meeting: Meeting
) -> None:
    book = openpyxl.Workbook()
    for row in (("作者", "单位", "题目"), ("王五", "苏州市档案馆", "某题")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    sent = typed(staff, recipients="甲一\t\t题一", body="改过的{题目}。")

    answer = staff.post(PAGE, data=sent | {"file": (io.BytesIO(out.getvalue()), "名单.xlsx")})

    assert answer.status_code == 200
    assert value(answer.text, "recipients") == "甲一\t\t题一\n王五\t苏州市档案馆\t某题"
    assert value(answer.text, "body") == "改过的{题目}。"
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 0

    names = ("title", "body", "issuers", "dated", "shown", "recipients")
    kept = staff.post(PAGE, data=keyed(**{name: value(answer.text, name) for name in names}))
    db.session.rollback()
    assert kept.status_code == 302
    assert db.session.scalars(sa.select(Letter.recipients)).one().count("\n") == 1


def test_a_file_that_cant_be_read_leaves_the_form_as_it_was(staff: Browser, meeting: Meeting) -> None:
    sent = typed(staff, recipients="甲一\t\t题一")

    answer = staff.post(PAGE, data=sent | {"file": (io.BytesIO(b"%PDF-1.7"), "名单.xlsx")})

    assert answer.status_code == 422
    assert "“名单.xlsx”不是表格" in unescape(answer.text)
    assert value(answer.text, "recipients") == "甲一\t\t题一"


def test_an_unknown_place_is_refused_and_the_list_is_not_lost(staff: Browser, meeting: Meeting) -> None:
    answer = staff.post(PAGE, data=typed(staff, recipients=LIST, body="{题目}\n{{config}}"))

    assert answer.status_code == 422
    assert "第 2 行第 1 个字" in answer.text
    assert value(answer.text, "recipients") == LIST


def test_without_a_list_no_job_is_started(staff: Browser, meeting: Meeting) -> None:
    answer = staff.post(f"{PAGE}/make/pdf", data=keyed())

    assert answer.status_code == 409
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_characters_without_glyphs_are_all_told_and_no_job_is_made(staff: Browser, meeting: Meeting) -> None:
    kept = staff.post(PAGE, data=typed(staff, recipients="张🀀\t\t某题\n李四\t\t某😀题"))
    page = staff.get(PAGE).text

    answer = staff.post(f"{PAGE}/make/pdf", data=keyed())

    assert (kept.status_code, answer.status_code) == (302, 422)
    assert "有的字印不出来，打印会停下" in page
    assert re.search("有字印不出来，没有打印：“🀀”（张🀀）；“😀”（您提交的论文《某😀题》", answer.text)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_the_wording_first_kept_by_two_at_once_is_one_row(app: Flask, meeting: Meeting) -> None:
    meeting_id = meeting.id
    db.session.rollback()

    def keep() -> None:
        found = db.session.get_one(Meeting, meeting_id)
        draft = wording_draft(found, LetterKind.ACCEPTANCE, on=found.starts_on)
        keep_wording(found, LetterKind.ACCEPTANCE, draft, at=AT, by=OPERATOR)

    assert at_once(app, *[keep] * 4) == ["done"] * 4
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 1
