"""What is printed on what: sizes and places, measured in the PDF in millimetres."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest

from meeting.documents.cards import Badge
from meeting.documents.correction import AddedLine, Correction, CorrectionLine, correction_pdf
from meeting.documents.layouts.errors import SheetTooSmall
from meeting.documents.layouts.gallery import default, gallery
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.sheets import grid_of, print_pdf
from meeting.documents.ruler import CROSS, ruler_pdf
from meeting.printing.enums import Stock
from meeting.printing.items import PrintOrder
from meeting.printing.models import Printer
from meeting.printing.stocks import sheet_of
from tests.documents.reading import LONG_NAME, LONG_UNIT, check, ink_box, part, picture_of, run, text_of

MM = 72 / 25.4
BADGE = default(Kind.BADGE)
CARD = (BADGE.width, BADGE.height)


def drawn(count: int = 5, printer: Printer | None = None, **values: object) -> bytes:
    """So many badges."""
    order = PrintOrder(Kind.BADGE, **values)  # type: ignore[arg-type]
    records = [
        Badge(meeting="年会", name=f"张{number}", unit="档案馆", category="正式代表", code=f"HTTP://A/B/{number}").record()
        for number in range(count)
    ]
    return print_pdf([(BADGE, sheet_of(order, BADGE, printer), records)], title="年会")


def sizes(pdf: bytes, box: str = "mediabox") -> list[tuple[float, float]]:
    """Of each page, in millimetres."""
    found = [getattr(page, box) for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    return [(round(float(one.width) / MM, 1), round(float(one.height) / MM, 1)) for one in found]


def places(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each word of the first page with its place, in millimetres from the upper left corner, as poppler finds it."""
    told = run("pdftotext", "-bbox", "-l", "1", "-", "-", data=pdf).decode()
    words = re.findall(r'<word xMin="([^"]+)" yMin="([^"]+)"[^>]*>([^<]+)</word>', told)
    return [(text, float(x) / MM, float(y) / MM) for x, y, text in words]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stock": Stock.SINGLE}, [CARD] * 5),
        ({"stock": Stock.A4}, [(210, 297)] * 2),
        ({"stock": Stock.A3}, [(297, 420)]),
        ({"stock": Stock.OWN, "paper": (CARD[0], 2 * CARD[1])}, [(CARD[0], 2 * CARD[1])] * 3),
        ({"stock": Stock.SHOP}, [(CARD[0] + 6, CARD[1] + 6)] * 5),
    ],
)  # fmt: skip
def test_sheet_is_of_the_paper_that_was_asked_for(
    values: dict[str, object], expected: list[tuple[float, float]]
) -> None:
    pdf = drawn(**values)

    assert sizes(pdf) == expected
    assert sorted(text_of(pdf).count(f"张{number}") for number in range(5)) == [1] * 5


def test_sheet_for_a_print_shop_is_to_be_cut_to_the_card() -> None:
    pdf = drawn(1, stock=Stock.SHOP)

    assert (sizes(pdf, "trimbox"), sizes(pdf, "bleedbox")) == ([CARD], [(CARD[0] + 6, CARD[1] + 6)])


def test_sheet_has_as_many_cards_as_fit_whichever_way_it_lies() -> None:
    on_a4, on_a3 = (len(places_of_names(drawn(20, stock=stock))) for stock in (Stock.A4, Stock.A3))

    assert (on_a4, on_a3) == (4, 9)


def places_of_names(pdf: bytes) -> list[tuple[str, float, float]]:
    return [place for place in places(pdf) if re.fullmatch(r"张\d+", place[0])]


