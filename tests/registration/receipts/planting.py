"""Receipts of other meetings than the reference: made-up people in layouts drawn by chance, and what is in them.

Not a copy of the reader's vocabulary: headings as they stand in notices of hospitals, universities, enterprises.
"""

# ruff: noqa: E501 (Han counts double; lists of headings are read as lists)

import csv
import io
import random
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import Workbook as Xlsx
from openpyxl.styles import Font

FORUMS = {
    "医院": ("智慧医院建设分论坛", "护理管理创新分论坛", "医学影像与人工智能分论坛", "医院财务与运营分论坛"),
    "高校": ("第一分会场：课程思政", "第二分会场：一流专业建设", "第三分会场：教学质量保障"),
    "企业": ("绿色低碳专题论坛", "智能制造专题论坛", "供应链金融专题论坛", "国际合作专题论坛", "品牌建设专题论坛"),
    "学会": ("水文与水资源分会", "水利工程分会", "河湖生态分会"),
}
UNITS = {
    "医院": ("江滨市第一人民医院", "江滨市中医院", "临湖县妇幼保健院", "东方医学中心", "青石区卫生健康委员会"),
    "高校": ("江滨理工大学", "临湖师范学院", "东方职业技术学院", "江滨大学医学院", "青石电大"),
    "企业": (
        "江滨重工集团有限公司",
        "临湖水泥股份有限公司",
        "东方银行江滨分行",
        "青石科技（江滨）有限公司",
        "市自来水公司",
    ),
    "学会": ("江滨市水利局", "临湖县水文站", "东方水利勘测设计研究院", "青石灌区管理处", "河湖管护中心"),
}
POSTS = {
    "医院": ("院长", "副主任医师", "护士长", "信息科科长", "主任护师", "部门负责人", "医保办主任", ""),
    "高校": ("教务处处长", "教授", "副教授", "系主任", "讲师", "教研室主任", "博士生", ""),
    "企业": ("总经理", "副总裁", "高级工程师", "项目负责人", "市场部经理", "董事会秘书", ""),
    "学会": ("局长", "四级调研员", "总工程师", "正高级工程师", "科员", "站长", "工会主席", ""),
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = "建国秀英志强丽娟海涛晓燕文博雨桐子轩佳怡俊杰思远梦洁浩然婷婷永强玉兰春生国庆立新明辉红梅铁军小龙亚男"
SPECIAL = ("阿依古丽·买买提", "欧阳修远", "张𬭎", "陈䶮", "Anna-Maria O'Brien", "司马长风", "多吉次仁", "仝卓", "宁静")

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "姓  名", "参会人员姓名", "参会代表姓名", "代表姓名（必填）", "与会人员", "参会人员", "*姓名", "姓\n名", "参会代表", "姓名 Name"),
    "gender": ("性别", "性 别", "性别（男/女）", "性\n别", "性别 Gender"),
    "unit": ("单位", "工作单位", "单位名称", "所在单位（全称）", "参会单位", "单位全称", "工作单位（请填全称）", "单位/部门"),
    "post": ("职务", "职务/职称", "职务或职称", "职 务", "职务、职称", "现任职务", "职称/职务"),
    "mobile": ("手机", "手机号", "联系电话", "联系方式", "移动电话", "手机号码（必填）", "电话", "联系电话（手机）", "手 机", "手机\n号码"),
    "forum": ("分论坛", "拟参加分论坛", "参加分会场", "分会场（序号）", "选择的分论坛", "拟参加的专题论坛", "参加论坛（单选）", "意向分会场"),
    "hotel": ("住宿", "是否住宿", "是否需要住宿", "住宿要求", "住宿需求（是/否）", "住宿安排", "是否安排住宿", "住宿（单住/合住/不住）"),
    "diet": ("饮食要求", "饮食禁忌", "用餐要求", "饮食"),
    "remarks": ("备注", "备 注", "其他说明", "特殊要求", "备注（如有）"),
    "email": ("邮箱", "电子邮箱", "E-mail", "Email"),
    "arrival": ("到达时间", "到达日期及车次", "抵达航班/车次", "预计到达时间"),
    "id": ("身份证号", "身份证号码", "证件号码"),
    "category": ("参会类别", "代表类别", "人员类别", "参会身份"),
    "region": ("地区", "所在地区", "省份", "地市"),
}  # fmt: skip
WISHES: tuple[tuple[str, bool | None], ...] = (
    ("是", True), ("否", False), ("单住", True), ("合住", True), ("不住", False), ("√", True), ("×", False), ("需要", True),
    ("不需要", False), ("标间", True), ("自理", False), ("", None), ("无需住宿", False), ("大床房", True), ("需要，7日入住", True),
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """What stands in one row, and what of it must be found."""

    name: str
    gender: str
    unit: str
    post: str
    mobile: str
    forum: str
    hotel: bool | None
    diet: str
    remarks: str
    category: str
    region: str
    row: int = 0
    fault: str = ""


@dataclass
class Sown:
    """A file and what a reader must find in it."""

    name: str
    data: bytes
    unit: str
    forums: tuple[str, ...]
    people: list[Planted] = field(default_factory=list)
    samples: int = 0


def sow(seed: int) -> Sown:
    """Return one receipt, the same for the same seed."""
    chance = random.Random(seed)
    trade = chance.choice(sorted(FORUMS))
    own_unit = chance.choice(UNITS[trade])
    layout = chance.choice(("xlsx", "xlsx", "xlsx", "csv", "html"))
    fields = _fields(chance)
    headings = {name: chance.choice(HEADINGS[name]) for name in fields}
    rows: list[list[Any]] = []
    merges: list[tuple[int, int, int, int]] = []
    left = chance.choice((0, 0, 0, 1, 2))
    indexed = chance.random() < 0.6
    width = left + indexed + len(fields)

    names_unit = _title(chance, rows, merges, trade, own_unit, width, left)
    heading_row = [""] * left + (["序号"] if indexed else []) + [headings[name] for name in fields]
    rows.append(heading_row)
    sown = Sown("", b"", own_unit, FORUMS[trade])
    if chance.random() < 0.2:
        sample = _person(chance, trade, own_unit)
        values = _values(chance, sample, fields, own_unit, sown.forums)
        if indexed and chance.random() < 0.5:
            rows.append([""] * left + ["例"] + values)
        else:
            values[fields.index("name")] = "例：张三"
            rows.append([""] * left + ([""] if indexed else []) + values)
        sown.samples = 1
    for number in range(chance.randint(1, 9)):
        if chance.random() < 0.07:
            rows.append([""] * width if chance.random() < 0.6 else [""] * left + ([99] if indexed else []))
        person, values = _row(chance, trade, own_unit, fields, sown.forums)
        rows.append([""] * left + ([number + 1] if indexed else []) + values)
        sown.people.append(replace(person, row=len(rows)))
    _tail(chance, rows, merges, sown, width, left, indexed)
    stem = (
        own_unit
        if not names_unit or chance.random() < 0.5
        else chance.choice(("回执", "附件2 参会回执表", "报名表(1)"))
    )
    sown.name = f"{stem}.{layout if layout != 'html' else 'xls'}"
    write = {"xlsx": _xlsx, "csv": _csv, "html": _html}[layout]
    sown.data = write(chance, rows, merges)
    return sown


def _fields(chance: random.Random) -> list[str]:
    fields = ["name", "mobile"]
    for name, share in (
        ("unit", 0.8), ("gender", 0.8), ("post", 0.9), ("forum", 0.8), ("hotel", 0.8), ("remarks", 0.7), ("diet", 0.3),
        ("email", 0.3), ("arrival", 0.3), ("id", 0.2), ("category", 0.2), ("region", 0.2),
    ):  # fmt: skip
        if chance.random() < share:
            fields.append(name)
    if len(fields) < 4:
        fields.append("post" if "post" not in fields else "remarks")
    if chance.random() < 0.5:
        order = list(HEADINGS)
        return sorted(fields, key=order.index)
    chance.shuffle(fields)
    return fields


def _title(
    chance: random.Random,
    rows: list[list[Any]],
    merges: list[tuple[int, int, int, int]],
    trade: str,
    unit: str,
    width: int,
    left: int,
) -> bool:
    """Put what stands above the headings; return whether it names the unit."""
    style = chance.random()
    if style < 0.2:
        return False
    rows.append(
        [""] * left + [chance.choice((f"2023年{trade}工作年会参会回执表", "附件1", f"第十二届{trade}发展大会报名回执"))]
    )
    merges.append((len(rows), left + 1, len(rows), width))
    if chance.random() < 0.3:
        rows.append([])
    if chance.random() < 0.3:
        rows.append(
            [""] * left + ["请于5月20日前将本表发至会务组邮箱 huiwu@example.org，联系电话：025-83590000，逾期不候。"]
        )
        merges.append((len(rows), left + 1, len(rows), width))
    if style < 0.4:
        return False
    line = chance.choice(("inline", "cells", "wide"))
    label = chance.choice(("填报单位", "单位名称（盖章）", "参会单位", "报送单位（公章）", "单位"))
    if line == "inline":
        rows.append([""] * left + [f"{label}：{unit}"])
        merges.append((len(rows), left + 1, len(rows), width))
    elif line == "cells":
        rows.append(
            [""] * left + [f"{label}：", unit, "", "联系人：", "何联络", "025-83591111"][: max(width, left + 2)]
        )
    else:
        rows.append([""] * left + [f"{label}：{unit}      联系人：何联络      联系电话：13900001111"])
    return True


def _tail(
    chance: random.Random,
    rows: list[list[Any]],
    merges: list[tuple[int, int, int, int]],
    sown: Sown,
    width: int,
    left: int,
    indexed: bool,
) -> None:
    empty = [""] * left
    if indexed and chance.random() < 0.3:
        for number in range(3):
            rows.append([*empty, len(sown.people) + number + 1])
    if chance.random() < 0.3:
        rows.append([])
    if chance.random() < 0.5:
        rows.append([*empty, chance.choice(("合计", "合 计：", "总计")), f"{len(sown.people)}人"])
    for text in (
        "填表人：何联络                 联系电话：13900001111",
        "单位负责人（签字）：             （单位盖章）",
        "注：1.每单位限报5人；2.参会费用自理；3.请准确填写手机号码。",
        "2023年5月18日",
        "联系人：何联络",
    ):
        if chance.random() < 0.3:
            rows.append([*empty, text])
            if chance.random() < 0.5:
                merges.append((len(rows), left + 1, len(rows), width))
    if chance.random() < 0.2:
        rows.append([*empty, "单位负责人签字", "", "", "日期"])


def _person(chance: random.Random, trade: str, unit: str) -> Planted:
    if chance.random() < 0.1:
        name = chance.choice(SPECIAL)
    else:
        name = chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
    return Planted(
        name=name,
        gender=chance.choice("男女"),
        unit=unit if chance.random() < 0.7 else chance.choice(UNITS[trade]),
        post=chance.choice(POSTS[trade]),
        mobile="1" + chance.choice("3456789") + "".join(chance.choice("0123456789") for _ in range(9)),
        forum=chance.choice((*FORUMS[trade], "")),
        hotel=None,
        diet=chance.choice(("", "", "清真", "素食", "不吃海鲜")),
        remarks=chance.choice(("", "", "", "自驾", "5月21日晚到", "需开发票", "带队", "与领导同住，请安排相邻房间")),
        category=chance.choice(("正式代表", "列席代表", "嘉宾", "")),
        region=chance.choice(("江滨市", "临湖县", "")),
    )


def _row(
    chance: random.Random, trade: str, own_unit: str, fields: list[str], forums: tuple[str, ...]
) -> tuple[Planted, list[Any]]:
    person = _person(chance, trade, own_unit)
    wish, hotel = chance.choice(WISHES)
    person = replace(person, hotel=hotel)
    fault = chance.random()
    values = _values(chance, person, fields, own_unit, forums)
    if "hotel" in fields:
        values[fields.index("hotel")] = wish
    if fault < 0.04:
        wrong = chance.choice(("1391234", "139123456789", "12812345678", "83591234"))
        values[fields.index("mobile")] = chance.choice((wrong, int(wrong)))
        person = replace(person, fault="mobile")
    elif fault < 0.07:
        values[fields.index("name")] = chance.choice(("", "", "待定", "张伟、李娜"))
        person = replace(person, fault="name")
    elif fault < 0.1 and "forum" in fields:
        values[fields.index("forum")] = chance.choice(("第九分会场", "8", "量子计算分论坛", "文化旅游专题论坛"))
        person = replace(person, fault="forum")
    gone = {
        name: ""
        for name in ("gender", "unit", "post", "forum", "diet", "remarks", "category", "region")
        if name not in fields
    }
    person = replace(person, **gone)  # type: ignore[arg-type]
    if "hotel" not in fields:
        person = replace(person, hotel=None)
    return person, values


def _values(
    chance: random.Random, person: Planted, fields: list[str], own_unit: str, forums: tuple[str, ...]
) -> list[Any]:
    shown: dict[str, Any] = {
        "name": person.name,
        "gender": person.gender,
        "unit": "" if person.unit == own_unit and chance.random() < 0.3 else person.unit,
        "post": person.post,
        "mobile": _written_mobile(chance, person.mobile),
        "forum": _written_forum(chance, person.forum, forums),
        "hotel": "",
        "diet": person.diet or chance.choice(("", "无")),
        "remarks": person.remarks or chance.choice(("", "", "无", "/")),
        "email": chance.choice(("", "someone@example.org")),
        "arrival": chance.choice(("", "G7001次，5月20日", "自驾", "未定")),
        "id": chance.choice(("", "11010519491231002X")),
        "category": person.category,
        "region": person.region,
    }
    if len(person.name) == 2 and chance.random() < 0.5:
        shown["name"] = person.name[0] + chance.choice((" ", "　", "  ")) + person.name[1]
    elif "·" in person.name:
        shown["name"] = person.name.replace("·", chance.choice("·•・."))
    elif chance.random() < 0.05:
        shown["name"] = person.name + chance.choice(("*", "＊"))
    return [shown[name] for name in fields]


def _written_mobile(chance: random.Random, mobile: str) -> Any:
    return chance.choice(
        (
            mobile,
            mobile,
            int(mobile),
            float(mobile),
            f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
            f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
            f"+86 {mobile}",
            f"86-{mobile}",
            mobile.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}),
            f"{mobile}（微信同号）",
            f"'{mobile}",
        )
    )


