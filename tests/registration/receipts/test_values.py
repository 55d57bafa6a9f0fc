"""What people write into cells."""

# ruff: noqa: E501 (Han counts double; lists of headings are read as lists)

import pytest

from meeting.registration.receipts.file_names import unit_in_file_name
from meeting.registration.receipts.headings import Field, heading
from meeting.registration.receipts.person import split_unit_post
from meeting.registration.receipts.values import (
    NameFound,
    PhoneFound,
    chosen,
    parse_diet,
    parse_gender,
    parse_hotel,
    parse_name,
    parse_telephone,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *((text, True) for text in ("是", "需要", "住", "√", "✓", "1", "Y", "单住", "合住", "标间", "大床房1间", "12月7日入住")),
        *((text, True) for text in ("住1晚", "2020-12-07", "☑单住 □合住 □不住", "单住，不合住", "需要，与李四合住")),
        *((text, True) for text in ("○", "可", "愿意", "不单住")),
        *((text, False) for text in ("否", "不需要", "不住", "×", "0", "n", "无", "/", "自理", "当天往返", "□是 ☑否", "是□ 否√", "无住宿需求", "无需住宿")),
        *((text, None) for text in ("", "待定", "□是 □否")),
    ],
)  # fmt: skip
def test_parse_hotel_tells_yes_no_and_unsaid(text: str, wanted: bool | None) -> None:
    assert parse_hotel(text) is wanted


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("男", "男"),
        ("女 ", "女"),
        ("M", "男"),
        ("Female", "女"),
        ("1", "男"),
        ("2", "女"),
        ("□男 ☑女", "女"),
        ("不详", ""),
        ("", ""),
    ],
)
def test_parse_gender_reads_the_usual_signs(text: str, gender: str) -> None:
    assert parse_gender(text) == gender


@pytest.mark.parametrize(
    ("head", "text", "diet"),
    [
        ("饮食", "清真", "清真"),
        ("饮食", "无", ""),
        ("是否清真", "是", "清真"),
        ("是否清真", "否", ""),
        ("是否素食", "√", "素食"),
        ("饮食禁忌", "不吃海鲜", "不吃海鲜"),
    ],
)
def test_parse_diet_reads_the_wish_or_what_its_heading_names(head: str, text: str, diet: str) -> None:
    assert parse_diet(head, text) == diet


def test_chosen_keeps_texts_without_boxes() -> None:
    assert chosen("二级巡视员√") == "二级巡视员√"
    assert chosen("√") == "√"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张　三", NameFound("张三")),
        ("张三（带队）", NameFound("张三", beside="带队")),
        ("张三*", NameFound("张三")),
        ("1.张三", NameFound("张三")),
        ("张三 馆长", NameFound("张三", post="馆长")),
        ("张三 13812345678", NameFound("张三", mobile="13812345678")),
        ("张三（13812345678）", NameFound("张三", mobile="13812345678")),
        ("王建军副局长", NameFound("王建军", post="副局长")),
        ("王局长", NameFound("王局长")),
        ("阿卜杜拉•买买提", NameFound("阿卜杜拉·买买提")),
        ("古丽娜尔·阿不都\n热合曼", NameFound("古丽娜尔·阿不都热合曼")),
        ("陈 𬭎", NameFound("陈𬭎")),
        ("王", NameFound("王")),
        ("李 建国", NameFound("李建国")),
        ("欧阳 锋明", NameFound("欧阳锋明")),
        ("乌力吉和西格", NameFound("乌力吉和西格")),
        ("O'Neill Müller", NameFound("O'Neill Müller")),
        ("Smith, John", NameFound("Smith, John")),
        ("某" * 40, NameFound("某" * 40)),
    ],
)
def test_parse_name_returns_the_name_and_what_stood_beside_it(text: str, found: NameFound) -> None:
    assert parse_name(text) == found


