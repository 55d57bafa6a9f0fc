"""Fonts that people upload: what is taken, what is refused and why, and that nothing else comes out of a bad file."""

import struct
import time
from dataclasses import asdict
from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFontFace

from meeting.documents import sfnt
from meeting.documents.errors import (
    FontAllowsBitmapsOnly,
    FontBroken,
    FontForbidsEmbedding,
    FontForbidsSubsets,
    FontForWeb,
    FontHasNoUnicode,
    FontHasPostScriptOutlines,
    FontIsCollection,
    FontIsVariable,
    FontTooLarge,
    FontUnrecognised,
    FontUnusable,
)
from meeting.documents.font_files import Embedding, check_font, specimen
from meeting.documents.sfnt.reading import UNSET
from meeting.documents.shipped_fonts import STAND_IN_NAMES
from meeting.documents.typefaces import font_file
from tests.documents.fonts import (
    HELD,
    composite,
    embedding,
    font,
    maps,
    named,
    outline,
    postscript,
    symbols,
    variable,
    without,
)

PLAIN = font()


def characters(content: bytes) -> set[str]:
    return set(map(chr, sfnt.read(content).characters))


def test_check_font_tells_what_the_file_says_of_itself_and_holds() -> None:
    facts = asdict(check_font(PLAIN))

    assert facts.pop("face").startswith("up-")
    assert facts.pop("lacking").startswith("4567")
    assert facts == {
        "family": "测试仿宋", "family_english": "Test FangSong", "full": "测试仿宋 常规",
        "full_english": "Test FangSong Regular", "style": "Regular", "version": "Version 1.00",
        "copyright": "© 2020 某字库", "licence": "仅供授权单位使用", "licence_url": "",
        "embedding": Embedding.INSTALLABLE, "glyphs": TTFont(BytesIO(PLAIN))["maxp"].numGlyphs,
        "characters": len(HELD) - 1, "standard": 15, "standard_of": 8105,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FontUnrecognised),
        (b"%PDF-1.7", FontUnrecognised),
        (b"PK\x03\x04" + bytes(100), FontUnrecognised),
        (b"ttcf" + PLAIN, FontIsCollection),
        (font(flavour="woff"), FontForWeb),
        (b"wOF2" + bytes(100), FontForWeb),
        (postscript(), FontHasPostScriptOutlines),
        (b"\x00\x01\x00\x00" + postscript()[4:], FontHasPostScriptOutlines),
        (variable(), FontIsVariable),
        (font(embedding(0x0002)), FontForbidsEmbedding),
        (font(embedding(0x0108)), FontForbidsSubsets),
        (font(embedding(0x0200)), FontAllowsBitmapsOnly),
        (font(symbols), FontHasNoUnicode),
        (PLAIN + bytes(30_000_000), FontTooLarge),
        (PLAIN[:-2000], FontBroken),
        (PLAIN[:100], FontBroken),
        (without("glyf"), FontBroken),
        (without("cmap"), FontBroken),
        (without("hmtx"), FontBroken),
        (font(composite("国", 12)), FontBroken),
        (font(composite("国", 3, circle=True)), FontBroken),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{len(value)} bytes",
)  # fmt: skip
def test_check_font_refuses_with_a_sentence(content: bytes, refusal: type[FontUnusable]) -> None:
    with pytest.raises(FontUnusable) as refused:
        check_font(content)

    assert (type(refused.value), refused.value.status, refused.value.field) == (refusal, 422, "file")


@pytest.mark.parametrize(
    ("bits", "told"),
    [(0, Embedding.INSTALLABLE), (4, Embedding.PRINT), (8, Embedding.EDITABLE), (0x000C, Embedding.EDITABLE),
     (0x0006, Embedding.PRINT)],
)  # fmt: skip
def test_check_font_takes_what_may_be_embedded_in_print(bits: int, told: Embedding) -> None:
    assert check_font(font(embedding(bits))).embedding is told


def test_read_takes_a_composite_glyph_and_one_without_an_english_name() -> None:
    content = font(composite("国"))
    nameless = font(lambda made: setattr(made["name"], "names", []))

    assert check_font(content).characters == check_font(PLAIN).characters
    assert check_font(nameless).family == ""


@pytest.mark.parametrize("name", ["仿宋_GB2312", "测试 (仿宋)", "x" * 300])
def test_rewritten_has_a_postscript_name_that_the_engine_takes(name: str) -> None:
    face = TTFontFace(BytesIO(sfnt.rewritten(sfnt.read(font(named(6, name))))))

    assert face.name.decode("ascii")


def test_read_leaves_out_boxes_blanks_private_use_and_what_takes_no_room() -> None:
    content = font(
        lambda made: [
            change(made)
            for change in (
                maps({ord("门"): None, ord("房"): "国", 0x0627: "A", 0x0F40: "A", 0x1820: "A", 0x0301: "A"}),
                outline("家"), outline("档", copy_of_box=True), outline("永", 0),
            )
        ]
    )  # fmt: skip

    assert characters(content) == set(HELD) - set("家档永\ue863") | {"房"}


def test_read_keeps_a_space_only_where_it_is_one() -> None:
    assert " " in characters(PLAIN)
    assert " " not in characters(font(maps({ord(" "): "国"})))


