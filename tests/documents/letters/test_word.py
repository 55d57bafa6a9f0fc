"""Letters as DOCX, read back by python-docx and as XML."""

import io
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document
from docx.shared import Mm, Pt

from meeting.documents.letters.parts import Attachment, Head, Issuer, Letter
from meeting.documents.letters.word import letters_docx
from tests.documents.letters.making import FORM, make_acceptance, make_letter, make_proof
from tests.documents.reading import RARE_NAMES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIP = Mm(25.4) // 1440


def written(*letters: Letter) -> Document:
    return docx.Document(io.BytesIO(letters_docx(letters, title="通知")))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def font_of(document: Document, style: str) -> tuple[str, float]:
    found = document.styles[style].element.find(f"{W}rPr")
    return found.find(f"{W}rFonts").get(f"{W}eastAsia"), int(found.find(f"{W}sz").get(f"{W}val")) / 2


def test_the_page_is_set_up_as_the_standard_has_it() -> None:
    """GB/T 9704—2012, 5.1, 5.2: A4, 37 mm above, 28 mm at the left, a text block of 156 × 225 mm, 22 lines."""
    section = written(make_letter()).sections[0]
    grid = section._sectPr.find(f"{W}docGrid")

    assert (section.page_width, section.page_height) == (
        pytest.approx(Mm(210), abs=TWIP),
        pytest.approx(Mm(297), abs=TWIP),
    )
    assert section.top_margin == pytest.approx(Mm(37), abs=TWIP)
    assert section.left_margin == pytest.approx(Mm(28), abs=TWIP)
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(Mm(156), abs=2 * TWIP)
    height = section.page_height - section.top_margin - section.bottom_margin
    assert height == pytest.approx(Mm(225), abs=2 * TWIP)
    pitch = int(grid.get(f"{W}linePitch"))
    assert 22 <= height / TWIP / pitch < 22.1
    assert grid.get(f"{W}type") == "lines"


def test_28_characters_of_size_3_go_on_a_line() -> None:
    """5.2.2, 5.2.3."""
    document = written(make_letter())
    section = document.sections[0]
    normal = document.styles["Normal"].element.find(f"{W}rPr")

    size = int(normal.find(f"{W}sz").get(f"{W}val")) / 2
    spacing = int(normal.find(f"{W}spacing").get(f"{W}val")) / 20
    width = (section.page_width - section.left_margin - section.right_margin) / Pt(1)

    assert size == 16
    assert 28 <= width / (size + spacing) < 28.2


def test_styles_have_the_standards_faces_and_their_stand_ins() -> None:
    """7.3.1, 7.3.3."""
    data = letters_docx([make_letter()], title="通知")
    document = docx.Document(io.BytesIO(data))

    assert font_of(document, "Normal") == ("仿宋_GB2312", 16)
    assert font_of(document, "Title") == ("方正小标宋简体", 22)
    assert font_of(document, "Heading 1") == ("黑体", 16)
    assert font_of(document, "Heading 2") == ("楷体_GB2312", 16)
    table = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml"))
    stand_ins = {
        font.get(f"{W}name"): alternative.get(f"{W}val")
        for font in table
        if (alternative := font.find(f"{W}altName")) is not None
    }
    assert stand_ins["仿宋_GB2312"].startswith("仿宋,")
    assert "宋体" in stand_ins["方正小标宋简体"].split(",")


def test_paragraphs_have_styles_that_can_be_edited() -> None:
    letter = make_letter(
        title="关于开会的通知", body=("正文。", "一、标题", "（一）小标题", "（二）时间。12月8日。", "1.一", "（1）二")
    )

    found = [(paragraph.style.name, paragraph.text) for paragraph in written(letter).paragraphs if paragraph.text]

    assert found == [
        ("Normal", "江苏省档案学会文件"),
        ("Normal", "苏档学〔2020〕12号"),
        ("Title", "关于开会的通知"),
        ("主送机关", "各设区市档案学会，各单位会员："),
        ("Body Text", "正文。"),
        ("Heading 1", "一、标题"),
        ("Heading 2", "（一）小标题"),
        ("Body Text", "（二）时间。12月8日。"),
        ("Heading 3", "1.一"),
        ("Heading 4", "（1）二"),
        ("Signature", "\t江苏省档案学会"),
        ("Signature", "\t2020年11月3日"),
    ]