@pytest.mark.parametrize(
    ("text", "fault", "given"),
    [
        ("张三、李四", "name-several", "张三、李四"),
        ("张三 李四", "name-several", "张三、李四"),
        ("张三\n李四", "name-several", "张三、李四"),
        ("张三和李四", "name-several", "张三、李四"),
        ("王建军等3人", "name-several", "王建军等3人"),
        ("待定", "name-to-be-named", "待定"),
        ("12", "name-not-a-name", "12"),
        ("某" * 81, "name-too-long", "某" * 81),
    ],
)
def test_parse_name_faults_what_is_not_one_name(text: str, fault: str, given: str) -> None:
    found = parse_name(text)

    assert (found.name, found.fault, found.given) == ("", fault, given)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("１３８１２３４５６７８", PhoneFound("+8613812345678")),
        ("138.1234.5678", PhoneFound("+8613812345678")),
        ("13812345678（微信同号）", PhoneFound("+8613812345678")),
        ("手机：138 1234 5678", PhoneFound("+8613812345678")),
        ("\u202d13812345678\u202c", PhoneFound("+8613812345678")),
        ("13812345678/13912345678", PhoneFound("+8613812345678", ("+8613912345678",))),
        ("025-83591234 13812345678", PhoneFound("+8613812345678")),
        ("+852 9123 4567", PhoneFound("+85291234567")),
        ("无", PhoneFound("")),
        ("1381234567", PhoneFound("", (), "mobile-invalid", "1381234567")),
        ("13812345678、139123456789", PhoneFound("", (), "mobile-invalid", "13812345678、139123456789")),
        ("1.38E+10", PhoneFound("", (), "mobile-invalid", "1.38E+10")),
        ("025-83591234", PhoneFound("", (), "mobile-landline", "025-83591234")),
    ],
)
def test_parse_telephone_reads_mobiles_in_any_dress(text: str, found: PhoneFound) -> None:
    assert parse_telephone(text, landline=False) == found


def test_parse_telephone_takes_a_landline_where_the_meeting_does() -> None:
    assert parse_telephone("025-83591234", landline=True) == PhoneFound("+862583591234")
    assert parse_telephone("83591234", landline=True).fault == "mobile-invalid"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("江滨市档案馆 副馆长", ("江滨市档案馆", "副馆长")),
        ("江滨市档案馆副馆长", ("江滨市档案馆", "副馆长")),
        ("江滨大学图书馆馆长、教授", ("江滨大学图书馆", "馆长、教授")),
        ("江滨市第一人民医院", ("江滨市第一人民医院", "")),
        ("信息科科长", ("", "信息科科长")),
    ],
)
def test_split_unit_post_parts_unit_and_post(text: str, parts: tuple[str, str]) -> None:
    assert split_unit_post(text) == parts


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("南京市档案馆.xlsx", "南京市档案馆"),
        ("附件2：参会回执（南京市档案馆）.xls", "南京市档案馆"),
        ("2020年会回执-南京市档案馆-6人(1).csv", "南京市档案馆"),
        ("新北区档案馆.xlsx", "新北区档案馆"),
        ("信息工程大学回执.xlsx", "信息工程大学"),
        ("青石科技（江滨）有限公司.xlsx", "青石科技（江滨）有限公司"),
        ("回执（扬州）.xlsx", "扬州"),
        ("C:\\我的文档\\省建筑集团.xls", "省建筑集团"),
        ("全省档案工作者年会参会回执.xlsx", ""),
        ("附件1.参会回执表.xlsx", ""),
        ("新建 Microsoft Excel 工作表.xlsx", ""),
        ("20201125.xlsx", ""),
    ],
)
def test_unit_in_file_name_leaves_out_what_files_are_called(name: str, unit: str) -> None:
    assert unit_in_file_name(name) == unit


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("姓　名", Field.NAME),
        *((text, Field.UNIT) for text in ("任职单位", "报名单位", "出席单位", "选派单位", "派出单位", "来自单位", "医疗机构名称")),
        *((text, Field.MOBILE) for text in ("参会人员电话", "参会人联系电话")),
        *((text, Field.FORUM) for text in ("参会场次", "参会会场", "参会专题", "研讨专题")),
        *((text, Field.HOTEL) for text in ("是否食宿", "食宿安排", "是否住会", "是否过夜")),
        ("*参会人员姓名（必填）", Field.NAME),
        ("姓名 Name", Field.NAME),
        ("联系人", Field.CONTACT),
        ("紧急联系人手机", Field.OTHER),
        ("随行人员姓名", Field.OTHER),
        ("单位名称（发票抬头）", Field.UNIT),
        ("单位性质", Field.OTHER),
        ("是否为会员单位", None),
        ("事业单位", None),
        ("接待单位", Field.OTHER),
        ("工作单位及职务", Field.UNIT_POST),
        ("专业技术职务", Field.POST),
        ("联系方式（手机）", Field.MOBILE),
        ("联系方式（邮箱）", Field.OTHER),
        ("电话（办公）", Field.PHONE),
        ("分会场（请填序号或名称）", Field.FORUM),
        ("请选择分论坛", Field.FORUM),
        ("是否参加理事会", Field.OTHER),
        ("是否需要住宿", Field.HOTEL),
        ("入住日期", Field.OTHER),
        ("合住意向人", Field.OTHER),
        ("是否清真", Field.DIET),
        ("身份证号码", Field.PRIVATE),
        ("论文题目", Field.OTHER),
        ("南京大学", None),
    ],
)
def test_heading_tells_the_field(text: str, field: Field | None) -> None:
    assert heading(text).field is field
