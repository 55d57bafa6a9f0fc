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


HOSPITALS = ("宁波市第一医院", "宁波一院", "余姚市人民医院", "台州恩泽医疗中心（集团）", "ABB（中国）有限公司", "ABB")


def read_lines(*lines: str, name: str = "宁波市第一医院.csv", forums: tuple[str, ...] = CARE) -> ReceiptForm:
    rules = Rules(blank_mobile=False, forums=forums, units=HOSPITALS)
    return read_form(name, "\n".join(lines).encode(), rules)


@pytest.mark.parametrize(
    "foot",
    [
        "联系人：,孙联络,电话：,13500001111",
        "填表人,孙联络,手机,13500001111",
        "单位联系人,孙联络,,13500001111",
        "领队,孙联络,,13500001111",
        "经办人,孙联络,,13500001111",
        "联系人 孙联络 13500001111,,,",
        ",联系人 孙联络,,13500001111",
        ",联系人：孙联络,,13500001111",
    ],
)
def test_read_form_takes_the_contact_below_the_table_for_nobody_else(foot: str) -> None:
    form = read_lines("序号,姓名,性别,手机", "1,王芳,女,13800000001", foot)

    assert [x.name for x in form.lines] == ["王芳"]
    assert (form.contact, form.contact_mobile) == ("孙联络", "+8613500001111")


@pytest.mark.parametrize(
    "foot",
    [
        "负责人,孙联络,,13500001111",
        "审核：,孙联络,,13500001111",
        "报送人,孙联络,,13500001111",
        "填报,孙联络,,13500001111",
        ",如有疑问请联系孙联络 13500001111,,",
        "如有疑问请联系孙联络 13500001111,,,",
        "其中：男,1,女,1",
        "男：1人,女：1人,,",
        "会务组,何主任,,13500002222",
        "共六人,,,",
        ",计6人,,",
        ",应到6人,,",
        ",宁波市第一医院,,",
        ",浙江省医院协会制,,",
        ",谢谢！,,",
        ",,,谢谢！",
    ],
)
def test_read_form_finds_nobody_in_notes_and_sums_below_the_table(foot: str) -> None:
    form = read_lines("序号,姓名,性别,手机", "1,王芳,女,13800000001", foot)

    assert [x.name for x in form.lines] == ["王芳"]


def test_read_form_takes_units_from_numbered_sections() -> None:
    form = read_lines(
        "序号,姓名,手机", "一、宁波市第一医院,,", "1,王芳,13800000001", "（二）象山县中医院：,,", "1,赵敏,13800000002"
    )

    assert [(x.name, x.unit) for x in form.lines] == [("王芳", "宁波市第一医院"), ("赵敏", "象山县中医院")]


def test_read_form_keeps_roles_in_columns_of_roles() -> None:
    posts = read_lines("职务,姓名,手机", "领队,王芳,13800000001", "联系人：,孙联络,13500001111")
    roles = read_lines("角色,姓名,手机", "领队,王芳,13800000001")
    kinds = read_lines("单位性质,姓名,手机", "事业单位,王芳,13800000001", "新增,赵敏,13800000002")

    assert [[x.name for x in form.lines] for form in (posts, roles, kinds)] == [["王芳"], ["王芳"], ["王芳", "赵敏"]]


def test_read_form_wants_more_than_a_word_for_a_forgotten_name() -> None:
    form = read_lines("职务,姓名,手机", "院长,,13800000001", "主任,,", "谢谢！,,", ",,13800000002", "省医院协会制,,")

    assert [(x.row, [fault.code for fault in x.faults]) for x in form.lines] == [
        (2, ["name-missing"]),
        (5, ["name-missing"]),
    ]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("填报单位：宁波市第一医院（盖章）", "宁波市第一医院"),
        ("填报单位：宁波市第一医院    2023年10月8日", "宁波市第一医院"),
        ("填 报 单 位：宁波市第一医院（章）", "宁波市第一医院"),
        ("填报单位（公章）：“宁波市第一医院”", "宁波市第一医院"),
        ("单位：【象山县中医院】", "象山县中医院"),
        ("报名单位：象山县中医院 共2人", "象山县中医院"),
        ("单位：象山县中医院  地区：宁波市", "象山县中医院"),
        ("会员单位：台州恩泽医疗中心（集团）", "台州恩泽医疗中心（集团）"),
        ("填报单位 象山县中医院", "象山县中医院"),
        ("单位（盖章）：象山县中医院   年   月   日", "象山县中医院"),
        ("单位：象山县中医院（2023年10月8日）", "象山县中医院"),
        ("单位：宁波市第一医院2023年10月", "宁波市第一医院"),
        ("填报单位：《象山》杂志社（章）", "《象山》杂志社"),
        ("填报单位：象山供电公司（章丘）", "象山供电公司（章丘）"),
        ("上报单位,象山县中医院", "象山县中医院"),
        ("院校名称：江滨大学", "江滨大学"),
        ("填报机构：江滨市档案馆", "江滨市档案馆"),
        ("宁波市第一医院参会回执", "宁波市第一医院"),
        ("宁波市第一医院2023年学术年会参会回执", ""),
        ("主办单位：浙江省医院协会", ""),
    ],
)
def test_read_form_takes_the_unit_above_the_table_without_what_stands_around_it(line: str, unit: str) -> None:
    assert read_lines(line, "姓名,手机", "王芳,13800000001", name="回执1.csv").unit == unit


