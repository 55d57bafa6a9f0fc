import re
from dataclasses import replace

import pytest

from meeting.documents.errors import GlyphMissing
from meeting.documents.pdf import A4
from meeting.documents.sign_in_sheet import SignInGroup, SignInRow, SignInSheet, columns, sign_in_sheet_pdf
from tests.documents.reading import LONG_NAME, LONG_UNIT, RARE_NAMES, check, ink_box, part, picture_of, text_of

DPI = 75


def make_sheet(*, groups: int = 3, rows: int = 8, show_mobile: bool = False) -> SignInSheet:
    names = iter(RARE_NAMES * 20)
    return SignInSheet(
        heading="全省档案工作者年会签到表",
        ordered_by="按单位排列，单位内以姓氏笔画为序",
        groups=tuple(
            SignInGroup(f"第{group}档案馆", tuple(SignInRow(next(names), "馆员", "138****1234") for _ in range(rows)))
            for group in range(1, groups + 1)
        ),
        show_mobile=show_mobile,
    )


def test_sign_in_sheet_pdf_lists_everyone_under_a_repeated_heading(tmp_path: object) -> None:
    sheet = make_sheet(groups=4, rows=11)

    pdf = sign_in_sheet_pdf(sheet, title="签到表")

    check(pdf, tmp_path)
    pages = text_of(pdf).split("\f")[:-1]
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        for heading in (sheet.heading, sheet.ordered_by, "序号", "姓名", "单位", "职务", "签名"):
            assert heading in page
        assert f"第{number}页/共2页" in "".join(page.split())
    text = "".join(pages)
    for group in sheet.groups:
        assert group.unit in text
        assert all(row.name in text for row in group.rows)
    numbers = [int(line) for line in text.split("\n") if re.fullmatch(r"\d+", line)]
    assert sorted(numbers) == list(range(1, 45))


def test_sign_in_sheet_pdf_says_when_and_where_on_the_line_of_the_order() -> None:
    sheet = replace(make_sheet(groups=4, rows=11), occasion="2020年12月8日　常州市会议中心")

    pdf = sign_in_sheet_pdf(sheet, title="")

    pages = ["".join(page.split()) for page in text_of(pdf).split("\f")[:-1]]
    assert [page.count("2020年12月8日常州市会议中心") for page in pages] == [1, 1]
    picture = picture_of(pdf, dpi=150)
    left, right = (ink_box(part(picture, 150, start, 256, start + 89, 264, A4[1])) for start in (15, 106))
    assert left is not None
    assert right is not None
    assert (left[1] + left[3]) / 2 == pytest.approx((right[1] + right[3]) / 2, abs=3)  # pixels of 0.17 mm
    assert left[0] < 6


def test_sign_in_sheet_pdf_keeps_a_long_place_from_the_order() -> None:
    sheet = replace(make_sheet(), occasion=f"2020年12月31日至2021年1月1日　{LONG_UNIT}国际会议中心三层多功能厅")

    pdf = sign_in_sheet_pdf(sheet, title="")

    assert ink_box(part(picture_of(pdf, dpi=DPI), DPI, 102.5, 256, 107.5, 266, A4[1])) is None
    assert "".join(sheet.occasion.split()) in "".join(text_of(pdf).split())


def test_sign_in_sheet_pdf_names_a_unit_again_on_the_next_page() -> None:
    pdf = sign_in_sheet_pdf(make_sheet(groups=1, rows=40), title="")

    assert [page.count("第1档案馆") for page in text_of(pdf).split("\f")[:-1]] == [1, 1]


@pytest.mark.parametrize("show_mobile", [True, False])
def test_sign_in_sheet_pdf_shows_mobiles_only_if_asked(show_mobile: bool) -> None:
    text = text_of(sign_in_sheet_pdf(make_sheet(show_mobile=show_mobile), title=""))

    assert ("138****1234" in text, "手机" in text) == (show_mobile, show_mobile)


def test_sign_in_sheet_pdf_leaves_room_to_sign_and_keeps_long_texts_in_their_cells() -> None:
    row = SignInRow(LONG_NAME, "党组书记、局长、二级调研员，地方志编纂委员会办公室主任（兼）", "138****1234")
    sheet = SignInSheet("签到表", "按单位排列", (SignInGroup(LONG_UNIT, (row,)),) * 3, show_mobile=True)

    pdf = sign_in_sheet_pdf(sheet, title="")

    picture = picture_of(pdf, dpi=DPI)
    signature = columns(show_mobile=True)["签名"]
    lines = ink_box(part(picture, DPI, signature.left + 1, 220, signature.right, 245.5, A4[1]))
    assert lines is None or lines[3] - lines[1] <= 60  # rules between rows, nothing written
    assert ink_box(part(picture, DPI, 0, 20, 14.5, 297, A4[1])) is None
    assert ink_box(part(picture, DPI, 195.5, 20, 210, 297, A4[1])) is None
    text = "".join(text_of(pdf).split())
    assert text.count(LONG_NAME) == text.count(LONG_UNIT) == text.count(row.post) == 3


def test_sign_in_sheet_pdf_without_people_is_one_page_with_its_heading() -> None:
    text = text_of(sign_in_sheet_pdf(SignInSheet("签到表", "", ()), title=""))

    assert "".join(text.split()) == "签到表序号姓名单位职务第1页/共1页签名"


def test_sign_in_sheet_pdf_is_the_same_for_the_same_sheet_and_tells_its_progress() -> None:
    told: list[int] = []
    rows = (SignInRow("王文"),) * 44
    sheet = SignInSheet("签到表", "", (SignInGroup("档案馆", rows),))

    first = sign_in_sheet_pdf(sheet, title="", progress=told.append)

    assert first == sign_in_sheet_pdf(sheet, title="")
    assert told == [23, 44]  # 226 mm hold 23 rows of 9.5 mm


def test_sign_in_sheet_pdf_refuses_a_name_that_no_font_has() -> None:
    with pytest.raises(GlyphMissing):
        sign_in_sheet_pdf(SignInSheet("签到表", "", (SignInGroup("馆", (SignInRow("😀"),)),)), title="")
