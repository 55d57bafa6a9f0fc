"""The reader finds in layouts that it has never seen exactly what was planted there."""

import csv
import io

import pytest
from openpyxl import Workbook

from meeting.registration.receipts.form import ReceiptForm, Rules, read_form
from meeting.registration.receipts.matching import match_forum
from tests.registration.receipts.planting import Sown, sow


def found(form: ReceiptForm, sown: Sown) -> list[dict[str, object]]:
    """What of each line can be compared, with the unit that counts and the sub-forum that is meant."""
    people = []
    for line in form.lines:
        forum = match_forum(line.forum, sown.forums)
        faults = [fault.field for fault in line.faults] + ["forum"] * (forum is None)
        person: dict[str, object] = {"row": line.row, "faults": faults}
        if not faults:
            person |= {
                "name": line.name,
                "gender": line.gender,
                "unit": line.unit or form.unit,
                "post": line.post,
                "mobile": line.mobile,
                "forum": forum,
                "hotel": line.hotel,
                "diet": line.diet,
                "remarks": line.remarks,
                "category": line.category,
                "region": line.region,
            }
        people.append(person)
    return people


def expected(sown: Sown) -> list[dict[str, object]]:
    people = []
    for planted in sown.people:
        person: dict[str, object] = {"row": planted.row, "faults": [planted.fault] if planted.fault else []}
        if not planted.fault:
            person |= {
                "name": planted.name,
                "gender": planted.gender,
                "unit": planted.unit or sown.unit,
                "post": planted.post,
                "mobile": f"+86{planted.mobile}",
                "forum": planted.forum,
                "hotel": planted.hotel,
                "diet": planted.diet,
                "remarks": planted.remarks,
                "category": planted.category,
                "region": planted.region,
            }
        people.append(person)
    return people


@pytest.mark.parametrize("start", range(0, 400, 40))
def test_read_form_finds_what_was_planted(start: int) -> None:
    wrong = []
    for seed in range(start, start + 40):
        sown = sow(seed)

        form = read_form(sown.name, sown.data, Rules(forums=sown.forums))

        if found(form, sown) != expected(sown):
            wrong.append(seed)
    assert wrong == []


Rows = tuple[tuple[object, ...], ...]
CARE = ("智慧医院建设分论坛", "护理管理创新分论坛", "医学影像分论坛")


