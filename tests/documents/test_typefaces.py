import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from meeting.documents import typefaces
from meeting.documents.errors import FaceMissing, FontBroken, GlyphMissing
from meeting.documents.fitting import fit, wrap_name
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.shaping import advance
from meeting.documents.shipped_fonts import AS_WRITTEN, CHAINS, Face
from meeting.documents.typefaces import (
    MOST_IDLE,
    AnyFace,
    Missing,
    add_font,
    face_id,
    face_name,
    font_file,
    glyphs,
    kept,
    missing_glyphs,
)
from tests.documents.fonts import HELD, font, named, outline
from tests.documents.reading import RARE_NAMES, check, ink_box, part, picture_of, run, text_of

FONTS = files("meeting.documents").joinpath("fonts")
TESTED_NAMES = (
    "张䶮", "𬭎宁远", "吴㛃", "冼𬍛", "𫚉", "𠮷野", "㐂田", "𪚥", "𫖯", "𬀩", "𫍯", "𰻝面", "𱎂", "隆\uf9dc",
    "阿卜杜拉·买买提", "古丽娜尔•阿不都热合曼", "约翰・史密斯", "Dvořák", "Nguyễn Thị Hương", "Đặng", "Łukasz Żółć",
    "Jürgen Groß", "Çağrı Şahin", "Ștefan Țepeș", "Þórarinn", "Ελένη", "Пётр", "Ђорђе",
)  # fmt: skip
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


def lines_pdf(texts: tuple[str, ...], face: AnyFace) -> bytes:
    file = PdfFile(title="")
    for text in texts:
        painter = Painter(file)
        painter.text(5, 5, text, Style(face, 12))
        file.add_page((150, 15), painter.content())
    return file.finish()


@pytest.mark.parametrize("face", Face)
def test_names_of_all_kinds_come_back_as_they_were_through_two_readers(face: Face) -> None:
    pdf = lines_pdf(TESTED_NAMES, face)

    by_poppler = tuple(page.strip("\n") for page in text_of(pdf).split("\f")[:-1])
    by_pypdf = tuple(page.extract_text().strip("\n") for page in PdfReader(BytesIO(pdf)).pages)

    assert (by_poppler, by_pypdf) == (TESTED_NAMES, TESTED_NAMES)


@pytest.mark.parametrize(
    ("face", "font"),
    [(Face.KAI, "song-letters"), (Face.SONG, "song-letters"), (Face.SONG_BOLD, "song-bold-letters"),
     (Face.HEI, "hei-letters")],
)  # fmt: skip
def test_letters_with_diacritics_are_drawn_in_the_hand_of_the_others(face: Face, font: str) -> None:
    drawn = glyphs("Dvořák Łukasz Đặng", face)

    assert {glyph.character for glyph in drawn if glyph.font == font} == {"ř", "Ł"}
    assert {glyph.font for glyph in drawn} == {font, font.removesuffix("-letters")}
    assert missing_glyphs(["Dvořák Łukasz Đặng"], face) == {}


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“档案”", "“”"), ("在“2020年度”评选", "“”"), ("获“Best Paper”奖", "“”"), ("‘单’", "‘’"),
        ("Best “Paper” of ‘2020’", ""), ("Seán O’Brien", ""), ("St. Patrick’s", ""), ("the patrons’ hall", ""),
        ("肖恩（Seán O’Brien）“主席”", "“”"),
    ],
)  # fmt: skip
def test_quotation_marks_are_as_wide_as_characters_in_chinese_only(face: Face, text: str, marks: str) -> None:
    quotes = [glyph for glyph in glyphs(text, face) if glyph.character.translate(AS_WRITTEN) in "‘’“”"]

    assert [glyph.character for glyph in quotes if glyph.advance == 1000] == list(marks)
    assert all(200 < glyph.advance < 700 for glyph in quotes if glyph.character not in marks)
    assert missing_glyphs([text], face) == {}


