"""Pictures as a PDF holds them: PNG with its transparency, JPEG as it came, one page of another PDF.

What is uploaded is measured from its first bytes before anything is decoded. Of a JPEG only what draws it is kept: no
place, no camera, no name.
"""

import hashlib
import re
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageChops, ImageOps

from meeting.documents.errors import (
    PictureCutOff,
    PictureFileEmpty,
    PictureIsDrawing,
    PictureMoves,
    PictureOfOtherKind,
    PictureTooLarge,
    PictureUnreadable,
)
from meeting.documents.foreign_pages import ForeignPage, read_page

MOST_SIDE = 10_000  # pixels
MOST_AREA = 25_000_000  # pixels: A3 at 360 dpi; decoded they take 100 MB
PREVIEW_SIDE = 1600  # pixels
USUAL_DPI = 300  # of a picture that doesn't say
JPEG_QUALITY = 92  # of pictures that have to be turned
PNG_BEGIN, JPEG_BEGIN, PDF_BEGIN = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
NO_SIZE = frozenset((0xC4, 0xC8, 0xCC))  # JPEG markers among C0–CF that don't begin a frame
KEPT_MARKERS = frozenset((0xE0, 0xEE))  # JFIF, Adobe: what says how colours are meant
UPRIGHT = 1  # Exif orientation
ORIENTATION = 0x0112
MOST_KEPT = 30_000_000  # bytes of pictures read last
KINDS: tuple[tuple[str, bytes], ...] = (
    ("PDF", rb"\s*%PDF-"), ("SVG", rb"(?s).*<svg\b"), ("WebP", rb"(?s)RIFF....WEBP"),
    ("HEIC", rb"(?s)....ftyp(?:hei|hev|mif|msf)"), ("AVIF", rb"(?s)....ftypavi"), ("GIF", rb"GIF8"),
    ("TIFF", rb"II\*\x00|MM\x00\*"), ("BMP", rb"BM"), ("PSD", rb"8BPS"),
)  # fmt: skip
"""What people have in place of PNG and JPEG, by its first bytes."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture is: ``pixels`` (none of a PDF's page), ``size`` on paper in millimetres."""

    kind: Literal["png", "jpeg", "pdf"]
    pixels: tuple[int, int] | None
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture's samples as a PDF has them. ``colours``: DeviceGray, DeviceRGB or DeviceCMYK."""

    width: int
    height: int
    colours: str
    content: bytes
    """Packed: by its JPEG, or by zlib."""
    bits: int = 8
    jpeg: bool = False
    inverted: bool = False
    """CMYK as Adobe writes it: 255 is no ink."""
    palette: bytes = b""
    """Red, green and blue of each value; the content is numbers of colours then."""
    alpha: bytes = b""
    """A byte a pixel, packed by zlib; empty if nothing shines through."""

    @property
    def weight(self) -> int:
        """How many bytes it takes."""
        return len(self.content) + len(self.palette) + len(self.alpha)


_kept: OrderedDict[bytes, Raster | ForeignPage] = OrderedDict()
_lock = threading.Lock()


def other_kind(content: bytes) -> str | None:
    """What a file is by its first bytes, where it is one of KINDS."""
    head = content[:1_000]
    return next((name for name, start in KINDS if re.match(start, head)), None)


def check_picture(content: bytes) -> PictureFacts:
    """What an uploaded picture is. It is read to its end.

    Raises PictureUnreadable and its children.
    """
    if content.startswith(PDF_BEGIN):
        page = read_page(content)
        return PictureFacts("pdf", None, (round(page.width, 2), round(page.height, 2)))
    picture = _opened(content)
    _decoded(picture)
    across, down = picture.info.get("dpi", (USUAL_DPI, USUAL_DPI))
    across, down = (float(dpi) if 30 <= dpi <= 2400 else float(USUAL_DPI) for dpi in (across, down))
    width, height = picture.size
    if _turned(picture):
        width, height = height, width
    size = (round(width / across * 25.4, 2), round(height / down * 25.4, 2))
    return PictureFacts("png" if picture.format == "PNG" else "jpeg", (width, height), size)


