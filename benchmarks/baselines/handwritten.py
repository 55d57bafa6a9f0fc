"""The fastest way known: page streams written by hand around fonts embedded once and one template form.

No typesetting to speak of (lines of so many characters), QR codes as 1-bit masks put together from what each byte of
the text changes. reportlab only cuts the fonts. What is drawn is drawn in the order of reading, so nothing need be said
about how it is copied. It is the limit to measure against, not a product: it takes only what is made up here.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from io import BytesIO
from operator import getitem, xor
from pathlib import Path

from qrcode import util
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.pdfbase.ttfonts import TTFontFace

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet

WIDTH, HEIGHT = 841.89, 595.276
PLACE = (24, 41, 113, 380)  # of the words: size, leading, left, top
LINE = 25  # characters
QR_SIZE, QR_VERSION, QR_MASK = 37, 5, 4
SPECIAL = frozenset(b"()\\\r")  # in a string of a PDF they'd have to be escaped
FREE = [high * 256 + low for high in range(256) for low in range(256) if not {high, low} & SPECIAL]
NOT_FIRST = frozenset("，。、）》：；")
INDENT = "　　"

Text = Callable[[str], bytes]


class Codes(dict[int, int]):
    """For ``str.translate``: each character's code, given in the order of first use; no byte of one needs escaping."""

    def __missing__(self, character: int) -> int:
        self[character] = code = FREE[len(self) + 1]
        return code


class Font:
    """One font file: what is set in it, as a string of a page."""

    def __init__(self, path: Path) -> None:
        self.face = TTFontFace(BytesIO(path.read_bytes()))
        self.codes = Codes()

    def text(self, text: str) -> bytes:
        return text.translate(self.codes).encode("utf-16-be")


class Symbols:
    """QR codes of texts of one length: an affine function of the text's bits, worked out once by drawing each."""

    def __init__(self, length: int) -> None:
        self.blank = _drawn(bytes(length))
        self.tables = []
        for place in range(length):
            table = [0]
            for bit in range(8):
                data = bytearray(length)
                data[place] = 1 << bit
                change = _drawn(bytes(data)) ^ self.blank
                table += [before ^ change for before in table]
            self.tables.append(table)

    def mask(self, text: str) -> bytes:
        return reduce(xor, map(getitem, self.tables, text.encode()), self.blank).to_bytes(QR_SIZE * 5, "big")


def _drawn(data: bytes) -> int:
    code = QRCode(QR_VERSION, ERROR_CORRECT_M, mask_pattern=QR_MASK)
    code.add_data(util.QRData(data, mode=util.MODE_8BIT_BYTE, check_data=False), optimize=0)
    code.make(fit=False)
    rows = ("".join("01"[bool(module)] for module in row) + "000" for row in code.modules)
    return int("".join(rows), 2)


SYMBOLS = Symbols(sheets.QR_BYTES)  # when imported: the 657 drawings by ``qrcode`` aren't counted


class File:
    """Objects as they come, and where each begins. Numbers up to ``kept`` are for those written later."""

    def __init__(self, kept: int) -> None:
        self.content = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        self.places = [0] * kept

    def write(self, number: int, content: bytes) -> int:
        self.places[number - 1] = len(self.content)
        self.content += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        return number

    def add(self, content: bytes) -> int:
        self.places.append(0)
        return self.write(len(self.places), content)

    def add_stream(self, content: bytes, entries: bytes = b"") -> int:
        return self.add(b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content))

    def finish(self) -> bytes:
        start, size = len(self.content), len(self.places) + 1
        lines = b"".join(b"%010d 00000 n \n" % place for place in self.places)
        self.content += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\n" % (size, lines, size)
        self.content += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self.content)


CATALOGUE, PAGES, FORM, RESOURCES = range(1, 5)


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    file, fonts = File(RESOURCES), {b"K": Font(sheets.KAI), b"S": Font(sheets.SONG), b"T": Font(sheets.TITLE_FACE)}
    _template(file, fonts)
    pages = list(_pages(file, fonts[b"K"].text, fonts[b"S"].text, made_up))
    embedded = b"".join(b"/%b %d 0 R" % (name, _embed(file, font)) for name, font in fonts.items())
    file.write(RESOURCES, b"<</XObject<</X %d 0 R>>/Font<<%b>>>>" % (FORM, embedded))
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    inherited = b"/MediaBox[0 0 %.3f %.3f]/Resources %d 0 R" % (WIDTH, HEIGHT, RESOURCES)
    file.write(PAGES, b"<</Type/Pages/Count %d%b/Kids[%b]>>" % (len(pages), inherited, kids))
    file.write(CATALOGUE, b"<</Type/Catalog/Pages %d 0 R>>" % PAGES)
    return file.finish()


