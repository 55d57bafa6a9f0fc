import pytest

from meeting.awards.errors import GradeInvalid
from meeting.awards.rules import answers_to, code_from, masked_name, parse_grades, recipient_key, split_names


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张＊"),
        ("李一鸣", "李＊＊"),
        ("欧阳修文", "欧阳＊＊"),
        ("尉迟玥", "尉迟＊"),
        ("欧阳", "欧＊"),
        ("阿卜杜拉·买买提", "阿＊＊＊·＊＊＊"),
        ("陈𬭎", "陈＊"),
        ("John O'Neil", "J＊＊＊ ＊'＊＊＊＊"),
        ("王", "＊"),
    ],
)
def test_masked_name_keeps_the_surname_only(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("name", "code"),
    [("江苏省档案学会", "JSSDAXH"), ("国家档案局", "GJDAJ"), ("重庆市档案馆", "CQSDAG"), ("《》", "DW")],
)
def test_code_from_is_pinyin_initials_in_capitals(name, code):
    assert code_from(name) == code


@pytest.mark.parametrize(
    "cell",
    ["李媛立、戴洋立、余建素", "李媛立，戴洋立,余建素", "李媛立;戴洋立；余建素", " 李媛立、\n戴洋立、余建素、"],
)
def test_split_names_parts_co_authors(cell):
    assert split_names(cell) == ["李媛立", "戴洋立", "余建素"]


@pytest.mark.parametrize(
    ("given", "fits"),
    [("李媛立", True), ("立", True), ("李 媛 立", True), ("素", True), ("余建素", True), ("李", False), ("媛立", False),
     ("", False), ("、", False), ("李媛立、余建素", True), ("余建素 李媛立", True), ("李 媛 立，余建素；", True),
     ("李媛立和余建素", True), ("李媛立 & 余建素", True), ("李媛立余建素", True), ("李媛立和", False),
     ("李媛立、李媛立", False), ("李媛立、余建", False), ("李媛立、张三", False), ("立、素", False)],
)  # fmt: skip
def test_answers_to_takes_full_names_or_the_last_character_of_one(given, fits):
    assert answers_to("李媛立、余建素", "扬州市档案馆", given) is fits


def test_answers_to_asks_the_unit_where_a_unit_is_honoured():
    assert answers_to("", "扬州市档案馆", "扬州市档案馆")
    assert not answers_to("张三", "扬州市档案馆", "扬州市档案馆")


def test_answers_to_takes_the_word_and_for_part_of_a_name_too():
    assert answers_to("王和、和平、阿卜杜拉·买买提", "", "和平与王和及阿卜杜拉·买买提")


def test_parse_grades_reads_titles_and_quotas():
    assert parse_grades("一等奖 3\n\n二等奖：6名\n 三等奖10\n优秀奖") == {
        "一等奖": 3, "二等奖": 6, "三等奖": 10, "优秀奖": None,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["二等奖 x2", "二等奖×2", "二等奖*2", "一等奖 3\n一等奖 4", "12"])
def test_parse_grades_refuses_what_it_cannot_read(text):
    with pytest.raises(GradeInvalid):
        parse_grades(text)


def test_recipient_key_ignores_spacing_and_tells_works_apart():
    assert recipient_key(["张 三"], "常州市档案馆", "论档案") == recipient_key(["张三"], "常州市档案馆", " 论 档案")
    assert recipient_key(["张三"], "常州市档案馆", "甲") != recipient_key(["张三"], "常州市档案馆", "乙")
    assert recipient_key(["张三", "李四"], "", "") != recipient_key(["李四", "张三"], "", "")
