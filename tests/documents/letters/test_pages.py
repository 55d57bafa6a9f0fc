"""Numbers are those of GB/T 9704—2012, in millimetres, with the section they stand in."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from meeting.documents.errors import GlyphMissing, TextTooLong
from meeting.documents.letters.closing import seal_middles
from meeting.documents.letters.pages import letters_pdf
from meeting.documents.letters.parts import Attachment, Head, Issuer, Letter, Table
from tests.documents.letters.making import FORM, make_acceptance, make_letter, make_proof
from tests.documents.letters.measuring import ink, lines_of, page_picture, pieces_on
from tests.documents.reading import LONG_NAME, LONG_UNIT, RARE_NAMES, check, run, text_of

CHARACTER = 156 / 28
LINE = CHARACTER * 15 / 8


def drawn(letter: Letter) -> bytes:
    return letters_pdf([letter], title=letter.title)


def pages_of(pdf: bytes) -> list[str]:
    return ["".join(page.split()) for page in text_of(pdf).split("\f")[:-1]]


def seal() -> bytes:
    picture = Image.new("RGBA", (420, 420), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, 419, 419), outline=(255, 0, 0, 255), width=8)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_full_page_has_22_lines_of_28_characters_within_the_text_block() -> None:
    """5.2.1, 5.2.3: 156 × 225 mm, 37 mm from above and 28 mm from the left, filled by 22 lines of 28 characters."""
    pdf = drawn(make_letter(body=("国" * 28 * 40,)))

    *lines, number = lines_of(pdf, 2)
    edges = ink(page_picture(pdf, 2), bottom=265)

    assert [text for *_, text in lines] == ["国" * 28] * 22
    assert number[3] == "—2—"
    assert {round(left, 1) for left, *_ in lines} == {28.0}
    assert {round(right, 1) for _, right, *_ in lines} == {184.0}
    # The ink of 国 lies up to 0.5 mm within its square.
    assert (edges.left, edges.top) == (pytest.approx(28, abs=0.6), pytest.approx(37, abs=0.6))
    assert (edges.right, edges.bottom) == (pytest.approx(184, abs=0.6), pytest.approx(262, abs=0.6))


def test_a_red_head_stands_at_the_standards_places() -> None:
    """7.2.4: the mark 35 mm below the text block's edge; 7.2.5: the number two lines below; 7.2.7: a rule 4 mm below
    it, as wide as the text; 7.3.1: the title two lines below that, 2号; 7.3.2, 7.3.3: a blank line, 3号.
    """
    pdf = drawn(make_letter())
    picture = page_picture(pdf)

    mark = ink(picture, top=60, bottom=95)
    number = ink(picture, top=100, bottom=121)
    rule = ink(picture, top=121.5, bottom=130)
    sizes = {piece.text: piece.size for piece in pieces_on(pdf)}

    assert mark.top == pytest.approx(37 + 35, abs=1.2)
    assert number.top - mark.bottom == pytest.approx(2 * LINE + LINE - CHARACTER, abs=2)
    assert rule.top - number.bottom == pytest.approx(4, abs=0.8)
    assert (rule.left, rule.right) == (pytest.approx(28, abs=0.2), pytest.approx(184, abs=0.2))
    assert ink(picture, top=131, bottom=160).top - rule.bottom == pytest.approx(2 * LINE, abs=1)
    assert (mark.left + mark.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert (number.left + number.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert sizes["苏档学〔2020〕12号"] == pytest.approx(15.8, abs=0.05)
    assert sizes["2020年学术年会的通知"] == 22
    red = picture.getpixel((round((rule.left + 5) * 200 / 25.4), round((rule.top + rule.bottom) / 2 * 200 / 25.4)))
    assert red[0] > 180 > 60 > red[1]


def test_a_letters_head_stands_at_the_standards_places() -> None:
    """10.1: the mark 30 mm from the sheet's edge, a double rule of 170 mm 4 mm below, another 20 mm from the foot, the
    number at the right; no page number on the first page.
    """
    pdf = drawn(make_letter(head=Head.LETTER, mark="江苏省档案学会", number="苏档学函〔2020〕3号"))
    picture = page_picture(pdf)

    mark = ink(picture, top=10, bottom=43)
    rules = ink(picture, top=45, bottom=49, left=0, right=27)
    foot = ink(picture, top=264)
    number = ink(picture, top=50, bottom=61)

    assert mark.top == pytest.approx(30, abs=1)
    assert rules.top - mark.bottom == pytest.approx(4, abs=1.2)
    assert (rules.left, foot.left, foot.right) == (
        pytest.approx(20, abs=0.2), pytest.approx(20, abs=0.2), pytest.approx(190, abs=0.2),
    )  # fmt: skip
    assert foot.bottom == pytest.approx(297 - 20, abs=0.3)
    assert number.right == pytest.approx(184, abs=0.5)
    assert "—1—" not in pages_of(pdf)[0]


def test_with_a_seal_the_date_is_four_characters_in_and_the_name_over_it() -> None:
    """7.3.5.1."""
    pdf = drawn(make_letter(head=Head.PLAIN, number="", sealed=True))

    name, date = lines_of(pdf, 1)[-2:]

    assert (date[3], name[3]) == ("2020年11月3日", "江苏省档案学会")
    assert date[1] == pytest.approx(184 - 4 * CHARACTER, abs=0.1)
    assert (name[0] + name[1]) / 2 == pytest.approx((date[0] + date[1]) / 2, abs=0.1)
    assert date[2] - name[2] == pytest.approx(LINE, abs=0.1)


def test_a_seal_lies_over_name_and_date_with_its_edge_within_a_line_of_the_text() -> None:
    """7.3.5.1: names and date a little below its middle, its upper edge within a line of the text."""
    letter = make_letter(head=Head.PLAIN, number="", issuers=(Issuer("江苏省档案学会", seal()),))
    pdf = drawn(letter)
    bare = lines_of(pdf, 1)
    text, name, date = bare[-3], bare[-2], bare[-1]
    picture = page_picture(pdf).convert("RGB")
    red = picture.point(lambda shade: shade)
    mask = Image.new("RGB", red.size, "white")
    mask.paste("black", mask=_reddish(red))
    edges = ink(mask)

    assert edges.right - edges.left == pytest.approx(42, abs=0.3)
    middle_x, middle_y = (edges.left + edges.right) / 2, (edges.top + edges.bottom) / 2
    assert middle_x == pytest.approx((date[0] + date[1]) / 2, abs=0.2)
    between = (name[2] + date[2]) / 2 - CHARACTER / 2  # boxes end a little below the ideographs
    assert 1 < between - middle_y < 6
    assert 0 < edges.top - text[2] < LINE


def _reddish(picture: Image.Image) -> Image.Image:
    red, green, _blue = picture.split()
    dark_green = green.point(lambda shade: 255 if shade < 120 else 0)
    bright_red = red.point(lambda shade: 255 if shade > 180 else 0)
    return Image.composite(dark_green, Image.new("L", picture.size, 0), bright_red)


@pytest.mark.parametrize("count", [2, 3])
def test_seals_of_joint_issuers_neither_touch_nor_leave_the_text_block(count: int) -> None:
    """7.3.5.1."""
    middles = seal_middles(count, 143.7)

    assert middles[-1] == 143.7
    assert all(after - before > 42 + 2 for before, after in pairwise(middles))
    assert middles[0] - 21 >= 28 - 0.01


def test_joint_issuers_stand_side_by_side_with_long_names_on_several_lines() -> None:
    issuers = (Issuer("江苏省档案学会"), Issuer("浙江省档案学会"), Issuer("上海市档案学会档案科学技术研究中心"))

    *_, above, names, date = lines_of(drawn(make_letter(head=Head.PLAIN, number="", issuers=issuers)), 1)

    assert date[3] == "2020年11月3日"
    assert names[3].startswith("江苏省档案学会浙江省档案学会")
    assert (above[3] + names[3]).replace("江苏省档案学会浙江省档案学会", "").endswith("中心")
    assert names[0] > 28
    assert names[1] < 184


@pytest.mark.parametrize("name", ["江苏省档案学会秘书处", "苏州档案"])
def test_without_a_seal_name_and_date_stand_at_their_places(name: str) -> None:
    """7.3.5.2: the name two characters in, the date from two characters right of it; a longer date itself two in."""
    lines = lines_of(drawn(make_letter(head=Head.PLAIN, issuers=(Issuer(name),), sealed=False)), 1)
    signed, date = lines[-2], lines[-1]

    assert (signed[3], date[3]) == (name, "2020年11月3日")
    assert date[0] - signed[0] == pytest.approx(2 * CHARACTER, abs=0.1)
    if signed[1] - signed[0] >= date[1] - date[0]:
        assert signed[1] == pytest.approx(184 - 2 * CHARACTER, abs=0.1)
    else:
        assert date[1] == pytest.approx(184 - 2 * CHARACTER, abs=0.1)


def test_page_numbers_stand_outside_seven_millimetres_below_the_text() -> None:
    """7.5: 4号, a dash on each side; odd at the right, even at the left, a character in."""
    pdf = drawn(make_letter(body=("国" * 28 * 70,)))

    for page, side in ((1, "right"), (2, "left"), (3, "right")):
        left, right, _, text = lines_of(pdf, page)[-1]
        assert text == f"—{page}—"
        if side == "right":
            assert right == pytest.approx(184 - 14 / 72 * 25.4, abs=0.1)
        else:
            assert left == pytest.approx(28 + 14 / 72 * 25.4, abs=0.1)
        dash = ink(page_picture(pdf, page), top=264, left=left, right=left + 4)
        assert (dash.top + dash.bottom) / 2 == pytest.approx(262 + 7, abs=0.3)
        assert next(piece.size for piece in pieces_on(pdf, page) if str(page) in piece.text and "—" in piece.text) == 14


@pytest.mark.parametrize("sealed", [True, False])
def test_a_date_never_stands_alone_on_a_page(sealed: bool) -> None:
    """7.3.5.5: whatever the length, text stands on the page of the date, and no page is left without."""
    for lines in range(1, 50, 2):
        pages = pages_of(drawn(make_letter(body=("国" * 28 * lines,), sealed=sealed)))

        with_date = [page for page in pages if "2020年11月3日" in page]
        assert len(with_date) == 1
        assert with_date[0].count("国") > 0, lines
        assert sum(page.count("国") for page in pages) == 28 * lines


def test_lines_close_up_where_names_and_date_alone_would_need_a_page() -> None:
    """7.3.5.5: where seal and date don't fit, the distance of lines gives way."""
    closest = []
    for count in range(5, 20):
        pdf = drawn(make_letter(head=Head.PLAIN, number="", body=("国" * (28 * count - 2),)))
        lines = [line[2] for line in lines_of(pdf, 1) if "国国" in line[3]]
        closest.append((len(pages_of(pdf)), min(after - before for before, after in pairwise(lines))))

    one_page = [distance for pages, distance in closest if pages == 1]
    assert [pages for pages, _ in closest] == sorted(pages for pages, _ in closest)
    assert one_page[0] == pytest.approx(LINE, abs=0.02)
    assert 0.9 * (LINE - CHARACTER) + CHARACTER - 0.02 <= one_page[-1] < LINE - 0.05
    assert closest[-1] == (2, pytest.approx(LINE, abs=0.02))