def _template(file: File, fonts: dict[bytes, Font]) -> None:
    """Border, title and what else is the same on all."""
    content = b"".join(
        (
            b"0.7 0.55 0.2 RG 2.5 w 31 31 779.9 533.3 re S 1 w 51 51 739.9 493.3 re S BT 0.7 0.1 0.1 rg ",
            b"/T 56 Tf 20 Tc 1 0 0 1 279 443 Tm (%b) Tj 0 Tc 0.1 g " % fonts[b"T"].text(sheets.TITLE),
            b"/K 20 Tf 1 0 0 1 539 149 Tm (%b) Tj " % fonts[b"K"].text(sheets.ISSUER),
            b"/K 18 Tf 1 0 0 1 519 118 Tm (%b) Tj " % fonts[b"K"].text(sheets.DATE),
            b"/S 9.5 Tf 1 0 0 1 189 150 Tm (%b) Tj ET" % fonts[b"S"].text(sheets.CAPTION),
        )
    )
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %.3f %.3f]/Resources %d 0 R" % (WIDTH, HEIGHT, RESOURCES)
    file.write(FORM, b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content))


def _pages(file: File, kai: Text, song: Text, made_up: Iterable[Sheet]) -> Iterator[int]:
    """Each page's object. Not compressed: half of a page is its QR code, which has nothing to be squeezed."""
    mask = SYMBOLS.mask
    for sheet in made_up:
        stream = file.add_stream(
            b"/X Do BT 0.1 g /K %d Tf %d TL 1 0 0 1 %d %d Tm (%b) Tj ET BT /S 10 Tf 1 0 0 1 189 125 Tm (%b) Tj ET "
            b"q 62.4 0 0 62.4 113 109 cm BI/W 37/H 37/IM true/D[1 0]ID %b EI Q"
            % (*PLACE, b")Tj T*(".join(map(kai, _lines(sheet))), song(sheet.number), mask(sheet.address))
        )
        yield file.add(b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>" % (PAGES, stream))


def _lines(sheet: Sheet) -> Iterator[str]:
    """Salutation, words in lines of at most ``LINE`` characters none of which begins with a mark, closing words."""
    yield sheet.salutation
    words, start = INDENT + sheet.words, 0
    while len(words) - start > LINE:
        end = start + LINE
        while words[end] in NOT_FIRST:
            end -= 1
        yield words[start:end]
        start = end
    yield words[start:]
    yield INDENT + sheets.CLOSE


def _embed(file: File, font: Font) -> int:
    """A composite font of what was set in it (ISO 32000-1, 9.7)."""
    points, face = list(font.codes), font.face
    program, name = face.makeSubset(points), b"AAAAAA+" + face.name
    box = b" ".join(b"%d" % side for side in face.bbox)
    metrics = b"/Ascent %d/Descent %d/CapHeight %d/StemV %d" % (face.ascent, face.descent, face.capHeight, face.stemV)
    embedded = file.add_stream(zlib.compress(program), b"/Filter/FlateDecode/Length1 %d" % len(program))
    descriptor = file.add(
        b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%b]/ItalicAngle 0%b/FontFile2 %d 0 R>>"
        % (name, box, metrics, embedded)
    )
    widths = b"".join(b"%d[%d]" % (code, face.charWidths[point]) for point, code in font.codes.items())
    glyphs = bytearray(2 * (max(font.codes.values()) + 1))
    numbers: dict[int, int] = {}  # characters may share a glyph
    for point, code in font.codes.items():
        glyph = numbers.setdefault(face.charToGlyph[point], len(numbers) + 1)
        glyphs[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    glyph_map = file.add_stream(zlib.compress(glyphs), b"/Filter/FlateDecode")
    descendant = file.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/W[%b]/CIDToGIDMap %d 0 R/FontDescriptor %d 0 R>>" % (name, widths, glyph_map, descriptor)
    )
    unicode = file.add_stream(zlib.compress(_to_unicode(font.codes)), b"/Filter/FlateDecode")
    return file.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, descendant, unicode)
    )


def _to_unicode(codes: Codes) -> bytes:
    """Code to character, for copying."""
    entries = [b"<%04X><%04X>" % (code, point) for point, code in codes.items()]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return b"\n".join(
        (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def",
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *(b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks),
            b"endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    )
