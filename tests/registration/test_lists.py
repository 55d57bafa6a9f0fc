"""Finding and ordering delegates; the exported list."""

import csv
import io
import json
from datetime import date
from operator import itemgetter

import openpyxl
import pytest
import sqlalchemy as sa

import meeting.demo
from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.operations import add_aliases
from meeting.people.orders import Order, ordered
from meeting.registration.documents import sign_in_sheet
from meeting.registration.enums import Category, DelegateState
from meeting.registration.exports import HEADINGS, delegates_csv, delegates_file, delegates_xlsx, listed_rows
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import cancel, decline
from meeting.registration.operations.enrolments import enrol
from meeting.registration.operations.places import set_places
from meeting.registration.queries.delegates import NO_UNIT, Wanted, delegates_wanted, placing_of
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_sub_forum, make_unit
from tests.registration.staff import statements

# domain.md's vector, blank first.
STROKES = [
    "丁小宁", "王一", "文一", "田富", "田大利", "李一鸣", "李大鸣", "林一", "欧一", "欧阳少东",
    "洪少东", "高富", "高大富",
]  # fmt: skip


def names(meeting, order=Order.REGISTRATION, **wanted):
    return [row.person.name for row in db.session.scalars(delegates_wanted(meeting, Wanted(**wanted), order))]


def test_list_by_strokes_is_the_vector(app):
    meeting = make_meeting()
    for name in sorted(STROKES, reverse=True):
        make_delegate(meeting, name)

    assert names(meeting, Order.STROKES) == STROKES


def test_list_by_strokes_can_leave_blanks_uncounted(app):
    meeting = make_meeting()
    for name in sorted(STROKES, reverse=True):
        make_delegate(meeting, name)

    query = delegates_wanted(meeting, Wanted(), Order.STROKES, blank_first=False)

    # domain.md's vector, not counted: 田大利 田富 and 高大富 高富 change places.
    assert [row.person.name for row in db.session.scalars(query)] == [
        "丁小宁", "王一", "文一", "田大利", "田富", "李一鸣", "李大鸣", "林一", "欧一", "欧阳少东", "洪少东",
        "高大富", "高富",
    ]  # fmt: skip
    assert [row[0] for row in listed_rows(meeting, Order.STROKES, blank_first=False)][3:5] == ["田大利", "田富"]


def test_list_by_pinyin_goes_by_tone_then_strokes(app):
    meeting = make_meeting()
    for name in ("章一", "张一", "单雄", "曾巩", "安民"):
        make_delegate(meeting, name)

    assert names(meeting, Order.PINYIN) == ["安民", "单雄", "曾巩", "张一", "章一"]


def test_list_by_unit_follows_the_official_order_then_strokes_of_the_unit(app):
    meeting = make_meeting()
    make_unit(meeting, "第二馆", position=2)
    make_unit(meeting, "第一馆", position=1)
    for name, unit in (("丁", "无锡馆"), ("王", "第二馆"), ("李", "三江馆"), ("赵", "第一馆"), ("钱", "")):
        make_delegate(meeting, name, unit_name=unit)

    assert names(meeting, Order.UNIT) == ["赵", "王", "钱", "李", "丁"]


@pytest.mark.parametrize("blank_first", [True, False])
@pytest.mark.parametrize("order", list(Order))
def test_list_in_sql_is_ordered_as_in_python(app, order, blank_first):
    meeting = make_meeting()
    make_unit(meeting, "第一馆", position=1)
    units = ["第一馆", "三江馆", "无锡馆", ""]
    for number, name in enumerate([*reversed(STROKES), "阿卜杜拉·买买提", "O’Brien", "𬭎宁远", "张三", "章三", "张三"]):
        delegate = make_delegate(meeting, name, unit_name=units[number % 4])
        delegate.position = number % 3 or None
    db.session.commit()

    delegates = list(db.session.scalars(delegates_wanted(meeting, Wanted(), order, blank_first=blank_first)))

    in_python = ordered(reversed(delegates), order, placing_of, blank_first=blank_first)
    assert [row.id for row in delegates] == [row.id for row in in_python]
    assert [row[0] for row in listed_rows(meeting, order, blank_first=blank_first)] == [
        row.person.name for row in in_python
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("欧阳", ["欧阳菊"]), ("欧 阳", ["欧阳菊"]), ("ouyang", ["欧阳菊"]), ("OYJ", ["欧阳菊"]), ("5678", ["张三"]),
        ("13812345678", ["张三"]), ("常州市", ["张三"]), ("常档", ["张三"]), ("%", []), ("_", []), ("zh", ["张三"]),
        ("", ["张三", "欧阳菊"]), ("买买提", []),
    ],
)  # fmt: skip
def test_list_finds_by_name_pinyin_initials_mobile_and_unit(app, words, found):
    meeting = make_meeting()
    with transaction():
        add_aliases(make_unit(meeting, "常州市档案馆"), ["常档"])
    make_delegate(meeting, "张三", "13812345678", unit_name="常州市档案馆")
    make_delegate(meeting, "欧阳菊", "13900000000", unit_name="江阴市档案馆")

    assert names(meeting, words=words) == found


