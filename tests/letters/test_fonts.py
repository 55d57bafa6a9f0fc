"""Letters in the fonts that a society uploaded: chosen once, embedded, named in DOCX; what follows their removal."""

import io
import zipfile
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.documents.font_files import check_font, specimen
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.layouts.enums import FontRight
from meeting.layouts.models import SocietyFont
from meeting.layouts.operations import add_society_font
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.conftest import AT
from tests.documents.fonts import font, named
from tests.factories import make_account
from tests.letters.test_notices import PAGE, TYPED, invite, only
from tests.meetings.making import sign_in
from tests.registration.staff import keyed

FONTS = "/society/jsda/fonts"
SET = TYPED | {"title": "国家档案", "body": "永字八法国家档案。", "number": "", "head": "plain", "receipt": ""}


def title_font() -> bytes:
    def change(made: TTFont) -> None:
        made["name"].names = []
        for number in (1, 4, 6):
            named(number, "TestBiaoSong")(made)

    return font(change)


@pytest.fixture
def admin(app: Flask, meeting: Meeting) -> Browser:
    with transaction():
        make_account("chief", Role.ADMIN, society=meeting.society)
    browser = Browser(app)
    sign_in(browser, "chief")
    return browser


@pytest.fixture
def fonts(meeting: Meeting) -> dict[str, str]:
    """Ids of 仿宋 and 小标宋, which hold all of ``SET``'s title and body but the 。"""
    with transaction():
        made = {
            name: add_society_font(
                meeting.society, check_font(content), name=name, ground=FontRight.BOUGHT, note="订单",
                file_key=storage().put(content, ".ttf"), specimen_key=storage().put(specimen(content), ".png"),
                at=AT, by=OPERATOR,
            )[0]
            for name, content in (("仿宋", font()), ("小标宋", title_font()))
        }  # fmt: skip
    return {name: str(row.id) for name, row in made.items()}


def faces_in(pdf: bytes) -> dict[str, set[str]]:
    """Character → the PostScript names of the fonts that draw it, subsets' tags left out."""
    found: dict[str, set[str]] = {}

    def visit(text: str, _cm: object, _tm: object, used: dict[str, str] | None, _size: float) -> None:
        for each in text.strip():
            found.setdefault(each, set()).add(str((used or {}).get("/BaseFont", "")).split("+")[-1])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def embedded(pdf: bytes) -> set[str]:
    """Names of the fonts whose files are in it."""
    fonts = [
        descendant.get_object()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for each in page["/Resources"]["/Font"].values()
        for descendant in each.get_object()["/DescendantFonts"]
    ]
    return {str(one["/BaseFont"]).split("+")[-1] for one in fonts if "/FontFile2" in one["/FontDescriptor"]}


def pdf_of(staff: Browser) -> bytes:
    return staff.get(f"{PAGE}/{only().id}/file/pdf").data


def choose(admin: Browser, fonts: dict[str, str], body: str = "仿宋", title: str = "小标宋") -> None:
    answer = admin.post(f"{FONTS}/letters", data=keyed(body=fonts.get(body, ""), title=fonts.get(title, "")))
    assert (answer.status_code, answer.location) == (302, FONTS)


def test_letters_are_set_in_the_fonts_chosen_for_them(
    admin: Browser, staff: Browser, meeting: Meeting, fonts: dict[str, str]
) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    before = faces_in(pdf_of(staff))

    choose(admin, fonts)

    pdf = pdf_of(staff)
    after = faces_in(pdf)
    assert before["永"] != after["永"]
    assert {"TestFangSong", "TestBiaoSong"} <= embedded(pdf)
    assert [after[each] for each in "永字八法"] == [{"TestFangSong"}] * 4
    assert after["国"] == {"TestFangSong", "TestBiaoSong"}  # in the text and in the title
    assert not {"TestFangSong", "TestBiaoSong"} & after["。"]  # 宋 stands in
    page = staff.get(PAGE).text
    assert "公文正文用仿宋，标题用小标宋。" in page
    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "choose-letter-fonts")).one()
    assert {(value.field, value.after) for value in entry.values} == {
        ("letter-body", "仿宋"), ("letter-title", "小标宋"),
    }  # fmt: skip


