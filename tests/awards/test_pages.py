import io
import re

import openpyxl
import pytest
import sqlalchemy as sa

from meeting.accounts.enums import Role
from meeting.awards.models import Award, Certificate, Recipient
from meeting.db import db, transaction, uuid7
from meeting.documents.layouts.kinds import Kind
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.storage.folder import storage
from tests.awards.making import DATA, issued, make_award, make_hosted, make_recipient
from tests.factories import make_account
from tests.meetings.making import sign_in, statements
from tests.printing.making import last_job, printed, remembered, runs, send

DESK = "/desk/changzhou-2020"


@pytest.fixture
def meeting(app):
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    return meeting


@pytest.fixture
def staff(client, meeting):
    return sign_in(client, "ceremony")


def post(client, path, **data):
    return client.post(DESK + path, data={"form_key": str(uuid7()), **data}, content_type="multipart/form-data")


def test_new_award_and_recipient_by_form(staff, meeting):
    made = post(staff, "/awards/new", title="优秀论文", kind="certificate", grades="一等奖 1\n二等奖")
    award = db.session.scalars(sa.select(Award)).one()
    who = {"names": "甲一、乙二", "unit_name": "常州市档案馆", "grade": "一等奖"}
    added = post(staff, f"/awards/{award.id}/recipients/new", **who)

    assert (made.status_code, added.status_code) == (302, 302)
    assert "甲一、乙二" in staff.get(f"{DESK}/awards/{award.id}").text


def test_forms_keep_what_was_typed_when_refused(staff, meeting):
    award = make_award(meeting, grades={"一等奖": 1})
    make_recipient(award, "甲一", grade="一等奖")

    full = post(staff, f"/awards/{award.id}/recipients/new", names="乙二", grade="一等奖", work="某题")
    double = post(staff, "/awards/new", title=award.title, kind="certificate", ground="某办法")
    half = post(staff, "/awards/new", title="聘", kind="appointment", term_starts_on="2020-12-08")
    nobody = post(staff, f"/awards/{award.id}/recipients/new", names="", unit_name="", work="某题")

    assert [answer.status_code for answer in (full, double, half, nobody)] == [409, 409, 422, 422]
    assert "名额（1个）已满" in full.text
    assert 'value="某题"' in full.text
    assert 'value="某办法"' in double.text
    assert "2020-12-08" in half.text


def test_recipient_form_asks_for_a_grade_where_there_are_grades(staff, meeting):
    award, plain = make_award(meeting, grades={"一等奖": 3}), make_award(meeting, "优秀组织单位")
    new = f"/awards/{award.id}/recipients/new"

    asked = staff.get(DESK + new).text
    silent = post(staff, new, names="甲一", grade="")
    said = post(staff, new, names="甲一", grade="0")
    without = post(staff, f"/awards/{plain.id}/recipients/new", unit_name="常州市档案馆")
    first = db.session.scalars(sa.select(Recipient).where(Recipient.award_id == award.id)).one()
    again = staff.get(f"{DESK}/awards/recipients/{first.id}").text

    assert '<option value="">请选择</option>' in asked
    assert "不分等次</option>" in asked
    assert (silent.status_code, "请选择等次" in silent.text) == (422, True)
    assert (said.status_code, first.grade, without.status_code) == (302, None, 302)
    assert '<option selected value="0">不分等次</option>' in again


def test_ceremony_heads_those_without_a_grade_where_there_are_grades(staff, meeting):
    award, plain = make_award(meeting, grades={"一等奖": 3}), make_award(meeting, "优秀组织单位")
    make_recipient(award, "甲一", grade="一等奖")
    make_recipient(plain, unit_name="常州市档案馆")

    before = staff.get(f"{DESK}/awards/ceremony").text
    make_recipient(award, "乙二")
    after = staff.get(f"{DESK}/awards/ceremony").text

    assert "未分等次" not in before
    assert after.index("一等奖") < after.index("未分等次") < after.index("乙二") < after.index("优秀组织单位")


def _selects(found):
    return len([statement for statement in found if statement.startswith("SELECT")])


def test_lists_take_the_same_queries_for_one_and_for_three(staff, meeting):
    award = make_award(meeting, grades={"一等奖": 9})
    make_recipient(award, "甲一", "乙二", unit_name="常州市档案馆", grade="一等奖")
    issued(meeting)
    pages = ("/awards", f"/awards/{award.id}", "/awards/ceremony", "/certificates", "/print/honour")
    few = []
    for page in pages:
        with statements() as found:
            assert staff.get(DESK + page).status_code == 200
        few.append(_selects(found))
    for n in range(3):
        other = make_award(meeting, f"奖{n}", issuer_name="江苏省档案馆", grades={"一等奖": 9})
        make_recipient(award, f"丙{n}", f"丁{n}", unit_name=f"单位{n}", grade="一等奖")
        make_recipient(other, f"戊{n}", unit_name=f"单位{n}", grade="一等奖")
    issued(meeting)

    many = []
    for page in pages:
        with statements() as found:
            assert staff.get(DESK + page).status_code == 200
        many.append(_selects(found))

    assert many == few


