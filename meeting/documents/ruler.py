"""The ruler page (量尺页): printed on A4, it tells what a printer is off by, to a tenth of a millimetre."""

from meeting.documents.painter import Painter, Style
from meeting.documents.palette import CINNABAR, GREY
from meeting.documents.pdf import A4, PdfFile
from meeting.documents.shipped_fonts import Face

WIDTH, HEIGHT = A4
CROSS = 50.0  # the middle of the cross, from the paper's left and upper edge
ARM = 20.0
SCALE = 15  # millimetres of the scales, on either side of the cross
TEXT = Style(Face.SONG, 11)
BOLD = Style(Face.HEI, 13, colour=CINNABAR)
SMALL = Style(Face.SONG, 6.5, colour=GREY)

LINES = (
    "1. 按实际大小打印：在打印对话框里选“实际大小”或 100%，不要“适合页面”。",
    "2. 用直尺量十字中心到纸的左边和上边，都应是 50.0 毫米；下面的 100 毫米线用来核对有没有缩放。",
    "3. 左边量得 49.2，就在“向右移”填 0.8；量得 50.6，填 -0.6。上边量得 49.5，就在“向下移”填 0.5。",
    "4. 保存后再印一页量尺页（从打印机列表里下载），十字应落在 50.0。",
    "5. 没有直尺：把页面对折，左上角的刻度对着纸边，看纸边压在哪一格，每格 0.5 毫米。",
)


def ruler_pdf(printer: str = "", offset: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """Draw it, moved right and down by ``offset`` (mm): then it shows whether the offset is right."""
    file = PdfFile(title="量尺页")
    painter = Painter(file)
    right, down = offset
    x, y = CROSS + right, HEIGHT - CROSS - down
    painter.line(x - ARM, y, x + ARM, y, width=0.1)
    painter.line(x, y - ARM, x, y + ARM, width=0.1)
    for step in range(-2 * SCALE, 2 * SCALE + 1):
        arm = 3.0 if step % 10 == 0 else 2.0 if step % 2 == 0 else 1.0
        painter.line(x + step / 2, y, x + step / 2, y + arm, width=0.05)
        painter.line(x, y + step / 2, x - arm, y + step / 2, width=0.05)
    _edge_scales(painter, right, down)
    painter.line(60 + right, 120 - down, 160 + right, 120 - down, width=0.1)
    for end in (60, 160):
        painter.line(end + right, 117 - down, end + right, 123 - down, width=0.1)
    painter.centred(110 + right, 123.5 - down, "100 毫米", TEXT)
    painter.text(80, 262, "量尺页", BOLD)
    said = f"{printer}　已移：向右 {right:g}，向下 {down:g} 毫米" if printer else "还没有移动"
    painter.text(105, 262, said, TEXT)
    for number, line in enumerate(LINES):
        painter.text(20, 100 - 9 * number, line, TEXT.sized(9.5))
    file.add_page(A4, painter.content())
    return file.finish()


def _edge_scales(painter: Painter, right: float, down: float) -> None:
    """Half millimetres along the upper and the left edge, so that the paper's own edge can be read off."""
    for step in range(81):
        place = step / 2
        arm = 6.0 if step % 10 == 0 else 4.0 if step % 2 == 0 else 2.5
        painter.line(60 + right, HEIGHT - place - down, 60 + arm + right, HEIGHT - place - down, width=0.05)
        painter.line(place + right, HEIGHT - 80 - down, place + right, HEIGHT - 80 - arm - down, width=0.05)
        if step and step % 10 == 0:
            painter.text(67 + right, HEIGHT - place - 0.8 - down, f"{place:g}", SMALL)
            painter.centred(place + right, HEIGHT - 89.5 - down, f"{place:g}", SMALL)
