"""Take the pictures of docs/gallery.md: each layout that ships, as it prints what is usual. Needs pdftoppm."""

import subprocess
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from meeting.documents.layouts.gallery import of_kind
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.sheets import Sheet, print_pdf

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SHEETS = {
    "gallery-honours": ((Kind.HONOUR, Kind.APPOINTMENT), 0.9, 4),
    "gallery-badges": ((Kind.BADGE, Kind.EXHIBITOR_BADGE), 1.6, 6),
    "gallery-cards": ((Kind.TABLE_CARD, Kind.SEAT_CARD, Kind.MEAL_TICKET), 1.0, 4),
}
"""Name → kinds, pixels a millimetre, pictures in a row."""
GAP, CAPTION, FINE = 16, 20, 4
DESK, INK = (236, 232, 226), (60, 56, 52)


def main() -> None:
    """Draw the sheets anew."""
    font = ImageFont.truetype(BytesIO(files("meeting.documents").joinpath("fonts", "song.ttf").read_bytes()), 13)
    for name, (kinds, scale, columns) in SHEETS.items():
        shown = [found for kind in kinds for layout in of_kind(kind).values() for found in pictures(layout, scale)]
        rows = [shown[start : start + columns] for start in range(0, len(shown), columns)]
        width = max(sum(picture.width + GAP for picture, _ in row) for row in rows) + GAP
        height = sum(max(picture.height for picture, _ in row) + CAPTION + GAP for row in rows) + GAP
        sheet = Image.new("RGB", (width, height), DESK)
        drawing = ImageDraw.Draw(sheet)
        y = GAP
        for row in rows:
            x = (width - sum(picture.width + GAP for picture, _ in row) + GAP) // 2
            for picture, title in row:
                sheet.paste(picture, (x, y))
                drawing.text((x, y + picture.height + 3), title, INK, font)
                x += picture.width + GAP
            y += max(picture.height for picture, _ in row) + CAPTION + GAP
        sheet.quantize(128).save(PICTURES / f"{name}.png", optimize=True)


def pictures(layout: Layout, scale: float) -> Iterator[tuple[Image.Image, str]]:
    """Front and back, with what stands below."""
    pdf = print_pdf([(layout, Sheet(), [samples(layout.kind)["usual"]])], title=layout.title)
    for number, title in enumerate([layout.title, "背面"][: 2 if layout.back else 1], 1):
        answer = subprocess.run(
            ["pdftoppm", "-r", f"{25.4 * scale * FINE:.0f}", "-f", str(number), "-l", str(number), "-"],
            input=pdf, capture_output=True, check=True,
        ).stdout  # fmt: skip
        with Image.open(BytesIO(answer)) as picture:
            size = (round(layout.width * scale), round(layout.height * scale))
            yield picture.convert("RGB").resize(size, Image.Resampling.LANCZOS), title


if __name__ == "__main__":
    main()