def test_import_shows_first_and_changes_nothing_until_confirmed(staff, meeting):
    make_award(meeting, "2020年度优秀论文", grades={"一等奖": 10, "二等奖": 20, "三等奖": 40})
    data = (DATA / "awards.csv").read_bytes()

    shown = post(staff, "/awards/import", file=(io.BytesIO(data), "awards.csv"))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Recipient))
    rows = re.search(r'name="rows"[^>]*value="([^"]+)"', shown.text)[1]
    key = str(uuid7())
    answers = [post(staff, "/awards/import/confirm", rows=rows, form_key=key) for _ in range(2)]

    assert shown.status_code == 200
    assert "导入 70 条" in shown.text
    assert "没有名为“首届全省档案职业技能竞赛”的奖项" in shown.text
    assert before == 0
    assert [answer.status_code for answer in answers] == [302, 302]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Recipient)) == 70
    assert post(staff, "/awards/import/confirm", rows=rows[:-3] + "abc").status_code == 422


def test_import_says_what_is_wrong_with_a_file(staff, meeting):
    answer = post(staff, "/awards/import", file=(io.BytesIO(b"%PDF-1.7"), "名单.xlsx"))

    assert answer.status_code == 422
    assert "“名单.xlsx”不是表格，而是PDF文件" in answer.text


def test_issue_prints_as_a_job_and_remembers_it(app, staff, meeting):
    make_recipient(make_award(meeting), "张䶮", unit_name="常州市档案馆")
    assert "编号 1 份" in staff.get(DESK + "/certificates").text

    post(staff, "/certificates/issue")
    printed = send(staff, meeting, Kind.HONOUR, which="new", stock="single")
    run_waiting(app)

    job = last_job()
    assert printed.location.endswith(f"/jobs/{job.id}")
    assert (job.state.value, job.file_name, job.message) == ("done", "全省档案工作者年会 荣誉证书.pdf", "")
    assert storage().get(job.file_key).startswith(b"%PDF")
    (run,) = runs()
    certificate = db.session.scalars(sa.select(Certificate)).one()
    assert remembered(run) == [("new", "", f"{certificate.number} 张䶮")]
    assert "未打印" not in staff.get(DESK + "/certificates").text
    again = send(staff, meeting, Kind.HONOUR, which="new", stock="single")
    assert again.status_code == 409
    assert "没有可打印的" in again.text


def test_the_form_says_which_certificates_keep_the_layout_of_their_first_printing(app, staff, meeting):
    make_recipient(make_award(meeting), "张三")
    issued(meeting)
    printed(staff, meeting, Kind.HONOUR, layout="gallery:honour-gold", stock="single")
    asked = {"which": "all", "group": "", "stock": "single", "printer": "", "output": "pdf", "approval": ""}

    def forecast(layout):
        page = f"{DESK}/print/{Kind.HONOUR.value}/forecast"
        return staff.get(page, query_string={**asked, "layout": f"gallery:{layout}"}).text

    other, same = forecast("honour-8k"), forecast("honour-gold")

    assert "其中 1 张以前印过，仍照当时的版式印" in other
    assert "版面 297 × 210 毫米" in other
    assert "以前印过" not in same


def test_print_tells_a_missing_glyph_with_its_name_and_starts_no_job(app, staff, meeting):
    make_recipient(make_award(meeting), "张🀀", "李㐂田")
    issued(meeting)

    asked = staff.get(DESK + "/print/honour").text
    refused = send(staff, meeting, Kind.HONOUR, which="new", stock="single")

    assert "有的字印不出来，打印会停下" in asked
    assert re.search(r"🀀.*U\+1F000.*没有字体有这个字.*张🀀", asked)
    assert re.search(r"㐂.*“楷体”里没有，由“宋体（扩展）”代印.*李㐂田", asked)
    assert refused.status_code == 422
    assert re.search("“🀀”（[^）]*张🀀", refused.text)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0
    assert runs() == []


def test_print_stops_where_a_glyph_is_missing_by_the_time_it_is_drawn(app, staff, meeting):
    recipient = make_recipient(make_award(meeting), "张三")
    issued(meeting)
    send(staff, meeting, Kind.HONOUR, which="new", stock="single")
    with transaction():
        certificate = db.session.get_one(Recipient, recipient.id).certificates[0]
        certificate.content = certificate.content.replace("张三", "张🀀")

    run_waiting(app)

    job = last_job()
    assert (job.state.value, job.file_key) == ("failed", "")
    assert re.search("“🀀”（[^）]*张🀀", job.message)
    assert runs() == []


