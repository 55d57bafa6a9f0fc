import pytest

from meeting.documents.errors import CharactersUnprintable, FaceMissing, GlyphMissing, TextTooLong
from meeting.documents.preflight import (
    FORMERLY_PRIVATE,
    MEANT,
    Finding,
    Preflight,
    Trouble,
    Words,
    preflight,
    require_printable,
)
from meeting.documents.shipped_fonts import Face
from meeting.documents.typefaces import add_font, glyphs
from tests.documents.fonts import font
from tests.documents.reading import RARE_NAMES


def name(text: str, face: Face | str = Face.KAI) -> Words:
    return Words(face, text, "姓名", text)


def troubles(*texts: str, face: Face | str = Face.KAI) -> dict[str, tuple[Trouble, str | None]]:
    report = preflight(name(text, face) for text in texts)
    return {finding.characters: (finding.trouble, finding.stand_in) for finding in report.stopping + report.replaced}


def test_preflight_of_ordinary_words_is_empty() -> None:
    report = preflight(
        name(text)
        for text in (
            "张䶮", "阿卜杜拉·买买提", "欧•阳・菊", "Nguyễn Thị Hương", "Dvořák", "Đặng", "Łukasz Żółć", "𬭎宁远",
            "吴㛃", "冼𬍛", "e\u0301",
        )
    )  # fmt: skip

    assert (report, bool(report), report.printable) == (Preflight(), False, True)


def test_preflight_names_the_stand_in_and_each_text_once() -> None:
    words = [name("㐂田"), Words(Face.KAI, "㐂屋", "单位", "张三"), Words(Face.KAI, "㐂田", "单位", "李四")]

    report = preflight(words)

    assert report == Preflight(replaced=(Finding("㐂", Trouble.STAND_IN, "楷体", tuple(words[:2]), "宋体（扩展）"),))
    assert report.printable


def test_preflight_looks_each_face_up_by_itself() -> None:
    assert troubles("𫚉", face=Face.HEI) == {"𫚉": (Trouble.STAND_IN, "宋体（生僻字）")}
    assert troubles("㐂", face=Face.SONG) == {}
    assert troubles("陳堃", face=Face.SONG_BOLD) == {"陳": (Trouble.STAND_IN, "宋体")}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("张\ue863", Trouble.PRIVATE), ("张\U000f0001", Trouble.PRIVATE), ("吾买尔ئ", Trouble.SCRIPT),
        ("扎西བ", Trouble.SCRIPT), ("巴图ᠮ", Trouble.SCRIPT), ("ก", Trouble.SCRIPT), ("笑😀", Trouble.ABSENT),
        ("\U000323af", Trouble.ABSENT), ("ꀀ", Trouble.ABSENT), ("张\n三", Trouble.CONTROL),
        ("张\x00", Trouble.CONTROL),
        ("张\ud800", Trouble.CONTROL), ("a\u0f39", Trouble.SCRIPT), ("ક", Trouble.SCRIPT), ("\u20dd", Trouble.ABSENT),
    ],
)  # fmt: skip
def test_preflight_stops_what_would_be_a_box_and_says_why(text: str, trouble: Trouble) -> None:
    report = preflight([name(text)])

    assert [finding.trouble for finding in report.stopping] == [trouble]
    assert not report.printable
    with pytest.raises(CharactersUnprintable):
        require_printable(report)
    with pytest.raises(GlyphMissing):
        glyphs(text, Face.KAI)


@pytest.mark.parametrize(
    ("text", "character", "trouble"),
    [
        ("葛\U000e0100城", "\U000e0100", Trouble.VARIANT), ("葛\ufe00", "\ufe00", Trouble.VARIANT),
        ("李\u200d四", "\u200d", Trouble.INVISIBLE), ("李\u202e四", "\u202e", Trouble.INVISIBLE),
        ("\ufeff李四", "\ufeff", Trouble.INVISIBLE), ("q\u0303", "\u0303", Trouble.COMBINING),
    ],
)  # fmt: skip
def test_preflight_tells_what_is_drawn_otherwise_or_not_at_all(text: str, character: str, trouble: Trouble) -> None:
    report = preflight([name(text)])

    assert report == Preflight(replaced=(Finding(character, trouble, "楷体", (name(text),)),))
    assert glyphs(text, Face.KAI)


def test_preflight_stops_the_codes_that_narrow_marks_lie_at() -> None:
    report = preflight([name("张\uf019三")])

    assert [(finding.trouble, finding.characters) for finding in report.stopping] == [(Trouble.PRIVATE, "\uf019")]


def test_preflight_of_every_rare_name_stops_none() -> None:
    for face in Face:
        assert preflight(name(each, face) for each in RARE_NAMES).printable


def test_private_use_of_old_systems_is_given_its_character() -> None:
    """Against Python's own GB 18030 table, where it has left the private use area."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    settled = {
        chr(0xE815 + number): character
        for number, trail in enumerate(trails)
        if not "\ue000" <= (character := bytes((0xFE, trail)).decode("gb18030")) <= "\uf8ff"
    }

    assert (len(FORMERLY_PRIVATE), len(settled)) == (80, 66)
    assert {private: MEANT[private] for private in settled} == settled
    assert preflight([name("张\ue863")]).stopping[0].meant == "䶮"


def test_require_printable_groups_characters_by_the_words_they_are_in() -> None:
    report = preflight([name("吾买尔ئۇ"), name("张\ue863"), name("笑😀"), Words(Face.SONG, "笑😀")])

    with pytest.raises(CharactersUnprintable) as refused:
        require_printable(report)

    assert refused.value.params == {"which": "“ئۇ”（吾买尔ئۇ）；“U+E863”（张〔U+E863〕）；“😀”（笑😀）"}


def test_require_printable_refuses_what_was_found_too_long() -> None:
    report = Preflight(too_long=(name("很长的名字"), name("也很长")))

    with pytest.raises(TextTooLong) as refused:
        require_printable(report)

    assert "“很长的名字”“也很长”太长" in str(refused.value)
    assert (bool(report), report.printable) == (True, False)


def test_require_printable_names_no_more_than_a_few_words() -> None:
    report = preflight(name(f"笑😀{number}") for number in range(40))

    assert (len(report.stopping[0].shown), report.stopping[0].more) == (5, 35)
    with pytest.raises(CharactersUnprintable) as refused:
        require_printable(report)
    assert str(refused.value).count("笑") == 5


def test_preflight_of_an_uploaded_face_names_it_and_its_stand_ins() -> None:
    face = add_font(font())

    report = preflight([name("张三丰", face), name("㐂", face), name("笑😀", face)])

    assert [(each.characters, each.face, each.stand_in) for each in report.replaced] == [
        ("三丰", "测试仿宋", "宋体"), ("㐂", "测试仿宋", "宋体（扩展）"),
        ("笑", "测试仿宋", "宋体"),
    ]  # fmt: skip
    assert [each.characters for each in report.stopping] == ["😀"]


def test_preflight_of_a_face_that_is_not_there_is_refused() -> None:
    with pytest.raises(FaceMissing):
        preflight([name("张三", "up-00000000000000000000")])
