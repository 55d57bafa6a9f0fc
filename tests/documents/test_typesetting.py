import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.documents.cutting import CLOSING, OPENING, Run, cells, weighed
from meeting.documents.errors import TextTooLong
from meeting.documents.fitting import fit, fit_name, off_centre, padded_name, wrap, wrap_name
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.shipped_fonts import AS_WRITTEN, Face
from meeting.documents.typesetting import break_lines, break_well, draw_line, flaws, is_ragged
from tests.documents.reading import LONG_NAME, LONG_UNIT

STYLE = Style(Face.SONG, 10)
BOLD = Style(Face.SONG_BOLD, 10)
WORDS = st.text("一二三档案馆，。、《》（）“”：；！？—…·", max_size=120)


def broken(text: str, characters: float, *, indent: float = 0, emphasised: bool = False) -> list[str]:
    lines = break_lines(cells((Run(text, emphasised),), STYLE, BOLD), 10, characters * 10, indent=indent * 10)
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五六七八九十", 5, ["一二三四五", "六七八九十"]),
        ("一二三四五，六七八", 5, ["一二三四", "五，六七八"]),  # a comma doesn't begin a line
        ("一二三四五，六七八", 5.5, ["一二三四五，", "六七八"]),  # with half an em it stands at the edge
        ("一二三四（五六七八", 5, ["一二三四", "（五六七八"]),  # a bracket doesn't end a line
        ("一二三四》，五六", 5, ["一二三四》，", "五六"]),  # marks that meet share their room
        ("获2020年奖", 4, ["获", "2020年", "奖"]),  # a figure is 0.557 em: the year is 3.2 wide
        ("获2020202年奖", 4, ["获", "2020202", "年奖"]),
        ("Anne Marie", 3, ["Anne", "Marie"]),
        ("𬭎𬭎𬭎", 2, ["𬭎𬭎", "𬭎"]),
        ("", 5, []),
    ],
)
def test_break_lines_follows_the_rules_of_marks(text: str, width: float, lines: list[str]) -> None:
    assert broken(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("于2025年12月7日到", 7, ["于", "2025年12月7日", "到"]),  # 7 figures and 3 ideographs: 6.9 em
        ("自二〇二〇年十二月八日起", 10, ["自", "二〇二〇年十二月八日", "起"]),
        ("自二〇二〇年十二月八日起", 11, ["自二〇二〇年十二月八日", "起"]),
        ("优秀的2020年度论文", 6, ["优秀的", "2020年度论", "文"]),
        ("荣获三等奖，", 4, ["荣获", "三等奖，"]),
        ("共有2010—2020年的", 7, ["共有", "2010—2020年", "的"]),  # 8 figures, a dash of 0.89 and 年: 6.3 em
        ("共有300个乡镇", 4, ["共有", "300个乡", "镇"]),
        ("共有1,200余万元款", 6, ["共有", "1,200余万元", "款"]),
        ("江苏省第七届理事会", 5, ["江苏省", "第七届理事", "会"]),
        ("第12届年会", 3, ["第12", "届年会"]),  # 3.1 em: longer than the line, so it is parted
    ],
)
def test_break_lines_keeps_dates_and_numbers_with_their_measure_words(
    text: str, width: float, lines: list[str]
) -> None:
    assert broken(text, width) == lines


def test_break_lines_takes_a_wide_letter_for_a_letter() -> None:
    assert broken("获World Wide Web奖", 4) == ["获", "World", "Wide", "Web奖"]
    assert cells((Run("Wide"),), Style(Face.HEI, 10), BOLD).cells[0].text == "Wide"  # W is 0.92 em wide there


def test_break_lines_parts_no_single_character_from_an_emphasised_phrase() -> None:
    assert broken("学术委员会委员", 6, emphasised=True) == ["学术委员会", "委员"]
    assert broken("为学术委员会委员", 2, emphasised=False) == ["为学", "术委", "员会", "委员"]


def weighed_as(*runs: Run) -> str:
    return "".join(f"*{run.text}*" if run.emphasised else run.text for run in weighed(runs))


def test_weighed_gives_brackets_the_weight_of_what_they_enclose() -> None:
    bold = Run("市馆", True)

    assert weighed_as(Run("张三", True), Run("（"), bold, Run("）：")) == "*张三（市馆）*："
    assert weighed_as(Run("（〔"), bold, Run("〕）")) == "*（〔市馆〕）*"
    assert weighed_as(Run("被评为“"), bold, Run("”。")) == "被评为*“市馆”*。"
    assert weighed_as(Run("（原"), bold, Run("）")) == "（原*市馆*）"
    assert weighed_as(Run("张三（", True), Run("市馆"), Run("）", True)) == "*张三*（市馆）"
    assert weighed_as(Run("）（"), bold) == "）（*市馆*"


def lengths(text: str, characters: float) -> tuple[list[int], int]:
    lines = break_well(cells((Run(text),), STYLE, BOLD), 10, characters * 10)
    return [len(line.cells) for line in lines], flaws(lines, 10, characters * 10)


def test_break_well_leaves_no_last_line_of_a_character_or_two() -> None:
    # A line of 24 in a column of 25 has 23 places: 0.043 em in each.
    assert lengths("馆" * 51, 25) == ([24, 24, 3], 0)
    assert lengths("馆" * 52 + "。", 25) == ([24, 24, 5], 0)
    # In two lines 23 would be left of 25: 0.09 em in each place is too much.
    assert lengths("馆" * 26, 25) == ([25, 1], 1)
    assert lengths("馆" * 2, 25) == ([2], 0)


