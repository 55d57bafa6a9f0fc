"""A picture held before a browser's (fake) camera, and codes taken out of printed pages."""

import subprocess
from pathlib import Path

import qrcode
import zxingcpp
from PIL import Image

WIDTH, HEIGHT = 1280, 720


def film_of(code: str, path: Path) -> None:
    """Frames (Y4M) in which a QR code is held before the camera."""
    picture = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=6)
    picture.add_data(code)
    film_of_picture(picture.make_image().get_image(), path)


def film_of_two(middle: str, beside: str, path: Path) -> None:
    """The same with two codes: one in the middle, the other beside it, both in view."""
    picture = Image.new("L", (HEIGHT, HEIGHT), 200)
    for code, (left, top) in ((middle, (250, 250)), (beside, (10, 10))):
        drawn = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=5, border=3)
        drawn.add_data(code)
        shown = drawn.make_image().get_image().convert("L").resize((220, 220))
        picture.paste(shown, (left, top))
    film_of_picture(picture, path)


def film_of_picture(picture: Image.Image, path: Path) -> None:
    """Three grey frames in which ``picture`` is held before the camera."""
    shown = picture.convert("L")
    frame = Image.new("L", (WIDTH, HEIGHT), 200)
    frame.paste(shown, ((WIDTH - shown.width) // 2, (HEIGHT - shown.height) // 2))
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + 3 * (b"FRAME\n" + frame.tobytes() + colours))


def frame_of(film: Path) -> Image.Image:
    """The first frame."""
    head, _, rest = film.read_bytes().partition(b"\n")
    assert head.startswith(b"YUV4MPEG2")
    return Image.frombytes("L", (WIDTH, HEIGHT), rest[len(b"FRAME\n") :][: WIDTH * HEIGHT])


def printed(pdf: Path, page: int, folder: Path, *, dpi: int = 150) -> Image.Image:
    """A page of a PDF as a printer would put it on paper; ``page`` from 1."""
    stem = folder / f"{pdf.stem}-{page}"
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", "-gray", str(pdf), str(stem)],
        check=True,
    )
    with Image.open(stem.with_suffix(".pgm")) as picture:
        return picture.copy()


def codes_on(picture: Image.Image) -> list[str]:
    """The texts of all QR codes on a picture, from the top left on."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [
        code.text for code in sorted(found, key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
    ]


def cut_out(picture: Image.Image, code: str) -> Image.Image:
    """The part of a picture around one code, with its quiet zone: what a camera sees of a badge."""
    for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
        if found.text == code:
            corners = [
                found.position.top_left,
                found.position.top_right,
                found.position.bottom_right,
                found.position.bottom_left,
            ]
            xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
            edge = 16
            part = picture.crop((min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge))
            return part.resize((part.width * 2, part.height * 2))
    raise LookupError(f"{code} is not on the picture")