def test_list_filters_by_each_column(app):
    meeting = make_meeting()
    unit = make_unit(meeting, "常州市档案馆", region="常州市")
    forum = make_sub_forum(meeting)
    make_delegate(meeting, "张三", unit_name="常州市档案馆", hotel=True, sub_forum=forum)
    make_delegate(meeting, "李四", hotel=False, category=Category.MEDIA, state=DelegateState.CONFIRMED)
    cancel(make_delegate(meeting, "王五"), at=AT, by=OPERATOR)

    found = {
        "default": names(meeting),
        "all": names(meeting, states=frozenset(DelegateState)),
        "cancelled": names(meeting, states=frozenset({DelegateState.CANCELLED})),
        "category": names(meeting, category=Category.MEDIA),
        "unit": names(meeting, unit_id=unit.id),
        "no unit": names(meeting, unit_id=NO_UNIT),
        "region": names(meeting, region="常州市"),
        "forum": names(meeting, sub_forum_id=forum.id),
        "no forum": names(meeting, sub_forum_id=0),
        "hotel": names(meeting, hotel=True),
        "no hotel": names(meeting, hotel=False),
    }

    assert found == {
        "default": ["张三", "李四"], "all": ["张三", "李四", "王五"], "cancelled": ["王五"], "category": ["李四"],
        "unit": ["张三"], "no unit": ["李四"], "region": ["张三"], "forum": ["张三"], "no forum": ["李四"],
        "hotel": ["张三"], "no hotel": ["李四"],
    }  # fmt: skip


HOSTILE = ["=1+1", "+86", "-1", "@SUM(A1)", "＝1", "\t=1", '=HYPERLINK("http://x")']


def fill(meeting):
    make_unit(meeting, "常州市档案馆", region="常州市", position=1)
    forum = make_sub_forum(meeting, seats=1)
    make_delegate(
        meeting, "张　三", "13812345678", unit_name="常州市档案馆", gender=Gender.MALE, post="馆长", hotel=True,
        hotel_wish="单住", sub_forum=forum, remarks="=1+1", diet="清真",
    )  # fmt: skip
    waiting = make_delegate(meeting, "李四", "13900000001", hotel=False, state=DelegateState.CONFIRMED)
    with transaction():
        enrol(waiting, forum, at=AT, by=OPERATOR)
        decline(make_delegate(meeting, "王五"), at=AT, by=OPERATOR)
    return listed_rows(meeting, Order.UNIT)


EXPECTED = [
    ("张三", "男", "常州市档案馆", "馆长", "13812345678", "常州市", "正式代表", "档案信息化分会", "是", "=1+1",
     "单住", "清真", "待审核", "已选", "会务录入"),
    ("李四", "", "", "", "13900000001", "", "正式代表", "档案信息化分会", "否", "",
     "", "", "已确认", "候补", "会务录入"),
]  # fmt: skip


def test_export_has_a_row_for_each_who_is_listed(app):
    rows = fill(make_meeting())

    assert HEADINGS[:10] == ("姓名", "性别", "单位", "职务", "手机", "地区", "类别", "分论坛", "住宿", "备注")
    assert rows == EXPECTED


def test_export_xlsx_holds_texts_only(app):
    data = delegates_xlsx(fill(make_meeting()))

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [tuple(value or "" for value in row) for row in sheet.values] == [HEADINGS, *EXPECTED]


def test_export_csv_opens_in_a_spreadsheet_without_a_formula(app):
    rows = [tuple([value] + [""] * 14) for value in [*HOSTILE, "张三", "19:00", "a=b"]]

    text = delegates_csv(rows).decode("utf-8-sig")
    read = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]

    assert delegates_csv([]).startswith(b"\xef\xbb\xbf")
    assert read == [f"'{value}" for value in HOSTILE] + ["张三", "19:00", "a=b"]


