import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.people.names import (
    InvalidName,
    NameMissing,
    NameTooLong,
    NameUnreadable,
    SeveralNames,
    check_name,
    clean_name,
    justified,
    name_key,
)

HAN = st.sampled_from("张三李四王欧阳修阿卜杜拉买提䶮𬭎㛃𬍛隆\uf9dc〇")
BLANKS = st.sampled_from([" ", "  ", "\u3000", "\u00a0", "\t", "\u2003", " \u200b"])
DOTS = st.sampled_from([".", "．", "·", "•", "・", "･", "‧", "∙", "⋅", "﹒", " · "])


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("张  三", "张三"),
        ("张\u00a0三", "张三"),
        ("欧 阳 修", "欧阳修"),
        ("䶮　𬭎", "䶮𬭎"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉･买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉‧买买提", "阿卜杜拉·买买提"),
        ("买·买·提", "买·买·提"),
        ("阿.卜.杜", "阿·卜·杜"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
        ("\u200b\ufeff 张三\u3000\n", "张三"),
        ("欧阳　修", "欧阳　修"),
        ("张三 李四", "张三 李四"),
        ("  Jean-Luc O’Brien ", "Jean-Luc O’Brien"),
        ("J. R. Müller", "J. R. Müller"),
        ("J.Smith", "J.Smith"),
        ("A 张", "A 张"),
        ("\uf9dc　三", "\uf9dc三"),
        ("e\u0301lise", "e\u0301lise"),
        ("葛\U000e0100　三", "葛\U000e0100三"),
        ("", ""),
    ],
)
def test_clean_name_makes_two_repairs_and_no_other(typed, cleaned):
    assert clean_name(typed) == cleaned


@given(st.text())
def test_clean_name_is_idempotent(text):
    once = clean_name(text)

    assert clean_name(once) == once


@given(st.text())
def test_clean_name_only_drops_and_swaps_dots(text):
    """Whatever is typed, letters stay: the cleaned name has the same ones in the same order."""
    letters = [char for char in text if char.isalnum()]

    assert [char for char in clean_name(text) if char.isalnum()] == letters


@given(st.text())
def test_name_key_is_idempotent(text):
    assert name_key(name_key(text)) == name_key(text)


@given(st.lists(HAN, min_size=2, max_size=6), st.data())
def test_name_key_is_one_for_every_way_of_typing(chars, data):
    plain = "".join(chars)
    padded = "".join(char + data.draw(BLANKS) for char in chars)
    dotted = chars[0] + data.draw(DOTS) + "".join(chars[1:])

    assert name_key(padded) == name_key(dotted) == name_key(clean_name(dotted)) == name_key(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("隆\uf9dc", "隆隆"),
        ("⽂三", "文三"),
        ("Ｊ．Ｓｍｉｔｈ", "j smith"),
        ("O’Brien", "O'BRIEN"),
        ("Mu\u0308ller", "MÜLLER"),
        ("葛\U000e0100三", "葛三"),
        ("STRASSE", "straße"),
    ],
)
def test_name_key_folds_variants(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("张三", "张二"), ("Muller", "Müller"), ("张三", "張三"), ("曰", "日")]
)
def test_name_key_keeps_different_names_apart(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("张三", "张\u3000三"),
        ("张 三", "张\u3000三"),
        ("䶮𬭎", "䶮\u3000𬭎"),
        ("欧阳修", "欧阳修"),
        ("张", "张"),
        ("Al", "Al"),
        ("张a", "张a"),
        ("买·提", "买·提"),
    ],
)
def test_justified_pads_two_han_characters_only(name, printed):
    assert justified(name) == printed


@given(st.text())
def test_justified_is_undone_by_clean_name(text):
    name = clean_name(text)

    assert clean_name(justified(name)) == name


@pytest.mark.parametrize(
    "name",
    [
        "张",
        "张三",
        "𬭎",
        "䶮㛃",
        "阿卜杜拉·买买提",
        "O’Brien",
        "King, Martin",
        "买" * 40,
        "A" * 80,
        "Þór Jónsson",
    ],
)
def test_check_name_takes_a_name(name):
    assert check_name(f" {name}\u3000") == name


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("", NameMissing, "name-missing"),
        (" \u3000\u200b", NameMissing, "name-missing"),
        ("··", NameMissing, "name-missing"),
        ("张\x00三", NameUnreadable, "name-unreadable"),
        ("张\x1b三", NameUnreadable, "name-unreadable"),
        ("张三\udcff", NameUnreadable, "name-unreadable"),
        ("张\ufffd三", NameUnreadable, "name-unreadable"),
        ("a\u202eb", NameUnreadable, "name-unreadable"),
        ("买" * 81, NameTooLong, "name-too-long"),
        ("张三、李四", SeveralNames, "name-several"),
        ("张三，李四", SeveralNames, "name-several"),
        ("张三,李四", SeveralNames, "name-several"),
        ("张三/李四", SeveralNames, "name-several"),
        ("张三\n李四", SeveralNames, "name-several"),
        ("张三\r\nBcc: x@example.org", SeveralNames, "name-several"),
        ("Smith/Jones", SeveralNames, "name-several"),
    ],
)
def test_check_name_refuses_with_a_sentence_that_can_be_written(text, error, code):
    with pytest.raises(InvalidName) as caught:
        check_name(text)

    assert type(caught.value) is error
    assert (caught.value.code, caught.value.field) == (code, "name")
    assert str(caught.value).encode("utf-8").decode().isprintable()


@given(st.text(st.characters()))
def test_check_name_accepts_or_refuses_whatever_is_typed(text):
    try:
        name = check_name(text)
    except InvalidName:
        return

    assert name == clean_name(text)
    assert name.encode("utf-8")
    assert 1 <= len(name) <= 80


def test_clean_name_takes_no_time_over_a_cell_full_of_blanks():
    cell = "张" + " " * 32_000 + "三a"

    assert clean_name(cell) == cell
    assert name_key(cell) == "张三a"
