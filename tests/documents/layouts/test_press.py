from io import BytesIO

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from meeting.documents.cards import Certificate, cards_pdf
from meeting.documents.cutting import Run
from meeting.documents.errors import TextTooLong
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Fit, Qr, Rule, Signatories, Text
from meeting.documents.layouts.press import issuer_middles
from meeting.documents.layouts.reading import turned_box
from meeting.documents.layouts.records import Record
from meeting.documents.painter import Colour
from tests.documents.layouts.making import block, layout, printed, record
from tests.documents.layouts.test_sheets import blocks, near
from tests.documents.reading import LONG_NAME, RARE_NAMES, codes_on, ink_box, picture_of, text_of

FINE = 254  # dpi: ten pixels a millimetre
NAMES = [*RARE_NAMES, LONG_NAME, "张三", "王", "档案馆100%（试）"]


def ink(pdf: bytes, page: int = 1) -> tuple[float, ...]:
    """Left, top, right and bottom of what is printed, in mm."""
    box = ink_box(picture_of(pdf, page, FINE))
    assert box is not None
    return tuple(side / 10 for side in box)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_elements_cover_the_turned_box(turn: int) -> None:
    element = block(25, 20, 30, 8, turn=turn)

    assert blocks(printed(layout(element))) == near(turned_box(element))


@pytest.mark.parametrize(("turn", "side"), [(0, "left"), (90, "top"), (180, "right"), (270, "bottom")])
def test_turned_texts_begin_clockwise(turn: int, side: str) -> None:
    text = Text(x=25, y=22, width=40, height=10, text="{姓名}", size=14, turn=turn, align="left")

    left, top, right, bottom = ink(printed(layout(text), record(name="馆")))

    box_left, box_top, wide, high = turned_box(text)
    distance = {
        "left": left - box_left, "top": top - box_top, "right": box_left + wide - right,
        "bottom": box_top + high - bottom,
    }  # fmt: skip
    assert 0 <= distance[side] < 1
    assert all(value > 2 for name, value in distance.items() if name != side)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_codes_stay_in_place_and_decode(turn: int) -> None:
    of = layout(Qr(x=20, y=10, width=40, height=30, turn=turn), block(20, 10, 40, 0.2, turn=turn))

    picture = picture_of(printed(of, record(code="HTTPS://MEET.EXAMPLE.CN/V/ABC")), dpi=150)

    assert codes_on(picture) == {"HTTPS://MEET.EXAMPLE.CN/V/ABC"}


def test_a_rule_runs_from_corner_to_corner() -> None:
    assert ink(printed(layout(Rule(x=10, y=20, width=50, height=0, stroke=1)))) == pytest.approx(
        (10, 19.5, 60, 20.5), abs=0.11
    )
    assert ink(printed(layout(Rule(x=10, y=20, width=0, height=10, stroke=1)))) == pytest.approx(
        (9.5, 20, 10.5, 30), abs=0.11
    )