def test_no_page_begins_or_ends_with_a_single_line_of_a_paragraph_or_ends_with_a_heading() -> None:
    for before in range(1, 16):
        body = (*("段" * 26,) * before, "一、标题", "尾" * 106)
        pages = [[text for *_, text in lines_of(drawn(make_letter(body=body)), page)] for page in (1, 2)][:2]
        pages = [[text for text in page if not text.startswith("—")] for page in pages if page]
        ends = pages[0][-1]
        assert ends != "一、标题"
        counts = [sum("尾" in text for text in page) for page in pages]
        assert 1 not in counts, (before, counts)


def test_attachments_are_named_and_begin_pages_of_their_own() -> None:
    """7.3.4: below the text, numbered, without a mark at the end, further lines below the name's first character;
    7.3.7: on a page of its own, the label flush left on the first line, the title centred on the third.
    """
    long = Attachment("关于参会论文提交格式和时间安排的若干具体要求以及分论坛报名办法的补充说明", ("一、格式",))
    pdf = drawn(make_letter(head=Head.PLAIN, number="", attachments=(FORM, long)))
    pages = pages_of(pdf)

    assert len(pages) == 3
    assert "附件：1.参会回执2.关于参会论文提交格式" in pages[0]
    assert pages[1].startswith("附件1参会回执单位（盖章）：")
    assert pages[2].startswith("附件2")
    lines = lines_of(pdf, 1)
    first = next(line for line in lines if "2.关于" in line[3])
    following = lines[lines.index(first) + 1]
    label_width = first[1] - 184
    assert following[0] - first[0] == pytest.approx(CHARACTER * 0.8, abs=CHARACTER * 0.3), label_width
    label, title = lines_of(pdf, 2)[:2]
    assert label[0] == pytest.approx(28, abs=0.1)
    assert (title[0] + title[1]) / 2 == pytest.approx(106, abs=0.2)
    assert ink(page_picture(pdf, 2), top=45, bottom=70).top == pytest.approx(37 + 2 * LINE, abs=1)