@pytest.mark.parametrize(
    ("name", "column", "unit"),
    [
        ("宁波市第一医院（盖章）.csv", "", "宁波市第一医院"),
        ("1.宁波市第一医院.csv", "", "宁波市第一医院"),
        ("宁波市第一医院学术年会参会回执.csv", "", "宁波市第一医院"),
        ("附件2：参会回执（ABB（中国）有限公司）.csv", "", "ABB（中国）有限公司"),
        ("ABB电网（中国）有限公司回执.csv", "", "ABB电网（中国）有限公司"),
        ("宁波市第一医院医共体集团.csv", "", "宁波市第一医院医共体集团"),
        ("内蒙古电力（集团）有限责任公司回执.csv", "", "内蒙古电力（集团）有限责任公司"),
        ("3M中国回执.csv", "", "3M中国"),
        ("回复：新华社.csv", "", "新华社"),
        ("象山县中医院学术年会参会回执.csv", "", "象山县中医院"),
        ("回执（象山）.csv", "象山县中医院", "象山县中医院"),
        ("象山县卫生局.csv", "象山县中医院", "象山县卫生局"),
        ("宁波市第一医院年会回执.csv", "象山县中医院", "象山县中医院"),
        ("浙江省医院协会2023年年会参会回执.csv", "象山县中医院", "象山县中医院"),
        ("浙江省医院协会2023年年会参会回执.csv", "", ""),
        ("浙江省医院协会2023年年会回执（宁波一院）.csv", "", "宁波一院"),
    ],
)
def test_read_form_takes_the_unit_from_the_files_name_or_its_rows(name: str, column: str, unit: str) -> None:
    assert read_lines("姓名,单位,手机", f"王芳,{column},13800000001", name=name).unit == unit


def test_read_form_reads_long_headings_by_their_words_outside_brackets() -> None:
    long = "住宿（请填写：单间、标间；单间380元/间/天（含双早），标间420元/间/天（含双早），费用自理，由会务组预订）"
    form = read_lines(f"姓名,手机,{long}", "王芳,13800000001,单间")

    assert [(x.hotel, x.hotel_text) for x in form.lines] == [(True, "单间")]


def test_read_form_gives_unknown_columns_what_they_hold() -> None:
    form = read_lines(
        "姓名,手机,出处,归属,晚间住处",
        "王芳,13800000001,宁波一院,智慧医院,是",
        "赵敏,13800000002,余姚市人民医院,医学影像,自理",
    )

    assert [(x.unit, x.forum, x.hotel) for x in form.lines] == [
        ("宁波一院", "智慧医院", True),
        ("余姚市人民医院", "医学影像", False),
    ]


def test_read_form_takes_numbers_under_a_question_for_sub_forums() -> None:
    told = read_lines("姓名,手机,是否参加分论坛（填序号）", "王芳,13800000001,1")
    shown = read_lines("姓名,手机,是否参加分论坛", "王芳,13800000001,1", "赵敏,13800000002,2")
    asked = read_lines("姓名,手机,是否参加分论坛", "王芳,13800000001,1", "赵敏,13800000002,是")

    assert [[x.forum for x in form.lines] for form in (told, shown, asked)] == [["1"], ["1", "2"], ["", ""]]


def test_read_form_takes_yes_to_a_sub_forum_that_the_heading_names() -> None:
    form = read_lines("姓名,手机,是否参加护理管理分论坛", "王芳,13800000001,是", "赵敏,13800000002,否")

    assert [match_forum(x.forum, CARE) for x in form.lines] == [CARE[1], ""]


def test_read_form_of_one_person_keeps_the_remark_that_might_be_a_label_and_the_contact() -> None:
    form = read_lines("姓名,王芳,性别,女", "手机,13800000001,备注,素食", "联系人,孙联络,电话,13500001111")

    assert [(x.name, x.mobile, x.remarks) for x in form.lines] == [("王芳", "+8613800000001", "素食")]
    assert (form.contact, form.contact_mobile) == ("孙联络", "+8613500001111")


def test_read_form_reads_a_sheet_that_goes_on_without_heading() -> None:
    head: Rows = (("序号", "姓名", "职务", "手机"), (1, "王芳", "院长", "13800000001"))
    more: Rows = ((2, "赵敏", "主任", "13800000002"), (3, "李强", "", "13800000003"))
    other: Rows = (("会务组", ""), ("孙联络", "13500001111"), ("何联络", "13500002222"))

    form = read_form("回执.xlsx", xlsx(("Sheet1", head, ()), ("Sheet2", more, ()), ("Sheet3", other, ())))

    assert [(x.sheet, x.name, x.post) for x in form.lines] == [
        ("Sheet1", "王芳", "院长"),
        ("Sheet2", "赵敏", "主任"),
        ("Sheet2", "李强", ""),
    ]
    assert [note.code for note in form.notes] == ["no-heading", "sheet-without-names"]


@pytest.mark.parametrize("row", ["1,2,3", "A,B,C", "①,②,③"])
def test_read_form_leaves_out_the_row_that_numbers_the_columns(row: str) -> None:
    form = read_lines("序号,姓名,手机", row, "1,王芳,13800000001")

    assert [x.name for x in form.lines] == ["王芳"]