@pytest.mark.parametrize(
    ("text", "characters", "ragged"),
    [
        ("馆" * 11, 11.79, False),  # 10 places of 0.08 em
        ("馆" * 11, 11.81, True),
        ("馆 馆", 2.256 + 0.24, False),  # a blank of 0.256 em may gain 0.25
        ("馆 馆", 2.256 + 0.26, True),
    ],
)
def test_draw_line_stretches_a_little_or_not_at_all(text: str, characters: float, ragged: bool) -> None:
    (line,) = break_lines(cells((Run(text),), STYLE, BOLD), 10, characters * 10)
    painter = Painter(PdfFile(title=""))

    draw_line(painter, line, 0, 0, characters * 10, STYLE, BOLD, justify=True)

    assert is_ragged(line, 10, characters * 10) is ragged
    spaced = re.search(rb" Tc|\)-", painter.content())  # between the glyphs
    assert bool(spaced) is not ragged


def test_break_lines_indents_the_first_line() -> None:
    assert broken("一二三四五六七八", 5, indent=2) == ["一二三", "四五六七八"]


def test_break_lines_keeps_an_emphasised_name_whole() -> None:
    assert broken("王文、司徒建国、李犇", 5, emphasised=True) == ["王文、", "司徒建国、", "李犇"]


@given(WORDS, st.floats(4, 30))
def test_break_lines_keeps_every_character_and_its_rules(text: str, width: float) -> None:
    found = break_lines(cells((Run(text),), STYLE, BOLD), 10, width * 10)

    shown = "".join(cell.text for line in found for cell in line.cells)
    assert shown.translate(AS_WRITTEN) == text
    assert all(line.width(10) <= width * 10 + 0.1 for line in found if len(line.cells) > 1)
    for before, after in pairwise(found):
        first, last = after.cells[0].text, before.cells[-1].text
        legal = any(x.text not in OPENING and y.text not in CLOSING for x, y in pairwise(before.cells))
        assert not legal or (first not in CLOSING and last not in OPENING)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张\u3000三"), ("𬭎宁", "𬭎\u3000宁"), ("王文远", "王文远"), ("Li", "Li"), ("王", "王")],
)
def test_padded_name_parts_two_ideographs(name: str, shown: str) -> None:
    assert padded_name(name) == shown


def test_fit_name_is_copied_without_its_space() -> None:
    fitted = fit_name("张三", STYLE, 50, 10, floor=5)

    assert (fitted.text, fitted.lines) == ("张三", ("张\u3000三",))


def test_wrap_name_breaks_between_parts() -> None:
    assert wrap_name("阿卜杜拉·买买提", STYLE, 20) == ["阿卜杜拉·", "买买提"]
    assert wrap_name("Anne-Marie O'Connor-Müller", STYLE, 25) == ["Anne-Marie", "O'Connor-", "Müller"]


def test_wrap_name_leaves_room_for_a_dot_that_hangs() -> None:
    # Six characters of 20 pt are 120 pt. A dot of 20 pt hangs to their right: its ink ends 13 pt further on, and the
    # same must be free at the left, so that 146 pt are needed.
    style = Style(Face.HEI, 20)

    assert wrap_name("阿卜杜热依木·买", style, 146.1 / MILLIMETRE) == ["阿卜杜热依木·", "买"]
    assert wrap_name("阿卜杜热依木·买", style, 145.9 / MILLIMETRE)[0] != "阿卜杜热依木·"


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("阿卜杜拉·", 10),  # half of a dot of 20 pt
        ("阿卜杜拉", 0),
        ("年会、", 5),  # of the empty half of 10 pt
        ("（兼）", 0),
        ("“年会", -5),
        ("", 0),
    ],
)
def test_off_centre_hangs_the_outermost_marks(line: str, points: float) -> None:
    assert off_centre(line, Style(Face.HEI, 20)) * MILLIMETRE == pytest.approx(points)


def test_wrap_leaves_no_single_character() -> None:
    assert wrap("一二三四五六七", STYLE, 6 * 10 / 72 * 25.4) == ["一二三四", "五六七"]


@pytest.mark.parametrize("text", ["档案馆", LONG_UNIT, LONG_NAME, "W" * 40, "International Council on Archives"])
@pytest.mark.parametrize(("width", "height"), [(78.0, 12.0), (40.0, 20.0), (30.0, 27.0)])
def test_fit_stays_in_its_box(text: str, width: float, height: float) -> None:
    fitted = fit(text, Style(Face.SONG_BOLD, 15), width, height, floor=4)

    assert fitted.width <= width + 0.01
    assert fitted.height <= height
    assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")
    assert 4 <= fitted.style.size <= 15


def test_fit_keeps_the_size_where_there_is_room() -> None:
    assert fit("一二三四五", Style(Face.SONG, 20), 36, 10, floor=5).style.size == 20  # 100 pt are 35.3 mm


def test_fit_refuses_what_cannot_be_read() -> None:
    with pytest.raises(TextTooLong) as refused:
        fit("长" * 500, STYLE, 30, 10, floor=6)

    assert refused.value.params["text"] == "长" * 500
