"""Pictures of seals and signatures that people upload: told by content, bounded before decoding, drawn anew with
nothing but pixels in them.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageOps

from meeting.documents.pictures import other_kind
from meeting.errors import N_, Invalid

LONGEST_SIDE = 6_000
MOST_PIXELS = 24_000_000
"""Before anything is decoded: a phone's photograph has 12 million; a bomb has 2,500 million."""
MOST_BYTES = 12_000_000
SMALLEST_SIDE = 100
KEPT_SIDE = 1_000
"""Pixels: 42 mm at 600 dpi."""

class PictureUnusable(Invalid):
    """Neither PNG nor JPEG by content, or damaged."""

    code = "picture-unusable"
    sentence = N_("这个文件不是图片，或者已经损坏，不能使用。请上传 PNG 或 JPEG 图片。")
    field = "picture"


class PictureOfOtherKind(PictureUnusable):
    """Another format of pictures: ``kind`` names it."""

    code = "picture-kind"
    sentence = N_("这是 %(kind)s 文件，不能直接使用。请上传 PNG 或 JPEG 图片：用看图软件打开它，另存为 PNG 再上传。")


class PictureAnimated(PictureUnusable):
    """A PNG of several frames: which of them would be printed?"""

    code = "picture-animated"
    sentence = N_("这是会动的 PNG（有 %(frames)d 帧），印出来只能有一帧。请上传 PNG 或 JPEG 图片，静态的。")


class PictureTooLarge(PictureUnusable):
    """In bytes, or in pixels: seen in the head of the file, before anything is unpacked."""

    code = "picture-too-large"
    sentence = N_(
        "图片太大（%(size)s）。请上传 PNG 或 JPEG 图片，不超过 12 MB，边长不超过 6000 像素，总共不超过 2400 万像素。"
    )


class PictureTooSmall(PictureUnusable):
    """It would be printed as a few large squares."""

    code = "picture-too-small"
    sentence = N_("图片太小（%(width)d × %(height)d 像素），印出来会模糊。请上传 PNG 或 JPEG 图片，边长至少 100 像素。")


class PictureEmpty(PictureUnusable):
    """All paper, or all transparent."""

    code = "picture-empty"
    sentence = N_("图片上什么也没有：全是白色，或全部透明。请上传 PNG 或 JPEG 图片，印迹要清楚。")


def clean_picture(data: bytes, *, transparent: bool = True, longest: int = KEPT_SIDE) -> bytes:
    """A seal or a signature as PNG with alpha, no side longer than ``longest`` pixels.

    ``transparent``: white paper becomes transparent, where the picture has no transparency of its own, and the picture
    is trimmed to its ink. Without it the picture stays as it is. Raises ``PictureUnusable`` and its children.
    """
    with _opened(data) as opened:
        picture = _upright(opened)
    own = picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] < 250  # type: ignore[operator]
    ink, faintest = (picture.getchannel("A"), 12) if own else (_darkness(picture), 24)
    box = ink.point(lambda value: 255 if value > faintest else 0).getbbox()
    if box is None:
        raise PictureEmpty
    if transparent or own:
        picture = picture.crop(box)
    picture = picture.convert("RGBA")
    picture.thumbnail((longest, longest))
    if transparent and not own:
        # The darkest channel tells ink from paper: red ink is dark in green and blue, paper in none.
        picture.putalpha(_darkness(picture).point(lambda value: max(0, min(255, (value - 20) * 3))))
    return _png(picture)


def is_opaque(content: bytes) -> bool:
    """Whether one of our own pictures would cover all that it is printed over; one that is damaged covers nothing."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.getchannel("A").getextrema()[0] == 255
    except (OSError, ValueError):  # not a picture any more, or one without transparency's channel
        return False


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, of a sound size and a single frame, not yet decoded. What a decoder trips over is unusable."""
    if len(data) > MOST_BYTES:
        raise PictureTooLarge(size=f"{len(data) / 1_000_000:.0f} MB")
    if not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        kind = other_kind(data)
        raise PictureOfOtherKind(kind=kind) if kind else PictureUnusable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bounds are wider than ours
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
                _require_sound(opened)
                yield opened
    except PictureUnusable:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(size=_size_in_head(data)) from error
    except Exception as error:  # whatever it is, it is the file's: decoders raise all sorts of things
        raise PictureUnusable from error


def _require_sound(opened: Image.Image) -> None:
    width, height = opened.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise PictureTooLarge(size=f"{width} × {height}")
    if min(width, height) < SMALLEST_SIDE:
        raise PictureTooSmall(width=width, height=height)
    if opened.format == "PNG" and getattr(opened, "is_animated", False):  # a phone's JPEG may hold a preview besides
        raise PictureAnimated(frames=opened.n_frames)  # type: ignore[attr-defined]


def _size_in_head(data: bytes) -> str:
    """Of a PNG so large that Pillow doesn't open it; a JPEG can't be."""
    return f"{int.from_bytes(data[16:20])} × {int.from_bytes(data[20:24])}"


def _upright(opened: Image.Image) -> Image.Image:
    """Decoded, turned as its EXIF says, as RGB, or as RGBA where anything in it may be transparent."""
    picture = ImageOps.exif_transpose(opened)
    if picture.mode == "CMYK" and "adobe" not in opened.info:
        picture = ImageChops.invert(picture)  # Pillow takes every CMYK for Adobe's, which is stored inverted
    elif picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")  # 16 bits of grey
    see_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _darkness(picture: Image.Image) -> Image.Image:
    """How far the darkest channel of each pixel is from white."""
    red, green, blue = picture.convert("RGB").split()
    return ImageChops.invert(ImageChops.darker(ImageChops.darker(red, green), blue))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    _fresh(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fresh(picture: Image.Image) -> Image.Image:
    """Nothing but pixels: no EXIF, no GPS, no comment, no profile comes along."""
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh
