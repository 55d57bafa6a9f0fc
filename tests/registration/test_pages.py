"""Staff's pages of delegates and units."""

import io
import re

import docx
import openpyxl
import pytest
import sqlalchemy as sa

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.registration.enums import DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment
from meeting.registration.operations.delegates import approve
from meeting.registration.queries.links import delegate_by_link
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum, make_unit
from tests.registration.staff import keyed, staff_of, statements

DESK = "/desk/changzhou-2020"


def test_delegates_page_shows_masked_mobiles_and_no_other_meetings_people(app):
    society = make_society()
    meeting = make_meeting(society)
    make_delegate(meeting, "张三", "13812345678", unit_name="常州市档案馆")
    make_delegate(make_meeting(society, "nanjing-2021", title="另一个会"), "李四", "13912345678")
    staff = staff_of(app, meeting)

    page = staff.get(f"{DESK}/delegates").text

    assert "张三" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "李四" not in page


def test_delegates_page_asks_the_same_number_of_queries_for_one_and_three(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting)
    make_delegate(meeting, "张三", unit_name="甲馆", sub_forum=forum)
    staff = staff_of(app, meeting)
    pages = [f"{DESK}/delegates", f"{DESK}/units", f"{DESK}/delegates/sub-forums"]

    with statements() as one:
        answers = [staff.get(page).status_code for page in pages]
    for name, unit in (("李四", "乙馆"), ("王五", "丙馆")):
        make_delegate(meeting, name, unit_name=unit, sub_forum=forum)
        make_sub_forum(meeting, title=unit)
    with statements() as three:
        answers += [staff.get(page).status_code for page in pages]

    assert answers == [200] * 6
    assert len(three) == len(one)


def test_delegates_page_is_paged_by_fifty(app):
    meeting = make_meeting()
    for number in range(51):
        make_delegate(meeting, f"代表{number:02d}号")
    staff = staff_of(app, meeting)

    first, second = (staff.get(f"{DESK}/delegates?page={page}").text for page in (1, 2))

    assert len(re.findall('name="delegate"', first)) == 50
    assert re.findall("代表[0-9]{2}号</bdi>", second) == ["代表50号</bdi>"]


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=-1", "page=99999999", "unit=x", "unit=99999999999999999999", "forum=-1", "state=x", "sort=x",
     "category=x", "q=%25", "hotel=x"],
)
def test_delegates_page_takes_any_query(app, query):
    meeting = make_meeting()
    make_delegate(meeting)

    assert staff_of(app, meeting).get(f"{DESK}/delegates?{query}").status_code == 200


@pytest.mark.parametrize(("do", "state"), [("approve", "confirmed"), ("decline", "declined"), ("wait", "waiting")])
def test_move_delegates_moves_those_ticked_and_only_the_meetings(app, do, state):
    society = make_society()
    meeting = make_meeting(society)
    ids = [make_delegate(meeting, name).id for name in ("张三", "李四", "王五")]
    foreign = make_delegate(make_meeting(society, "nanjing-2021", title="另一个会"), "赵六").id
    staff = staff_of(app, meeting)

    answer = staff.post(f"{DESK}/delegates?q=x", data=keyed(delegate=[*ids[:2], foreign, "x"], do=do, reason="满员"))

    states = {row.id: row.state.value for row in db.session.scalars(sa.select(Delegate))}
    assert (answer.status_code, answer.location) == (302, f"{DESK}/delegates?q=x")
    assert states == {ids[0]: state, ids[1]: state, ids[2]: "pending", foreign: "pending"}


def test_move_delegates_names_those_whom_it_cannot_move(app):
    meeting = make_meeting()
    pending, confirmed = make_delegate(meeting, "张三"), make_delegate(meeting, "李四", state=DelegateState.CONFIRMED)
    ids = [pending.id, confirmed.id]
    staff = staff_of(app, meeting)

    staff.post(f"{DESK}/delegates", data=keyed(delegate=ids, do="wait"))
    page = staff.get(f"{DESK}/delegates").text

    assert "没有动：李四" in page
    assert db.session.get_one(Delegate, ids[0]).state is DelegateState.WAITING