def test_sign_in_sheet_holds_who_is_confirmed_with_masked_mobiles(app):
    meeting = make_meeting()
    fill(meeting)

    sheet = sign_in_sheet(meeting)

    assert [(group.unit, [(row.name, row.mobile) for row in group.rows]) for group in sheet.groups] == [
        ("（未填单位）", [("李四", "139****0001")])
    ]
    assert (sheet.heading, sheet.ordered_by) == ("全省档案工作者年会签到表", "以单位为序，单位内以姓氏笔画为序")


@pytest.mark.parametrize(
    ("city", "venue", "text"),
    [
        ("常州市", "常州市会议中心", "2020年12月8日　常州市会议中心"),
        ("常州市", "常州宾馆", "2020年12月8日　常州宾馆"),
        ("常州市", "会议中心", "2020年12月8日　常州市会议中心"),
        ("常州市", "", "2020年12月8日　常州市"),
        ("", "会议中心", "2020年12月8日　会议中心"),
        ("", "", "2020年12月8日"),
    ],
)
def test_sign_in_sheet_says_when_and_where(app, city, venue, text):
    held = make_meeting()
    held.starts_on = held.ends_on = date(2020, 12, 8)
    held.city, held.venue = city, venue

    assert sign_in_sheet(held).occasion == text


def test_sign_in_sheet_follows_places_and_says_which_strokes(app):
    meeting = make_meeting()
    unit = make_unit(meeting, "常州市档案馆")
    tian = [
        make_delegate(meeting, name, unit_name=unit.name, state=DelegateState.CONFIRMED)
        for name in ("田富", "田大利", "王一")
    ]

    first, uncounted = sign_in_sheet(meeting), sign_in_sheet(meeting, blank_first=False)
    with transaction():
        set_places(meeting, {tian[1].id: 1}, at=AT, by=OPERATOR)
    placed = sign_in_sheet(meeting, blank_first=False)

    assert [([row.name for row in sheet.groups[0].rows], sheet.ordered_by) for sheet in (first, uncounted, placed)] == [
        (["王一", "田富", "田大利"], "以单位为序，单位内以姓氏笔画为序"),
        (["王一", "田大利", "田富"], "以单位为序，单位内以姓名笔画为序"),
        (["田大利", "王一", "田富"], "以单位为序，单位内以职务为序，再以姓名笔画为序"),
    ]


def test_placing_of_names_what_orders_need(app):
    meeting = make_meeting()
    make_unit(meeting, "第一馆", position=3)
    delegate = make_delegate(meeting, "张三", unit_name="第一馆")
    delegate.position = 7
    db.session.commit()

    placing = placing_of(db.session.get_one(Delegate, delegate.id))

    assert (placing.name, placing.unit, placing.unit_position, placing.post, placing.tie) == (
        "张三", "第一馆", 3, 7, delegate.id
    )  # fmt: skip


TRUTH = json.loads((meeting.demo.DATA / "receipts" / "truth.json").read_text("utf-8"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_of_the_reference_meeting_is_what_was_sent(full, kind):
    held = db.session.scalars(sa.select(Meeting)).one()

    data = delegates_file(listed_rows(held, Order.UNIT), kind)

    # CSV has an apostrophe where a spreadsheet would compute: dropped as programs drop it that read such a file.
    unquoted = [[value.removeprefix("'") if kind == "csv" else value for value in row] for row in _read(data, kind)]
    assert unquoted[0] == list(HEADINGS)
    found = [dict(zip(HEADINGS[:10], row, strict=False)) for row in unquoted[1:]]
    expected = [
        {
            "姓名": person["name"], "性别": person["gender"], "单位": person["unit"], "职务": person["post"],
            "手机": person["mobile"], "地区": person["region"], "类别": "正式代表", "分论坛": person["forum"] or "",
            "住宿": "是" if person["hotel"] else "否", "备注": person["note"],
        }
        for person in TRUTH["people"]
    ]  # fmt: skip
    by_mobile = {row["手机"]: row for row in found}
    for row in expected:  # a form that doesn't ask for the sex has none to export
        row["性别"] = by_mobile[row["手机"]]["性别"] and row["性别"]
    assert (len(found), sum(bool(row["性别"]) for row in found) > 300) == (396, True)
    assert sorted(found, key=itemgetter("手机")) == sorted(expected, key=itemgetter("手机"))


def _read(data, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [[value or "" for value in row] for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values]


def test_export_takes_one_statement_however_many(app):
    held = make_meeting()
    counts = []
    for name in ("张一", "张二", "张三"):
        make_delegate(held, name, unit_name=f"{name}档案馆")
        assert held.id  # read anew after the commit, before counting
        with statements() as run:
            listed_rows(held, Order.POST)
            sign_in_sheet(held)
        counts.append(len(run))

    assert counts[0] == counts[2] == 2
