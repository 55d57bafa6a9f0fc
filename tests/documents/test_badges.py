import base64
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from meeting.documents.cards import A4_OF_FOUR, Badge, cards_pdf
from meeting.documents.errors import GlyphMissing
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Qr
from meeting.documents.layouts.sheets import MARK, MARK_GAP, grid_of
from meeting.documents.painter import Colour
from meeting.documents.pdf import A4
from tests.documents.reading import (
    LONG_NAME,
    LONG_UNIT,
    RARE_NAMES,
    check,
    codes_on,
    ink_box,
    part,
    picture_of,
    text_of,
)

DPI = 150
LAYOUT = default(Kind.BADGE)
WIDTH, HEIGHT = LAYOUT.width, LAYOUT.height
CORNERS = grid_of(LAYOUT, A4_OF_FOUR).corners

COLOURS = (Colour(166, 43, 33), Colour(38, 70, 110), Colour(38, 98, 74), Colour(148, 92, 20), Colour(112, 52, 100))


def badges_pdf(badges: Iterable[Badge], *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    return cards_pdf(badges, title=title, kind=Kind.BADGE, sheet=A4_OF_FOUR, progress=progress)


def make_badge(number: int = 0, **changes: object) -> Badge:
    payload = base64.b32encode(random.Random(number).randbytes(76)).decode().rstrip("=")
    badge = Badge(
        meeting="全省档案工作者年会",
        name=RARE_NAMES[number % len(RARE_NAMES)],
        unit="常州市档案馆",
        category="正式代表",
        code=f"HTTPS://MEET.EXAMPLE.CN/B/{payload}",
        post="副研究馆员",
        forum=f"No. {number + 1:04d} · 常州市代表团",
        colour=COLOURS[number % len(COLOURS)],
    )
    return replace(badge, **changes)  # type: ignore[arg-type]


def longest() -> list[Badge]:
    return [
        make_badge(
            number,
            meeting="江苏省档案学会第七届会员代表大会第三次会议暨全省档案工作者年会、第二届（2020）智慧档案解决方案展",
            name=name,
            unit=LONG_UNIT,
            post="党组书记、局长、二级调研员，地方志编纂委员会办公室主任（兼）",
            category="特邀嘉宾（境外）暨分论坛主持人",
            forum="No. 0001 · 新疆维吾尔自治区伊犁哈萨克自治州代表团（第十二组）",
        )
        for number, name in enumerate([LONG_NAME, "阿" * 40, "Wolfeschlegelsteinhausenbergerdorff " * 2, "王"])
    ]


def card(picture: object, place: int, left: float, bottom: float, right: float, top: float) -> object:
    x, y = CORNERS[place]
    return part(picture, DPI, x + left, y + bottom, x + right, y + top, A4[1])  # type: ignore[arg-type]


def test_badges_pdf_gives_every_text_back(tmp_path: object) -> None:
    badges = [make_badge(number) for number in range(len(RARE_NAMES))]

    pdf = badges_pdf(badges, title="参会证")

    check(pdf, tmp_path)
    for page in range(1, 8):
        text = text_of(pdf, page)
        for badge in badges[(page - 1) * 4 : page * 4]:
            for value in (badge.name, badge.unit, badge.post, badge.category, badge.forum, badge.meeting):
                assert value in text, value


def test_badges_pdf_codes_decode_from_every_page_at_150_dpi() -> None:
    badges = [make_badge(number) for number in range(18)]

    pdf = badges_pdf(badges, title="参会证")

    found = [codes_on(picture_of(pdf, page, DPI)) for page in range(1, 6)]
    assert found == [{badge.code for badge in badges[start : start + 4]} for start in range(0, 18, 4)]
    assert [one.width >= 25 for one in LAYOUT.front if isinstance(one, Qr)] == [True]


@pytest.mark.parametrize("badges", [longest(), [make_badge(number) for number in range(4)]])
def test_badges_pdf_keeps_everything_in_its_place(badges: list[Badge]) -> None:
    pdf = badges_pdf(badges, title="参会证")

    picture = picture_of(pdf, dpi=DPI)
    for place in range(4):
        # Margins beside the words, and the rooms between title, name, unit, post, code and note, stay white.
        for left, bottom, right, top in (
            (0, 16, 5.5, 130),
            (84.5, 16, 90, 130),
            (0, 122.4, 90, 130),
            (6, 98.8, 84, 101.8),  # 3 mm between rule and name
            (6, 70.5, 84, 73.5),  # 3 mm between name and unit
            (6, 49.4, 84, 52.2),
            (6, 19.4, 84, 22.0),
            (6, 14.3, 84, 15.5),
        ):
            assert ink_box(card(picture, place, left, bottom, right, top)) is None, (place, bottom)  # type: ignore[arg-type]
        for bottom, top in ((105.7, 122.3), (73.5, 98.8), (58.5, 70.5), (52.4, 58), (15.5, 19.4)):
            assert ink_box(card(picture, place, 6, bottom, 84, top)) is not None, (place, bottom)  # type: ignore[arg-type]
    text = text_of(pdf)
    assert all(badge.name.strip() in text for badge in badges)


def test_badges_pdf_marks_the_corners_of_90_by_130_mm() -> None:
    picture = picture_of(badges_pdf([make_badge()], title=""), dpi=600)

    scale = 600 / 25.4
    (left, bottom), (right, top) = CORNERS[2], CORNERS[1]
    row = round((A4[1] - bottom + MARK_GAP + MARK / 2) * scale)
    marks = [x for x in range(picture.width) if picture.getpixel((x, row)) < 128]
    column = round((left - MARK_GAP - MARK / 2) * scale)
    levels = [y for y in range(picture.height) if picture.getpixel((column, y)) < 128]

    def middles(pixels: list[int]) -> list[float]:
        starts = [pixel for pixel in pixels if pixel - 1 not in pixels]
        return [(start + 1) / scale for start in starts]

    assert middles(marks) == pytest.approx([left, left + WIDTH, right, right + WIDTH], abs=0.06)
    assert middles(levels) == pytest.approx(
        [A4[1] - top - HEIGHT, A4[1] - top, A4[1] - bottom - HEIGHT, A4[1] - bottom], abs=0.06
    )


def test_badges_pdf_sets_a_short_name_larger_than_a_long_one() -> None:
    picture = picture_of(badges_pdf([make_badge(name="张三"), make_badge(name=LONG_NAME)], title=""), dpi=DPI)

    short = ink_box(card(picture, 0, 6, 70, 84, 97))  # type: ignore[arg-type]

    assert short is not None
    assert (short[3] - short[1]) * 25.4 / DPI > 14  # mm: read from across a table
    assert (short[2] - short[0]) * 25.4 / DPI > 45  # two characters set apart


def test_badges_pdf_prints_the_sub_forum_to_be_read_at_a_door() -> None:
    picture = picture_of(badges_pdf([make_badge(forum="第三分论坛：档案信息化")], title=""), dpi=300)

    x, y = CORNERS[0]
    note = part(picture, 300, x + 6, y + 14, x + 84, y + 20.5, A4[1])

    box = ink_box(note)
    assert box is not None
    assert (box[3] - box[1]) * 25.4 / 300 > 3.1  # mm: the ink of ideographs of 10 pt
    assert note.getextrema()[0] < 50  # ink, not grey


def test_badges_pdf_centres_the_words_of_a_name_not_its_dot() -> None:
    picture = picture_of(badges_pdf([make_badge(name="买买提江·阿不都热合曼")], title=""), dpi=DPI)

    upper = card(picture, 0, 6, 86.5, 84, 99)
    columns = [x for x in range(upper.width) if ink_box(upper.crop((x, 0, x + 1, upper.height)))]  # type: ignore[attr-defined]
    gaps = [(after - before, before) for before, after in pairwise(columns)]
    end = max(gaps)[1]  # the widest gap is the one before the dot
    assert (columns[0] + end) / 2 * 25.4 / DPI == pytest.approx(39, abs=0.5)


def test_badges_pdf_is_the_same_for_the_same_badges() -> None:
    badges = [make_badge(number) for number in range(5)]

    assert badges_pdf(badges, title="参会证") == badges_pdf(iter(badges), title="参会证")


def test_badges_pdf_tells_its_progress_and_takes_any_iterable() -> None:
    told: list[int] = []

    def stream() -> Iterator[Badge]:
        yield from (make_badge(number) for number in range(9))

    badges_pdf(stream(), title="", progress=told.append)

    assert told == [4, 8, 9]


def test_badges_pdf_without_badges_is_one_empty_sheet(tmp_path: object) -> None:
    pdf = badges_pdf([], title="")

    check(pdf, tmp_path)
    assert text_of(pdf).strip() == ""


def test_badges_pdf_refuses_a_name_that_no_font_has() -> None:
    with pytest.raises(GlyphMissing) as refused:
        badges_pdf([make_badge(), make_badge(name="张\U0002fffd")], title="")

    assert refused.value.params == {"text": "张\U0002fffd", "character": "\U0002fffd", "code": "U+2FFFD"}


def test_badges_pdf_of_396_is_small() -> None:
    pdf = badges_pdf((make_badge(number) for number in range(396)), title="")

    assert len(pdf) < 1_500_000
