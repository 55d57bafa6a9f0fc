import hashlib
import json
from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont

from meeting.documents.errors import GlyphMissing
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import PdfFile
from meeting.documents.typefaces import CHAINS, Face, Missing, font_file, glyphs, missing_glyphs, text_width
from tests.documents.reading import RARE_NAMES, ink_box, part, picture_of, text_of

FONTS = files("meeting.documents").joinpath("fonts")
STANDARD = FONTS.joinpath("standard-characters.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("face", Face)
def test_font_holds_all_standard_characters_itself(face: Face) -> None:
    lacking = [character for character in STANDARD if not font_file(CHAINS[face][0]).has(character)]

    assert (len(STANDARD), lacking) == (8105, [])


@pytest.mark.parametrize("face", Face)
def test_glyphs_are_found_for_every_unified_ideograph(face: Face) -> None:
    block = "".join(map(chr, range(0x4E00, 0xA000)))

    assert len(glyphs(block, face)) == 20_992


@pytest.mark.parametrize("face", Face)
def test_glyphs_draw_every_standard_character_with_ink(face: Face) -> None:
    columns, rows, side, dpi = 91, 90, 5.0, 60
    file = PdfFile(title="")
    painter = Painter(file)
    for number, character in enumerate(STANDARD):
        x, y = number % columns * side, (rows - 1 - number // columns) * side
        painter.text(x + 0.5, y + 1, character, Style(face, 11))
    file.add_page((columns * side, rows * side), painter.content())

    picture = picture_of(file.finish(), dpi=dpi)

    blank = []
    for number, character in enumerate(STANDARD):
        x, y = number % columns * side, (rows - 1 - number // columns) * side
        if ink_box(part(picture, dpi, x, y, x + side, y + side, rows * side)) is None:
            blank.append(character)
    assert blank == []


@pytest.mark.parametrize("face", Face)
def test_rare_names_have_ink_in_every_character_and_come_back_as_text(face: Face) -> None:
    side, dpi = 12.0, 75
    width = side * max(map(len, RARE_NAMES))
    file = PdfFile(title="")
    painter = Painter(file)
    for row, name in enumerate(RARE_NAMES):
        for column, character in enumerate(name):
            painter.text(column * side + 1, row * side + 3, character, Style(face, 24))
    file.add_page((width, side * len(RARE_NAMES)), painter.content())
    lines = PdfFile(title="")
    for name in RARE_NAMES:
        painter = Painter(lines)
        painter.text(5, 5, name, Style(face, 12))
        lines.add_page((120, 15), painter.content())

    picture = picture_of(file.finish(), dpi=dpi)
    pdf = lines.finish()

    for row, name in enumerate(RARE_NAMES):
        for column, character in enumerate(name):
            x, y = column * side, row * side
            box = ink_box(part(picture, dpi, x, y, x + side, y + side, side * len(RARE_NAMES)))
            assert (box is None) == (character == " "), (name, character)
    assert tuple(text_of(pdf).strip("\n\f").replace("\n", "").split("\f")) == RARE_NAMES


def test_glyph_that_no_font_has_is_refused_with_text_and_character() -> None:
    with pytest.raises(GlyphMissing) as refused:
        glyphs("张三😀", Face.KAI)

    assert refused.value.params == {"text": "张三😀", "character": "😀", "code": "U+1F600"}


@pytest.mark.parametrize("text", ["张\x00三", "张\n三", "张\ud800三", "张\ue000三"])
def test_control_surrogate_and_private_characters_are_refused(text: str) -> None:
    with pytest.raises(GlyphMissing):
        glyphs(text, Face.SONG)


def test_missing_glyphs_names_what_stands_in_and_where() -> None:
    report = missing_glyphs(["张三", "㐂田", "𠮷野", "㐂", "笑😀"], Face.KAI)

    assert report == {
        "㐂": Missing("㐂", "宋体（扩展）", ("㐂田", "㐂")),
        "𠮷": Missing("𠮷", "宋体（生僻字）", ("𠮷野",)),
        "😀": Missing("😀", None, ("笑😀",)),
    }


def test_missing_glyphs_is_empty_for_what_the_face_has() -> None:
    assert missing_glyphs(["张䶮", "𬭎宁远", "Müller 2020", "阿卜杜拉·买买提"], Face.KAI) == {}


def test_compatibility_ideograph_is_drawn_as_itself() -> None:
    assert [glyph.character for glyph in glyphs("\uf9dc", Face.SONG)] == ["\uf9dc"]


def test_accent_that_combines_is_drawn_as_one_letter() -> None:
    assert text_width("Mu\u0308ller", Face.SONG, 10) == text_width("Müller", Face.SONG, 10)


def test_marks_without_ink_take_no_room() -> None:
    assert text_width("张\u200b三\ufe0f\u2060", Face.SONG, 10) == 20.0


def test_full_width_text_has_the_width_of_its_characters() -> None:
    assert text_width("二〇二〇年", Face.SONG_BOLD, 12, tracking=3) == 5 * 12 + 4 * 3


def test_fonts_are_those_that_were_built() -> None:
    built = json.loads(FONTS.joinpath("built.json").read_text(encoding="utf-8"))

    hashes = {name: hashlib.sha256(FONTS.joinpath(name).read_bytes()).hexdigest() for name in built}

    assert hashes == {name: entry["sha256"] for name, entry in built.items()}
    assert sum(len(FONTS.joinpath(name).read_bytes()) for name in built) < 35_000_000


@pytest.mark.parametrize("name", ["kai", "song", "song-bold", "hei", "song-wide", "song-rare"])
def test_font_names_itself_and_its_change_and_no_reserved_name(name: str) -> None:
    with FONTS.joinpath(f"{name}.ttf").open("rb") as file:
        table = TTFont(file)["name"]
        own = " ".join(str(table.getDebugName(number)) for number in (1, 3, 4, 6))
        notice = str(table.getDebugName(10))

    assert own.startswith("Meeting ")
    assert not {"LXGW", "霞鹜", "Noto", "Source"} & set(own.replace("-", " ").split())
    assert notice.startswith("Changed ")
