"""PDF files read back by other programs: poppler, qpdf, pypdf's authors', ZXing."""

import subprocess
from io import BytesIO

import zxingcpp
from PIL import Image

RARE_NAMES = (
    "张䶮", "𬭎宁远", "吴㛃", "冼𬍛", "昝䴖", "朱祐樘", "李犇", "王堃", "周喆", "逄锦聚", "禤国安", "亓宁", "尉迟玥",
    "阿卜杜拉·买买提", "古丽娜尔·阿不都热合曼", "𠮷野", "陳龍", "隆\uf9dc", "Anne-Marie O'Connor-Müller", "Łukasz Żółć",
    "Nguyễn Thị Ánh", "Ολγα", "Пётр", "〇〇", "㐂田",
)  # fmt: skip
LONG_UNIT = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县档案馆（地方志编纂委员会办公室）"
LONG_NAME = "买买提·吐尔逊·阿卜杜热依木·艾合买提江"


def run(*command: str, data: bytes) -> bytes:
    """What a program answers to a file on its standard input; it may not complain."""
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=120)
    assert done.stderr == b""
    return done.stdout


def text_of(pdf: bytes, page: int | None = None, *, layout: bool = False) -> str:
    """The text of a page, or of all, as pdftotext copies it; with ``layout`` as it stands on the page."""
    options = (["-f", str(page), "-l", str(page)] if page else []) + (["-layout"] if layout else [])
    return run("pdftotext", *options, "-", "-", data=pdf).decode()


def picture_of(pdf: bytes, page: int = 1, dpi: int = 150) -> Image.Image:
    """A page in shades of grey, as pdftoppm draws it."""
    answer = run("pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), "-", data=pdf)
    return Image.open(BytesIO(answer))


def codes_on(picture: Image.Image) -> set[str]:
    """The texts of the QR codes in a picture."""
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def ink_box(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box in pixels that holds everything darker than light grey; None for a blank picture."""
    return picture.point(lambda shade: 255 if shade < 200 else 0).getbbox()


def part(
    picture: Image.Image, dpi: int, left: float, bottom: float, right: float, top: float, height: float
) -> Image.Image:
    """Cut a box, in millimetres from the lower left corner of a page so many millimetres high."""
    scale = dpi / 25.4
    return picture.crop(
        (round(left * scale), round((height - top) * scale), round(right * scale), round((height - bottom) * scale))
    )


def check(pdf: bytes, tmp_path: object) -> None:
    """qpdf finds nothing wrong."""
    path = f"{tmp_path}/checked.pdf"
    with open(path, "wb") as file:
        file.write(pdf)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
