"""A unit's page behind its contact's link: the grid, all or nothing or what is right, two at once, the deadline."""

import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
import sqlalchemy as sa

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.operations.badges import ensure_badge
from meeting.checkin.queries.badges import active_badge
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.people.operations import add_unit
from meeting.registration.enums import Category, DelegateState, EnrolmentState, Source
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations.delegates import approve, cancel
from meeting.registration.operations.delegations import invite
from meeting.registration.operations.limits import set_quotas
from meeting.registration.operations.links import give_link
from tests.browsers import Browser
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_sub_forum, make_unit
from tests.registration.staff import keyed, staff_of

CELLS = ("name", "gender", "post", "mobile", "sub_forum", "hotel", "hotel_wish", "diet", "remarks")
UNIT = "常州市档案馆"


@pytest.fixture
def meeting(app) -> Meeting:
    return make_meeting()


@pytest.fixture
def link(meeting) -> str:
    with transaction():
        delegation = invite(meeting, add_unit(meeting.society_id, UNIT, at=AT, by=OPERATOR), at=AT, by=OPERATOR)
        return f"/m/changzhou-2020/u/{give_link(delegation, at=AT, by=OPERATOR)}"


@pytest.fixture
def browser(app, link) -> Browser:
    return Browser(app)


def grid(*rows, **more):
    """A form as the page sends it."""
    sent = keyed(**{"do": "save", "contact": "王秘书", "contact_mobile": "13800000000"} | more)
    for place, row in enumerate(rows):
        sent |= {f"rows-{place}-{name}": "" for name in CELLS}
        sent |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return sent


def shown(page):
    """The form as it stands on the page: each control's name and value, as a browser would send it."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="file"' not in tag:
            sent[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    return {name: value for name, value in sent.items() if name != "csrf_token"} | {"do": "save"}


def row_of(sent, name):
    """Which row of the form is this person's."""
    return next(key.split("-")[1] for key, value in sent.items() if re.match(r"rows-\d+-name", key) and value == name)


def delegates():
    db.session.rollback()
    return {each.person.name: each for each in db.session.scalars(sa.select(Delegate).order_by(Delegate.number))}


ZHANG = {
    "name": "张　三", "gender": "female", "post": "馆长", "mobile": "138 1234 5678", "hotel": "yes", "diet": "清真",
}  # fmt: skip
LI = {"name": "李四", "mobile": "13912345678"}


def test_two_rows_are_on_the_list_and_wait_for_approval(browser, link, meeting):
    forum = make_sub_forum(meeting, seats=1)
    answer = browser.post(link, data=grid(ZHANG | {"sub_forum": forum.id}, {}, LI | {"sub_forum": forum.id}))

    assert (answer.status_code, answer.location) == (302, link)
    found = delegates()
    assert list(found) == ["张三", "李四"]
    zhang, li = found.values()
    assert (zhang.state, zhang.source, zhang.category) == (DelegateState.PENDING, Source.RECEIPT, Category.DELEGATE)
    assert (zhang.unit.name, zhang.person.mobile, zhang.person.gender.value) == (UNIT, "+8613812345678", "female")
    assert (zhang.post, zhang.hotel, zhang.diet) == ("馆长", True, "清真")
    assert zhang.enrolment.state is EnrolmentState.ENROLLED
    assert li.enrolment.state is EnrolmentState.WAITING
    assert (zhang.delegation.contact, zhang.delegation.contact_mobile) == ("王秘书", "+8613800000000")
    page = browser.get(link).text
    assert "新报 2 人" in page
    assert "分论坛已满，候补" in page


def test_one_wrong_row_keeps_all_back_and_nothing_typed_is_lost(browser, link):
    answer = browser.post(link, data=grid(ZHANG, LI | {"mobile": "1391234"}))

    assert answer.status_code == 422
    assert delegates() == {}
    sent = shown(answer.text)
    assert sent["rows-0-name"] == "张　三"
    assert sent["rows-1-mobile"] == "1391234"
    assert re.search(r'id="rows-1-mobile-error"', answer.text)
    assert not re.search(r'id="rows-0-\w+-error"', answer.text)
    assert "先保存没有错的行" in answer.text


