"""Which sub-forum a cell means."""

import pytest

from meeting.registration.receipts.matching import match_forum

ARCHIVES = ("档案理论与法规分会", "档案资源建设与编研分会", "档案信息化分会", "企业档案分会", "高校档案分会")
NUMBERED = ("第二分论坛：智慧医院建设", "第一分论坛：人工智能与影像", "第三分论坛：护理管理")
LETTERED = ("A会场 课程思政", "B会场 教学改革", "C会场 一流专业建设")
DOUBLE = ("第一分会场：综合管理", "第二分会场：护理")
WORDS = ("综合分论坛", "第三代半导体分论坛", "B超医学分论坛")
NESTED = ("企业档案分会", "企业分会")


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("档案信息化分会", ARCHIVES, "档案信息化分会"),
        ("档案信息化 分会", ARCHIVES, "档案信息化分会"),
        ("档案信息化分论坛", ARCHIVES, "档案信息化分会"),
        ("信息化", ARCHIVES, "档案信息化分会"),
        ("理论法规", ARCHIVES, "档案理论与法规分会"),
        ("资源编研分会", ARCHIVES, "档案资源建设与编研分会"),
        ("3", ARCHIVES, "档案信息化分会"),
        ("3.0", ARCHIVES, "档案信息化分会"),
        ("３", ARCHIVES, "档案信息化分会"),
        ("第三分会", ARCHIVES, "档案信息化分会"),
        ("分会三", ARCHIVES, "档案信息化分会"),
        ("③", ARCHIVES, "档案信息化分会"),
        ("Ⅲ", ARCHIVES, "档案信息化分会"),
        ("（三）", ARCHIVES, "档案信息化分会"),
        ("C", ARCHIVES, "档案信息化分会"),
        ("分会三：档案信息化", ARCHIVES, "档案信息化分会"),
        ("2.档案信息化", ARCHIVES, "档案信息化分会"),
        ("第三分会（下午）", ARCHIVES, "档案信息化分会"),
        ("1", NUMBERED, "第一分论坛：人工智能与影像"),
        ("分论坛二", NUMBERED, "第二分论坛：智慧医院建设"),
        ("影像", NUMBERED, "第一分论坛：人工智能与影像"),
        ("B", LETTERED, "B会场 教学改革"),
        ("C一流专业", LETTERED, "C会场 一流专业建设"),
        ("C 一流专业", LETTERED, "C会场 一流专业建设"),
        ("2", LETTERED, "B会场 教学改革"),
        ("2、第二分会场：护理", DOUBLE, "第二分会场：护理"),
        ("护理（第二分会场）", DOUBLE, "第二分会场：护理"),
        ("档案信息化分论坛(3)", ARCHIVES, "档案信息化分会"),
        ("档案信息化分论坛/3", ARCHIVES, "档案信息化分会"),
        ("2", WORDS, "第三代半导体分论坛"),
        ("第二分论坛", WORDS, "第三代半导体分论坛"),
        ("第三代半导体", WORDS, "第三代半导体分论坛"),
        ("B", WORDS, "第三代半导体分论坛"),
        ("第三代半导体分论坛（下午）", WORDS, "第三代半导体分论坛"),
        ("3、B超", WORDS, "B超医学分论坛"),
        ("企业", NESTED, "企业分会"),
        ("企业档案", NESTED, "企业档案分会"),
    ],
)
def test_match_forum_finds_what_is_meant(text: str, names: tuple[str, ...], meant: str) -> None:
    assert match_forum(text, names) == meant


@pytest.mark.parametrize("text", ["", "  ", "无", "不参加", "/", "—", "×", "均可", "服从安排", "待定"])
def test_match_forum_takes_none_wanted_as_none(text: str) -> None:
    assert match_forum(text, ARCHIVES) == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("第九分会", ARCHIVES),
        ("6", ARCHIVES),
        ("0.5", ARCHIVES),
        ("人工智能分会", ARCHIVES),
        ("学校档案分会", ARCHIVES),
        ("档案", ARCHIVES),  # all have it
        ("4、5", ARCHIVES),
        ("企业、高校", ARCHIVES),
        ("第四分论坛", NUMBERED),
        ("1/2", ARCHIVES),
        ("D", LETTERED),
        ("分论坛", ("档案信息化分会", "数字化分论坛（第二会场）")),  # a kind, though one name holds it
        ("3", ()),
    ],
)
def test_match_forum_refuses_what_does_not_exist_or_is_not_clear(text: str, names: tuple[str, ...]) -> None:
    assert match_forum(text, names) is None