def test_revoke_and_reissue_pages(staff, meeting):
    recipient = make_recipient(make_award(meeting), "李一明")
    certificate = issued(meeting)[0]
    post(staff, f"/awards/recipients/{recipient.id}", names="李一鸣", unit_name="", work="", grade="")
    page = staff.get(f"{DESK}/certificates/{certificate.id}").text
    assert "李一明" in page
    assert "李一鸣" in page

    silent = post(staff, f"/certificates/{certificate.id}/revoke", reason="")
    reissued = post(staff, f"/certificates/{certificate.id}/reissue", reason="姓名有误")
    again = post(staff, f"/certificates/{certificate.id}/reissue", reason="再来")

    assert (silent.status_code, reissued.status_code, again.status_code) == (422, 302, 409)
    assert "已换发" in re.search('class="form-errors.*?</div>', again.text, re.DOTALL)[0]
    db.session.expire_all()
    found = db.session.execute(sa.select(Certificate.names, Certificate.state).order_by(Certificate.id)).all()
    assert [(names, state.value) for names, state in found] == [("李一明", "reissued"), ("李一鸣", "valid")]


def test_export_holds_text_only_and_what_the_filter_shows(staff, meeting):
    award = make_award(meeting)
    make_recipient(award, "甲", work="=1+1")
    make_recipient(award, "乙", work="＝cmd")
    issued(meeting)

    data = post(staff, "/certificates/export?q=%E7%94%B2").data
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows())

    assert [cell.value for cell in rows[0]] == [
        "编号", "类别", "获奖者", "单位", "奖项", "等次", "作品", "颁发单位", "日期", "状态", "原因",
    ]  # fmt: skip
    assert len(rows) == 2
    assert (rows[1][2].value, rows[1][6].value, rows[1][6].data_type) == ("甲", "=1+1", "s")


def test_ceremony_lists_what_is_handed_over_with_its_issuer(staff, meeting):
    make_recipient(make_award(meeting, "全国档案专家", issuer_name="国家档案局"), "欧阳菊")

    page = staff.get(DESK + "/awards/ceremony").text

    assert "转颁" in page
    assert "由国家档案局颁发" in page
    assert "欧阳菊" in page


def test_objects_of_another_meeting_are_not_found(staff, meeting):
    other = make_hosted_elsewhere(meeting)

    certificate = other.certificates[0]
    paths = (f"/awards/{other.award_id}", f"/awards/recipients/{other.id}", f"/certificates/{certificate.id}")

    assert [staff.get(DESK + path).status_code for path in paths] == [404, 404, 404]


def make_hosted_elsewhere(meeting):
    from tests.registration.making import make_meeting

    elsewhere = make_meeting(meeting.society, slug="other", title="另一个会")
    recipient = make_recipient(make_award(elsewhere, issuer_name=""), "乙")
    issued(elsewhere)
    return recipient


def test_ceremony_shows_numbers_and_calls_nobody_whose_certificate_was_revoked(staff, meeting):
    award = make_award(meeting, grades={"一等奖": 2})
    for name in ("甲一", "乙二"):
        make_recipient(award, name, grade="一等奖")
    first, second = issued(meeting)
    reissued, revoked = f"/certificates/{first.id}/reissue", f"/certificates/{second.id}/revoke"

    post(staff, reissued, reason="姓名有误")
    post(staff, revoked, reason="撤销奖项")
    page = staff.get(f"{DESK}/awards/ceremony").text

    assert re.findall(r"calling__name\">(.*?)<", page) == ["甲一"]
    assert re.findall(r"calling__certificate\">(.*?)<", page) == ["JSSDAXH-2020-ZS-0003"]
    assert "（1 份）" in page


def test_a_revoked_certificate_leaves_its_place_to_another(staff, meeting):
    award = make_award(meeting, grades={"一等奖": 1})
    first = make_recipient(award, "甲一", grade="一等奖")
    certificate = issued(meeting)[0]
    new = f"/awards/{award.id}/recipients/new"
    full = post(staff, new, names="乙二", grade="一等奖")

    post(staff, f"/certificates/{certificate.id}/revoke", reason="撤销奖项")
    counted = staff.get(f"{DESK}/awards/{award.id}").text
    added = post(staff, new, names="乙二", grade="一等奖")
    corrected = post(staff, f"/awards/recipients/{first.id}", names="甲一一", grade="一等奖")
    brought_back = post(staff, f"/certificates/{certificate.id}/reissue", reason="误撤")

    assert '<span class="number">0<' in counted
    assert [answer.status_code for answer in (full, added, corrected, brought_back)] == [409, 302, 302, 409]
    assert "名额（1个）已满" in brought_back.text
    assert "误撤" in brought_back.text
    again = {"title": award.title, "kind": "certificate", "grades": "一等奖 1"}
    assert post(staff, f"/awards/{award.id}/edit", **again).status_code == 302
