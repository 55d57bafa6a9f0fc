"""Ornaments stay in their boxes and cost little; dashes; several lines in one text; where issuers stand."""

import zlib

import pytest

from meeting.documents.fitting import fit
from meeting.documents.frames import DESIGNS
from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.model import Layout, Rule, Signatories, Text
from meeting.documents.layouts.reading import layout_from, layout_json
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.painter import BLACK, Colour, Painter, Style
from meeting.documents.pdf import PdfFile
from meeting.documents.shipped_fonts import Face
from tests.documents.reading import ink_box, part, picture_of, text_of

DPI = 100
DOT = 25.4 / DPI
PACKED = 14_000  # bytes: the rosette's, the most of them all


def pdf_of(layout: Layout, records: list[Record]) -> bytes:
    return print_pdf([(layout, Sheet(), records)], title=layout.title)


@pytest.mark.parametrize("design", list(DESIGNS))
@pytest.mark.parametrize("box", [(20.0, 20.0, 257.0, 170.0), (10.0, 10.0, 90.0, 40.0), (10.0, 10.0, 40.0, 90.0)])
def test_a_design_fills_its_box_and_keeps_to_it(design: str, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    file = PdfFile(title=design)
    painter = Painter(file)

    DESIGNS[design](painter, x, y, width, height, BLACK, BLACK)
    file.add_page((x + width + x, y + height + y), painter.content())

    found = ink_box(picture_of(file.finish(), dpi=DPI))
    assert found is not None
    left, top, right, bottom = (dots * DOT for dots in found)
    assert left > x - 1
    assert right < x + width + 1
    assert top > y - 1
    assert bottom < y + height + 1
    assert right - left > min(width, height) * 0.6


@pytest.mark.parametrize("design", list(DESIGNS))
def test_a_design_on_a_whole_page_is_small(design: str) -> None:
    painter = Painter(PdfFile(title=design))

    DESIGNS[design](painter, 11, 11, 275, 188, BLACK, BLACK)

    assert len(zlib.compress(painter.content())) < PACKED


@pytest.mark.parametrize("design", ["fret", "ruled"])
def test_corners_show_the_ground_they_stand_on(design: str) -> None:
    file = PdfFile(title=design)
    painter = Painter(file)
    painter.rectangle(0, 0, 100, 100, fill=Colour(120, 120, 120))

    DESIGNS[design](painter, 10, 10, 80, 80, BLACK, BLACK)
    file.add_page((100, 100), painter.content())

    assert picture_of(file.finish(), dpi=DPI).getextrema()[1] < 125


def test_a_dashed_rule_has_gaps_and_the_next_one_none() -> None:
    rules = (Rule(x=10, y=10, width=80, height=0, stroke=1, dash=4), Rule(x=10, y=20, width=80, height=0, stroke=1))
    layout = Layout(Kind.MEAL_TICKET, "撕开线", 100, 40, rules)

    picture = picture_of(pdf_of(layout, [Record({})]), dpi=DPI)

    def runs(y: float) -> int:
        row = [picture.getpixel((column, round(y / DOT))) < 128 for column in range(picture.width)]
        return sum(now and not before for before, now in zip([False, *row], row, strict=False))

    assert (runs(10), runs(20)) == (10, 1)
    assert layout_from(layout_json(layout)) == layout


def test_paragraphs_of_one_text_stand_below_one_another_in_one_size() -> None:
    style = Style(Face.SONG, 20)

    wide = fit("上午\n一楼自助餐厅", style, 60, 20, floor=6)
    low = fit("上午\n一楼自助餐厅", style, 60, 10, floor=6)
    narrow = fit("上午\n一楼自助餐厅", style, 22, 40, floor=6)

    assert wide.lines == low.lines == ("上午", "一楼自助餐厅")
    assert wide.style.size == 20
    assert low.height <= 10
    assert narrow.lines == ("上午", "一楼自", "助餐厅")


def test_texts_of_several_paragraphs_are_printed_whole() -> None:
    text = Text(x=5, y=5, width=60, height=15, text="{时间}\n{会场}", size=12)
    layout = Layout(Kind.MEAL_TICKET, "餐券", 70, 30, (text,))
    record = Record({Field.TIME: "12:00", Field.ROOM: "一楼自助餐厅"})

    copied = text_of(pdf_of(layout, [record]))

    assert copied.split() == ["12:00", "一楼自助餐厅"]


ISSUERS = ("江苏省档案学会", "新疆维吾尔自治区档案学会", "中国档案学会档案信息化技术委员会")


def signed(issuers: tuple[str, ...]) -> bytes:
    place = Signatories(x=50, y=20, width=147, height=22)
    layout = Layout(Kind.HONOUR, "落款", 200, 60, (place,))
    return pdf_of(layout, [Record({}, issuers=issuers, date="二〇二〇年十二月二十八日")])


def test_one_issuer_stands_at_the_right_with_room_for_its_seal() -> None:
    box = ink_box(picture_of(signed(ISSUERS[:1]), dpi=DPI))

    assert box is not None
    assert (box[0] + box[2]) / 2 * DOT == pytest.approx(197 - 42, abs=1)


def test_three_issuers_share_one_size_and_the_date_stays_on_one_line() -> None:
    pdf = signed(ISSUERS)

    picture = picture_of(pdf, dpi=DPI)

    date = ink_box(part(picture, DPI, 148, 20, 200, 25.5, 60))
    names = [ink_box(part(picture, DPI, 50 + 49 * number, 26, 99 + 49 * number, 45, 60)) for number in range(3)]
    assert date is not None
    assert (date[3] - date[1]) * DOT < 5
    assert all(names)
    assert "".join(text_of(pdf).split()) == "".join(ISSUERS) + "二〇二〇年十二月二十八日"