def test_a_table_goes_on_with_its_heading_on_the_next_page() -> None:
    table = Table(("姓名", "单位"), tuple((name, LONG_UNIT) for name in RARE_NAMES), (1, 2), 12)
    pages = pages_of(drawn(make_letter(body=(table,))))

    assert len(pages) > 2
    on = [page for page in pages if "察布查尔" in page]
    assert len(on) >= 2
    assert all("姓名" in page and page.count("单位") == 1 + page.count("单位会员") for page in on)
    assert all(name.replace(" ", "") in "".join(pages) for name in RARE_NAMES if name.isascii())


def test_the_imprint_lies_on_the_text_blocks_lower_edge() -> None:
    """7.4: rules as wide as the text, the last on its lower edge; 4号, a character in on both sides."""
    pdf = drawn(make_letter(
        copies_to="江苏省档案局，江苏省科学技术协会，各设区市档案馆，江苏省民政厅社会组织管理局，南京大学信息管理学院",
        printed_by="江苏省档案学会秘书处", printed_on="2020年11月3日",
    ))  # fmt: skip
    last = len(pages_of(pdf))
    lines = lines_of(pdf, last)
    *_, copies, rest, printed, _number = lines
    edges = ink(page_picture(pdf, last), top=225, bottom=265)

    assert copies[3].startswith("抄送：江苏省档案局，")
    assert rest[3].endswith("学院。")
    assert printed[3] == "江苏省档案学会秘书处2020年11月3日印发"
    assert copies[0] == printed[0] == pytest.approx(28 + 4.94, abs=0.1)
    assert rest[0] - copies[0] == pytest.approx(3 * 4.94, abs=0.1)
    assert printed[1] == pytest.approx(184 - 4.94, abs=0.1)
    assert edges.bottom == pytest.approx(262, abs=0.3)
    assert (edges.left, edges.right) == (pytest.approx(28, abs=0.2), pytest.approx(184, abs=0.2))


