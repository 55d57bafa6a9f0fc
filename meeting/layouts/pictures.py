"""Pictures that people upload for their layouts: told by content, bounded before decoding."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from meeting.documents.errors import PictureUnreadable
from meeting.documents.pictures import bare_jpeg, check_picture
from meeting.errors import N_, Invalid

MOST_PICTURE_BYTES = 12_000_000


class LayoutPictureTooLarge(Invalid):
    """More bytes than any print needs."""

    code = "layout-picture-too-large"
    sentence = N_("这个文件超过 %(most)d MB。请缩小图片，或把 PDF 另存得小一些，再上传。")
    field = "picture"


@dataclass(frozen=True, slots=True)
class LayoutUpload:
    """A picture that may be printed; ``width`` and ``height`` in pixels, of a PDF's page in millimetres."""

    content: bytes
    kind: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal: what layouts name it by."""
        return hashlib.sha256(self.content).hexdigest()


def checked_picture(content: bytes) -> LayoutUpload:
    """A picture as it came in a layout's file, byte for byte.

    Raises ``LayoutPictureTooLarge``, ``PictureUnreadable`` and its children.
    """
    if len(content) > MOST_PICTURE_BYTES:
        raise LayoutPictureTooLarge(most=MOST_PICTURE_BYTES // 1_000_000)
    try:
        facts = check_picture(content)
    except PictureUnreadable as error:
        error.field = "picture"
        raise
    width, height = facts.pixels or (round(facts.size[0]), round(facts.size[1]))
    return LayoutUpload(content, facts.kind, width, height)


def cleaned_picture(content: bytes) -> LayoutUpload:
    """An uploaded picture with nothing in it but its pixels: of a PNG all else goes, of a JPEG what doesn't draw it.

    Raises ``LayoutPictureTooLarge``, ``PictureUnreadable`` and its children.
    """
    found = checked_picture(content)
    if found.kind == "pdf":
        return found
    if found.kind == "jpeg":
        return checked_picture(bare_jpeg(content))
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        fresh = Image.new("RGBA", picture.size)
        fresh.paste(picture.convert("RGBA"))
    out = io.BytesIO()
    fresh.save(out, "PNG")
    return LayoutUpload(out.getvalue(), "png", fresh.width, fresh.height)
