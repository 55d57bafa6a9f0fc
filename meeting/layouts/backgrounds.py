"""Pictures that people upload for their layouts: told by content, bounded before decoding, drawn anew."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from meeting.documents.pdf import PICTURE_LIMIT
from meeting.errors import N_, Invalid

MOST_BYTES = 12_000_000


class BackgroundUnusable(Invalid):
    """No PNG by content, damaged, or larger than any print needs."""

    code = "layout-picture-unusable"
    sentence = N_("这个文件不能用作版式图片。请上传 PNG 图片，边长不超过 %(most)d 像素，不超过 12 MB。")
    field = "picture"


@dataclass(frozen=True, slots=True)
class Background:
    """A picture that may be printed."""

    content: bytes
    width: int
    height: int
    """Pixels."""

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal: what layouts name it by."""
        return hashlib.sha256(self.content).hexdigest()


def checked(content: bytes) -> Background:
    """A picture as it came in a layout's file, byte for byte. Raises ``BackgroundUnusable``."""
    if len(content) > MOST_BYTES:
        raise BackgroundUnusable(most=PICTURE_LIMIT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
                if max(picture.size) > PICTURE_LIMIT or getattr(picture, "n_frames", 1) > 1:
                    raise BackgroundUnusable(most=PICTURE_LIMIT)
                picture.load()
                return Background(content, picture.width, picture.height)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise BackgroundUnusable(most=PICTURE_LIMIT) from error


def cleaned(content: bytes) -> Background:
    """An uploaded picture as PNG with nothing in it but its pixels. Raises ``BackgroundUnusable``."""
    checked(content)
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        fresh = Image.new("RGBA", picture.size)
        fresh.paste(picture.convert("RGBA"))
    out = io.BytesIO()
    fresh.save(out, "PNG")
    return Background(out.getvalue(), fresh.width, fresh.height)