def test_add_delegate_tells_staff_where_the_one_stands_who_is_there_already(app):
    meeting = make_meeting()
    known = make_delegate(meeting, "张三", "13812345678", unit_name="常州市档案馆").id
    staff = staff_of(app, meeting)
    typed = {"name": "张三", "mobile": "13812345678", "unit": "常州市档案馆", "category": "delegate", "sub_forum": "0"}

    answer = staff.post(f"{DESK}/delegates/new", data=keyed(**typed))

    assert answer.status_code == 409
    assert "“张三”已在名单上（待审核），没有再登记。" in answer.text
    assert f'href="{DESK}/delegates/{known}"' in answer.text
    assert "专用链接" not in answer.text


@pytest.mark.parametrize(
    ("do", "says"), [("approve", "已通过 2 人。"), ("decline", "2 人不予通过。"), ("wait", "已把 2 人列入候补。")]
)
def test_move_delegates_says_what_was_done(app, do, says):
    meeting = make_meeting()
    ids = [make_delegate(meeting, name).id for name in ("张三", "李四")]
    staff = staff_of(app, meeting)

    assert says in staff.get(staff.post(f"{DESK}/delegates", data=keyed(delegate=ids, do=do)).location).text


def test_move_delegates_refuses_nobody_and_unknown_actions(app):
    meeting = make_meeting()
    delegate_id = make_delegate(meeting).id
    staff = staff_of(app, meeting)

    nobody = staff.post(f"{DESK}/delegates", data=keyed(do="approve"))
    unknown = staff.post(f"{DESK}/delegates", data=keyed(do="x", delegate=delegate_id))

    assert (nobody.status_code, unknown.status_code) == (422, 422)
    assert "还没有选人" in nobody.text
    assert db.session.get_one(Delegate, delegate_id).state is DelegateState.PENDING


FIELDS = {
    "category": "delegate", "name": "张　三", "unit": "常州市档案馆", "post": "馆长", "mobile": "13812345678",
    "gender": "male", "sub_forum": "0", "hotel": "yes", "hotel_wish": "单住", "diet": "", "remarks": "",
}  # fmt: skip


def test_add_delegate_confirms_who_is_added_and_is_taken_once(app):
    meeting = make_meeting()
    forum_id = make_sub_forum(meeting, seats=1).id
    staff = staff_of(app, meeting)
    form = keyed(**FIELDS | {"sub_forum": forum_id})

    answers = [staff.post(f"{DESK}/delegates/new", data=form) for _ in range(2)]

    [delegate] = db.session.scalars(sa.select(Delegate))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.location for answer in answers} == {f"{DESK}/delegates/{delegate.id}"}
    assert (delegate.state, delegate.person.name, delegate.hotel) == (DelegateState.CONFIRMED, "张三", True)
    assert delegate.enrolment.state is EnrolmentState.ENROLLED


@pytest.mark.parametrize(
    ("typed", "says", "status"),
    [
        ({"mobile": "123"}, "手机号“123”不对", 422),
        ({"name": ""}, "没有填写姓名", 422),
        ({"name": "张三、李四"}, "像是几个人的姓名", 422),
        ({"category": "x"}, "", 422),
        ({"sub_forum": "999999"}, "", 422),
        ({"name": "李四", "mobile": "13900000000"}, "已在名单上", 409),
    ],
)
def test_add_delegate_says_what_is_wrong_and_keeps_what_was_typed(app, typed, says, status):
    meeting = make_meeting()
    make_delegate(meeting, "李四", "13900000000")
    staff = staff_of(app, meeting)

    answer = staff.post(f"{DESK}/delegates/new", data=keyed(**FIELDS | typed))

    assert answer.status_code == status
    assert says in answer.text
    assert 'value="单住"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Delegate.id))) == 1


def test_edit_delegate_is_refused_where_somebody_was_faster(app):
    meeting = make_meeting()
    delegate = make_delegate(meeting, "张三", "13812345678")
    path, version = f"{DESK}/delegates/{delegate.id}/edit", delegate.version
    staff = staff_of(app, meeting)

    first = staff.post(path, data=keyed(**FIELDS | {"version": version, "post": "馆长"}))
    second = staff.post(path, data=keyed(**FIELDS | {"version": version, "post": "馆员"}))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "别人改过" in second.text
    assert db.session.scalar(sa.select(Delegate.post)) == "馆长"


