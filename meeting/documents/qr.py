"""QR codes (ISO/IEC 18004), level M: as a mask for PDF, as PNG for pages.

The mask pattern is fixed instead of chosen by penalty points; the tests decode printed pages to show that readers
don't mind.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from meeting.documents.qr_modules import symbol

QUIET_ZONE = 4  # modules on each side that stay white


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code's modules without its quiet zone: ``size`` rows, each padded to whole bytes, 1 for black."""

    size: int
    mask: bytes

    def black(self, row: int, column: int) -> bool:
        """Say whether a module is black."""
        width = (self.size + 7) // 8
        return bool(self.mask[row * width + column // 8] >> (7 - column % 8) & 1)


def qr_code(text: str) -> QrCode:
    """Encode a text: in alphanumeric mode where its characters allow, else as UTF-8 bytes. Raises TextTooLong."""
    version, data = symbol(text)
    return QrCode(version.size, version.mask(data))


def qr_png(text: str, scale: int = 8) -> bytes:
    """A black and white PNG of the code with its quiet zone, ``scale`` pixels a module."""
    code = qr_code(text)
    side = code.size + 2 * QUIET_ZONE
    picture = Image.new("1", (side, side), 1)
    for row in range(code.size):
        for column in range(code.size):
            if code.black(row, column):
                picture.putpixel((column + QUIET_ZONE, row + QUIET_ZONE), 0)
    target = BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(target, "PNG", optimize=True)
    return target.getvalue()