def test_an_imprint_that_does_not_fit_has_a_page_without_number() -> None:
    """7.5."""
    fits = next(n for n in range(1, 40) if len(pages_of(drawn(make_letter(body=("国" * 28 * n,))))) == 2) + 10
    pages = pages_of(drawn(make_letter(body=("国" * 28 * fits,), printed_by="秘书处", printed_on="2020年11月3日")))

    for page in pages:
        assert ("印发" in page and "—" not in page) or "—" in page


def test_headings_have_faces_of_their_own_and_all_fonts_are_embedded(tmp_path: object) -> None:
    """7.3.3: 黑 for 一、, 楷 for （一）."""
    pdf = drawn(make_letter(body=("正文。", "一、标题", "（一）小标题。文字。"), head=Head.PLAIN))

    check(pdf, tmp_path)
    fonts = run("pdffonts", "-", data=pdf).decode().splitlines()[2:]
    assert len(fonts) >= 4
    assert all(line.split()[-5] == "yes" for line in fonts)  # emb


def test_text_is_copied_out_as_it_was_written() -> None:
    names = "、".join(name for name in RARE_NAMES if not name.isascii() and " " not in name)
    letter = make_letter(addressees=LONG_UNIT, body=(f"{names}、{LONG_NAME}。",), head=Head.PLAIN)

    text = "".join(pages_of(drawn(letter)))

    assert LONG_UNIT in text
    assert all(name in text for name in names.split("、"))
    assert LONG_NAME in text