def test_narrow_marks_are_copied_as_they_were_written_in_every_way_of_setting() -> None:
    text = "Seán O’Brien, “Best Paper”"
    file = PdfFile(title="")
    painter = Painter(file)
    painter.text(10, 60, text, Style(Face.HEI, 12))
    painter.text(10, 40, text, Style(Face.KAI, 12, tracking=4))  # copied by an ActualText
    fit(text, Style(Face.SONG_BOLD, 12), 30, 20, floor=6).draw(painter, 10, 20)
    file.add_page((120, 70), painter.content())
    pdf = file.finish()

    for copied in (text_of(pdf), PdfReader(BytesIO(pdf)).pages[0].extract_text()):
        assert "".join(copied.split()).count("SeánO’Brien,“BestPaper”") == 3


def test_an_apostrophe_is_no_place_to_break_a_name() -> None:
    for width in range(8, 30):
        assert not any(line.endswith("O’") for line in wrap_name("Seán O’Brien", Style(Face.HEI, 12), width))


def test_letters_that_were_added_are_as_large_as_the_others() -> None:
    for name in ("song", "song-bold", "hei"):
        own, added = (TTFont(BytesIO(font_file(each).face._ttf_data)) for each in (name, f"{name}-letters"))
        heights = [font["glyf"][font.getBestCmap()[ord(letter)]].yMax for font, letter in ((own, "E"), (added, "Ę"))]
        assert abs(heights[0] - heights[1]) <= 12, name


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
    assert advance("Mu\u0308ller", Face.SONG) == advance("Müller", Face.SONG)


def test_marks_without_ink_take_no_room() -> None:
    assert advance("张\u200b三\ufe0f\u2060", Face.SONG) == 2000


def test_full_width_text_has_the_width_of_its_characters() -> None:
    assert Style(Face.SONG_BOLD, 12, tracking=3).width("二〇二〇年") * MILLIMETRE == pytest.approx(5 * 12 + 4 * 3)


def test_fonts_are_those_that_were_built() -> None:
    built = json.loads(FONTS.joinpath("built.json").read_text(encoding="utf-8"))

    hashes = {name: hashlib.sha256(FONTS.joinpath(name).read_bytes()).hexdigest() for name in built}

    assert hashes == {name: entry["sha256"] for name, entry in built.items()}
    assert sum(len(FONTS.joinpath(name).read_bytes()) for name in built) < 35_000_000


