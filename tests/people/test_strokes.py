import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.people.strokes import KEY_LENGTH, stroke_count, surname_strokes_key

# The two vectors of the design (domain.md).
VECTOR = "丁小宁 王一 文一 {} 李一鸣 李大鸣 林一 欧一 欧阳少东 洪少东 {}"
BLANK_FIRST = VECTOR.format("田富 田大利", "高富 高大富").split(" ")
NOT_COUNTED = VECTOR.format("田大利 田富", "高大富 高富").split(" ")

# Written out by hand: 横1 竖2 撇3 点4 折5.
HAND_WRITTEN = {
    "一": "1", "丁": "12", "大": "134", "小": "234", "王": "1121", "文": "4134",
    "少": "2343", "田": "25121", "宁": "44512", "东": "15234", "冯": "41551", "朱": "311234",
    "刘": "413422", "关": "431134", "江": "441121", "许": "453112", "孙": "521234",
    "阳": "522511", "李": "1234521", "杨": "1234533", "吴": "2511134", "利": "3123422",
    "何": "3212512", "宋": "4451234", "张": "5153154", "陈": "5215234", "林": "12341234",
    "欧": "13453534", "罗": "25221354", "鸣": "25135451", "周": "35121251", "郑": "43113452",
    "赵": "121213434", "胡": "122513511", "洪": "441122134", "徐": "3233411234",
    "高": "4125125251", "郭": "4125152152", "唐": "4135112251", "黄": "12212512134",
    "梁": "44153441234", "富": "445125125121", "谢": "453251113124",
}  # fmt: skip


def shuffled(names):
    names = list(names)
    random.Random(2020).shuffle(names)
    return names


def test_surname_strokes_key_puts_a_blank_first():
    assert sorted(shuffled(BLANK_FIRST), key=surname_strokes_key) == BLANK_FIRST


def test_surname_strokes_key_can_leave_blanks_uncounted():
    names = shuffled(NOT_COUNTED)

    assert sorted(names, key=lambda name: surname_strokes_key(name, blank_first=False)) == NOT_COUNTED


def test_surname_strokes_key_compares_number_then_each_stroke():
    by_hand = sorted(HAND_WRITTEN, key=lambda char: (len(HAND_WRITTEN[char]), HAND_WRITTEN[char]))

    assert sorted(shuffled(HAND_WRITTEN), key=surname_strokes_key) == by_hand


@pytest.mark.parametrize("char", HAND_WRITTEN)
def test_stroke_count_agrees_with_strokes_written_by_hand(char):
    assert stroke_count(char) == len(HAND_WRITTEN[char])


@pytest.mark.parametrize(
    ("char", "count"),
    # Counted from components: 龙5 天4; 钅5 宏7; 丰4 刀2 女3; 王4 立5.
    [("〇", 1), ("䶮", 9), ("𬭎", 12), ("㛃", 9), ("𬍛", 9), ("鿍", 9), ("龘", 48), ("a", 0), ("の", 0)],
)
def test_stroke_count_knows_rare_characters(char, count):
    assert stroke_count(char) == count


@pytest.mark.parametrize(
    # From the third list of 通用规范汉字表, where each stands between these.
    ("before", "rare", "after"),
    [("锎", "𬭎", "锓"), ("奓", "䶮", "轵"), ("珅", "𬍛", "珋"), ("耔", "㛃", "玶"), ("耇", "鿍", "垎")],
)
def test_surname_strokes_key_places_rare_characters_as_the_official_list_does(before, rare, after):
    keys = [surname_strokes_key(char) for char in (before, rare, after)]

    assert keys == sorted(set(keys))


def test_surname_strokes_key_has_a_place_for_every_character_of_the_first_block():
    block = [chr(code) for code in range(0x4E00, 0x9FA6)]

    assert [char for char in block if not stroke_count(char)] == []
    assert len({surname_strokes_key(char) for char in block}) == len(block)


def test_surname_strokes_key_orders_unknown_characters_last_and_stably():
    names = ["丁一", "龘龘", "Anna", "Bob", "のぞみ", "\U0003fffd"]

    assert sorted(shuffled(names), key=surname_strokes_key) == names


def test_surname_strokes_key_counts_the_blank_after_a_compound_surname():
    """欧阳修 has a given name of one character, 欧小明 one of two; 太史 alone is 太 and 史."""
    assert sorted(["欧阳小一", "欧阳修"], key=surname_strokes_key) == ["欧阳修", "欧阳小一"]
    assert sorted(["太史", "太一一"], key=surname_strokes_key) == ["太史", "太一一"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张　三", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("隆\uf9dc", "隆隆"),
        ("⽂三", "文三"),
        ("BOB", "bob"),
    ],
)
def test_surname_strokes_key_sees_through_variants(one, other):
    assert surname_strokes_key(one) == surname_strokes_key(other)


def test_surname_strokes_key_of_no_name_comes_first():
    assert surname_strokes_key("") < surname_strokes_key("一")


NAMES = st.text(st.one_of(st.sampled_from("一丁王文田大富欧阳高䶮𬭎"), st.characters()), max_size=80)


@given(NAMES, st.booleans())
def test_surname_strokes_key_is_digits_that_fit_their_column(name, blank_first):
    key = surname_strokes_key(name, blank_first=blank_first)

    assert key == "" or (key.isascii() and key.isdigit())
    assert len(key) <= KEY_LENGTH


@given(st.lists(NAMES, max_size=8), st.booleans())
def test_surname_strokes_key_keeps_its_order_in_the_database(names, blank_first):
    import sqlite3

    keys = [surname_strokes_key(name, blank_first=blank_first) for name in names]
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE name (key TEXT)")
        database.executemany("INSERT INTO name VALUES (?)", [(key,) for key in keys])

        rows = database.execute("SELECT key FROM name ORDER BY key").fetchall()
    database.close()

    assert [key for (key,) in rows] == sorted(keys)
