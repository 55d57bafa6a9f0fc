"""Before an uploaded font is taken: whether it can be used at all, what it holds, and how it looks."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from meeting.documents import sfnt
from meeting.documents.errors import FontBroken
from meeting.documents.typefaces import face_id
from meeting.errors import N_

TESTED = (
    "0123456789ABCXYZabcxyz·•・—…《》〈〉“”‘’「」〔〕（）【】、。，；：！？％℃〇㈠①ⅠāáǎàēéěèüřńăĐđơưếễịńößŁłŻżćΩЯ"
    "䶮㛃䴖㐂堃喆犇祐樘翀赟燚珺璟玥禤逄亓𬭎𬍛𫚉𫖯𬀩𫍯"
)
"""What names, titles and numbers are made of besides the standard characters."""

PHRASE = ("荣誉证书", "聘书", "永字八法", "2020")
SPECIMEN, SPECIMEN_SIZE, SPECIMEN_GAP = (1200, 120), 72, 60
"""The specimen line, in pixels."""


class Embedding(StrEnum):
    """What the file's fsType lets documents do (OpenType, OS/2); what may not be embedded is refused."""

    INSTALLABLE = "installable"
    EDITABLE = "editable"
    PRINT = "print"

    @property
    def label(self) -> str:
        return {
            Embedding.INSTALLABLE: N_("可以嵌入"),
            Embedding.EDITABLE: N_("可以嵌入可编辑的文档"),
            Embedding.PRINT: N_("可以嵌入只供查看和打印的文档"),
        }[self]


@dataclass(frozen=True, slots=True)
class FontFacts:
    """What a font file says of itself and what was counted in it."""

    face: str
    """The id under which ``add_font`` registers it."""
    family: str
    family_english: str
    full: str
    full_english: str
    style: str
    version: str
    copyright: str
    licence: str
    licence_url: str
    embedding: Embedding
    glyphs: int
    characters: int
    standard: int
    """Of the standard characters (通用规范汉字表) …"""
    standard_of: int
    """… which are so many."""
    lacking: str
    """Of ``TESTED``."""


def check_font(content: bytes) -> FontFacts:
    """Look through a font file before it is kept. Raises FontUnusable, whose children say what is wrong with it."""
    font = sfnt.read(content)
    sfnt.check_outlines(font)
    names = font.names
    standard = standard_characters()
    return FontFacts(
        face=face_id(content),
        family=names.family or names.postscript,
        family_english=names.family_english,
        full=names.full,
        full_english=names.full_english,
        style=names.style,
        version=names.version,
        copyright=names.copyright,
        licence=names.licence,
        licence_url=names.licence_url,
        embedding=_embedding(font.embedding),
        glyphs=font.glyph_count,
        characters=len(font.characters),
        standard=sum(ord(character) in font.characters for character in standard),
        standard_of=len(standard),
        lacking="".join(dict.fromkeys(each for each in TESTED if ord(each) not in font.characters)),
    )


def specimen(content: bytes) -> bytes:
    """A line set in the font as PNG, in ink on nothing. Raises FontUnusable."""
    font = sfnt.read(content)
    words = ["".join(each for each in word if ord(each) in font.characters) for word in PHRASE]
    if not any(words):
        words = ["".join(map(chr, list(font.characters)[:20]))]
    picture, x = Image.new("L", SPECIMEN, 0), 4.0
    try:
        with BytesIO(sfnt.rewritten(font)) as file:
            face = ImageFont.truetype(file, SPECIMEN_SIZE, layout_engine=ImageFont.Layout.BASIC)
            for word in filter(None, words):
                ImageDraw.Draw(picture).text((x, SPECIMEN[1] // 2), word, 255, face, anchor="lm")
                x += face.getlength(word) + SPECIMEN_GAP
    except (OSError, ValueError) as error:
        raise FontBroken from error
    box = picture.getbbox() or (0, 0, 1, 1)
    ink = picture.crop((0, 0, min(SPECIMEN[0], box[2] + 4), SPECIMEN[1]))
    line = Image.new("LA", ink.size, (28, 0))
    line.putalpha(ink)
    out = BytesIO()
    line.save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def standard_characters() -> tuple[str, ...]:
    """通用规范汉字表: 8,105 characters."""
    table = files("meeting.documents").joinpath("fonts", "standard-characters.txt")
    return tuple(table.read_text(encoding="utf-8").split())


def _embedding(kind: int) -> Embedding:
    """Where several are allowed, the widest."""
    if kind & 8 or not kind & 0x000E:
        return Embedding.EDITABLE if kind & 8 else Embedding.INSTALLABLE
    return Embedding.PRINT
