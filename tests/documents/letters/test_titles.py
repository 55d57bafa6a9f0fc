
import pytest

from meeting.documents.letters.numbering import heading
from meeting.documents.letters.titles import broken_title


def broken(title: str, *whole: str, length: int = 20) -> list[str]:
    return broken_title(title, lambda text: len(text) / length, whole)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开理事会的通知", ["关于召开理事会的通知"]),
        (
            "江苏省档案学会关于召开2020年学术年会暨第七次会员代表大会的通知",
            ["江苏省档案学会关于召开2020年学术年会", "暨第七次会员代表大会的通知"],
        ),
        ("自己断行的标题\n第二行的通知", ["自己断行的标题", "第二行的通知"]),
    ],
)
def test_titles_break_by_meaning(title: str, lines: list[str]) -> None:
    """7.3.1."""
    assert broken_title(title, lambda text: len(text) / 22, ("江苏省档案学会",)) == lines


@pytest.mark.parametrize(
    "title",
    [
        "江苏省档案学会关于召开2020年学术年会暨第七次会员代表大会的通知",
        "关于举办长江三角洲地区企业档案数字化转型与创新发展高级研讨培训班的预备通知",
        "江苏省档案学会关于表彰2020年度优秀学术论文和先进集体先进个人的决定",
        "关于组织参加全国青年档案学术论坛征文活动的补充通知",
        "江苏省档案学会 浙江省档案学会 上海市档案学会关于联合举办长三角地区档案学术研讨会的通知",
    ],
)
def test_titles_part_no_name_number_or_ending_and_stay_balanced(title: str) -> None:
    names = ("江苏省档案学会", "浙江省档案学会", "上海市档案学会", "长江三角洲地区")
    lines = broken(title, *names)

    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(len(line) <= 20 for line in lines)
    for word in (*names, "2020年", "学术年会", "第七次", "会员代表大会", "的通知", "预备通知", "补充通知", "论文"):
        if word in title:
            assert any(word in line for line in lines), (word, lines)
    assert not any(line[0] in "的、，暨的了" and line[0] != "暨" for line in lines)
    assert min(map(len, lines)) >= max(map(len, lines)) / 3, lines
    assert not any(a > b < c for a, b, c in zip(*(map(len, lines[k:]) for k in range(3)), strict=False)), lines


def test_a_title_that_is_much_too_long_keeps_its_words() -> None:
    """It would never end if every way to break it were tried."""
    lines = broken("关于召开档案学术年会的通知" * 2_000)

    assert "".join(lines) == "关于召开档案学术年会的通知" * 2_000


def test_a_title_without_any_place_to_break_is_broken_all_the_same() -> None:
    assert "".join(broken("〇" * 120)) == "〇" * 120
    assert max(map(len, broken("W" * 90))) <= 20


def test_headings_are_known_by_their_numbering() -> None:
    """7.3.3."""
    assert heading("一、会议主题") == (1, "一、会议主题", "")
    assert heading("十二、会议时间：12月8日") == (1, "十二、会议时间：", "12月8日")
    assert heading("（一）会议时间。12月8日。") == (2, "（一）会议时间。", "12月8日。")
    assert heading("（二）会议不收会务费，食宿自理。") == (0, "", "（二）会议不收会务费，食宿自理。")
    assert heading("1.开幕式。") == (3, "", "1.开幕式。")
    assert heading("（1）每人限报一个。") == (4, "", "（1）每人限报一个。")
    assert heading("2020.12.8报到。") == (0, "", "2020.12.8报到。")
    assert heading("一些说明") == (0, "", "一些说明")