@pytest.mark.parametrize(
    ("name", "stock", "page", "lefts", "tops"),
    [
        # A6 on A4: upright 1, lying 2 × 105 + 4 = 214 across
        ("badge-105x148", Stock.A4, (297, 210), [41.5, 150.5], [31]),
        # A7: upright 2 × 2, lying 3 × 1
        ("badge-74x105", Stock.A4, (210, 297), [29, 107], [41.5, 150.5]),
        # 90 × 60: upright 2 × 4, lying 3 × 3 (278 × 188)
        ("badge-90x60", Stock.A4, (297, 210), [9.5, 103.5, 197.5], [11, 75, 139]),
        # A6 on A3: upright 2 × 2, lying 3 × 1
        ("badge-105x148", Stock.A3, (297, 420), [41.5, 150.5], [60, 212]),
        # CR80 with its bleed: 172 + 4 across, 270 + 16 down
        ("badge-86x54", Stock.A4, (210, 297), [17, 107], [5.5, 63.5, 121.5, 179.5, 237.5]),
        # 90 × 54 without a bleed: upright 2 × 5, lying 3 × 3
        ("seat-90x54", Stock.A4, (210, 297), [15, 105], [13.5, 67.5, 121.5, 175.5, 229.5]),
        # 100 × 140: four fit to the last millimetre, without a gap
        ("badge-100x140", Stock.A4, (210, 297), [5, 105], [8.5, 148.5]),
        # 130 × 54: upright 1 × 5, lying 2 × 3
        ("meal-ticket", Stock.A4, (297, 210), [18.5, 148.5], [24, 78, 132]),
        # Two of 297 × 210 would fill A3 to its edges
        ("honour-gold", Stock.A3, (420, 297), [61.5], [43.5]),
    ],
)
def test_sheet_has_room_for_its_marks_around_the_cards(
    name: str, stock: Stock, page: tuple[float, float], lefts: list[float], tops: list[float]
) -> None:
    card = gallery()[name]
    sheet = sheet_of(PrintOrder(card.kind, stock=stock), card, None)
    record = samples(card.kind)["usual"]

    pdf = print_pdf([(replace(card, back=()), sheet, [record] * (len(lefts) * len(tops) + 1))], title="")

    assert sizes(pdf) == [page] * 2
    wide, high = page
    xs = sorted({edge for left in lefts for edge in (left, left + card.width)})
    ys = sorted({high - edge for top in tops for edge in (top, top + card.height)})
    marks = marks_of(pdf)
    upright = {(round(x1, 1), y1 < ys[0]) for x1, y1, x2, _ in marks if x1 == x2}
    lying = {(round(y1, 1), x1 < xs[0]) for x1, y1, _, y2 in marks if y1 == y2}
    assert upright == {(x, low) for x in xs for low in (True, False)}
    assert lying == {(y, left) for y in ys for left in (True, False)}
    bleed = 2 if card.bleed and len(xs) == 2 * len(lefts) else 0  # half of the gap
    for x1, y1, x2, y2 in marks:
        assert (min(x1, x2), min(y1, y2)) >= (0, 0)
        assert (max(x1, x2), max(y1, y2)) <= (wide, high)
        assert max(x2 - x1, y2 - y1) >= 3.5 - 0.01
        off = max(xs[0] - x2, x1 - xs[-1], ys[0] - y2, y1 - ys[-1])
        assert off >= max(1, bleed) - 0.01
    assert min(xs[0], wide - xs[-1], ys[0], high - ys[-1]) >= 5


def marks_of(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The crop marks, in millimetres from the lower left corner: the page's last drawing."""
    page = pypdf.PdfReader(BytesIO(pdf)).pages[0]
    content = page.get_contents()
    assert content is not None
    last = re.findall(rb"/(X\d+) Do", content.get_data())[-1].decode()
    drawing = page["/Resources"]["/XObject"][f"/{last}"].get_data().decode("latin-1")  # type: ignore[index]
    number = r"(-?[\d.]+)"
    found = re.findall(rf"{number} {number} m\s+{number} {number} l", drawing)
    return [tuple(round(float(value) / MM, 2) for value in line) for line in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "values", "page", "count"),
    [
        ("honour-gold", {"stock": Stock.A4}, (297, 210), 1),
        ("table-210x99", {"stock": Stock.A4, "fold": "tent"}, (210, 297), 1),
        ("table-200x100", {"stock": Stock.A4, "fold": "roof"}, (210, 297), 1),
        ("badge-90x130", {"stock": Stock.OWN, "paper": (90, 130)}, (90, 130), 1),
        ("badge-90x130", {"stock": Stock.OWN, "paper": (94, 264)}, (94, 264), 2),  # a roll with its liner
    ],
)
def test_paper_that_the_cards_fill_has_no_margin(
    name: str, values: dict[str, object], page: tuple[float, float], count: int
) -> None:
    card = gallery()[name]

    grid = grid_of(card, sheet_of(PrintOrder(card.kind, **values), card, None))  # type: ignore[arg-type]

    assert (grid.page, len(grid.corners)) == (page, count)


def test_sheet_too_small_for_one_card_is_refused() -> None:
    with pytest.raises(SheetTooSmall) as refused:
        drawn(stock=Stock.OWN, paper=(CARD[0] - 1, 400))

    assert refused.value.params == {"card": f"{CARD[0]:g} × {CARD[1]:g}", "paper": f"{CARD[0] - 1:g} × 400"}


@pytest.mark.parametrize("stock", [Stock.SINGLE, Stock.A4, Stock.SHOP])
def test_printers_offset_moves_everything_by_tenths_of_a_millimetre(stock: Stock) -> None:
    before = places(drawn(stock=stock))
    after = places(drawn(stock=stock, printer=Printer(name="三楼惠普", right=8, down=-13)))

    assert len(before) >= 4
    assert [text for text, _, _ in after] == [text for text, _, _ in before]
    moves = [(x2 - x1, y2 - y1) for (_, x1, y1), (_, x2, y2) in zip(before, after, strict=True)]
    assert moves == [pytest.approx((0.8, -1.3), abs=0.01)] * len(moves)


