"""A PDF file in the making: pages and forms of finished operators, fonts embedded once, pictures stored once.

reportlab knows the objects and the font subsets; pages are written into the file as they come in, so that memory and
time grow with what is on them and nothing else. Nothing of clock or chance gets in.
"""

import hashlib
import zlib
from array import array
from collections.abc import Collection, Sequence
from functools import lru_cache
from io import BytesIO

from reportlab.pdfbase import pdfdoc

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.foreign_pages import ForeignPage
from meeting.documents.pictures import Raster, read_picture

MILLIMETRE = 72 / 25.4  # in points
A4 = (210.0, 297.0)
PRODUCER = "meeting"
SHEER, SHEERNESS = "Sheer", 0.4  # what is drawn so lets what lies below be seen
WORTH_PACKING = 2000  # bytes: half of a shorter page is a code's modules and characters' numbers, which don't pack
PACKING = 6


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
        self._pictures: dict[bytes, tuple[str, float, float]] = {}
        self._content = hashlib.sha256()
        self._out = BytesIO()
        self._out.write(b"%PDF-1.6\n%\xe5\xb9\xb4\xe4\xbc\x9a\n")
        self._places: array[int] = array("Q")  # of each page's content and dictionary in the file
        self._numbers: array[int] = array("L")  # of the object that is each page's content; the dictionary is the next
        self._heads: dict[tuple[tuple[float, float], float], bytes] = {}
        self._size: tuple[float, float] | None = None  # of the first page: others say theirs if they differ

    @property
    def page_count(self) -> int:
        """How many pages there are so far."""
        return len(self._numbers)

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
        head = self._heads.get((size, trim)) or self._page_head(size, trim)
        packed = b""
        if len(content) > WORTH_PACKING:
            packed, content = b"/Filter/FlateDecode", zlib.compress(content, PACKING)
        out, number = self._out, self._document.objectcounter + 1
        self._document.objectcounter += 2
        self._numbers.append(number)
        self._places.append(out.tell())
        out.write(b"%d 0 obj\n<<%b/Length %d>>stream\n" % (number, packed, len(content)))
        out.write(content)
        out.write(b"\nendstream\nendobj\n")
        self._places.append(out.tell())
        out.write(b"%d 0 obj\n%b/Contents %d 0 R>>\nendobj\n" % (number + 1, head, number))

    def add_form(self, size: tuple[float, float], content: bytes, *, margin: float = 0.0) -> str:
        """Store a drawing once, to be shown on many pages; returns the name to show it by.

        It is clipped to ``size``, and ``margin`` beyond it on each side.
        """
        name = f"X{len(self._xobjects)}"
        self._xobjects[name] = self._stored(
            _packed(content),
            name,
            Filter=pdfdoc.PDFName("FlateDecode"),
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Form"),
            BBox=_box((-margin, -margin, size[0] + margin, size[1] + margin)),
            Resources=self._resources_reference,
        )
        return name

    def add_picture(self, content: bytes) -> tuple[str, float, float]:
        """Store a PNG, a JPEG or the first page of a PDF once; returns its name, width and height, which are to each
        other as it is shown. It fills a square of side 1.

        Raises PictureUnreadable and its children.
        """
        key = hashlib.sha256(content).digest()
        found = self._pictures.get(key)
        if found is None:
            picture, name = read_picture(content), f"X{len(self._xobjects)}"
            shown = self._background(picture, name) if isinstance(picture, ForeignPage) else self._raster(picture, name)
            self._xobjects[name] = shown
            found = self._pictures[key] = (name, picture.width, picture.height)
        return found

    def finish(self) -> bytes:
        """The file's bytes. Nothing can be added afterwards."""
        fonts = {
            font.resource: self._document.Reference(font.objects(self._document), f"font {font.resource}")
            for font in self._fonts.values()
            if font.characters
        }
        self._resources.dict.update(
            {
                "Font": pdfdoc.PDFDictionary(fonts),
                "XObject": pdfdoc.PDFDictionary(self._xobjects),
                "ExtGState": pdfdoc.PDFDictionary({SHEER: pdfdoc.PDFDictionary({"ca": SHEERNESS})}),
                "ProcSet": pdfdoc.PDFArray([pdfdoc.PDFName(name) for name in ("PDF", "Text", "ImageB", "ImageC")]),
            }
        )
        # A page holds codes only: what they stand for is in the fonts.
        self._content.update("".join("".join(font.characters) for font in self._fonts.values()).encode())
        self._document.updateSignature(self._content.digest())
        return self._written()

    def _written(self) -> bytes:
        """The file, as reportlab's ``PDFDocument.format`` writes it, but for the pages: theirs are bytes already, so
        that each costs no more than its own writing.
        """
        document, out = self._document, self._out
        document.encrypt.prepare(document)
        document.info.digest(document.signature)
        catalogue, info = document.Reference(document.Catalog), document.Reference(document.info)
        document.Outlines.prepare(document, None)
        if document.Outlines.ready < 0:
            document.Catalog.Outlines = None
        node, resources = self._number(self._pages_reference), self._number(self._resources_reference)
        places: dict[int, int] = {}
        written = 0
        while written < len(document.numberToId):  # formatting one may add others
            for number, name in list(document.numberToId.items())[written:]:
                written += 1
                places[number] = out.tell()
                if number != node:
                    out.write(pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document))
        places[node] = out.tell()
        kids = " ".join([f"{number + 1} 0 R" for number in self._numbers])
        box = f"/MediaBox{_sides((0.0, 0.0, *self._size))}" if self._size else ""
        pages = f"<</Type/Pages/Count {self.page_count}/Resources {resources} 0 R{box}/Kids[{kids}]>>"
        out.write(f"{node} 0 obj\n{pages}\nendobj\n".encode())
        start, count = out.tell(), document.objectcounter + 1
        offsets = array("Q", bytes(8 * count))
        for number, place in places.items():
            offsets[number] = place
        for index, number in enumerate(self._numbers):
            offsets[number : number + 2] = self._places[2 * index : 2 * index + 2]
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for place in offsets[1:]:
            out.write(b"%010d 00000 n \n" % place)
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=count, Root=catalogue, Info=info, ID=document.ID())
        out.write(trailer.format(document))
        return out.getvalue()

    def _page_head(self, size: tuple[float, float], trim: float) -> bytes:
        """What pages of one size begin with. Resources, and the first page's size, are inherited (7.7.3.4)."""
        if self._size is None:
            self._size = size
        boxes = {} if size == self._size else {"MediaBox": (0.0, 0.0, *size)}
        if trim:
            boxes |= {"BleedBox": (0.0, 0.0, *size), "TrimBox": (trim, trim, size[0] - trim, size[1] - trim)}
        written = "".join(f"/{name}{_sides(box)}" for name, box in boxes.items())
        head = f"<</Type/Page/Parent {self._number(self._pages_reference)} 0 R{written}".encode()
        self._heads[(size, trim)] = head
        return head

    def _number(self, reference: pdfdoc.PDFObjectReference) -> int:
        """The object's number in the file."""
        number, _ = self._document.idToObjectNumberAndVersion[reference.name]
        return int(number)

    def _raster(self, picture: Raster, name: str) -> object:
        entries: dict[str, object] = {"Filter": pdfdoc.PDFName("DCTDecode" if picture.jpeg else "FlateDecode")}
        if picture.palette:
            entries["ColorSpace"] = pdfdoc.PDFArray(
                [
                    pdfdoc.PDFName("Indexed"), pdfdoc.PDFName(picture.colours), len(picture.palette) // 3 - 1,
                    pdfdoc.PDFString(picture.palette),
                ]
            )  # fmt: skip
        if picture.inverted:
            entries["Decode"] = pdfdoc.PDFArray([1, 0] * 4)
        if picture.alpha:
            alpha = Raster(picture.width, picture.height, "DeviceGray", picture.alpha)
            entries["SMask"] = self._raster(alpha, f"{name}.alpha")
        return self._stored(
            picture.content,
            name,
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Image"),
            Width=picture.width,
            Height=picture.height,
            BitsPerComponent=picture.bits,
            **{"ColorSpace": pdfdoc.PDFName(picture.colours), **entries},
        )

    def _background(self, page: ForeignPage, name: str) -> object:
        names = [f"{name}.{number}" for number in range(len(page.objects))]
        for one, (value, stored) in zip(names, page.objects, strict=True):
            self._document.Reference(_Foreign(value, stored, names), one)
            self._content.update(value + (stored or b""))
        head = (
            f"<</Type/XObject/Subtype/Form/BBox[{' '.join(map(_real, page.box))}]"
            f"/Matrix[{' '.join(map(_real, page.matrix))}]/Filter/FlateDecode"
        )
        packed = zlib.compress(page.content)
        self._content.update(page.content)
        whole = head.encode() + page.entries + b"/Length %d>>" % len(packed)
        return self._document.Reference(_Foreign(whole, packed, names), name)

    def _stored(self, content: bytes, name: str, **entries: object) -> object:
        """Add a stream object; returns the reference."""
        self._content.update(content)
        return self._document.Reference(pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content, []), name)


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    """Compressed. What many files share (a border) is so once."""
    return zlib.compress(content)


def _sides(box: tuple[float, float, float, float]) -> str:
    """A box as a page's dictionary has it, in points."""
    return f"[{' '.join(f'{side * MILLIMETRE:.3f}'.rstrip('0').rstrip('.') for side in box)}]"


def _box(corners: tuple[float, float, float, float]) -> pdfdoc.PDFArray:
    """A box from its lower left to its upper right corner, in points to a thousandth."""
    return pdfdoc.PDFArray([round(side * MILLIMETRE, 3) for side in corners])


def _real(value: float) -> str:
    """A number as PDF takes it: never with an exponent."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


class _Foreign(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """An object of another file, as it was written there but for its references."""

    def __init__(self, value: bytes, stored: bytes | None, names: Sequence[str]) -> None:
        self._value, self._stored, self._names = value, stored, names

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Its bytes."""
        parts = self._value.split(b"\0")
        for place in range(1, len(parts), 2):
            number, generation = document.idToObjectNumberAndVersion[self._names[int(parts[place])]]
            parts[place] = b" %d %d R " % (number, generation)
        value = b"".join(parts)
        return value if self._stored is None else b"%b\nstream\n%b\nendstream" % (value, self._stored)