def test_rewritten_gives_the_engine_the_same_outlines_and_widths() -> None:
    source, face = TTFont(BytesIO(PLAIN)), TTFontFace(BytesIO(sfnt.rewritten(sfnt.read(PLAIN))))
    written = TTFont(BytesIO(sfnt.rewritten(sfnt.read(PLAIN))))
    known = source.getBestCmap()

    assert set(face.charToGlyph) - {0xA0} == set(map(ord, HELD)) - {0xE863}
    for character in HELD[:-1]:
        name = known[ord(character)]
        assert face.charWidths[ord(character)] == source["hmtx"][name][0]
        drawn = written["glyf"][written.getBestCmap()[ord(character)]]
        assert drawn.getCoordinates(written["glyf"]) == source["glyf"][name].getCoordinates(source["glyf"])


def test_rewriting_a_rewritten_font_changes_nothing() -> None:
    once = sfnt.rewritten(sfnt.read(PLAIN))

    assert sfnt.rewritten(sfnt.read(once)) == once


@pytest.mark.parametrize("name", list(STAND_IN_NAMES))
def test_our_own_fonts_have_no_blank_and_no_box_among_their_characters(name: str) -> None:
    """What ``read`` leaves out would be lost in print without anybody noticing."""
    file = font_file(name)
    found = sfnt.read(file.face._ttf_data).characters

    found.pop(0xA0, None)  # the engine takes the other space for it
    ours = {code for code in file.face.charToGlyph if not UNSET.match(chr(code))} - {0xA0}
    assert found == {code: file.face.charToGlyph[code] for code in ours}


def test_specimen_is_a_picture_with_ink() -> None:
    picture = Image.open(BytesIO(specimen(PLAIN)))

    assert (picture.format, picture.mode) == ("PNG", "LA")
    assert picture.width > 400
    assert picture.getchannel("A").getextrema() == (0, 255)


def _looked_through(content: bytes) -> None:
    """Either everything works or there is a refusal; soon."""
    begun = time.process_time()
    try:
        check_font(content)
        specimen(content)
        font = sfnt.read(content)
        face = TTFontFace(BytesIO(sfnt.rewritten(font)))
        face.makeSubset(list(font.characters)[:50])
    except FontUnusable:
        pass
    assert time.process_time() - begun < 2


HEADS = [int.from_bytes(PLAIN[12 + 16 * n + 8 : 12 + 16 * n + 12], "big") for n in range(PLAIN[5])]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_flipped_bytes_are_taken_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(PLAIN)
    for place, value in changes:
        content[place] = value

    _looked_through(bytes(content))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([0, *HEADS]), st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_flipped_bytes_at_the_heads_of_tables_are_taken_or_refused(table: int, offset: int, value: bytes) -> None:
    content = bytearray(PLAIN)
    content[table + offset : table + offset + len(value)] = value

    _looked_through(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(PLAIN)), st.binary(max_size=200))
def test_cut_files_are_refused(length: int, tail: bytes) -> None:
    _looked_through(PLAIN[:length] + tail)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_anything_behind_a_font_s_first_bytes_is_refused(tail: bytes) -> None:
    _looked_through(b"\x00\x01\x00\x00\x00\x0a" + tail)


def _groups() -> bytes:
    """Format 12 with a million groups that all say “everything”."""
    group = struct.pack(">III", 0, 0x10FFFF, 1)
    return struct.pack(">HHIII", 12, 0, 16 + 12_000_000, 0, 1_000_000) + 1_000_000 * group


def _segments() -> bytes:
    """Format 4 with 30,000 segments that all say “everything”."""
    count = 30_000
    numbers = [*[0xFFFE] * count, 0, *[1] * count, *[1] * count, *[0] * count]
    return struct.pack(">HHHHHHH", 4, 0, 0, 2 * count, 0, 0, 0) + struct.pack(f">{len(numbers)}H", *numbers)


@pytest.mark.parametrize("table", [_groups(), _segments()], ids=["format 12", "format 4"])
def test_a_map_that_says_everything_over_and_over_is_refused_soon(table: bytes) -> None:
    """An honest reader would loop for hours."""
    content = bytearray(PLAIN)
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    for number in range(content[5]):
        place = 12 + 16 * number
        if content[place : place + 4] == b"cmap":
            content[place + 8 : place + 16] = struct.pack(">II", len(content), len(table))
    begun = time.process_time()

    with pytest.raises(FontBroken):
        check_font(bytes(content) + table)

    assert time.process_time() - begun < 2


@pytest.mark.parametrize(("count", "taken"), [(1, True), (2, True), (3, False), (64, False)])
def test_a_glyph_that_is_made_of_glyphs_made_of_many_is_refused_soon(count: int, taken: bool) -> None:
    """Seven levels of 64 parts each are 64⁷ glyphs for whoever draws it: a printer for days."""

    def change(made: TTFont) -> None:
        order = [made.getBestCmap()[ord(each)] for each in HELD[:8]]
        for name, of in pairwise(order):
            pen = TTGlyphPen(dict.fromkeys(made.getGlyphOrder()))
            for _ in range(count):
                pen.addComponent(of, (1, 0, 0, 1, 0, 0))
            made["glyf"][name] = glyph = pen.glyph()
            glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
        made.recalcBBoxes = False

    content, begun = font(change), time.process_time()

    if taken:
        check_font(content)
    else:
        with pytest.raises(FontBroken):
            check_font(content)

    assert time.process_time() - begun < 2