def test_what_is_right_can_be_saved_alone(browser, link):
    answer = browser.post(link, data=grid(LI | {"mobile": "1391234"}, ZHANG, do="save-right"))

    assert answer.status_code == 422
    assert list(delegates()) == ["张三"]
    sent = shown(answer.text)
    assert sent[f"rows-{row_of(sent, '李四')}-mobile"] == "1391234"
    assert sent[f"rows-{row_of(sent, '张三')}-number"] == "1"
    sent[f"rows-{row_of(sent, '李四')}-mobile"] = "13912345678"
    assert browser.post(link, data=sent).status_code == 302
    assert list(delegates()) == ["张三", "李四"]


def test_a_nameless_row_and_the_same_person_twice_are_told_at_their_cells(browser, link):
    answer = browser.post(link, data=grid(ZHANG, ZHANG, {"post": "科长"}))

    assert answer.status_code == 422
    assert "“张三”已经在本单位的名单里" in answer.text
    assert [f"rows-{row}-name-error" in answer.text for row in range(3)] == [False, True, True]


def test_whoever_registered_alone_is_not_told_of_a_private_link(browser, link, meeting):
    make_delegate(meeting, "李四", mobile="13912345678", unit_name=UNIT, source=Source.ONLINE)

    answer = browser.post(link, data=grid(LI))

    assert answer.status_code == 422
    assert "已经另行报名" in answer.text
    assert "另行报名的本单位人员" in browser.get(link).text
    assert shown(browser.get(link).text)["rows-0-name"] == ""  # what they said of themselves is not the unit's to read


def test_rows_are_changed_and_cancelled_later(browser, link):
    browser.post(link, data=grid(ZHANG, LI))
    sent = shown(browser.get(link).text)

    answer = browser.post(link, data=sent | {"rows-0-post": "副馆长", "rows-1-gone": "y"})

    assert answer.status_code == 302
    found = delegates()
    assert (found["张三"].post, found["张三"].state) == ("副馆长", DelegateState.PENDING)
    assert found["李四"].state is DelegateState.CANCELLED
    assert "修改 1 人，取消 1 人" in browser.get(link).text


def test_of_two_at_once_each_keeps_what_only_they_changed_and_the_second_sees_what_both_did(app, browser, link):
    browser.post(link, data=grid(ZHANG, LI))
    first, second = (shown(browser.get(link).text) for _ in range(2))
    other = Browser(app)
    assert other.post(link, data=first | {"rows-0-post": "副馆长", "rows-1-diet": "素食"}).status_code == 302

    answer = browser.post(link, data=second | {"rows-0-remarks": "晚到", "rows-1-diet": "清真"})

    assert answer.status_code == 422
    assert "现在记录的是“素食”。" in answer.text
    sent = shown(answer.text)
    assert (sent["rows-0-post"], sent["rows-1-diet"]) == ("副馆长", "清真")
    assert browser.post(link, data=sent).status_code == 302
    found = delegates()
    assert (found["张三"].post, found["张三"].remarks, found["李四"].diet) == ("副馆长", "晚到", "清真")


def test_somebody_added_meanwhile_stays_and_is_shown(app, browser, link):
    browser.get(link)
    Browser(app).post(link, data=grid(ZHANG))

    answer = browser.post(link, data=grid(LI | {"mobile": "1"}))

    sent = shown(answer.text)
    assert row_of(sent, "张三") != row_of(sent, "李四")
    assert sent[f"rows-{row_of(sent, '张三')}-number"] == "1"