def test_each_font_s_licence_lies_beside_it_and_the_notices_name_both() -> None:
    notices = (Path(__file__).parents[2] / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    built = json.loads(FONTS.joinpath("built.json").read_text(encoding="utf-8"))

    for name in built:
        with FONTS.joinpath(name).open("rb") as file:
            table = TTFont(file)["name"]
            licence, copyright_notice = str(table.getDebugName(13)), str(table.getDebugName(0))
        text = FONTS.joinpath(licence).read_text(encoding="utf-8", errors="strict")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text or "ARPHIC PUBLIC LICENSE" in text, name
        assert re.search(rf"`{name}`.*`{licence}`", notices), name
        assert re.match(r"(©|\(c\)|Copyright).* (19|20)\d\d", copyright_notice), name
    assert {path.name for path in FONTS.iterdir() if path.name.endswith(".ttf")} == set(built)


@pytest.mark.parametrize(
    "name",
    ["kai", "song", "song-bold", "hei", "song-wide", "song-rare", "song-letters", "song-bold-letters",
     "hei-letters"],
)  # fmt: skip
def test_font_names_itself_and_its_change_and_no_reserved_name(name: str) -> None:
    with FONTS.joinpath(f"{name}.ttf").open("rb") as file:
        table = TTFont(file)["name"]
        own = " ".join(str(table.getDebugName(number)) for number in (1, 3, 4, 6))
        notice = str(table.getDebugName(10))

    assert own.startswith("Meeting ")
    assert not {"LXGW", "霞鹜", "Noto", "Source"} & set(own.replace("-", " ").split())
    assert notice.startswith("Changed ")


def test_uploaded_face_draws_what_it_has_and_song_the_rest(tmp_path: object) -> None:
    face = add_font(font())
    text = "国家档案永字八法张三䶮 0123㐂𠮷·"

    drawn = glyphs(text, face)
    pdf = lines_pdf((text, HELD[:-1]), face)

    assert face == face_id(font())
    assert face_name(face) == "测试仿宋"
    assert {glyph.character: glyph.font for glyph in drawn if glyph.font != face} == {
        "三": "song", "㐂": "song-wide", "𠮷": "song-rare",
    }  # fmt: skip
    assert advance("国家", face) == 2000
    assert tuple(page.strip("\n") for page in text_of(pdf).split("\f")[:-1]) == (text, HELD[:-1])
    fonts = run("pdffonts", "-", data=pdf).decode()
    assert "+TestFangSong" in fonts
    check(pdf, tmp_path)


def test_uploaded_face_has_ink_in_every_character() -> None:
    face, side, dpi = add_font(font()), 12.0, 75
    characters = [character for character in HELD[:-1] if character != " "]
    file = PdfFile(title="")
    painter = Painter(file)
    for column, character in enumerate(characters):
        painter.text(column * side + 1, 3, character, Style(face, 24))
    file.add_page((side * len(characters), side), painter.content())

    picture = picture_of(file.finish(), dpi=dpi)

    for column, character in enumerate(characters):
        assert ink_box(part(picture, dpi, column * side, 0, (column + 1) * side, side, side)) is not None, character


def test_uploaded_face_never_draws_its_box_or_its_blank() -> None:
    face = add_font(font(lambda made: [change(made) for change in (outline("家"), outline("档", copy_of_box=True))]))

    assert [glyph.font for glyph in glyphs("国家档", face)] == [face, "song", "song"]


def test_private_use_characters_of_an_uploaded_face_are_refused_all_the_same() -> None:
    with pytest.raises(GlyphMissing):
        glyphs("张\ue863", add_font(font()))


def test_stand_ins_of_a_heavy_uploaded_face_are_heavy() -> None:
    face = add_font(font(lambda made: setattr(made["OS/2"], "usWeightClass", 700)))

    assert [(glyph.font, glyph.stroke > 0) for glyph in glyphs("国三㐂", face)] == [
        (face, False), ("song-bold", False), ("song-wide", True),
    ]  # fmt: skip


def test_face_that_is_not_registered_is_refused_with_what_to_do() -> None:
    for use in (lambda face: glyphs("张", face), face_name, font_file, lambda face: advance("张", face)):
        with pytest.raises(FaceMissing) as refused:
            use("up-00000000000000000000")
        assert "请在“字体”页上传同一个文件，或改用另一种字体" in str(refused.value)


def test_add_font_refuses_what_is_none() -> None:
    with pytest.raises(FontBroken):
        add_font(font()[:-2000])


@pytest.fixture
def _none_uploaded() -> None:
    typefaces._uploads.found.clear()


def many(count: int) -> list[bytes]:
    return [font(named(5, f"Version {number}")) for number in range(count)]


@pytest.mark.usefixtures("_none_uploaded")
def test_add_font_lets_the_oldest_go_that_nobody_uses() -> None:
    used, *others = many(MOST_IDLE + 4)
    face = face_id(used)

    with kept([face, Face.KAI]):
        add_font(used)
        for other in others:
            add_font(other)
        assert glyphs("国", face)[0].font == face
        assert len(typefaces._uploads.found) == MOST_IDLE + 1
    add_font(others[0])

    assert len(typefaces._uploads.found) == MOST_IDLE
    assert not typefaces._uploads.in_use
    with pytest.raises(FaceMissing):
        glyphs("国", face)


@pytest.mark.usefixtures("_none_uploaded")
def test_add_font_by_many_threads_at_once_is_one_font() -> None:
    content = font()
    with ThreadPoolExecutor(8) as pool:
        faces = list(pool.map(lambda _: add_font(content), range(32)))
        pdfs = set(pool.map(lambda face: lines_pdf(("国家档案", "三"), face), faces))

    assert (len(set(faces)), len(pdfs), len(typefaces._uploads.found)) == (1, 1, 1)
