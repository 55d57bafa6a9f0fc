"""A PDF file in the making: pages and forms of finished operators, fonts embedded once, pictures stored once.

reportlab holds the file together (objects, cross references, font subsets); pages are compressed as they come
in, so that memory and time grow with what is on them and nothing else. Nothing of clock or chance gets in.
"""

import hashlib
import zlib
from collections.abc import Collection
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase import pdfdoc

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.errors import PictureUnreadable

MILLIMETRE = 72 / 25.4  # in points
A4 = (210.0, 297.0)
A4_LANDSCAPE = (297.0, 210.0)
PICTURE_LIMIT = 4000  # pixels a side: 600 dpi on 169 mm
PRODUCER = "meeting"


class PdfFile:
    """Collects pages and what they share, then writes the file.

    Sizes are millimetres. Content is a byte string of PDF operators in points, made by a ``Painter``.
    """

    def __init__(self, *, title: str) -> None:
        self._document = pdfdoc.PDFDocument(compression=0, invariant=1, pdfVersion=(1, 6), lang="zh-CN")
        self._document.info.title = title
        self._document.info.author = self._document.info.creator = PRODUCER
        self._document.info.producer = PRODUCER
        self._document.info.subject = self._document.info.keywords = ""
        self._resources = pdfdoc.PDFDictionary({})
        self._resources_reference = self._document.Reference(self._resources, "resources")
        self._pages_reference = self._document.Reference(self._document.Pages, "pages")
        self._xobjects: dict[str, object] = {}
        self._fonts: dict[str, EmbeddedFont] = {}
        self._pictures: dict[bytes, tuple[str, int, int]] = {}
        self._content = hashlib.sha256()
        self._pages: list[tuple[bytes, bytes]] = []  # each with what its dictionary begins with, and its content
        self._heads: dict[tuple[tuple[float, float], float], bytes] = {}

    @property
    def page_count(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def font(self, name: str) -> EmbeddedFont:
        """The font file of this name, as it is embedded here."""
        font = self._fonts.get(name)
        if font is None:
            font = self._fonts[name] = EmbeddedFont(name, f"F{len(self._fonts)}")
        return font

    @property
    def fonts(self) -> Collection[EmbeddedFont]:
        """The fonts that are embedded so far."""
        return self._fonts.values()

    def add_page(self, size: tuple[float, float], content: bytes, *, trim: float = 0.0) -> None:
        """Add a page of this width and height; ``trim`` is what a print shop cuts off at each side (its bleed)."""
        self._content.update(content)
        self._pages.append((self._page_head(size, trim), zlib.compress(content)))

    def add_form(self, size: tuple[float, float], content: bytes, *, margin: float = 0.0) -> str:
        """Store a drawing once, to be shown on many pages; returns the name to show it by.

        It is clipped to ``size``, and ``margin`` beyond it on each side.
        """
        name = f"X{len(self._xobjects)}"
        self._xobjects[name] = self._stream(
            content,
            name,
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Form"),
            BBox=_box((-margin, -margin, size[0] + margin, size[1] + margin)),
            Resources=self._resources_reference,
        )
        return name

    def add_picture(self, png: bytes) -> tuple[str, int, int]:
        """Store a PNG once, transparency kept; returns its name, width and height in pixels.

        Raises PictureUnreadable.
        """
        key = hashlib.sha256(png).digest()
        if key not in self._pictures:
            picture = _read_picture(png)
            name = f"X{len(self._xobjects)}"
            alpha = self._picture_stream(picture.getchannel("A"), f"{name}.alpha", "DeviceGray")
            self._xobjects[name] = self._picture_stream(picture.convert("RGB"), name, "DeviceRGB", SMask=alpha)
            self._pictures[key] = (name, picture.width, picture.height)
        return self._pictures[key]

    def finish(self) -> bytes:
        """The file's bytes. Nothing can be added afterwards."""
        fonts = {
            font.resource: self._document.Reference(font.objects(self._document), f"font {font.resource}")
            for font in self._fonts.values()
            if font.codes
        }
        self._resources.dict.update(
            {
                "Font": pdfdoc.PDFDictionary(fonts),
                "XObject": pdfdoc.PDFDictionary(self._xobjects),
                "ProcSet": pdfdoc.PDFArray([pdfdoc.PDFName(name) for name in ("PDF", "Text", "ImageB", "ImageC")]),
            }
        )
        # A page holds codes only: what they stand for is in the fonts.
        self._content.update("".join(map("".join, (font.codes for font in self._fonts.values()))).encode())
        self._document.updateSignature(self._content.digest())
        return self._written()

    def _written(self) -> bytes:
        """The file, as reportlab's ``PDFDocument.format`` writes it, but for the pages: theirs are bytes already, so
        that each costs no more than its own writing.
        """
        document = self._document
        document.encrypt.prepare(document)
        document.info.digest(document.signature)
        catalogue, info = document.Reference(document.Catalog), document.Reference(document.info)
        document.Outlines.prepare(document, None)
        if document.Outlines.ready < 0:
            document.Catalog.Outlines = None
        out = BytesIO()
        out.write(b"%PDF-1.6\n%\xe5\xb9\xb4\xe4\xbc\x9a\n")
        node, places, number = self._number(self._pages_reference), [0], 1
        while number in document.numberToId:  # formatting one may add others
            places.append(out.tell())
            name = document.numberToId[number]
            if number != node:
                out.write(pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document))
            number += 1
        first, count = number, len(self._pages)
        places[node] = out.tell()
        kids = " ".join(f"{first + 2 * page} 0 R" for page in range(count))
        out.write(b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%b]>>\nendobj\n" % (node, count, kids.encode()))
        self._pages.reverse()
        while self._pages:  # each is given up as it is written
            head, packed = self._pages.pop()
            places.append(out.tell())
            out.write(b"%d 0 obj\n%b/Contents %d 0 R>>\nendobj\n" % (number, head, number + 1))
            places.append(out.tell())
            out.write(b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n" % (number + 1, len(packed)))
            out.write(packed)
            out.write(b"\nendstream\nendobj\n")
            number += 2
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % number)
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places[1:]))
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=number, Root=catalogue, Info=info, ID=document.ID())
        out.write(trailer.format(document))
        return out.getvalue()

    def _page_head(self, size: tuple[float, float], trim: float) -> bytes:
        """What pages of one size begin with."""
        head = self._heads.get((size, trim))
        if head is None:
            width, height = size
            boxes = {"MediaBox": (0.0, 0.0, width, height)}
            if trim:
                boxes |= {
                    "BleedBox": (0.0, 0.0, width, height), "TrimBox": (trim, trim, width - trim, height - trim),
                }  # fmt: skip
            written = "".join(
                f"/{name}[{' '.join(f'{side * MILLIMETRE:.3f}'.rstrip('0').rstrip('.') for side in box)}]"
                for name, box in boxes.items()
            )
            parent, resources = self._number(self._pages_reference), self._number(self._resources_reference)
            head = f"<</Type/Page/Parent {parent} 0 R{written}/Resources {resources} 0 R".encode()
            self._heads[(size, trim)] = head
        return head

    def _number(self, reference: pdfdoc.PDFObjectReference) -> int:
        """The object's number in the file."""
        number, _ = self._document.idToObjectNumberAndVersion[reference.name]
        return int(number)

    def _picture_stream(self, picture: Image.Image, name: str, space: str, **entries: object) -> object:
        return self._stream(
            picture.tobytes(),
            name,
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Image"),
            Width=picture.width,
            Height=picture.height,
            BitsPerComponent=8,
            ColorSpace=pdfdoc.PDFName(space),
            **entries,
        )

    def _stream(self, content: bytes, name: str, **entries: object) -> object:
        """Add a compressed stream object; returns the reference."""
        self._content.update(content)
        dictionary = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode"), **entries})
        return self._document.Reference(pdfdoc.PDFStream(dictionary, zlib.compress(content), []), name)


def _box(corners: tuple[float, float, float, float]) -> pdfdoc.PDFArray:
    """A box from its lower left to its upper right corner, in points to a thousandth."""
    return pdfdoc.PDFArray([round(side * MILLIMETRE, 3) for side in corners])


def _read_picture(png: bytes) -> Image.Image:
    """Decode a PNG to RGBA, after a look at its size."""
    try:
        picture = Image.open(BytesIO(png), formats=["PNG"])
        if max(picture.size) > PICTURE_LIMIT:
            raise PictureUnreadable
        return picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnreadable from error