def test_categories_are_those_of_the_public_form_and_fixed_once_confirmed(browser, link):
    browser.post(link, data=grid(ZHANG | {"category": "observer"}, LI | {"category": "exhibitor"}))
    assert [each.category for each in delegates().values()] == [Category.OBSERVER, Category.EXHIBITOR]

    refused = browser.post(link, data=grid({"name": "王五", "mobile": "13700000001", "category": "staff"}))
    assert refused.status_code == 422
    assert 'id="rows-0-category-error"' in refused.text
    sent = shown(browser.get(link).text)
    forged = browser.post(link, data=sent | {"rows-0-category": "staff"})
    assert forged.status_code == 422

    with transaction():
        approve(delegates()["张三"], at=AT, by=OPERATOR)
    sent = shown(browser.get(link).text)
    browser.post(link, data=sent | {"rows-0-category": "delegate", "rows-0-post": "馆长", "rows-1-category": "media"})
    found = delegates()
    assert (found["张三"].category, found["李四"].category) == (Category.OBSERVER, Category.MEDIA)


def test_what_the_organiser_made_staff_stays_so(browser, link):
    browser.post(link, data=grid(ZHANG))
    with transaction():
        delegates()["张三"].category = Category.STAFF
    sent = shown(browser.get(link).text)

    assert browser.post(link, data=sent | {"rows-0-post": "司机"}).status_code == 302

    assert (delegates()["张三"].category, delegates()["张三"].post) == (Category.STAFF, "司机")


def test_a_full_unit_lets_further_people_wait_and_refuses_a_change_into_it(browser, link, meeting):
    with transaction():
        unit_id = db.session.scalars(sa.select(Delegation.id)).one()
        set_quotas(meeting, {unit_id: 1}, at=AT, by=OPERATOR)

    browser.post(link, data=grid(ZHANG, LI, {"name": "王五", "mobile": "13700000001", "category": "observer"}))

    found = delegates()
    assert [each.state for each in found.values()] == [
        DelegateState.PENDING, DelegateState.WAITING, DelegateState.PENDING
    ]  # fmt: skip
    page = browser.get(link).text
    assert "本单位的名额是 1 人" in page
    answer = browser.post(link, data=shown(page) | {"rows-2-category": "delegate"})
    assert "不能改成这一类" in answer.text


def test_a_row_that_was_cancelled_meanwhile_is_not_brought_back(browser, link):
    browser.post(link, data=grid(ZHANG))
    sent = shown(browser.get(link).text)
    with transaction():
        cancel(delegates()["张三"], at=AT, by=OPERATOR)

    answer = browser.post(link, data=sent | {"rows-0-post": "副馆长"})

    assert answer.status_code == 409 or answer.status_code == 422
    assert "已经不在本单位填报的名单里" in answer.text
    assert delegates()["张三"].state is DelegateState.CANCELLED


def test_nobody_writes_into_another_units_row(app, browser, link, meeting):
    theirs = make_delegate(meeting, "赵六", unit_name="无锡市档案馆", source=Source.RECEIPT)

    answer = browser.post(link, data=grid(LI | {"number": theirs.number, "marks": "{}"}))

    assert answer.status_code != 302
    assert "已经不在本单位填报的名单里" in answer.text
    assert list(delegates()) == ["赵六"]


def test_who_is_confirmed_is_not_renamed_but_replaced(browser, link):
    browser.post(link, data=grid(ZHANG))
    with transaction():
        zhang = delegates()["张三"]
        approve(zhang, at=AT, by=OPERATOR)
        ensure_badge(zhang, at=AT, by=OPERATOR)
    sent = shown(browser.get(link).text)
    refused = browser.post(link, data=sent | {"rows-0-name": "王五"})
    assert "换人请点这一行的“换人”" in refused.text
    assert delegates()["张三"].state is DelegateState.CONFIRMED

    address = f"{link}/substitute/1"
    assert "张三" in browser.get(address).text
    answer = browser.post(address, data=keyed(name="王五", mobile="13700000001", post="科长"))

    assert (answer.status_code, answer.location) == (302, link)
    found = delegates()
    assert (found["张三"].state, found["王五"].state) == (DelegateState.CANCELLED, DelegateState.CONFIRMED)
    assert found["王五"].hotel is True
    assert active_badge(found["张三"].id) is None
    assert active_badge(found["王五"].id) is not None
    assert browser.get(address).status_code == 404
    assert row_of(shown(browser.get(link).text), "王五")  # the unit goes on filling in its row