def read_picture(content: bytes) -> Raster | ForeignPage:
    """A picture as it is embedded; those read last are kept, for files of one card each.

    Raises PictureUnreadable and its children.
    """
    key = hashlib.sha256(content).digest()
    with _lock:
        found = _kept.pop(key, None)
        if found is not None:
            _kept[key] = found
            return found
    found = _read(content)
    with _lock:
        _kept[key] = found
        while sum(one.weight for one in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _read(content: bytes) -> Raster | ForeignPage:
    if content.startswith(PDF_BEGIN):
        return read_page(content)
    picture = _opened(content)
    return _png(picture) if picture.format == "PNG" else _jpeg(picture, content)


def picture_preview(content: bytes) -> tuple[bytes, str]:
    """A picture to show on a screen, at most PREVIEW_SIDE pixels a side, and its media type; of a PDF its first page.

    Raises PictureUnreadable and its children.
    """
    if content.startswith(PDF_BEGIN):
        from meeting.documents.page_pictures import page_png

        page = read_page(content)
        return page_png(content, dpi=min(150.0, PREVIEW_SIDE / max(page.width, page.height) * 25.4)), "image/png"
    picture = _decoded(_opened(content))
    if picture.mode == "CMYK":
        return _as_printed(content, picture.size), "image/jpeg"
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("L", "LA", "RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    upright.info.clear()
    target = BytesIO()
    if picture.format == "PNG":
        upright.save(target, "PNG")
        return target.getvalue(), "image/png"
    upright.convert("RGB").save(target, "JPEG", quality=85)
    return target.getvalue(), "image/jpeg"


def _as_printed(content: bytes, size: tuple[int, int]) -> bytes:
    """A JPEG of what a page shows that is this picture: how inks look is told in one place, where pages are shown."""
    from meeting.documents.page_pictures import page_png
    from meeting.documents.painter import Painter
    from meeting.documents.pdf import PdfFile

    file = PdfFile(title="")
    name, width, height = file.add_picture(content)
    longest = max(width, height)
    width, height = width * 100 / longest, height * 100 / longest
    painter = Painter(file)
    painter.picture(name, 0, 0, width, height)
    file.add_page((width, height), painter.content())
    shown = page_png(file.finish(), dpi=min(PREVIEW_SIDE, max(size)) / 100 * 25.4)
    target = BytesIO()
    Image.open(BytesIO(shown)).save(target, "JPEG", quality=85)
    return target.getvalue()


def _opened(content: bytes) -> Image.Image:
    """The picture, not decoded yet, after a look at its size."""
    kind = _kind(content)
    width, height = _size(content)
    if not width or not height:
        raise PictureCutOff(kind=kind)
    if max(width, height) > MOST_SIDE or width * height > MOST_AREA:
        raise PictureTooLarge(width=width, height=height, side=MOST_SIDE, area=MOST_AREA // 10_000)
    try:
        picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureCutOff(kind=kind) from error
    if picture.size != (width, height):
        raise PictureCutOff(kind=kind)
    if kind == "PNG" and getattr(picture, "is_animated", False):  # a phone's JPEG may hold a preview besides
        raise PictureMoves(kind=kind)
    return picture


def _kind(content: bytes) -> str:
    """PNG or JPEG. Raises what says what the file is otherwise."""
    if content.startswith(PNG_BEGIN):
        return "PNG"
    if content.startswith(JPEG_BEGIN):
        return "JPEG"
    if not content:
        raise PictureFileEmpty
    kind = other_kind(content)
    if kind == "SVG":
        raise PictureIsDrawing
    if kind in ("GIF", "WebP") and _moves(content):
        raise PictureMoves(kind=kind)
    if kind and kind != "PDF":
        raise PictureOfOtherKind(kind=kind)
    raise PictureUnreadable


def _moves(content: bytes) -> bool:
    """Whether a GIF or WebP has a second frame; none is decoded."""
    try:
        with Image.open(BytesIO(content), formats=["GIF", "WEBP"]) as picture:
            return bool(getattr(picture, "is_animated", False))
    except Exception:  # whatever is wrong with it besides, it is of another kind
        return False


def _decoded(picture: Image.Image) -> Image.Image:
    """Read it to its end: what is cut off is found now, not in print."""
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise PictureCutOff(kind="PNG" if picture.format == "PNG" else "JPEG") from error
    return picture


def _size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels as the file's head says; noughts if it is neither PNG nor JPEG."""
    if content.startswith(PNG_BEGIN) and content[12:16] == b"IHDR" and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    for marker, start, end in _segments(content):
        if 0xC0 <= marker <= 0xCF and marker not in NO_SIZE and end - start >= 9:
            height, width = struct.unpack(">HH", content[start + 5 : start + 9])
            return width, height
    return 0, 0


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each part of a JPEG, up to where its picture begins (ISO/IEC 10918-1, B.1)."""
    place = 2
    while content.startswith(JPEG_BEGIN) and place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:  # fill
            place += 1
            continue
        end = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
        yield marker, place, end
        if marker == 0xDA:
            return
        place = end


def _png(picture: Image.Image) -> Raster:
    _decoded(picture)
    width, height = picture.size
    if picture.mode.startswith("I"):  # 16 bits a sample
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        coloured = picture.convert("LA" if picture.mode == "LA" else "RGBA")
        alpha = coloured.getchannel("A")
        opaque = coloured.convert(coloured.mode[:-1])
        colours = "DeviceGray" if opaque.mode == "L" else "DeviceRGB"
        covered = alpha.getextrema() == (255, 255)
        return Raster(width, height, colours, _packed(opaque), alpha=b"" if covered else _packed(alpha))
    if picture.mode == "P":
        return Raster(width, height, "DeviceRGB", _packed(picture), palette=bytes(picture.getpalette("RGB") or b""))
    if picture.mode == "1":
        return Raster(width, height, "DeviceGray", _packed(picture), bits=1)
    if picture.mode == "L":
        return Raster(width, height, "DeviceGray", _packed(picture))
    return Raster(width, height, "DeviceRGB", _packed(picture.convert("RGB")))


def _packed(samples: Image.Image) -> bytes:
    return zlib.compress(samples.tobytes())


def _jpeg(picture: Image.Image, content: bytes) -> Raster:
    """As it came, unless a camera held it otherwise."""
    spaces = {"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}
    inks, adobe = picture.mode == "CMYK", "adobe" in picture.info
    if (
        picture.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
        or picture.mode not in spaces
        or picture.format != "JPEG"  # a phone's, with pictures behind the first
    ):
        upright = ImageOps.exif_transpose(_decoded(picture)).convert(picture.mode if picture.mode in spaces else "RGB")
        if inks and not adobe:
            upright = ImageChops.invert(upright)  # Pillow takes all of them for Adobe's, and writes them so
        target = BytesIO()
        upright.save(target, "JPEG", quality=JPEG_QUALITY)
        return Raster(*upright.size, spaces[upright.mode], target.getvalue(), jpeg=True, inverted=inks)
    _decoded(picture)
    width, height = picture.size
    inverted = inks and adobe
    return Raster(width, height, spaces[picture.mode], _bare(content), jpeg=True, inverted=inverted)


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without what doesn't draw it: Exif, comments, previews. One that a camera held otherwise is upright then.

    Raises PictureUnreadable and its children.
    """
    return _jpeg(_opened(content), content).content


def _bare(content: bytes) -> bytes:
    parts, rest = [content[:2]], 2
    for marker, start, end in _segments(content):
        rest = start
        if marker == 0xDA:
            break
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in KEPT_MARKERS:
            parts.append(content[start:end])
        rest = end
    return b"".join([*parts, content[rest:]])


def _turned(picture: Image.Image) -> bool:
    """Whether width and height change places once it is upright."""
    return picture.format != "PNG" and int(picture.getexif().get(ORIENTATION, UPRIGHT)) in (5, 6, 7, 8)