def test_the_page_tells_beforehand_what_the_chosen_font_lacks(
    admin: Browser, staff: Browser, fonts: dict[str, str]
) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    address = f"{PAGE}/{only().id}"
    assert "由“宋体”代印" not in unescape(staff.get(address).text)

    choose(admin, fonts)

    page = unescape(staff.get(address).text)
    assert "“测试仿宋”里没有，由“宋体”代印" in page


def test_a_docx_names_the_chosen_fonts(admin: Browser, staff: Browser, fonts: dict[str, str]) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    choose(admin, fonts)

    word = zipfile.ZipFile(io.BytesIO(staff.get(f"{PAGE}/{only().id}/file/docx").data))

    styles = word.read("word/styles.xml").decode()
    assert 'w:eastAsia="测试仿宋"' in styles
    assert 'w:eastAsia="TestBiaoSong"' in styles
    assert "仿宋_GB2312" not in styles
    assert 'w:name="测试仿宋"><w:altName w:val="仿宋,' in word.read("word/fontTable.xml").decode()


def test_a_font_that_is_removed_gives_way_to_ours_and_comes_back(
    admin: Browser, staff: Browser, fonts: dict[str, str]
) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    choose(admin, fonts)

    admin.post(f"{FONTS}/{fonts['仿宋']}/remove", data=keyed())

    assert "公文选用的是这个字体，以后用自带的宋体印" in admin.get(FONTS).text
    for page in (PAGE, f"{PAGE}/{only().id}", f"{PAGE}/proofs", f"{PAGE}/acceptances"):
        assert "公文正文选用的字体“仿宋”已经移除，现在用自带的宋体印" in unescape(staff.get(page).text)
    faces = faces_in(pdf_of(staff))
    assert "TestFangSong" not in faces["永"]
    assert "TestBiaoSong" in faces["国"]

    with transaction():
        db.session.get_one(SocietyFont, int(fonts["仿宋"])).removed_at = None

    assert faces_in(pdf_of(staff))["永"] == {"TestFangSong"}


def test_a_font_file_that_is_lost_is_told_with_a_sentence(
    admin: Browser, staff: Browser, fonts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    choose(admin, fonts)
    storage().delete(db.session.get_one(SocietyFont, int(fonts["仿宋"])).file_key)
    monkeypatch.setattr("meeting.layouts.queries.fonts.is_registered", lambda _face: False)

    page, pdf = staff.get(f"{PAGE}/{only().id}"), staff.get(f"{PAGE}/{only().id}/file/pdf")

    assert (page.status_code, pdf.status_code) == (200, 422)
    for answer in (page, pdf):
        assert "要用的字体已经移除，或还没有上传，没有打印" in answer.text


def test_letters_of_a_job_are_set_in_them_too(
    app: Flask, admin: Browser, staff: Browser, meeting: Meeting, fonts: dict[str, str]
) -> None:
    invite(meeting, "常州市档案馆")
    staff.post(f"{PAGE}/new", data=keyed(**SET))
    choose(admin, fonts, title="")

    assert staff.post(f"{PAGE}/{only().id}/make/pdf", data=keyed()).status_code == 302
    run_waiting(app)

    db.session.rollback()
    pdf = storage().get(db.session.scalars(sa.select(Job)).one().file_key)
    assert faces_in(pdf)["永"] == {"TestFangSong"}
    assert "TestBiaoSong" not in embedded(pdf)


def test_only_who_keeps_the_fonts_chooses_and_only_among_the_societys_own(
    admin: Browser, staff: Browser, fonts: dict[str, str]
) -> None:
    assert staff.get(f"{FONTS}/letters").status_code == 403
    refused = admin.post(f"{FONTS}/letters", data=keyed(body="999", title=""))

    assert refused.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Entry).where(Entry.action.like("choose%"))) == 0