def test_the_deadline_passing_while_somebody_types_keeps_what_was_typed(browser, link, meeting):
    with transaction():
        meeting.registration_closes_at = clock.now() - timedelta(seconds=1)

    answer = browser.post(link, data=grid(ZHANG))

    assert answer.status_code == 409
    assert shown(answer.text)["rows-0-name"] == "张　三"
    assert "现在不接受网上报名" in answer.text
    assert delegates() == {}
    closed = browser.get(link).text
    assert "报名已截止" in closed
    assert 'value="save"' not in closed.split("grid-form")[1].split("</form>")[0].split("</table>")[1]


def test_a_click_sent_twice_is_taken_once(browser, link):
    sent = grid(ZHANG)
    answers = [browser.post(link, data=sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(delegates()) == ["张三"]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ("序号", "姓名", "性别", "单位", "职务", "手机", "参加分会", "是否住宿", "备注")


def test_a_receipt_is_read_into_the_grid_and_saved_only_then(browser, link, meeting):
    forum = make_sub_forum(meeting)
    browser.post(link, data=grid(LI))
    data = workbook(
        ("年会参会回执",), HEAD,
        (1, "张三", "女", UNIT, "馆长", "13812345678", forum.title, "是", ""),
        (2, "李四", "男", UNIT, "科长", "13912345678", "", "否", "晚到"),
        (3, "王五", "男", "", "", "1370000", "没有的分会", "", ""),
    )  # fmt: skip
    sent = shown(browser.get(link).text) | {"do": "read", "receipt": (io.BytesIO(data), "回执.xlsx")}

    answer = browser.post(link, data=sent, content_type="multipart/form-data")

    assert answer.status_code == 200
    assert "读到 3 人" in answer.text
    assert list(delegates()) == ["李四"]
    read = shown(answer.text)
    zhang, li, wang = (row_of(read, name) for name in ("张三", "李四", "王五"))
    assert (read[f"rows-{li}-number"], read[f"rows-{li}-post"], read[f"rows-{li}-remarks"]) == ("1", "科长", "晚到")
    assert (read[f"rows-{zhang}-sub_forum"], read[f"rows-{zhang}-hotel"]) == (str(forum.id), "yes")
    assert read[f"rows-{wang}-mobile"] == "1370000"
    assert f'id="rows-{wang}-mobile-error"' in answer.text
    assert f'id="rows-{wang}-sub_forum-error"' in answer.text
    assert browser.post(link, data=read | {f"rows-{wang}-mobile": "13700000000"}).status_code == 302
    assert list(delegates()) == ["李四", "张三", "王五"]


def test_a_receipts_categories_are_read_and_one_that_the_organiser_gives_is_asked_about(browser, link):
    pasted = "姓名\t职务\t手机\t类别\n张三\t馆长\t13812345678\t列席\n李四\t司机\t13912345678\t工作人员\n"

    answer = browser.post(link, data=grid(pasted=pasted))

    read = shown(answer.text)
    zhang, li = row_of(read, "张三"), row_of(read, "李四")
    assert read[f"rows-{zhang}-category"] == "observer"
    assert "“工作人员”这一类由会务组登记" in answer.text
    assert f'id="rows-{li}-category-error"' in answer.text


def test_a_pasted_list_is_read_and_other_units_people_are_named(browser, link, meeting):
    make_unit(meeting, "无锡市档案馆")
    pasted = f"姓名\t单位\t职务\t手机\n张三\t{UNIT}\t馆长\t13812345678\n赵六\t无锡市档案馆\t馆长\t13612345678\n"

    answer = browser.post(link, data=grid(pasted=pasted))

    assert "读到 1 人" in answer.text
    assert "别的单位的人没有读入：无锡市档案馆" in answer.text
    read = shown(answer.text)
    assert read[f"rows-{row_of(read, '张三')}-mobile"] == "13812345678"


@pytest.mark.parametrize(("data", "says"), [(b"\x89PNG\r\n\x1a\n" + b"0" * 100, "回执.xlsx"), (b"", "")])
def test_what_cannot_be_read_is_said_and_the_grid_stays(browser, link, data, says):
    sent = grid(ZHANG) | {"do": "read"}
    if data:
        sent["receipt"] = (io.BytesIO(data), "回执.xlsx")

    answer = browser.post(link, data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert says in answer.text
    assert shown(answer.text)["rows-0-name"] == "张　三"
    assert delegates() == {}


def test_more_rows_without_a_script(browser, link):
    few = shown(browser.get(link).text)
    more = shown(browser.post(link, data=few | {"do": "more", "rows-0-name": "张三"}).text)

    assert sum(name.endswith("-name") for name in more) == sum(name.endswith("-name") for name in few) + 10
    assert more["rows-0-name"] == "张三"


def test_a_wrong_link_and_one_that_was_replaced(app, browser, link, meeting):
    with transaction():
        give_link(db.session.scalars(sa.select(Delegation)).one(), at=AT, by=OPERATOR)

    for address in (link, link[:-1], f"{link}/form.xlsx", f"{link}/substitute/1"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"{link}/opened", data={}).status_code == 404


def test_opened_is_told_by_the_page_not_by_a_preview(app, browser, link, meeting):
    staff = staff_of(app, meeting)
    browser.get(link)
    assert UNIT in staff.get("/desk/changzhou-2020/units?only=unopened").text
    assert browser.post(f"{link}/opened", data={}).status_code == 204

    page = staff.get("/desk/changzhou-2020/units?only=opened").text
    assert UNIT in page
    assert "已打开" in page
    assert "没有符合条件的单位" in staff.get("/desk/changzhou-2020/units?only=unopened").text


def test_staff_make_a_units_link_and_the_old_one_ends(app, browser, link, meeting):
    staff = staff_of(app, meeting)
    unit_id = db.session.scalars(sa.select(Delegation.id)).one()

    page = staff.post(f"/desk/changzhou-2020/units/{unit_id}/link").text

    new = re.search(r'value="https?://[^/]+(/m/changzhou-2020/u/[\w-]{22})"', page)[1]
    assert browser.get(new).status_code == 200
    assert browser.get(link).status_code == 404


def test_the_list_of_links_is_the_same_when_it_is_asked_for_twice(app, browser, link, meeting):
    for name in ("无锡市档案馆", "苏州市档案馆"):
        with transaction():
            invite(meeting, add_unit(meeting.society_id, name, at=AT, by=OPERATOR), at=AT, by=OPERATOR)
    make_delegate(meeting, "赵六", unit_name="无锡市档案馆")
    staff, sent = staff_of(app, meeting), keyed()

    books = [staff.post("/desk/changzhou-2020/units/links.xlsx", data=sent).data for _ in range(2)]

    first, second = (list(openpyxl.load_workbook(io.BytesIO(book)).active.values) for book in books)
    assert first == second
    head, *rows = first
    assert head[:1] + head[4:5] == ("单位", "填报链接")
    assert sorted(row[0] for row in rows) == [UNIT, "苏州市档案馆"]  # 无锡 has answered
    for row in rows:
        assert row[4] in row[5]
        assert browser.get(re.sub(r"https?://[^/]+", "", row[4])).status_code == 200


def test_helpers_at_the_gate_make_no_links(app, link, meeting):
    helper = staff_of(app, meeting, Role.CHECK_IN)
    unit_id = db.session.scalars(sa.select(Delegation.id)).one()

    assert helper.post(f"/desk/changzhou-2020/units/{unit_id}/link").status_code == 403
    assert helper.post("/desk/changzhou-2020/units/links.xlsx", data=keyed()).status_code == 403
