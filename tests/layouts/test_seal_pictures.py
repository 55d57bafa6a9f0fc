"""Pictures as people have them: every mode, turned, animated, too large, not pictures at all."""

import io
import resource
import struct
import subprocess
import sys

import pytest
from PIL import Image, ImageDraw

from meeting.layouts.seal_pictures import (
    PictureAnimated,
    PictureEmpty,
    PictureOfOtherKind,
    PictureTooLarge,
    PictureTooSmall,
    PictureUnusable,
    clean_picture,
)
from tests.documents.png import bomb, png
from tests.layouts.making import RED, encoded, picture


def opened(data):
    return Image.open(io.BytesIO(data))


def middle(data):
    image = opened(data)
    return image.getpixel((image.width // 2, image.height // 2))


def near(colour, other, by=6):
    return all(abs(one - two) <= by for one, two in zip(colour, other, strict=True))


def test_clean_picture_makes_paper_transparent_trims_and_drops_everything_else():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    data = picture(exif=exif.tobytes(), quality=95)
    assert b"secret place" in data

    cleaned = clean_picture(data)

    image = opened(cleaned)
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert all(abs(side - 200) <= 12 for side in image.size)
    assert image.getpixel((0, 0))[3] == 0
    assert near(middle(cleaned), (*RED, 255))
    assert b"secret place" not in cleaned
    assert dict(image.getexif()) == {}


def test_clean_picture_leaves_the_paper_where_nobody_asked():
    image = opened(clean_picture(picture("PNG"), transparent=False))

    assert (image.size, image.getpixel((0, 0)), image.getchannel("A").getextrema()) == (
        (400, 400), (255, 255, 255, 255), (255, 255)
    )  # fmt: skip


@pytest.mark.parametrize("transparent", [True, False])
def test_clean_picture_keeps_a_png_of_its_own_transparency(transparent):
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((50, 50, 249, 249), fill=(255, 255, 255, 255))

    cleaned = opened(clean_picture(encoded(image), transparent=transparent))

    assert (cleaned.size, cleaned.getpixel((100, 100))) == ((200, 200), (255, 255, 255, 255))


def test_clean_picture_makes_no_picture_longer_than_asked():
    wide = Image.new("RGB", (3000, 500), RED)

    assert opened(clean_picture(encoded(wide))).size == (1000, 167)
    assert opened(clean_picture(encoded(wide), longest=300)).size == (300, 50)


def _grey_16(value):
    return encoded(Image.new("I;16", (200, 200), value))


def _palette(transparency):
    image = Image.new("P", (200, 200), 1)
    image.putpalette([255, 255, 255, *RED])
    ImageDraw.Draw(image).rectangle((0, 0, 199, 20), fill=0)
    return encoded(image, **({"transparency": 0} if transparency else {}))


def _rgb_16():
    """A PNG of 16 bits a channel, which Pillow reads but doesn't write."""
    row = b"\0" + struct.pack(">HHH", *(channel * 257 for channel in RED)) * 200
    return png(200, 200, 16, 2, [row] * 200)


def _pages():
    """A phone's JPEG with a preview behind the picture (MPO)."""
    small = Image.new("RGB", (200, 200), "white")
    return encoded(Image.new("RGB", (200, 200), RED), "MPO", save_all=True, append_images=[small], quality=95)


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (_grey_16(0x4000), (64, 64, 64, 255)), (_rgb_16(), (*RED, 255)), (_palette(transparency=True), (*RED, 255)),
        (_palette(transparency=False), (*RED, 255)), (_pages(), (*RED, 255)),
        (encoded(Image.new("LA", (200, 200), (100, 128))), (100, 100, 100, 128)),
        (encoded(Image.new("1", (200, 200), 0)), (0, 0, 0, 255)),
        (encoded(Image.new("L", (200, 200), 30), "JPEG"), (30, 30, 30, 255)),
    ],
    ids=["16-bit grey", "16-bit RGB", "palette + tRNS", "palette", "MPO", "grey + alpha", "1 bit", "grey JPEG"],
)  # fmt: skip
def test_clean_picture_reads_every_mode_in_its_colours(data, colour):
    assert near(middle(clean_picture(data)), colour)


