from importlib.resources import files
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

from meeting.documents.quick_fonts import QuickFace

FONTS = files("meeting.documents").joinpath("fonts")
NAMES = sorted(entry.name for entry in FONTS.iterdir() if entry.name.endswith(".ttf"))


def small(form: int) -> bytes:
    """The 黑 cut to a map of one format: with a list of glyphs, and a run of them."""
    font = TTFont(BytesIO(FONTS.joinpath("hei.ttf").read_bytes()))
    best = font.getBestCmap()
    codes = [code for code in sorted(best) if code < 0x10000][:400]
    table = CmapSubtable.newSubtable(form)
    table.platformID, table.platEncID, table.language = 3, 1, 0
    table.cmap = {code: best[code] for code in codes}
    font["cmap"].tables = [table]
    target = BytesIO()
    font.save(target)
    return target.getvalue()


@pytest.mark.parametrize("content", [*(FONTS.joinpath(name).read_bytes() for name in NAMES), small(4), small(12)])
def test_quick_faces_are_what_their_parent_reads(content: bytes) -> None:
    quick, slow = QuickFace(BytesIO(content)), TTFontFace(BytesIO(content))

    for name in ("charToGlyph", "charWidths", "glyphPos", "defaultWidth", "bbox", "ascent", "stemV", "name"):
        assert getattr(quick, name) == getattr(slow, name), name
    if quick.unitsPerEm == 1000:  # else the parent scales the advance of the last glyphs, and writes it to subsets
        codes = sorted(quick.charToGlyph)[:300]
        assert quick.hmetrics == slow.hmetrics
        assert quick.makeSubset(codes) == slow.makeSubset(codes)


@pytest.mark.parametrize("name", NAMES)
def test_quick_faces_of_a_font_cut_off_are_refused(name: str) -> None:
    content = FONTS.joinpath(name).read_bytes()

    for part in (10, 100, 1000, len(content) // 2):
        try:
            QuickFace(BytesIO(content[:part]))
        except (TTFError, ValueError, IndexError, TypeError):
            continue
        except Exception as error:  # as the parent does
            with pytest.raises(type(error)):
                TTFontFace(BytesIO(content[:part]))
