"""Pictures as a PDF holds them: PNG with its transparency, JPEG as it came, one page of another PDF.

What is uploaded is measured from its first bytes before anything is decoded. Of a JPEG only what draws it is kept: no
place, no camera, no name.
"""

import hashlib
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

from meeting.documents.errors import PictureMoves, PictureTooLarge, PictureUnreadable
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


def check_picture(content: bytes) -> PictureFacts:
    """What an uploaded picture is. It is read to its end.

    Raises PictureUnreadable: PictureTooLarge, PictureMoves, PdfRefused.
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
    return _jpeg(picture, content) if picture.format == "JPEG" else _png(picture)


def picture_preview(content: bytes) -> tuple[bytes, str]:
    """A picture to show on a screen, at most PREVIEW_SIDE pixels a side, and its media type; of a PDF its first page.

    Raises PictureUnreadable and its children.
    """
    if content.startswith(PDF_BEGIN):
        from meeting.documents.page_pictures import page_png

        page = read_page(content)
        return page_png(content, dpi=min(150.0, PREVIEW_SIDE / max(page.width, page.height) * 25.4)), "image/png"
    picture = _decoded(_opened(content))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("L", "LA", "RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    upright.info.clear()
    target = BytesIO()
    if picture.format == "JPEG":
        upright.convert("RGB").save(target, "JPEG", quality=85)
        return target.getvalue(), "image/jpeg"
    upright.save(target, "PNG")
    return target.getvalue(), "image/png"


def _opened(content: bytes) -> Image.Image:
    """The picture, not decoded yet, after a look at its size."""
    width, height = _size(content)
    if not width or not height:
        raise PictureUnreadable
    if max(width, height) > MOST_SIDE or width * height > MOST_AREA:
        raise PictureTooLarge(width=width, height=height, side=MOST_SIDE, area=MOST_AREA // 10_000)
    try:
        picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureUnreadable from error
    if picture.size != (width, height):
        raise PictureUnreadable
    if getattr(picture, "is_animated", False):
        raise PictureMoves
    return picture


def _decoded(picture: Image.Image) -> Image.Image:
    """Read it to its end: what is cut off is found now, not in print."""
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise PictureUnreadable from error
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
    if picture.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT or picture.mode not in spaces:
        upright = ImageOps.exif_transpose(_decoded(picture)).convert("L" if picture.mode == "L" else "RGB")
        target = BytesIO()
        upright.save(target, "JPEG", quality=JPEG_QUALITY)
        return Raster(*upright.size, spaces[upright.mode], target.getvalue(), jpeg=True)
    _decoded(picture)
    width, height = picture.size
    inverted = picture.mode == "CMYK" and "adobe" in picture.info
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
    return picture.format == "JPEG" and int(picture.getexif().get(ORIENTATION, UPRIGHT)) in (5, 6, 7, 8)
