"""Pictures that people upload for their layouts: measured before decoding, told by content, kept without what a camera
or a program wrote beside the picture.
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from meeting.documents.pictures import bare_jpeg, check_picture
from meeting.errors import N_, Invalid

MOST_BYTES = 20_000_000


class BackgroundTooLarge(Invalid):
    """More bytes than any picture for print needs."""

    code = "layout-picture-too-large"
    sentence = N_("图片文件超过 %(most)d MB。请缩小到 300 dpi，或另存为 JPEG 后再上传。")
    field = "picture"


@dataclass(frozen=True, slots=True)
class Background:
    """A picture that may be printed: PNG, JPEG or a PDF of which the first page is shown."""

    content: bytes
    width: int
    height: int
    """Pixels; of a PDF, tenths of a millimetre."""

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal: what layouts name it by."""
        return hashlib.sha256(self.content).hexdigest()


def checked(content: bytes) -> Background:
    """A picture as it came in a layout's file, byte for byte. Raises ``BackgroundTooLarge``, ``PictureUnreadable``."""
    if len(content) > MOST_BYTES:
        raise BackgroundTooLarge(most=MOST_BYTES // 1_000_000)
    facts = check_picture(content)
    width, height = facts.pixels or (round(facts.size[0] * 10), round(facts.size[1] * 10))
    return Background(content, width, height)


def cleaned(content: bytes) -> Background:
    """An uploaded picture with nothing in it but its pixels. Raises as ``checked``."""
    found = checked(content)
    kind = check_picture(content).kind
    if kind == "pdf":
        return found
    if kind == "jpeg":
        return Background(bare_jpeg(content), found.width, found.height)
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        picture.load()
        seen = {name: picture.info[name] for name in ("transparency", "dpi") if name in picture.info}
        picture.info = {}
        out = io.BytesIO()
        picture.save(out, "PNG", **seen)
    return Background(out.getvalue(), found.width, found.height)
