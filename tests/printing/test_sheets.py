"""What is printed on what: sizes and places, measured in the PDF in millimetres."""

import re
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest

from meeting.documents.cards import Badge
from meeting.documents.correction import AddedLine, Correction, CorrectionLine, correction_pdf
from meeting.documents.layouts.errors import SheetTooSmall
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.sheets import print_pdf
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
