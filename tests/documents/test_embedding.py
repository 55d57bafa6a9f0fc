import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import PdfFile
from meeting.documents.shipped_fonts import Face
from tests.documents.reading import RARE_NAMES, picture_of, text_of

SHARED = "…⋯•‧∕／"  # each two of them are one glyph in the 宋


def lines_pdf(texts: tuple[str, ...], face: Face = Face.SONG) -> bytes:
    file = PdfFile(title="行")
    painter = Painter(file)
    for number, text in enumerate(texts):
        painter.text(10, 8 + 8 * number, text, Style(face, 12))
    file.add_page((150, 10 + 8 * len(texts)), painter.content())
    return file.finish()


def test_embedded_fonts_are_subsets_that_other_programs_find(tmp_path: Path) -> None:
    path = tmp_path / "lines.pdf"
    path.write_bytes(lines_pdf(RARE_NAMES, Face.KAI))

    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)

    assert fonts.stderr == ""
    found = [line.split() for line in fonts.stdout.splitlines()[2:]]
    assert sorted(name.split("+")[1] for name, *_ in found) == [
        "MeetingKai", "MeetingSong", "MeetingSongLetters", "MeetingSongRare", "MeetingSongWide",
    ]  # fmt: skip
    for line in found:
        assert line[1:7] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"]


def test_embedded_fonts_give_every_character_back_to_another_reader() -> None:
    text = PdfReader(BytesIO(lines_pdf(RARE_NAMES))).pages[0].extract_text()

    assert [name for name in RARE_NAMES if name not in text] == []


def test_embedded_font_tells_characters_apart_that_share_a_glyph() -> None:
    pdf = lines_pdf((SHARED, "档案" + SHARED + "馆"))

    assert [text_of(pdf).count(character) for character in SHARED] == [2] * 6
    drawn, same = (picture_of(lines_pdf((text,))) for text in ("…⋯档", "……档"))
    assert drawn.tobytes() == same.tobytes()


def test_embedded_font_is_small_and_grows_with_its_characters() -> None:
    few, many = lines_pdf(("档案馆",)), lines_pdf(("档案馆", "学会年会签到证书荣誉"))

    assert len(few) < 6_000
    assert len(few) < len(many) < 12_000


def test_pdf_says_its_title_and_language_and_nothing_of_the_clock() -> None:
    pdf = lines_pdf(("档案馆",))

    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.producer) == ("行", "meeting")
    assert reader.root_object["/Lang"] == "zh-CN"
    assert re.findall(rb"D:(\d{4})", pdf) == [b"2000", b"2000"]


def test_pdf_identifier_differs_with_the_content() -> None:
    def identifier(text: str) -> object:
        return PdfReader(BytesIO(lines_pdf((text,)))).trailer["/ID"]

    assert identifier("张三") == identifier("张三") != identifier("李四")


def test_pdf_files_drawn_side_by_side_are_those_drawn_one_by_one() -> None:
    texts = [tuple(RARE_NAMES[start : start + 5]) for start in range(20)]
    alone = [lines_pdf(names) for names in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lines_pdf, texts))

    assert together == alone


def test_text_drawn_wide_is_copied_without_gaps() -> None:
    file = PdfFile(title="")
    painter = Painter(file)
    painter.text(10, 10, "荣誉证书", Style(Face.SONG_BOLD, 20, tracking=14))
    file.add_page((120, 30), painter.content())

    assert text_of(file.finish()).strip() == "荣誉证书"