def xlsx(*sheets: tuple[str, Rows, tuple[str, ...]]) -> bytes:
    """A workbook of (name, rows, merged ranges)."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
        for each in merged:
            sheet.merge_cells(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def read(rows: Rows, *merged: str, name: str = "回执.xlsx") -> ReceiptForm:
    return read_form(name, xlsx(("Sheet1", rows, merged)), Rules(forums=CARE))


TWO_ROWS: Rows = (
    ("会议回执",),
    ("姓名", "性别", "单位", "联系方式", "", "住宿（打√）", "", "", "备注"),
    ("", "", "", "手机", "邮箱", "单住", "合住", "不住", ""),
    ("赵建国", "男", "江滨医院", 13812345678, "a@example.org", "√", "", "", "自驾"),
    ("钱秀英", "女", "江滨医院", "13812345679", "", "", "", "√", ""),
)


@pytest.mark.parametrize(
    "data",
    [
        xlsx(("Sheet1", TWO_ROWS, ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:H2", "I2:I3"))),
        csv_of(TWO_ROWS),
    ],
    ids=["merged", "csv"],
)
def test_read_form_reads_two_rows_of_headings(data: bytes) -> None:
    form = read_form("回执.xlsx", data)

    assert [(x.row, x.name, x.mobile, x.hotel, x.hotel_text, x.remarks, x.extras) for x in form.lines] == [
        (4, "赵建国", "+8613812345678", True, "单住", "自驾", (("联系方式 邮箱", "a@example.org"),)),
        (5, "钱秀英", "+8613812345679", False, "", "", ()),
    ]


def test_read_form_reads_sub_forums_to_be_ticked() -> None:
    grouped = read(
        (
            ("序号", "姓名", "单位及职务", "手机", "参加分论坛（请打√）", "", ""),
            ("", "", "", "", "智慧医院", "护理管理", "医学影像"),
            (1, "赵建国", "江滨医院副院长", "13812345678", "", "√", ""),
            (2, "孙丽", "信息科科长", "13812345670", "", "", ""),
        ),
        *("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1"),
    )
    alone = read(
        (("姓名", "手机", *CARE), ("赵建国", "13812345678", "", "√", ""), ("孙丽", "13812345670", "1", "", ""))
    )

    assert [(x.unit, x.post, match_forum(x.forum, CARE)) for x in grouped.lines] == [
        ("江滨医院", "副院长", CARE[1]),
        ("", "信息科科长", ""),
    ]
    assert [match_forum(x.forum, CARE) for x in alone.lines] == [CARE[1], CARE[0]]


def test_read_form_reads_people_side_by_side() -> None:
    half = ("序号", "姓名", "职务", "手机")
    form = read(
        (
            (*half, *half),
            (1, "赵建国", "院长", "13812345678", 3, "李小龙", "科长", "13812345671"),
            (2, "孙丽", "主任", "13812345670", "", "", "", ""),
        )
    )

    assert [(x.row, x.name, x.post, x.mobile) for x in form.lines] == [
        (2, "赵建国", "院长", "+8613812345678"),
        (2, "李小龙", "科长", "+8613812345671"),
        (3, "孙丽", "主任", "+8613812345670"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("年会个人回执", "", "", ""),
            ("姓名", "赵建国", "性别", "男"),
            ("单位", "江滨市第一医院", "", ""),
            ("职务", "院长", "手机", 13812345678),
            ("参加分论坛", "护理管理", "是否住宿", "□是 ☑否"),
            ("备注", "", "", ""),
        ),
        (
            ("参会回执",),
            ("姓名：赵建国    性别：男",),
            ("单位：江滨市第一医院",),
            ("手机：13812345678   职务：院长   分论坛：护理管理   住宿：不住",),
        ),
    ],
    ids=["cells", "lines"],
)
def test_read_form_reads_a_form_of_one_person(rows: Rows) -> None:
    form = read(rows)

    assert [
        (x.row, x.name, x.gender, x.post, x.mobile, match_forum(x.forum, CARE), x.hotel, x.faults) for x in form.lines
    ] == [(2, "赵建国", "男", "院长", "+8613812345678", CARE[1], False, ())]
    assert form.unit == "江滨市第一医院"


def test_read_form_reads_a_table_on_its_side() -> None:
    form = read((("姓名", "赵建国", "孙丽"), ("单位", "江滨医院", "临湖医院"), ("手机", 13812345678, 13812345670)))

    assert [(x.name, x.unit, x.mobile) for x in form.lines] == [
        ("赵建国", "江滨医院", "+8613812345678"),
        ("孙丽", "临湖医院", "+8613812345670"),
    ]


def test_read_form_gives_a_merged_unit_to_each_of_its_rows_and_repeats_ditto() -> None:
    form = read(
        (
            ("单位", "姓名", "手机", "分论坛"),
            ("江滨医院", "赵建国", "13812345678", "1"),
            ("", "钱秀英", "13812345679", "同上"),
            ("临湖医院", "孙丽", "13812345670", "〃"),
            ("", "李小龙", "13812345671", "无"),
        ),
        *("A2:A3", "A4:A5"),
    )

    assert [(x.unit, x.forum) for x in form.lines] == [
        ("江滨医院", "1"),
        ("江滨医院", "1"),
        ("临湖医院", "1"),
        ("临湖医院", "无"),
    ]


def test_read_form_keeps_one_person_over_two_rows_one() -> None:
    form = read(
        (
            ("姓名", "手机", "行程"),
            ("赵建国", "13812345678", "去程G1"),
            ("", "", "返程G2"),
            ("孙丽", "13812345670", "去程G3"),
            ("", "", "返程G4"),
        ),
        *("A2:A3", "B2:B3", "A4:A5", "B4:B5"),
    )

    assert [(x.row, x.name, x.extras) for x in form.lines] == [
        (2, "赵建国", (("行程", "去程G1"), ("行程", "返程G2"))),
        (4, "孙丽", (("行程", "去程G3"), ("行程", "返程G4"))),
    ]


def test_read_form_knows_columns_without_headings_by_their_contents() -> None:
    form = read(
        (
            ("赵建国", "男", "江滨医院", "院长", "13812345678"),
            ("钱秀英", "女", "江滨医院", "护士长", "13812345679"),
            ("孙丽", "女", "临湖医院", "主任", 13812345670),
        )
    )

    assert [(x.name, x.gender, x.unit, x.post, x.mobile) for x in form.lines] == [
        ("赵建国", "男", "江滨医院", "院长", "+8613812345678"),
        ("钱秀英", "女", "江滨医院", "护士长", "+8613812345679"),
        ("孙丽", "女", "临湖医院", "主任", "+8613812345670"),
    ]
    assert [note.code for note in form.notes] == ["no-heading"]


def test_read_form_takes_units_from_sections_tables_and_sheets() -> None:
    sections = read(
        (
            ("序号", "姓名", "手机"),
            ("江滨市第一人民医院", "", ""),
            (1, "赵建国", "13812345678"),
            ("临湖县中医院", "", ""),
            (2, "孙丽", "13812345670"),
        ),
        *("A2:C2", "A4:C4"),
    )
    tables = read(
        (
            ("填报单位：江滨市水利局",),
            ("姓名", "手机"),
            ("赵建国", "13812345678"),
            ("填报单位：临湖县水利局",),
            ("姓名", "手机"),
            ("孙丽", "13812345670"),
        )
    )
    one: Rows = (("姓名", "手机"), ("赵建国", "13812345678"))
    two: Rows = (("姓名", "手机"), ("孙丽", "13812345670"))
    sheets = read_form("回执.xlsx", xlsx(("江滨市水利局", one, ()), ("临湖县水利局", two, ())))

    assert [x.unit or sections.unit for x in sections.lines] == ["江滨市第一人民医院", "临湖县中医院"]
    assert [x.unit or tables.unit for x in tables.lines] == ["江滨市水利局", "临湖县水利局"]
    assert [(x.sheet, x.unit) for x in sheets.lines] == [
        ("江滨市水利局", "江滨市水利局"),
        ("临湖县水利局", "临湖县水利局"),
    ]


def test_read_form_reads_the_head_and_the_foot_of_a_form_as_such() -> None:
    form = read(
        (
            ("单位名称", "江滨市第一医院", "", "", ""),
            ("联系人", "何联络", "手机", "13900001111", ""),
            ("通讯地址", "某路1号", "", "", ""),
            ("参会人员信息", "", "", "", ""),
            ("姓名*", "性别", "职务", "手机", "是否住宿"),
            ("必填，真实姓名", "下拉选择", "选填", "11位手机号", "选填"),
            ("赵建国", "男", "院长", "13812345678", "是"),
            ("孙丽", "女", "主任", "13812345670", "否"),
            ("发票抬头", "江滨市第一医院", "", "", ""),
            ("税号", "12320000XXXXXXXX", "", "", ""),
            ("单位负责人签字：", "", "", "2023年5月18日", ""),
        ),
        *("B1:E1", "B3:E3", "A4:E4", "B9:E9"),
    )

    assert (form.unit, form.contact, form.contact_mobile) == ("江滨市第一医院", "何联络", "+8613900001111")
    assert [(x.row, x.name, x.faults) for x in form.lines] == [(7, "赵建国", ()), (8, "孙丽", ())]


def test_read_form_keeps_the_delegate_apart_from_others_and_leaves_sensitive_columns_out() -> None:
    form = read(
        (
            ("姓名", "手机", "随行人员姓名", "随行人员手机", "办公电话", "身份证号", "民族"),
            ("赵建国", "13812345678", "李四", "13900000000", "025-83591234", "11010519491231002X", "汉"),
            ("孙丽", "", "", "", "13812345670", "", ""),
        )
    )

    assert [(x.name, x.mobile, x.extras) for x in form.lines] == [
        (
            "赵建国",
            "+8613812345678",
            (("办公电话", "025-83591234"), ("随行人员姓名", "李四"), ("随行人员手机", "13900000000")),
        ),
        ("孙丽", "+8613812345670", ()),
    ]
    assert [note.params["heading"] for note in form.notes] == ["身份证号", "民族"]


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        (Rules(), [[], ["mobile-landline"]]),
        (Rules(landline=True), [[], []]),
        (Rules(blank_mobile=False), [["mobile-missing"], ["mobile-landline"]]),
    ],
)
def test_read_form_follows_the_meetings_rules_for_mobiles(rules: Rules, codes: list[list[str]]) -> None:
    data = "姓名,单位,联系电话\n赵建国,江滨医院,\n孙丽,江滨医院,025-83591234\n".encode()

    form = read_form("回执.csv", data, rules)

    assert [[fault.code for fault in x.faults] for x in form.lines] == codes


def test_read_form_of_a_form_that_nobody_filled_in_has_no_lines() -> None:
    prefilled = read(
        (("序号", "单位", "姓名", "手机", "类别"), (1, "江滨医院", "", "", "正式代表"), (2, "", "", "", ""))
    )
    nobody = read((("姓名", "单位", "手机"), ("无", "", "")), name="江滨医院.xlsx")

    assert (prefilled.lines, [note.code for note in prefilled.notes]) == ((), ["empty"])
    assert (nobody.lines, nobody.unit, [note.code for note in nobody.notes]) == ((), "江滨医院", ["nobody", "empty"])


def test_read_form_tells_when_the_total_is_another() -> None:
    form = read((("姓名", "手机"), ("赵建国", "13812345678"), ("合计：3人", "")))

    assert [note.message for note in form.notes] == ["表中写合计3人，读到1人，请核对。"]


def test_read_form_prefers_the_telling_of_two_columns_for_one_thing() -> None:
    form = read(
        (
            ("组别", "参加人", "职务", "联系人", "联系电话", "手机", "是否住宿（12日）", "房间类型", "分组讨论"),
            ("A组", "王建军", "部门负责人", "周玉", "13900000000", "13812345678", "是", "单间", "智慧医院"),
            ("A组", "李娜", "", "", "", "13812345679", "否", "", "第2组"),
        )
    )

    assert (form.contact, form.contact_mobile) == ("周玉", "+8613900000000")
    assert [
        (x.name, x.post, x.mobile, x.hotel, x.hotel_text, match_forum(x.forum, CARE), x.extras) for x in form.lines
    ] == [
        ("王建军", "部门负责人", "+8613812345678", True, "单间", CARE[0], (("组别", "A组"),)),
        ("李娜", "", "+8613812345679", False, "", CARE[1], (("组别", "A组"),)),
    ]


def test_read_form_keeps_people_whose_row_begins_like_a_note() -> None:
    form = read(
        (
            ("职务", "姓名", "手机"),
            ("部门负责人", "王建军", "13812345678"),
            ("负责人", "欧阳娜娜", ""),
            ("说明书编辑", "李娜", "13812345679"),
            ("项目负责人", "", "13812345671"),
            ("负责人签字：", "", ""),
        )
    )

    assert [(x.row, x.name, x.post, [fault.field for fault in x.faults]) for x in form.lines] == [
        (2, "王建军", "部门负责人", []),
        (3, "欧阳娜娜", "负责人", []),
        (4, "李娜", "说明书编辑", []),
        (5, "", "项目负责人", ["name"]),
    ]


def test_read_form_takes_a_name_alone_in_its_row_and_leaves_a_sample_out() -> None:
    form = read(
        (
            ("序号", "姓名", "手机"),
            ("", "张三", "138XXXXXXXX"),
            ("", "亓官雪", ""),
            ("", "第一组", ""),
            ("", "周玉13812345670", ""),
        )
    )

    assert [(x.row, x.name, x.mobile) for x in form.lines] == [(3, "亓官雪", ""), (5, "周玉", "+8613812345670")]
    assert [note.code for note in form.notes] == ["sample-left-out"]
