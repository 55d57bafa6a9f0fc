import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from meeting.documents.cards import Badge, TableCard, cards_pdf
from meeting.documents.layouts.errors import SheetTooSmall
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Area, Text
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import MARK, MARK_GAP, Fold, Sheet, print_pdf
from meeting.documents.painter import BLACK, Colour
from tests.documents.layouts.making import block, layout, printed, record
from tests.documents.reading import ink_box, picture_of, text_of

FINE = 254  # dpi: ten pixels a millimetre
A4, A3 = (210.0, 297.0), (297.0, 420.0)
CORNER = layout(block(0, 0, 10, 5), width=80, height=50)  # in the card's upper left corner
NAMED = layout(Text(x=5, y=5, width=80, height=44, text="{姓名}", size=30))


def blocks(pdf: bytes, page: int = 1, dpi: int = FINE) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height in mm of the black rectangles on a page, from its upper left corner, row by row."""
    scale = dpi / 25.4
    picture = picture_of(pdf, page, dpi).point(lambda shade: 255 if shade < 128 else 0)
    found = []
    while (top := picture.getbbox()) is not None:
        row = picture.crop((0, top[1], picture.width, picture.height))
        left = row.crop((0, 0, row.width, 1)).getbbox()[0]  # type: ignore[index]
        line, column = row.crop((left, 0, row.width, 1)), row.crop((left, 0, left + 1, row.height))
        width = next((x for x in range(line.width) if not line.getpixel((x, 0))), line.width)
        height = next((y for y in range(column.height) if not column.getpixel((0, y))), column.height)
        found.append((left / scale, top[1] / scale, width / scale, height / scale))
        picture.paste(0, (left, top[1], left + width, top[1] + height))
    return found


def near(*boxes: tuple[float, float, float, float]) -> list[object]:
    return [pytest.approx(box, abs=0.11) for box in boxes]  # a pixel


def size_of(pdf: bytes, box: str = "mediabox") -> tuple[float, ...]:
    found = getattr(PdfReader(BytesIO(pdf)).pages[0], box)
    return tuple(round(float(side) / 72 * 25.4, 2) for side in found)


def test_single_cards_fill_their_page() -> None:
    pdf = printed(CORNER)

    assert size_of(pdf) == (0, 0, 80, 50)
    assert blocks(pdf) == near((0, 0, 10, 5))


@pytest.mark.parametrize(
    ("paper", "columns", "rows", "gap", "lefts", "tops"),
    [
        (A4, 2, 5, 0.0, [25, 105], [23.5, 73.5, 123.5, 173.5, 223.5]),
        (A4, 0, 0, 4.0, [23, 107], [15.5, 69.5, 123.5, 177.5, 231.5]),
        (A3, 0, 0, 0.0, [28.5, 108.5, 188.5], [10, 60, 110, 160, 210, 260, 310, 360]),
        ((80.0, 50.0), 0, 0, 0.0, [0], [0]),  # a roll: each label a page
        ((84.0, 160.0), 1, 3, 3.0, [2], [2, 55, 108]),
    ],
)  # fmt: skip
def test_cards_stand_in_rows_in_the_middle_of_the_paper(
    paper: tuple[float, float], columns: int, rows: int, gap: float, lefts: list[float], tops: list[float]
) -> None:
    sheet = Sheet(paper=paper, columns=columns, rows=rows, gap=gap, marks=False)

    pdf = printed(CORNER, *[Record({})] * (len(lefts) * len(tops)), sheet=sheet)

    assert size_of(pdf) == (0, 0, *paper)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert blocks(pdf) == near(*((left, top, 10, 5) for top in tops for left in lefts))


def test_crop_marks_are_in_line_with_every_edge() -> None:
    sheet = Sheet(paper=A4, columns=2, rows=2, gap=4)
    bare = layout(width=80, height=50)

    marks = blocks(printed(bare, sheet=sheet), dpi=508)

    across = {round(left + width / 2, 1) for left, _, width, height in marks if height > width}
    down = {round(top + height / 2, 1) for _, top, width, height in marks if width > height}
    assert across == {23.0, 103.0, 107.0, 187.0}
    assert down == {96.5, 146.5, 150.5, 200.5}
    lengths = {round(max(width, height), 1) for _, _, width, height in marks}
    assert lengths == {MARK}
    assert min(top for _, top, width, height in marks if height > width) == pytest.approx(
        96.5 - MARK_GAP - MARK, abs=0.1
    )


def test_backs_lie_behind_their_fronts() -> None:
    both = replace(NAMED, back=(Text(x=5, y=5, width=80, height=44, text="反{姓名}", size=30),))
    sheet = Sheet(paper=A4, columns=2, rows=3, marks=False)

    pdf = printed(both, *(record(name=name) for name in "甲乙丙丁戊"), sheet=sheet)

    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    places = []
    for page in (1, 2):
        words = text_of(pdf, page, layout=True).split("\n")
        places.append([line.split() for line in words if line.strip()])
    assert places == [
        [["甲", "乙"], ["丙", "丁"], ["戊"]],
        [["反乙", "反甲"], ["反丁", "反丙"], ["反戊"]],
    ]
    front = ink_box(picture_of(printed(both, record(name="甲"), sheet=sheet), 1))
    back = ink_box(picture_of(printed(both, record(name="甲"), sheet=sheet), 2))
    assert front is not None
    assert back is not None
    width = 210 / 25.4 * 150
    assert (front[0] + front[2]) / 2 == pytest.approx(width - (back[0] + back[2]) / 2, abs=3)


def test_one_side_leaves_the_back_out() -> None:
    both = replace(CORNER, back=(block(1, 1, 1, 1),))

    pdf = printed(both, sheet=Sheet(both_sides=False))

    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_a_roof_carries_its_back_above_upside_down() -> None:
    roof = Sheet(fold=Fold.ROOF)

    same = printed(CORNER, sheet=roof)
    other = printed(replace(CORNER, back=(block(20, 10, 10, 5),)), sheet=roof)

    assert size_of(same) == (0, 0, 80, 100)
    fold = (0, 50, 2, 0.1), (78, 50, 2, 0.1)  # marks at the edges
    assert [box for box in blocks(same) if box[3] > 1] == near((70, 45, 10, 5), (0, 50, 10, 5))
    assert [box for box in blocks(other) if box[3] > 1] == near((50, 35, 10, 5), (0, 50, 10, 5))
    lines = [box for box in blocks(other, dpi=508) if box[3] < 1]
    assert [pytest.approx(one, abs=0.11) for one in fold][1:] == lines[-1:]


@pytest.mark.parametrize(("foot", "high"), [(0.0, 50.0), (30.0, 30.0)])
def test_a_tent_has_a_foot_below(foot: float, high: float) -> None:
    pdf = printed(CORNER, sheet=Sheet(fold=Fold.TENT, foot=foot))

    assert size_of(pdf) == (0, 0, 80, 100 + high)
    assert [box for box in blocks(pdf) if box[3] > 1] == near((70, 45, 10, 5), (0, 50, 10, 5))


def test_a_table_card_on_a4_is_read_from_both_sides() -> None:
    pdf = cards_pdf(
        [TableCard("张三丰")], title="", kind=Kind.TABLE_CARD, sheet=Sheet(paper=(200.0, 200.0), fold=Fold.ROOF)
    )

    page = picture_of(pdf)
    upper, lower = page.crop((0, 0, page.width, page.height // 2)), page.crop((0, page.height // 2, *page.size))
    turned = upper.transpose(Image.Transpose.ROTATE_180)
    assert ink_box(turned.crop((20, 20, 1160, 570))) == pytest.approx(ink_box(lower.crop((20, 20, 1160, 570))), abs=2)


@pytest.mark.parametrize("paper", [None, A4])
def test_an_offset_moves_everything_by_a_tenth_of_a_millimetre(paper: tuple[float, float] | None) -> None:
    def place(offset: tuple[float, float]) -> tuple[float, float]:
        card = layout(block(10, 10, 2, 2), width=30, height=20)
        sheet = Sheet(paper=(40.0, 30.0) if paper else None, marks=False, offset=offset)
        left, top, *_ = blocks(printed(card, sheet=sheet), dpi=2540)[0]
        return left, top

    x, y = place((0.0, 0.0))

    assert place((0.1, 0.0)) == pytest.approx((x + 0.1, y), abs=0.011)
    assert place((-0.2, 0.3)) == pytest.approx((x - 0.2, y + 0.3), abs=0.011)


def test_a_bleed_lies_around_what_is_cut() -> None:
    coloured = layout(block(-3, -3, 86, 56), width=80, height=50, bleed=3)

    pdf = printed(coloured, sheet=Sheet(bleed=3))

    assert size_of(pdf) == (0, 0, 86, 56)
    assert size_of(pdf, "bleedbox") == (0, 0, 86, 56)
    assert size_of(pdf, "trimbox") == (3, 3, 83, 53)
    assert blocks(pdf) == near((0, 0, 86, 56))
    assert blocks(printed(coloured)) == near((0, 0, 80, 50))


def test_between_cards_the_bleed_ends_in_the_middle_of_the_gap() -> None:
    coloured = layout(block(-3, -3, 86, 56), width=80, height=50, bleed=3)

    pdf = printed(coloured, sheet=Sheet(paper=(84.0, 54.0), columns=1, rows=1, gap=2, marks=False))

    assert blocks(pdf) == near((1, 1, 82, 52))


def test_a_category_s_colour_stays_off_the_neighbours() -> None:
    coloured = layout(Area(x=-3, y=10, width=86, height=10, category=True), width=80, height=50, bleed=3)
    cards = [Record({}, colour=BLACK), Record({}, colour=Colour(255, 255, 255))]

    pdf = printed(coloured, *cards, sheet=Sheet(paper=(164.0, 54.0), columns=2, rows=1, gap=4, marks=False))

    assert blocks(pdf) == near((0, 12, 82, 10))


@pytest.mark.parametrize(("sheet", "down"), [(Sheet(fold=Fold.ROOF), 0), (Sheet(fold=Fold.TENT, bleed=3), 3)])
def test_nothing_bleeds_where_a_card_is_folded(sheet: Sheet, down: float) -> None:
    filled = block(-3, -3, 86, 56), Area(x=-3, y=-3, width=86, height=56, category=True)
    bare = layout(width=80, height=50, bleed=3, back=(block(60, 30, 10, 5),))

    for colour in filled:
        pdf = printed(replace(bare, front=(colour,)), Record({}, colour=BLACK), sheet=sheet)

        assert [box for box in blocks(pdf) if box[3] > 1] == near(
            (10 + down, 15 + down, 10, 5), (0, 50 + down, 80 + 2 * down, 50)
        )


def test_words_only_leaves_out_what_is_on_the_paper() -> None:
    card = layout(
        block(0, 0, 90, 5, preprinted=True),
        Text(x=5, y=10, width=80, height=10, text="姓名：", preprinted=True),
        Text(x=5, y=25, width=80, height=20, text="{姓名}"),
    )

    assert text_of(printed(card, record(name="张三"), sheet=Sheet(words_only=True))).split() == ["张三"]
    assert text_of(printed(card, record(name="张三"))).split() == ["姓名：", "张三"]


def test_a_sample_says_so_on_each_card() -> None:
    sheet = Sheet(paper=A4, columns=2, rows=2, sample=True)

    pdf = printed(NAMED, *(record(name=name) for name in "甲乙丙"), sheet=sheet)

    assert text_of(pdf).count("样本") == 3


@pytest.mark.parametrize(
    ("sheet", "card"),
    [
        (Sheet(paper=(70.0, 100.0)), "80 × 50"),
        (Sheet(paper=A4, columns=3), "80 × 50"),
        (Sheet(paper=A4, rows=6), "80 × 50"),
        (Sheet(paper=(80.0, 90.0), fold=Fold.ROOF), "80 × 100"),
    ],
)
def test_a_card_that_does_not_fit_the_paper_is_refused(sheet: Sheet, card: str) -> None:
    with pytest.raises(SheetTooSmall) as refused:
        printed(CORNER, sheet=sheet)

    assert refused.value.params["card"] == card


def test_sections_of_several_layouts_are_one_file() -> None:
    told: list[int] = []
    larger = layout(Text(x=5, y=5, width=90, height=50, text="{姓名}"), width=100, height=60)

    pdf = print_pdf(
        [(NAMED, Sheet(), [record(name="甲")] * 2), (larger, Sheet(), [record(name="乙")])],
        title="",
        progress=told.append,
    )

    reader = PdfReader(BytesIO(pdf))
    assert [round(float(page.mediabox.width) / 72 * 25.4) for page in reader.pages] == [90, 90, 100]
    assert told == [1, 2, 3]


def test_the_same_cards_are_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib; from tests.documents.layouts.test_sheets import some_badges;"
        "print(hashlib.sha256(some_badges()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        digests.add(done.stdout)

    assert len(digests) == 1


def some_badges() -> bytes:
    badges = (
        Badge("年会", name, f"{name[0]}县档案馆", "正式代表", f"HTTPS://MEET.EXAMPLE.CN/B/{number}")
        for number, name in enumerate(("张三", "𬭎宁远", "买买提·江", "Anne Müller"))
    )
    return cards_pdf(badges, title="参会证", kind=Kind.BADGE, sheet=Sheet(paper=A4, columns=2, rows=2, gap=4))
