"""A PDF file in the making: pages and forms of finished operators, fonts embedded once, pictures stored once.

reportlab holds the file together (objects, cross references, font subsets); pages are compressed as they come
in, so that memory and time grow with what is on them and nothing else. Nothing of clock or chance gets in.
"""

import hashlib
import zlib
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
        self._page_count = 0

    @property
    def page_count(self) -> int:
        """How many pages there are so far."""
        return self._page_count

    def font(self, name: str) -> EmbeddedFont:
        """The font file of this name, as it is embedded here."""
        font = self._fonts.get(name)
        if font is None:
            font = self._fonts[name] = EmbeddedFont(name, f"F{len(self._fonts)}")
        return font

    def add_page(self, size: tuple[float, float], content: bytes) -> None:
        """Add a page of this width and height."""
        self._page_count += 1
        page = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Page"),
                "Parent": self._pages_reference,
                "MediaBox": _box(size),
                "Resources": self._resources_reference,
                "Contents": self._stream(content, f"content{self._page_count}"),
            }
        )
        self._document.Pages.addPage(self._document.Reference(page, f"page{self._page_count}"))

    def add_form(self, size: tuple[float, float], content: bytes) -> str:
        """Store a drawing once, to be shown on many pages; returns the name to show it by."""
        name = f"X{len(self._xobjects)}"
        self._xobjects[name] = self._stream(
            content,
            name,
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Form"),
            BBox=_box(size),
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
        return bytes(self._document.GetPDFData(None))

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


def _box(size: tuple[float, float]) -> pdfdoc.PDFArray:
    """A box from the origin, in points to a thousandth."""
    return pdfdoc.PDFArray([0, 0, *(round(side * MILLIMETRE, 3) for side in size)])


def _read_picture(png: bytes) -> Image.Image:
    """Decode a PNG to RGBA, after a look at its size."""
    try:
        picture = Image.open(BytesIO(png), formats=["PNG"])
        if max(picture.size) > PICTURE_LIMIT:
            raise PictureUnreadable
        return picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnreadable from error
