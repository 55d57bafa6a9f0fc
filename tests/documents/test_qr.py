import random
from io import BytesIO

import pytest
from PIL import Image
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from meeting.documents.errors import TextTooLong
from meeting.documents.qr import qr_code, qr_png
from meeting.documents.qr_modules import MASK_PATTERN
from tests.documents.reading import codes_on

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def badge_code(host: str) -> str:
    return f"HTTPS://{host}/B/" + "".join(random.Random(7).choices(BASE32, k=122))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (badge_code("A" * 20), 41),  # 153 characters; version 6 at level M holds 154 (ISO/IEC 18004, table 7)
        (badge_code("A" * 21), 41),
        (badge_code("A" * 22), 45),
        ("A" * 20, 21),
        ("A" * 21, 25),
        ("a" * 14, 21),  # bytes: version 1 at level M holds 14
        ("a" * 15, 25),
    ],
)
def test_qr_code_takes_the_smallest_version(text: str, size: int) -> None:
    assert qr_code(text).size == size


@pytest.mark.parametrize(
    "text", ["", "1", "HTTPS://MEET.EXAMPLE.CN/B/ABC", badge_code("MEET.EXAMPLE.CN"), "https://年会.example/验证?码=𬭎"]
)
def test_qr_png_is_decoded_by_another_library(text: str) -> None:
    picture = Image.open(BytesIO(qr_png(text, 4))).convert("L")

    assert codes_on(picture) == ({text} if text else set())


@pytest.mark.parametrize("length", [1, 20, 60, 110, 150, 300, 700, 1500])
@pytest.mark.parametrize(("alphabet", "mode"), [("A1:/ ", MODE_ALPHA_NUM), ("aB0~", MODE_8BIT_BYTE)])
def test_qr_code_is_what_its_library_draws(length: int, alphabet: str, mode: int) -> None:
    text = "".join(random.Random(length).choices(alphabet, k=length - 1)) + alphabet[-1]
    slow: QRCode = QRCode(error_correction=0, mask_pattern=MASK_PATTERN)
    slow.add_data(QRData(text.encode(), mode=mode, check_data=False))
    slow.make()

    code = qr_code(text)

    drawn = [[code.black(row, column) for column in range(code.size)] for row in range(code.size)]
    assert drawn == [[bool(module) for module in row] for row in slow.modules]


def test_qr_code_too_long_for_any_version_is_refused() -> None:
    with pytest.raises(TextTooLong):
        qr_code("a" * 2332)  # version 40 at level M holds 2,331 bytes