def _cmyk(adobe):
    """RED without black, as Adobe stores it (inverted, with its marker) or plainly (without)."""
    inks = (*(255 - channel for channel in RED), 0)
    if adobe:
        return encoded(Image.new("CMYK", (200, 200), inks), "JPEG", quality=95, subsampling=0)
    data = encoded(Image.new("CMYK", (200, 200), tuple(255 - ink for ink in inks)), "JPEG", quality=95, subsampling=0)
    at = data.index(b"\xff\xee")
    length = int.from_bytes(data[at + 2 : at + 4])
    assert data[at + 4 : at + 9] == b"Adobe"
    return data[:at] + data[at + 2 + length :]


@pytest.mark.parametrize("adobe", [True, False])
def test_a_cmyk_jpeg_keeps_its_colours_inverted_or_not(adobe):
    data = _cmyk(adobe)
    assert opened(data).mode == "CMYK"

    assert near(middle(clean_picture(data))[:3], RED)


def test_a_photograph_that_was_turned_is_upright():
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 199, 199), fill=RED)  # red at the left
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: then at the top

    cleaned = opened(clean_picture(encoded(image, "JPEG", exif=exif.tobytes()), transparent=False))

    assert cleaned.size == (200, 400)
    assert near(cleaned.getpixel((100, 50))[:3], RED)
    assert near(cleaned.getpixel((100, 350))[:3], (255, 255, 255))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"<svg onload='x'/>", "SVG"), (b"%PDF-1.7\n", "PDF"), (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"), (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC"), (b"GIF89a", "GIF"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"), (b"II*\0", "TIFF"), (b"BM\0\0", "BMP"), (b"8BPS", "PSD"),
    ],
)  # fmt: skip
def test_another_format_is_refused_by_its_name_with_what_to_do(data, kind):
    with pytest.raises(PictureOfOtherKind) as refused:
        clean_picture(data)

    assert f"这是 {kind} 文件" in str(refused.value)
    assert "另存为 PNG" in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n" + b"x" * 50, picture()[:300], picture("PNG")[:300], b"\xff\xd8\xff<html>",
     b"PK\x03\x04", b"<!--" * 250],
    ids=["empty", "broken", "cut", "cut PNG", "html", "zip", "comments"],
)  # fmt: skip
def test_clean_picture_refuses_what_is_no_picture(data):
    with pytest.raises(PictureUnusable) as refused:
        clean_picture(data)

    assert type(refused.value) is PictureUnusable


def test_clean_picture_refuses_an_animated_png_and_takes_one_of_a_single_frame():
    frames = [Image.new("RGB", (200, 200), colour) for colour in (RED, "blue", "green")]
    data = encoded(frames[0], save_all=True, append_images=frames[1:])

    with pytest.raises(PictureAnimated, match="有 3 帧"):
        clean_picture(data)
    assert near(middle(clean_picture(encoded(frames[0], save_all=True))), (*RED, 255))


@pytest.mark.parametrize("image", [
    Image.new("RGB", (300, 300), "white"), Image.new("RGB", (300, 300), (245, 245, 245)),
    Image.new("RGBA", (300, 300), (200, 20, 20, 0)),
], ids=["white", "paper", "transparent"])  # fmt: skip
@pytest.mark.parametrize("transparent", [True, False])
def test_clean_picture_refuses_a_sheet_without_ink(image, transparent):
    with pytest.raises(PictureEmpty):
        clean_picture(encoded(image), transparent=transparent)


def test_clean_picture_refuses_what_would_be_blurred():
    with pytest.raises(PictureTooSmall, match="40 × 40"):
        clean_picture(encoded(Image.new("RGB", (40, 40), RED)))


@pytest.mark.parametrize("side", [7_000, 15_000, 50_000])
def test_a_bomb_is_refused_before_anything_is_unpacked(side):
    data = bomb(side, side)
    assert len(data) < 1_000_000

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureTooLarge, match=f"{side} × {side}"):
        clean_picture(data)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KB; unpacked it would be 2,500 MB


def test_the_largest_picture_that_is_taken_needs_less_than_half_a_gigabyte(tmp_path):
    large = tmp_path / "large.png"
    Image.new("RGB", (6_000, 4_000), RED).save(large)
    code = (
        "import re, resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))\n"
        "from meeting.layouts.seal_pictures import clean_picture\n"
        "data = Path(sys.argv[1]).read_bytes(); clean_picture(data)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )

    done = subprocess.run([sys.executable, "-c", code, str(large)], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500_000


def test_a_file_of_too_many_bytes_is_refused_unread():
    with pytest.raises(PictureTooLarge, match="13 MB"):
        clean_picture(b"\x89PNG\r\n\x1a\n" + bytes(12_600_000))
