"""Pictures that people upload as seals: told by content, bounded before decoding, drawn anew."""

import io
import warnings

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from meeting.errors import N_, Invalid

LONGEST_SIDE = 6_000
MOST_PIXELS = 24_000_000
"""Before anything is decoded: a phone's photograph has 12 million; a bomb has 2,500 million."""
MOST_BYTES = 12_000_000
SMALLEST_SIDE = 100
KEPT_SIDE = 1_000
"""Pixels: 42 mm at 600 dpi."""


class PictureUnusable(Invalid):
    """Neither PNG nor JPEG by content, damaged, or of a size that no seal has."""

    code = "seal-picture-unusable"
    sentence = N_(
        "这个文件不能用作印章图片。请上传 PNG 或 JPEG 图片，边长 100 至 6000 像素、不超过 12 MB，最好是透明背景的 PNG。"
    )
    field = "picture"


def clean_picture(data: bytes) -> bytes:
    """The picture as PNG with alpha, nothing else in it (no EXIF, no GPS, no comment), trimmed to its ink.

    White paper becomes transparent where the picture has no alpha of its own. Raises ``PictureUnusable``.
    """
    if len(data) > MOST_BYTES or not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise PictureUnusable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
                width, height = opened.size
                fits = min(width, height) >= SMALLEST_SIDE and max(width, height) <= LONGEST_SIDE
                if not fits or width * height > MOST_PIXELS:
                    raise PictureUnusable
                picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise PictureUnusable from error
    picture = _without_paper(picture)
    box = picture.getchannel("A").point(lambda alpha: 255 if alpha > 12 else 0).getbbox()
    if box is None:
        raise PictureUnusable  # an empty sheet
    picture = picture.crop(box)
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    fresh = Image.new("RGBA", picture.size)  # a new picture: nothing but pixels comes along
    fresh.paste(picture)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return out.getvalue()


def _without_paper(picture: Image.Image) -> Image.Image:
    """Where nothing is transparent yet, the lighter a pixel, the more transparent: a scan on white paper."""
    lowest, _ = picture.getchannel("A").getextrema()
    if lowest < 250:  # type: ignore[operator]
        return picture
    red, green, blue, _ = picture.split()
    # The darkest channel tells ink from paper: red ink is dark in green and blue, paper in none.
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    alpha = darkest.point(lambda value: max(0, min(255, (235 - value) * 3)))
    picture.putalpha(alpha)
    return picture