def _written_forum(chance: random.Random, forum: str, forums: tuple[str, ...]) -> Any:
    if not forum:
        return chance.choice(("", "", "无", "不参加", "/"))
    number = forums.index(forum) + 1
    words = forum.partition("：")[2] or forum
    short = words
    for ending in ("分论坛", "专题论坛", "分会"):
        short = short.removesuffix(ending)
    return chance.choice(
        (forum, forum, words, short, number, f"{number}", f"第{'一二三四五'[number - 1]}分会场", f"分论坛{number}", f"{number}.{short}", f"{number}、{words}")
    )  # fmt: skip


def _xlsx(chance: random.Random, rows: list[list[Any]], merges: list[tuple[int, int, int, int]]) -> bytes:
    book = Xlsx()
    sheet = book.active
    assert sheet is not None
    sheet.title = chance.choice(("Sheet1", "回执", "参会人员"))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                sheet.cell(number, column, value)
    for top, first, bottom, last in merges:
        if last > first:
            sheet.merge_cells(start_row=top, start_column=first, end_row=bottom, end_column=last)
    if chance.random() < 0.3:
        sheet.row_dimensions[len(rows)].hidden = True
        sheet.cell(len(rows) + 200, 40).font = Font(bold=True)  # a format far out, nothing in it
    if chance.random() < 0.4:
        note = book.create_sheet("填写说明", chance.choice((0, 1)))
        note.append(["姓名", "必填，与身份证一致", "张三"])
        note.append(["手机", "11位手机号码", "13800138000"])
        note.append(["分论坛", "只选一个"])
    if chance.random() < 0.3:
        book.create_sheet("Sheet3")
    if chance.random() < 0.2:
        hidden = book.create_sheet("数据")
        hidden.append(["姓名", "单位", "手机"])
        hidden.append(["隐藏人", "某单位", "13711112222"])
        hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(chance: random.Random, rows: list[list[Any]], merges: list[tuple[int, int, int, int]]) -> bytes:
    out = io.StringIO()
    width = max(map(len, rows))
    writer = csv.writer(out, delimiter=chance.choice(",,;\t"), lineterminator=chance.choice(("\r\n", "\n")))
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")))


def _html(chance: random.Random, rows: list[list[Any]], merges: list[tuple[int, int, int, int]]) -> bytes:
    spans = {(top, first): last - first + 1 for top, first, _, last in merges if last > first}
    lines = []
    for number, row in enumerate(rows, 1):
        cells, column = [], 1
        while column <= len(row):
            span = spans.get((number, column), 1)
            text = str(row[column - 1]).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
            cells.append(f"<td{f' colspan={span}' if span > 1 else ''}>{text}</td>")
            column += span
        lines.append(f"<tr>{''.join(cells)}</tr>")
    encoding = chance.choice(("utf-8", "gb2312"))
    page = f'<html><head><meta charset="{encoding}"><style>td {{}}</style></head><table>{"".join(lines)}</table></html>'
    return page.encode("gb18030" if encoding == "gb2312" else "utf-8")