def test_delegate_pages_are_of_one_meeting(app):
    society = make_society()
    meeting = make_meeting(society)
    foreign = make_delegate(make_meeting(society, "nanjing-2021", title="另一个会"), "赵六").id
    staff = staff_of(app, meeting)

    answers = [
        staff.get(f"{DESK}/delegates/{foreign}"),
        staff.get(f"{DESK}/delegates/{foreign}/edit"),
        staff.post(f"{DESK}/delegates/{foreign}/edit", data=keyed(**FIELDS)),
        staff.post(f"{DESK}/delegates/{foreign}/approve", data=keyed()),
        staff.post(f"{DESK}/delegates/{foreign}/link", data=keyed()),
        staff.get("/desk/nanjing-2021/delegates"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert db.session.get_one(Delegate, foreign).state is DelegateState.PENDING


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CHECK_IN, Role.CEREMONY])
def test_lists_and_exports_are_closed_to_other_roles(app, role):
    meeting = make_meeting()
    delegate_id = make_delegate(meeting).id
    staff = staff_of(app, meeting, role)

    answers = [
        staff.get(f"{DESK}/delegates"),
        staff.get(f"{DESK}/delegates/{delegate_id}"),
        staff.post(f"{DESK}/delegates/export", data=keyed(kind="xlsx")),
        staff.get(f"{DESK}/units"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_new_link_is_shown_once_and_ends_the_old_one(app):
    meeting = make_meeting()
    path = f"{DESK}/delegates/{make_delegate(meeting).id}"
    staff = staff_of(app, meeting)

    pages = [staff.post(f"{path}/link", data=keyed()).text for _ in range(2)]
    links = [re.search(r"/m/changzhou-2020/r/([\w-]{22})\"", page)[1] for page in pages]

    meeting = db.session.scalar(sa.select(Meeting))
    assert [delegate_by_link(meeting, token) is not None for token in links] == [False, True]
    assert links[1] not in staff.get(path).text


def test_delegate_page_tells_its_history(app):
    meeting = make_meeting()
    delegate = make_delegate(meeting, "张三", "13812345678")
    with transaction():
        approve(delegate, at=AT, by=OPERATOR)
    path = f"{DESK}/delegates/{delegate.id}"

    page = staff_of(app, meeting).get(path).text

    assert page.index("通过报名") < page.rindex("报名")
    assert "2020-11-20 09:00" in page
    assert "13812345678" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_from_the_page_is_recorded(app, kind):
    meeting = make_meeting()
    make_delegate(meeting, "张三", "13812345678")
    staff = staff_of(app, meeting)

    page = staff.get(f"{DESK}/delegates/export")
    answer = staff.post(f"{DESK}/delegates/export", data=keyed(kind=kind, order="strokes"))

    assert "在名单上的 1 人" in page.text
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if kind == "xlsx":
        values = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
        assert (values[1][0], values[1][4]) == ("张三", "13812345678")
    else:
        assert "张三,,,,13812345678," in answer.data.decode("utf-8-sig")
    [entry] = db.session.scalars(sa.select(Entry).where(Entry.action == "export-delegates"))
    assert entry.actor == "王会务"
    assert {value.field: value.after for value in entry.values} == {"format": kind, "order": "strokes", "count": "1"}


def test_export_refuses_other_formats(app):
    meeting = make_meeting()

    assert staff_of(app, meeting).post(f"{DESK}/delegates/export", data=keyed(kind="exe")).status_code == 422


def test_sign_in_sheet_is_a_pdf_of_who_is_confirmed(app):
    meeting = make_meeting()
    make_delegate(meeting, "张三", unit_name="常州市档案馆", state=DelegateState.CONFIRMED)

    answer = staff_of(app, meeting).post(f"{DESK}/delegates/sign-in-sheet", data=keyed())

    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"


def test_sign_in_sheet_comes_as_docx_and_xlsx_too_and_as_nothing_else(app):
    meeting = make_meeting()
    make_delegate(meeting, "张三", unit_name="常州市档案馆", state=DelegateState.CONFIRMED)
    staff = staff_of(app, meeting)

    word, book, other = (
        staff.post(f"{DESK}/delegates/sign-in-sheet", data=keyed(kind=kind)) for kind in ("docx", "xlsx", "exe")
    )

    assert docx.Document(io.BytesIO(word.data)).tables[0].rows[1].cells[1].text == "张　三"
    assert openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0]["C2"].value == "张三"
    assert other.status_code == 422


def test_import_units_says_which_rows_are_wrong_and_takes_the_others(app):
    meeting = make_meeting()
    staff = staff_of(app, meeting)
    file = (io.BytesIO("次序,单位,地区\n1,甲馆,南京市\nx,乙馆,\n".encode("gb18030")), "名册.csv")

    answer = staff.post(f"{DESK}/units/import", data={"file": file})

    assert answer.status_code == 200
    assert "新增 1 个单位" in answer.text
    assert "次序“x”不对" in answer.text
    assert [unit.name for unit in db.session.scalars(sa.select(Unit))] == ["甲馆"]


@pytest.mark.parametrize(
    ("data", "says"), [(b"", "是空的"), (b"\x89PNG\r\n\x1a\n00", "不是表格"), (b"a,b\n", "没有找到表头")]
)
def test_import_units_refuses_what_is_no_roster(app, data, says):
    meeting = make_meeting()

    answer = staff_of(app, meeting).post(f"{DESK}/units/import", data={"file": (io.BytesIO(data), "名册.csv")})

    assert answer.status_code == 422
    assert says in answer.text


def test_units_are_invited_one_by_one_and_all_at_once(app):
    meeting = make_meeting()
    for name in ("甲馆", "乙馆"):
        make_unit(meeting, name)
    staff = staff_of(app, meeting)

    one = staff.post(f"{DESK}/units/invite", data=keyed(unit="丙馆"))
    invited = db.session.scalar(sa.select(sa.func.count(Delegation.id)))
    db.session.rollback()
    rest = staff.post(f"{DESK}/units/invite-all", data=keyed())

    assert (one.status_code, invited, rest.status_code) == (302, 1, 302)
    assert db.session.scalar(sa.select(sa.func.count(Delegation.id)).where(Delegation.invited_at.is_not(None))) == 3


def test_edit_seats_moves_up_who_waits_and_refuses_less_than_taken(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    for name in ("张三", "李四"):
        make_delegate(meeting, name, sub_forum=forum)
    path = f"{DESK}/delegates/sub-forums/{forum.id}"
    staff = staff_of(app, meeting)

    more = staff.post(path, data=keyed(seats="2"))
    page = staff.get(f"{DESK}/delegates/sub-forums").text
    less = staff.post(path, data=keyed(seats="1"))

    assert (more.status_code, less.status_code) == (302, 409)
    assert "候补转正：李四" in page
    assert "已有 2 人" in less.text


def test_more_seats_on_the_programme_move_up_who_waits_too(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    for name in ("张三", "李四", "王五"):
        make_delegate(meeting, name, sub_forum=forum)
    begin, end = (clock.local(each, meeting.zone) for each in (forum.starts_at, forum.ends_at))
    staff = staff_of(app, meeting)

    answer = staff.post(
        f"{DESK}/programme/sessions/{forum.id}",
        data=keyed(
            kind="sub-forum", title=forum.title, day=f"{begin:%Y-%m-%d}", start=f"{begin:%H:%M}", end=f"{end:%H:%M}",
            room="0", audience=forum.audience.value, seats="2",
        ),
    )  # fmt: skip
    page = staff.get(f"{DESK}/programme").text

    assert answer.status_code == 302
    assert "候补转正：李四<" in page
    assert forum.taken == 2
    query = sa.select(Person.name, Enrolment.state).join(Enrolment.delegate).join(Delegate.person)
    assert dict(db.session.execute(query).tuples().all()) == {
        "张三": EnrolmentState.ENROLLED, "李四": EnrolmentState.ENROLLED, "王五": EnrolmentState.WAITING,
    }  # fmt: skip