@pytest.mark.parametrize("fit", [Fit.LINE, Fit.WRAP, Fit.NAME, Fit.PROSE])
@pytest.mark.parametrize("vertical", ["top", "middle", "bottom"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_texts_lie_where_they_are_aligned(fit: Fit, vertical: str, align: str) -> None:
    text = Text(
        x=10, y=5, width=70, height=44, text="{单位}", size=20, least=6, fit=fit, vertical=vertical, align=align,  # type: ignore[arg-type]
    )  # fmt: skip

    left, top, *_ = ink(printed(layout(text), record(unit="国国国：")))

    em = 20 / 72 * 25.4
    tops = {"top": 5.0, "middle": 27 - em / 2, "bottom": 49 - em}
    assert top == pytest.approx(tops[vertical], abs=0.9)
    if fit is not Fit.PROSE:  # justified
        lefts = {"left": 10.0, "centre": 45 - 1.75 * em, "right": 80 - 4 * em}
        assert left == pytest.approx(lefts[align], abs=0.9)


@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("spread", [False, True])
def test_texts_are_copied_as_they_are(fit: Fit, spread: bool) -> None:
    words = {"张三丰": "张三丰", "narrow": "中国档案学会第九届理事会学术委员会、档案信息化技术委员会（筹）"}
    for width, text in ((80, words["张三丰"]), (48, words["narrow"])):
        of = layout(
            Text(x=5, y=5, width=width, height=44, text="{单位}", size=24, least=4, fit=fit, spread=spread, strong=True)
        )

        pdf = printed(of, *[record(unit=text)] * 3)  # the third from a plan

        for page in (1, 2, 3):
            assert "".join(text_of(pdf, page).split()) == text
            assert "".join(PdfReader(BytesIO(pdf)).pages[page - 1].extract_text().split()) == text


def test_names_are_copied_as_they_are_by_both_readers() -> None:
    of = layout(Text(x=5, y=5, width=80, height=44, text="{姓名}", size=30, least=6, fit=Fit.NAME))

    pdf = printed(of, *(record(name=name) for name in NAMES))

    pages = PdfReader(BytesIO(pdf)).pages
    assert [text_of(pdf, number + 1).strip() for number in range(len(NAMES))] == NAMES
    # pypdf doesn't know ActualText: two characters set apart stay so, and lines end.
    copied = [page.extract_text().replace("\u3000", "").replace("\n", "").strip() for page in pages]
    assert [text.replace(" ", "") for text in copied] == [name.replace(" ", "") for name in NAMES]


def test_a_justified_paragraph_is_copied_without_blanks_between_its_characters() -> None:
    words = "您撰写的论文《国家治理体系和治理能力现代化视野下“互联网+”电子文件单套制归档与长期保存策略（2010—2020）》"
    body = (Run(words), Run("荣获一等奖", True), Run("。"))
    of = layout(Text(x=5, y=5, width=110, height=60, text="{正文}", size=20, fit=Fit.PROSE), width=120, height=70)

    pdf = printed(of, record(body=(body,)))

    whole = words + "荣获一等奖。"
    for copied in (text_of(pdf), PdfReader(BytesIO(pdf)).pages[0].extract_text()):
        lines = copied.strip().splitlines()
        assert "".join(lines) == whole
        assert len(lines) >= 4


def test_emptied_lines_leave_no_gap() -> None:
    of = layout(Text(x=5, y=5, width=80, height=44, text="座位：{座位}\n{姓名}", vertical="top"))

    assert text_of(printed(of, record(name="张三", seat=""))).split() == ["张三"]
    assert text_of(printed(of, record(name="张三", seat="3-12"))).split() == ["座位：3-12", "张三"]


def test_what_fills_in_is_never_read_again() -> None:
    of = layout(Text(x=5, y=5, width=80, height=44, text="{姓名}{单位}"))

    pdf = printed(of, *[record(name="{单位}", unit="%s%(a)s{}\\)(")] * 3)

    assert [text_of(pdf, page).strip() for page in (1, 2, 3)] == ["{单位}%s%(a)s{}\\)("] * 3


@pytest.mark.parametrize("count", [1, 2, 3])
def test_issuers_share_the_box_and_seals_lie_over_them(count: int) -> None:
    element = Signatories(x=122, y=150, width=135, height=22)
    of = layout(element, width=297, height=210)
    target = BytesIO()
    Image.new("RGB", (40, 40), (200, 0, 0)).save(target, "PNG")
    names = ("江苏省档案馆", "江苏省档案学会", "常州市档案馆")[:count]
    signed = Record({}, issuers=names, date="二〇二〇年十二月八日")
    sealed = Record({}, issuers=names, date="二〇二〇年十二月八日", seals=(target.getvalue(),) * count)

    pdf = printed(of, signed, sealed)

    added = ImageChops.difference(picture_of(pdf, 1, FINE), picture_of(pdf, 2, FINE))
    middles = issuer_middles(element, count)
    left, top, right, bottom = ink_box(ImageChops.invert(added))  # type: ignore[misc]
    assert left / 10 == pytest.approx(middles[0] - 21, abs=0.2)
    assert right / 10 == pytest.approx(middles[-1] + 21, abs=0.2)
    assert ((top + bottom) / 20, (bottom - top) / 10) == pytest.approx((161, 42), abs=0.3)
    assert all(name in text_of(pdf, 1) for name in names)
    words_left, _, words_right, _ = ink(pdf)
    assert words_left >= 122
    assert words_right <= 257


def test_one_issuers_seal_may_stay_blank_beside_another() -> None:
    element = Signatories(x=20, y=20, width=100, height=22)
    target = BytesIO()
    Image.new("RGB", (40, 40), (0, 0, 0)).save(target, "PNG")

    pdf = printed(
        layout(element, width=140, height=70),
        Record({}, issuers=("甲会", "乙会"), date="今日", seals=(None, target.getvalue())),
    )

    assert max(blocks(pdf), key=lambda box: box[2] * box[3]) == pytest.approx(
        (95 - 21, 31 - 21, 42, 42), abs=0.21
    )


def test_the_band_has_the_categorys_colour() -> None:
    of = layout(block(0, 0, 90, 54, category=True))

    pdf = printed(of, Record({}, colour=Colour(255, 255, 255)), Record({}, colour=Colour(0, 0, 0)))

    assert [picture_of(pdf, page).getpixel((20, 20)) for page in (1, 2)] == [255, 0]


@pytest.mark.parametrize("appointment", [False, True])
@pytest.mark.parametrize("name", ["长" * 120, "阿卜杜热依木·" * 17 + "江", "Wolfeschlegelstein " * 6 + "Müller"])
def test_a_name_of_120_characters_is_set_in_lines_or_refused_by_name(name: str, appointment: bool) -> None:
    certificate = Certificate(
        title="荣誉证书", salutation=(Run(name, True), Run("：")), body=((Run("荣获一等奖。"),),), issuers=("某会",),
        date="今日", number="1", code="X", name=name, appointment=appointment,
    )  # fmt: skip
    kind = Kind.APPOINTMENT if appointment else Kind.HONOUR

    refused = None
    try:
        pdf = cards_pdf([certificate], title="", kind=kind)
    except TextTooLong as error:
        refused = error

    if refused is not None:
        assert name in refused.params["text"]
    else:
        assert "".join(name.split()) in "".join(text_of(pdf).split())
