"""Every layout that ships, with what is usual, longest, shortest and rarest: as files, as text and as pictures."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from meeting.documents.layouts.checking import bleed_short
from meeting.documents.layouts.gallery import DEFAULTS, gallery, of_kind
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import (
    STAMPS,
    AnyElement,
    Area,
    Layout,
    Ornament,
    Picture,
    Qr,
    Signatories,
    Source,
    Text,
)
from meeting.documents.layouts.press import Press
from meeting.documents.layouts.reading import layout_file, read_layout_file, turned_box
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.sheets import SHOP_BLEED, Fold, Sheet, print_pdf
from meeting.documents.layouts.texts import TextSetter
from meeting.documents.painter import Colour
from meeting.documents.pdf import PdfFile
from meeting.documents.qr import qr_code
from tests.documents.reading import codes_on, ink_box, picture_of, run, text_of

NAMES = list(gallery())
DPI = 100
DOT = 25.4 / DPI  # millimetres
FINE = 254  # dpi: ten dots a millimetre
EDGE, EDGE_OF_SMALL, SMALL = 4.0, 3.3, 60.0  # what office and card printers leave white; a small card's height
QUIET_ZONE, LEAST_MODULE = 4, 0.4  # modules; millimetres, for codes as long as signed ones are
SMALL_TEXT = 24.0  # points (WCAG 2.1: what counts as large)
SIGNED = {"honour-wheat", "appointment-cloud", "appointment-words-370x260"}
PAGE = 1200  # bytes beyond what pages share and beyond the code


def pdf_of(layout: Layout, records: Iterable[Record], sheet: Sheet = Sheet()) -> bytes:  # noqa: B008 (frozen)
    return print_pdf([(layout, sheet, records)], title=layout.title)


@cache
def printed(name: str) -> bytes:
    layout = gallery()[name]
    return pdf_of(layout, samples(layout.kind).values())


def sides(layout: Layout) -> list[tuple[AnyElement, ...]]:
    return [side for side in (layout.front, layout.back) if side]


def alone(layout: Layout, element: AnyElement, record: Record, file: PdfFile) -> None:
    """A page with nothing but one element."""
    drawn = Press(file, replace(layout, front=(element,), back=())).draw(record)
    file.add_page((layout.width, layout.height), drawn.encode("latin-1"))


def pages_of(pdf: bytes, *, colour: bool = False, dpi: int = DPI) -> list[Image.Image]:
    """All pages as pictures, which pdftoppm writes one behind the other."""
    answer = BytesIO(run("pdftoppm", *([] if colour else ["-gray"]), "-r", str(dpi), "-", data=pdf))
    found = []
    while answer.tell() < len(answer.getvalue()):
        width, height = _header(answer)
        mode, depth = ("RGB", 3) if colour else ("L", 1)
        found.append(Image.frombytes(mode, (width, height), answer.read(width * height * depth)))
    return found


def _header(answer: BytesIO) -> tuple[int, int]:
    answer.readline()  # P5 or P6
    width, height = map(int, answer.readline().split())
    answer.readline()  # 255
    return width, height


def words_of(layout: Layout, side: tuple[AnyElement, ...], record: Record) -> list[str]:
    """What a side says for a record, paragraph by paragraph."""
    file, found = PdfFile(title=""), []
    for element in side:
        if isinstance(element, Text):
            setter = TextSetter(file, element, 0)
            found += ["".join(run.text for run in runs) for runs in setter.filled(record)]
        elif isinstance(element, Signatories):
            found += [*record.issuers, record.date]
    return [word for word in found if word]


def closed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_each_kind_has_its_default_first_and_every_title_once() -> None:
    for kind in Kind:
        found = of_kind(kind)

        assert next(iter(found)) == DEFAULTS[kind]
        assert len({layout.title for layout in found.values()}) == len(found) >= 2


def test_each_kind_has_samples_of_the_same_five_sorts() -> None:
    for kind in Kind:
        assert list(samples(kind)) == ["usual", "longest", "shortest", "rarest", "foreign"]


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_the_same_file_once_read_and_written(name: str) -> None:
    content = files("meeting.documents").joinpath("gallery", f"{name}.json").read_bytes()

    assert layout_file(read_layout_file(content)) == content


@pytest.mark.parametrize("name", NAMES)
def test_each_element_has_a_name_of_its_own_in_the_designers_list(name: str) -> None:
    for side in sides(gallery()[name]):
        labels = [element.label for element in side]

        assert all(labels)
        assert len(set(labels) - {""}) >= len(labels) - 1  # the photograph lies on its place


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_every_sample_can_be_copied(name: str) -> None:
    layout = gallery()[name]
    page = 0
    for what, record in samples(layout.kind).items():
        for side in sides(layout):
            page += 1
            found = run("pdftotext", "-raw", "-f", str(page), "-l", str(page), "-", "-", data=printed(name))
            text = closed(found.decode())
            for word in words_of(layout, side, record):
                assert closed(word) in text, (what, word)


@pytest.mark.parametrize("name", NAMES)
def test_fonts_are_embedded_and_a_page_is_small(name: str, tmp_path: object) -> None:
    layout = gallery()[name]
    usual = samples(layout.kind)["usual"]
    path = f"{tmp_path}/{name}.pdf"
    with open(path, "wb") as file:
        file.write(printed(name))

    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    few, many = (len(pdf_of(layout, [usual] * count)) for count in (1, 21))

    assert fonts
    assert all(re.search(r"\byes\s+yes\s+yes\b", line) for line in fonts)
    assert (many - few) / 20 < PAGE * len(sides(layout)) + (len(qr_code(usual.code).mask) if usual.code else 0)


@pytest.mark.parametrize("name", [name for name in NAMES if any(isinstance(one, Qr) for one in gallery()[name].front)])
def test_a_code_is_read_from_the_whole_page(name: str) -> None:
    layout = gallery()[name]
    record = samples(layout.kind)["longest"]
    codes = [one for one in layout.front if isinstance(one, Qr)]

    picture = picture_of(pdf_of(replace(layout, back=()), [record]), dpi=150)

    assert codes_on(picture) == {record.code}
    assert all(min(one.width, one.height) / qr_code(record.code).size >= LEAST_MODULE for one in codes)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_what_bleeds_is_near_the_edge(name: str) -> None:
    layout = gallery()[name]
    edge = EDGE if layout.height >= SMALL else EDGE_OF_SMALL
    file = PdfFile(title=name)
    for side in sides(layout):
        kept = tuple(one for one in side if not bleeds(layout, one))
        dark = tuple(replace(one, colour=Colour(0, 0, 0)) if isinstance(one, Text) else one for one in kept)
        for what in ("longest", "foreign"):
            drawn = Press(file, replace(layout, front=dark, back=())).draw(samples(layout.kind)[what])
            file.add_page((layout.width, layout.height), drawn.encode("latin-1"))

    for picture in pages_of(file.finish()):
        box = picture.point(lambda shade: 255 if shade < 254 else 0).getbbox()

        assert box is not None
        left, top, right, bottom = (dots * DOT for dots in box)
        assert min(left, top, layout.width - right, layout.height - bottom) > edge - DOT


def bleeds(layout: Layout, element: AnyElement) -> bool:
    left, top, width, height = turned_box(element)
    return left < 0 or top < 0 or left + width > layout.width or top + height > layout.height


@pytest.mark.parametrize("name", NAMES)
def test_colour_at_the_cut_goes_on_for_what_a_print_shop_asks_for(name: str) -> None:
    layout = gallery()[name]

    pdf = pdf_of(layout, [samples(layout.kind)["usual"]], Sheet(bleed=SHOP_BLEED))

    met = [beyond for page in pages_of(pdf, dpi=FINE) for beyond in dots_beyond(page)]
    assert bool(met) == bool(layout.bleed)
    assert min(met, default=30) >= 29  # 3 mm, less a dot where the page ends between two
    assert bleed_short(layout) is None


def dots_beyond(page: Image.Image) -> list[float]:
    """Of each place on the cut that has a colour, how many dots beyond it the colour reaches. The page has a bleed."""
    trim = round(FINE * SHOP_BLEED / 25.4)
    found: list[float] = []
    for turn in (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270):
        side = page.transpose(turn) if turn is not None else page
        beyond = side.crop((0, 0, trim, side.height)).point(lambda shade: 255 if shade < 250 else 0)
        for y in range(trim, side.height - trim):
            box = beyond.crop((0, y, trim, y + 1)).getbbox()
            if side.getpixel((trim + 1, y)) < 200:  # not the soft edge of a colour that runs along
                found.append(trim - box[0] if box else 0)
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", ["longest", "foreign"])
def test_each_text_has_ink_in_its_box_and_shares_it_with_none(name: str, what: str) -> None:
    layout = gallery()[name]
    record = samples(layout.kind)[what]
    for side in sides(layout):
        kept = [one for one in side if isinstance(one, Text | Qr | Signatories) and said(layout, one, record)]
        file = PdfFile(title=name)
        for element in kept:
            dark = element if isinstance(element, Qr) else replace(element, colour=Colour(0, 0, 0))
            alone(layout, dark, record, file)
        taken = None

        for element, picture in zip(kept, pages_of(file.finish()), strict=True):
            ink = picture.point(lambda shade: 255 if shade < 128 else 0)
            box = ink.getbbox()
            assert box is not None, element.label
            if isinstance(element, Qr):
                quiet = QUIET_ZONE * element.width / qr_code(record.code).size / DOT
                ImageDraw.Draw(ink).rectangle(
                    (box[0] - quiet, box[1] - quiet, box[2] + quiet, box[3] + quiet), fill=255
                )
            inside(element, [dots * DOT for dots in box])
            if taken is not None:
                assert ImageChops.darker(taken, ink).getbbox() is None, element.label
            taken = ink if taken is None else ImageChops.lighter(taken, ink)


def said(layout: Layout, element: AnyElement, record: Record) -> bool:
    return bool(record.code) if isinstance(element, Qr) else bool(words_of(layout, (element,), record))


def inside(element: AnyElement, box: list[float]) -> None:
    """Ink keeps to its box, but for what hangs beside or below a line: a dot, the tail of a g."""
    left, top, width, height = turned_box(element)
    beside, below = 2.5, (element.size * 0.12 * 0.353 if isinstance(element, Text) else 0) + 0.6
    assert left - beside < box[0] < box[2] < left + width + beside, element.label
    assert top - below < box[1] < box[3] < top + height + below, element.label


@pytest.mark.parametrize("name", NAMES)
def test_texts_stand_out_from_their_ground(name: str) -> None:
    layout = gallery()[name]
    record = samples(layout.kind)["longest"]
    for side in sides(layout):
        texts = [one for one in side if isinstance(one, Text) and said(layout, one, record)]
        inks, ground = PdfFile(title=""), PdfFile(title="")
        for element in texts:
            alone(layout, replace(element, colour=Colour(0, 0, 0)), record, inks)
            below = tuple(one for one in side[: side.index(element)] if isinstance(one, Area | Ornament))
            drawn = Press(ground, replace(layout, front=below, back=())).draw(record)
            ground.add_page((layout.width, layout.height), drawn.encode("latin-1"))

        for element, ink, under in zip(
            texts, pages_of(inks.finish()), pages_of(ground.finish(), colour=True), strict=True
        ):
            mask = ink.point(lambda shade: 255 if shade < 128 else 0)
            colours = [
                shade for count, shade in Image.composite(under, Image.new("RGB", under.size, (1, 2, 3)), mask)
                .getcolors(1 << 20) if shade != (1, 2, 3) and count > 3
            ]  # fmt: skip
            worst = min(contrast(element.colour, Colour(*shade)) for shade in colours)
            assert worst >= (4.5 if element.size < SMALL_TEXT else 3.0), (element.label, worst)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.1, 1.4.3."""

    def light(colour: Colour) -> float:
        parts = [part / 255 for part in (colour.red, colour.green, colour.blue)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_certificates_that_are_signed_have_their_place_and_the_usual_ones_have_none() -> None:
    signed = {name for name in NAMES if Source.SIGNATURE in gallery()[name].stamps(words_only=True)}

    assert signed == SIGNED
    assert not signed & set(DEFAULTS.values())


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_a_signature_stands_on_its_line_and_without_one_the_line_is_bare(name: str) -> None:
    layout = gallery()[name]
    place, line = (next(one for one in layout.front if one.label == label) for label in ("签名", "签名线"))
    black = BytesIO()
    Image.new("L", (20, 20)).save(black, "PNG")
    usual = samples(layout.kind)["usual"]
    signed = replace(usual, signature=black.getvalue())
    sealed = replace(usual, seals=(black.getvalue(),))

    bare, *others = pages_of(pdf_of(layout, [usual, signed, sealed]))

    written, pressed = (box_of(ImageChops.difference(bare, other)) for other in others)
    middle = place.x + place.width / 2
    square = (middle - place.height / 2, place.y, middle + place.height / 2, place.y + place.height)
    assert written == pytest.approx(square, abs=2 * DOT)
    assert pressed[1] > written[3]
    x, y, right = (round(value / DOT) for value in (line.x, line.y, line.x + line.width))
    above = bare.crop((x + 2, round(place.y / DOT), right - 2, y - 2))
    shades = above.getextrema()
    assert shades[0] == shades[1]
    assert all(bare.crop((dot, y - 2, dot + 1, y + 3)).getextrema()[0] < 150 for dot in range(x + 1, right - 1))


def box_of(picture: Image.Image) -> tuple[float, ...]:
    """Where there is anything, in millimetres."""
    box = picture.point(lambda shade: 255 if shade > 60 else 0).getbbox()
    assert box is not None
    return tuple(dots * DOT for dots in box)


@pytest.mark.parametrize("name", [name for name in NAMES if "words" in name])
def test_on_an_inner_sheet_border_and_title_are_on_the_paper_already(name: str) -> None:
    layout = gallery()[name]
    usual = samples(layout.kind)["usual"]

    pdf = pdf_of(layout, [usual], Sheet(words_only=True))

    text = text_of(pdf)
    assert closed(usual.date) in closed(text)
    assert not re.search("荣誉证书|聘书", closed(text).replace("聘书院", ""))
    assert all(
        one.preprinted or (isinstance(one, Picture) and one.source in STAMPS)
        for one in layout.front
        if isinstance(one, Ornament | Area | Picture)
    )


@pytest.mark.parametrize(
    ("name", "paper"), [("table-210x99", (210.0, 297.0)), ("table-297x70", (297.0, 210.0))]
)  # fmt: skip
def test_a_tent_of_three_parts_fills_its_paper(name: str, paper: tuple[float, float]) -> None:
    layout = gallery()[name]
    usual = samples(layout.kind)["usual"]

    pdf = pdf_of(layout, [usual], Sheet(paper=paper, marks=False, fold=Fold.TENT))

    height = paper[1]
    upper, middle, foot = (
        picture_of(pdf, dpi=DPI).crop((20, round(top * height / 3 / DOT) + 8, round(paper[0] / DOT) - 20,
                                       round((top + 1) * height / 3 / DOT) - 8))
        for top in range(3)
    )  # fmt: skip
    assert ink_box(upper) is not None
    assert ink_box(middle) is not None
    assert ink_box(foot) is None
