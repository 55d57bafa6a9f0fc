"""Fonts inside one PDF: each font file used becomes one composite font with just the characters drawn.

reportlab's own embedding cuts a font into simple fonts of 256 characters and writes characters beyond U+FFFF
into the map for copying as five digits, which readers take for something else (𬭎 is lost when copied). A
composite font (ISO 32000-1, 9.7) has two-byte codes, one map and one subset.
"""

import hashlib
import zlib
from itertools import groupby

from reportlab.pdfbase import pdfdoc

from meeting.documents.errors import GlyphMissing
from meeting.documents.shipped_fonts import AS_WRITTEN, FontFile
from meeting.documents.typefaces import FIGURE_MARKS, IDEOGRAPH_MARKS, font_file

CODES_A_BLOCK = 100  # ISO 32000-1 takes no more in one bfchar block
PLACEHOLDERS = range(IDEOGRAPH_MARKS.start, FIGURE_MARKS.stop)
SYMBOLIC = 4  # font flag: the font's own codes
ESCAPED = {0x28: "\\(", 0x29: "\\)", 0x5C: "\\\\", 0x0D: "\\r"}  # bytes that mean something in a string (7.3.4.2)
DEFAULT_WIDTH = 1000  # an ideograph's, so that only the others need listing


class EmbeddedFont:
    """One font of one document: gives each character a code in the order of first use."""

    def __init__(self, name: str, resource: str) -> None:
        self.file: FontFile = font_file(name)
        self.resource = resource
        self.characters: list[str] = []
        """Those drawn so far; the first has code 1."""
        self.table = _Table(self)

    def objects(self, document: pdfdoc.PDFDocument) -> pdfdoc.PDFDictionary:
        """The font dictionary for the page resources; what it refers to is added to the document."""
        points = [ord(character) for character in self.characters]
        name = f"{_tag(points)}+{self.file.postscript_name}"
        face = self.file.face
        program = self.file.subset(points)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(list(face.bbox)),
                "ItalicAngle": 0,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": face.capHeight,
                "StemV": face.stemV,
                "FontFile2": _stream(document, program, f"{name}.program", Length1=len(program)),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "DW": DEFAULT_WIDTH,
                "W": self._widths(),
                "CIDToGIDMap": self._glyph_map(document, points, name),
                "FontDescriptor": document.Reference(descriptor, f"{name}.descriptor"),
            }
        )
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"{name}.cid")]),
                "ToUnicode": _stream(document, self._to_unicode().encode("ascii"), f"{name}.unicode"),
            }
        )

    def _widths(self) -> pdfdoc.PDFArray:
        """The W array: the advances of all characters that aren't as wide as an ideograph."""
        advances = [(code, round(self.file.advance(one))) for code, one in enumerate(self.characters, start=1)]
        narrow = [(code, advance) for code, advance in advances if advance != DEFAULT_WIDTH]
        entries: list[object] = []
        # Neighbouring codes differ from their place in the list by the same number.
        for _, run in groupby(enumerate(narrow), key=lambda item: item[1][0] - item[0]):
            members = [entry for _, entry in run]
            entries += [members[0][0], pdfdoc.PDFArray([advance for _, advance in members])]
        return pdfdoc.PDFArray(entries)

    def _glyph_map(self, document: pdfdoc.PDFDocument, points: list[int], name: str) -> object:
        """Codes to glyphs: the same number, save where characters share a glyph (⼀ and 一)."""
        numbers: dict[int, int] = {0: 0}
        mapping = [0]
        for point in points:
            mapping.append(numbers.setdefault(self.file.glyph_index(point), len(numbers)))
        if mapping == list(range(len(mapping))):
            return pdfdoc.PDFName("Identity")
        packed = b"".join(glyph.to_bytes(2, "big") for glyph in mapping)
        return _stream(document, packed, f"{name}.glyphs")

    def _to_unicode(self) -> str:
        """The map for copying and searching: code to UTF-16BE."""
        entries = [
            f"<{code:04X}> <{character.translate(AS_WRITTEN).encode('utf-16-be').hex().upper()}>"
            for code, character in enumerate(self.characters, start=1)
        ]
        blocks = []
        for start in range(0, len(entries), CODES_A_BLOCK):
            block = entries[start : start + CODES_A_BLOCK]
            blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        return "\n".join(
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
                "1 begincodespacerange <0000> <FFFF> endcodespacerange",
                *blocks,
                "endcmap CMapName currentdict /CMap defineresource pop end end",
            )
        )


class _Table(dict[int, str]):
    """For ``str.translate``: each character to its code, two bytes as they are written in a literal string."""

    def __init__(self, font: EmbeddedFont) -> None:
        super().__init__()
        self._characters = font.characters

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if point in PLACEHOLDERS:  # what stands for others where drawings are planned is no text
            raise GlyphMissing(text=character, character=character)
        self._characters.append(character)
        code = self[point] = "".join(ESCAPED.get(byte, chr(byte)) for byte in divmod(len(self._characters), 256))
        return code


def _tag(points: list[int]) -> str:
    """Six capitals that tell subsets apart (ISO 32000-1, 9.6.4), the same for the same characters."""
    digest = hashlib.sha256(",".join(map(str, points)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _stream(document: pdfdoc.PDFDocument, content: bytes, name: str, **entries: int) -> object:
    """Add a compressed stream to the document; returns the reference."""
    dictionary = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode"), **entries})
    return document.Reference(pdfdoc.PDFStream(dictionary, zlib.compress(content), []), name)