def test_names_and_date_stay_with_the_last_paragraph() -> None:
    paragraphs = written(make_letter(head=Head.PLAIN, number="")).paragraphs

    date = next(number for number, paragraph in enumerate(paragraphs) if "2020年11月3日" in paragraph.text)
    last = next(number for number, paragraph in enumerate(paragraphs) if paragraph.text == "1.开幕式。")
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in paragraphs[last:date])


def test_the_date_is_centred_where_it_ends_four_characters_in() -> None:
    """7.3.5.1."""
    name, date = written(make_letter()).paragraphs[-2:]

    places = [stop.position / Mm(1) for paragraph in (name, date) for stop in paragraph.paragraph_format.tab_stops]
    assert places[0] == places[1]
    assert 156 - 4 * 156 / 28 - places[0] == pytest.approx(18.5, abs=1.5)  # half of the date's width


def test_joint_issuers_have_a_place_each() -> None:
    letter = make_letter(issuers=tuple(Issuer(name) for name in ("江苏省档案学会", "浙江省档案学会", "上海市档案学会")))

    names = written(letter).paragraphs[-2]

    assert names.text == "\t江苏省档案学会\t浙江省档案学会\t上海市档案学会"
    places = [stop.position / Mm(1) for stop in names.paragraph_format.tab_stops]
    assert len(places) == 3
    assert min(after - before for before, after in pairwise(places)) > 44


def test_page_numbers_differ_on_odd_and_even_pages() -> None:
    """7.5; 10.1: none on a letter's first page."""
    document = written(make_letter(head=Head.LETTER))
    section = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer is True
    assert section.different_first_page_header_footer is True
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [paragraph.paragraph_format.alignment.name for paragraph in (odd, even)] == ["RIGHT", "LEFT"]
    assert "PAGE" in odd._p.xml
    assert "PAGE" in even._p.xml
    assert "PAGE" not in section.first_page_footer.paragraphs[0]._p.xml


def test_attachments_tables_and_imprint_are_there() -> None:
    letter = make_letter(
        attachments=(FORM, Attachment("说明", ("一、格式",))), note="联系人：王小明",
        copies_to="省档案局，省科协", printed_by="秘书处", printed_on="2020年11月3日",
    )  # fmt: skip
    document = written(letter)
    form, imprint = document.tables

    assert [cell.text for cell in form.rows[0].cells] == ["姓名", "职务", "手机"]
    assert len(form.rows) == 5
    assert [row.cells[0].text for row in imprint.rows] == ["抄送：省档案局，省科协。", "秘书处\t2020年11月3日印发"]
    found = texts(document)
    for line in ("附件：1.参会回执", "2.说明", "附件1", "附件2", "（联系人：王小明）"):
        assert line in found
    labels = [paragraph for paragraph in document.paragraphs if paragraph.text in ("附件1", "附件2")]
    assert all(paragraph.paragraph_format.page_break_before for paragraph in labels)


def test_each_letter_is_a_section_numbered_from_1() -> None:
    document = written(make_letter(addressees="甲馆"), make_letter(addressees="乙馆"))

    assert len(document.sections) == 2
    assert [section._sectPr.find(f"{W}pgNumType").get(f"{W}start") for section in document.sections] == ["1", "1"]
    assert [text for text in texts(document) if text.endswith("馆：")] == ["甲馆：", "乙馆："]


def test_letters_docx_is_the_same_bytes_again_and_keeps_no_clock() -> None:
    letters = [make_letter(), make_acceptance().letter(), make_proof().letter()]

    data = letters_docx(letters, title="通知")

    assert data == letters_docx(letters, title="通知")
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive.testzip() is None


def test_what_was_typed_comes_back_whatever_it_is() -> None:
    names = "、".join(RARE_NAMES)
    body = (f'{names} <w:p> & "引号" {{{{config}}}} %s', "控\x0b制")

    found = texts(written(make_letter(body=body)))

    assert body[0] in found
    assert "控制" in found