def test_letters_are_the_same_bytes_again_and_each_begins_with_page_1() -> None:
    letters = [make_letter(addressees="甲馆"), make_letter(addressees="乙馆")]

    pdf = letters_pdf(letters, title="通知")

    assert pdf == letters_pdf(letters, title="通知")
    pages = pages_of(pdf)
    assert [page for page in pages if "—1—" in page] == [pages[0], pages[len(pages) // 2]]
    assert "甲馆：" in pages[0]
    assert "乙馆：" in pages[len(pages) // 2]


def test_what_is_too_long_for_its_line_is_set_smaller_and_never_clipped() -> None:
    letter = make_letter(number="号" * 60, printed_by="印" * 60, printed_on="2020年11月3日", mark="很长的名称" * 12)
    pdf = drawn(letter)

    for page in range(1, len(pages_of(pdf)) + 1):
        edges = ink(page_picture(pdf, page))
        assert edges.left > 20
        assert edges.right < 210 - 20
    text = "".join(pages_of(pdf))
    assert ("号" * 60 in text, "印" * 60 in text, "很长的名称" * 12 in text) == (True, True, True)


def test_a_mark_that_fits_in_no_size_is_refused() -> None:
    with pytest.raises(TextTooLong):
        drawn(make_letter(mark="标" * 200))


def test_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(GlyphMissing):
        drawn(make_letter(addressees="\U0001f600"))


def test_an_acceptance_letter_names_authors_and_unit() -> None:
    page = "".join(pages_of(drawn(make_acceptance().letter())))

    for words in (
        "江苏省档案学会",
        "论文录用通知",
        "张䶮、欧阳建国（常州市档案馆）：",
        "数字档案馆建设研究",
        "2020年11月20日",
    ):
        assert words in page


def test_a_proof_lists_sessions_and_hours_with_their_sum() -> None:
    proof = make_proof()

    page = "".join(pages_of(drawn(proof.letter())))

    assert page.startswith("参会证明兹证明张三同志")
    sessions = "12月8日09:00—11:30开幕式、主旨报告2小时30分12月8日14:00—17:00分论坛一：档案信息化建设3小时"
    assert f"出席场次和时间如下：日期时间场次时长{sessions}合计5小时30分" in page
    assert page.endswith("特此证明。江苏省档案学会2020年12月9日")
    assert "合计" not in "".join(pages_of(drawn(replace(proof, sessions=()).letter())))
