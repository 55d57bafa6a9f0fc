"""Font files as societies have them, made of a few glyphs of ours; and such as nobody should take."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HELD = "国家档案永字八法张䶮荣誉证书聘 0123ABab·\ue863"
"""The characters of ``font()``; the last one is for private use."""
NAMES = {
    (1, 0x409): "Test FangSong", (1, 0x804): "测试仿宋", (2, 0x409): "Regular", (4, 0x409): "Test FangSong Regular",
    (4, 0x804): "测试仿宋 常规", (5, 0x409): "Version 1.00", (6, 0x409): "TestFangSong", (0, 0x409): "© 2020 某字库",
    (13, 0x804): "仅供授权单位使用",
}  # fmt: skip

Change = Callable[[TTFont], None]


def font(change: Change | None = None, *, flavour: str | None = None) -> bytes:
    """A font of ``HELD``, changed."""
    made = TTFont(BytesIO(_plain()))
    if change is not None:
        change(made)
    made.flavor = flavour
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def _plain() -> bytes:
    source = files("meeting.documents").joinpath("fonts", "kai.ttf").read_bytes()
    made = TTFont(BytesIO(source), recalcTimestamp=False)
    options = Options(notdef_outline=True, name_IDs=["*"], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=HELD)
    subsetter.subset(made)
    for table in made["cmap"].tables:
        if table.isUnicode():
            table.cmap[0xE863] = made.getBestCmap()[ord("䶮")]
    made["name"].names = []
    for (number, language), text in NAMES.items():
        made["name"].setName(text, number, 3, 1, language)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def maps(changes: dict[int, str | None]) -> Change:
    """Map code points to the glyph of another character; None: to the box."""

    def change(made: TTFont) -> None:
        known = made.getBestCmap()
        for table in made["cmap"].tables:
            if table.isUnicode():
                for code, character in changes.items():
                    table.cmap[code] = made.getGlyphOrder()[0] if character is None else known[ord(character)]

    return change


def outline(character: str, width: int = 1000, *, copy_of_box: bool = False) -> Change:
    """Give a character an empty outline (or that of the box) and a width."""

    def change(made: TTFont) -> None:
        name = made.getBestCmap()[ord(character)]
        box = made["glyf"][made.getGlyphOrder()[0]]
        made["glyf"][name] = box if copy_of_box else TTGlyphPen(None).glyph()
        made["hmtx"][name] = (width, 0)

    return change


def composite(character: str, depth: int = 1, *, circle: bool = False) -> Change:
    """Make a character of another glyph, which is made of another …; in a circle, of itself in the end."""

    def change(made: TTFont) -> None:
        made.recalcBBoxes = False  # it would go round the circle
        order = [made.getBestCmap()[ord(each)] for each in HELD[: depth + 1]]
        order[0] = made.getBestCmap()[ord(character)]
        ends = [*order[1:], order[0]] if circle else order[1:]
        for name, of in zip(order, ends, strict=False):
            pen = TTGlyphPen(dict.fromkeys(made.getGlyphOrder()))
            pen.addComponent(of, (1, 0, 0, 1, 0, 0))
            glyph = pen.glyph()
            glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
            made["glyf"][name] = glyph

    return change


def embedding(bits: int) -> Change:
    """Set fsType."""

    def change(made: TTFont) -> None:
        made["OS/2"].fsType = bits

    return change


def named(number: int, text: str) -> Change:
    """Set one name."""

    def change(made: TTFont) -> None:
        made["name"].names = [each for each in made["name"].names if each.nameID != number]
        made["name"].setName(text, number, 3, 1, 0x409)

    return change


def without(*tags: str) -> bytes:
    """The font without some of its tables, which no font tool would write."""
    content = bytearray(font())
    for number in range(int.from_bytes(content[4:6], "big")):
        place = 12 + 16 * number
        if content[place : place + 4].decode() in tags:
            content[place : place + 4] = b"zzzz"
    return bytes(content)


def symbols(made: TTFont) -> None:
    """A symbol font: no Unicode map."""
    for table in made["cmap"].tables:
        table.platformID, table.platEncID = 3, 0
    made["cmap"].tables = [table for table in made["cmap"].tables if table.format == 4][:1]


def postscript() -> bytes:
    """CFF outlines in an OpenType file."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((250, 700))
    pen.closePath()
    drawn = pen.getCharString()
    builder.setupCFF("Post", {}, {".notdef": drawn, "A": drawn}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Post", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def variable() -> bytes:
    """A font with an axis."""

    def change(made: TTFont) -> None:
        builder = FontBuilder(font=made)
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])

    return font(change)