def test_words_only_leaves_out_what_is_on_the_paper_already() -> None:
    kept = [element for element in BADGE.front if not element.preprinted]
    assert 0 < len(kept) < len(BADGE.front), "the badge's layout has both"

    whole, words = drawn(1), drawn(1, words_only=True)

    assert "张0" in text_of(words)
    pictures = [picture_of(pdf) for pdf in (whole, words)]
    for element in BADGE.front:
        if element.preprinted:
            box = (element.x, CARD[1] - element.y - element.height, element.x + element.width, CARD[1] - element.y)
            whole_ink, words_ink = (ink_share(part(picture, 150, *box, CARD[1])) for picture in pictures)
            assert words_ink < whole_ink or whole_ink == 0, element


def ink_share(picture: object) -> float:
    data = picture.histogram()  # type: ignore[attr-defined]
    return sum(data[:250]) / max(1, sum(data))


def test_ruler_stands_where_it_says_and_moves_by_the_offset() -> None:
    still, moved = lines_of(ruler_pdf()), lines_of(ruler_pdf("三楼惠普", (0.8, -1.3)))

    cross = [
        line
        for line in still
        if max(abs(line[0] - line[2]), abs(line[1] - line[3])) == pytest.approx(40, abs=0.01)
    ]
    assert [tuple(round(value, 2) for value in line) for line in cross] == [
        (CROSS - 20, 247.0, CROSS + 20, 247.0), (CROSS, 227.0, CROSS, 267.0),
    ]  # fmt: skip
    assert any(line[2] - line[0] == pytest.approx(100, abs=0.01) for line in still), "the line to measure scaling by"
    assert len(still) == len(moved)
    for before, after in zip(still, moved, strict=True):
        assert [b - a for a, b in zip(before, after, strict=True)] == pytest.approx([0.8, 1.3, 0.8, 1.3], abs=0.01)
    assert sizes(ruler_pdf()) == [(210, 297)]


def test_ruler_can_be_read_and_its_words_are_not_cut(tmp_path: object) -> None:
    pdf = ruler_pdf("三楼惠普", (0.8, -1.3))

    check(pdf, tmp_path)
    assert re.search(r"三楼惠普\s+已移：向右 0.8，向下 -1.3 毫米", text_of(pdf))
    left, top, right, bottom = ink_box(picture_of(pdf, dpi=72))  # type: ignore[misc]
    assert left >= 0
    assert right < 205 * MM
    assert (top, bottom) < (20, 292 * MM)


def lines_of(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The strokes of a page, in millimetres."""
    content = pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    number = r"(-?[\d.]+)"
    found = re.findall(rf"{number} {number} m\s+{number} {number} l", content.get_data().decode("latin-1"))
    return [tuple(float(value) / MM for value in line) for line in found]  # type: ignore[misc]


def test_correction_goes_on_for_pages_without_a_heading_at_the_foot_of_one(tmp_path: object) -> None:
    names = [f"欧阳{number:03d}（新疆维吾尔自治区伊犁哈萨克自治州档案馆，正式代表）" for number in range(130)]
    pairs = tuple(CorrectionLine(name, name.replace("欧阳", "司马")) for name in names[:60])

    added = tuple(AddedLine(name, "某人") for name in names[60:])
    pdf = correction_pdf(Correction("年会", "参会证", "2020年12月7日", added, pairs, tuple(names[:30])))

    check(pdf, tmp_path)
    pages = text_of(pdf).split("\f")[:-1]
    assert len(pages) > 5
    everything = "".join(pages)
    assert [everything.count(name[:5]) for name in names] == [2] * 30 + [1] * 100
    for page, following in pairwise(pages):
        *_, last, foot = [line for line in page.splitlines() if line.strip()]
        assert "张）" not in last, (last, following[:40])
        assert re.fullmatch(rf"第 ?\d+ ?页 ?/ ?共 ?{len(pages)} ?页", foot)


def test_correction_takes_the_longest_names_and_says_where_there_is_nothing() -> None:
    long = f"{LONG_NAME}（{LONG_UNIT * 4}）"

    empty = correction_pdf(Correction("年会", "聘书", "2020年12月7日"))
    full = correction_pdf(Correction("年" * 120, "参会证", "2020年12月7日", (AddedLine(long[:300], long[:300]),)))

    assert "没有新增、变动和要抽掉的。" in text_of(empty)
    assert long[:20] in text_of(full).replace("\n", "")
