import struct
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from meeting.documents.errors import (
    PdfActs,
    PdfLocked,
    PdfPageSize,
    PdfRefused,
    PdfTooLarge,
    PdfWithoutPages,
    PictureCutOff,
    PictureFileEmpty,
    PictureIsDrawing,
    PictureMoves,
    PictureOfOtherKind,
    PictureTooLarge,
    PictureUnreadable,
)
from meeting.documents.page_pictures import page_count, page_png
from meeting.documents.painter import BLACK, Colour, Painter, Style
from meeting.documents.pdf import PdfFile
from meeting.documents.pictures import PREVIEW_SIDE, PictureFacts, bare_jpeg, check_picture, picture_preview
from meeting.documents.shipped_fonts import Face
from tests.documents.png import bomb
from tests.documents.reading import check, run, text_of

QUARTERS = ((200, 30, 30), (30, 160, 60), (40, 60, 190), (240, 220, 40))  # upper left, upper right, lower left, right


def quartered(mode: str = "RGB", size: tuple[int, int] = (80, 40)) -> Image.Image:
    picture = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for number, colour in enumerate(QUARTERS):
        x, y = number % 2 * width, number // 2 * height
        picture.paste(colour, (x, y, x + width, y + height))
    return picture.quantize(8) if mode == "P" else picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def drawn(content: bytes, tmp_path: object = None) -> Image.Image:
    """The picture on a page of 80 × 40 mm over cyan, in colour, 100 dpi."""
    pdf = page_with(content)
    if tmp_path is not None:
        check(pdf, tmp_path)
    return Image.open(BytesIO(run("pdftoppm", "-r", "100", "-", data=pdf)))


def page_with(content: bytes) -> bytes:
    file = PdfFile(title="")
    name, _, _ = file.add_picture(content)
    painter = Painter(file)
    painter.rectangle(0, 0, 80, 40, fill=Colour(0, 200, 200))
    painter.picture(name, 0, 0, 80, 40)
    file.add_page((80, 40), painter.content())
    return file.finish()


def quarters(picture: Image.Image) -> list[tuple[int, ...]]:
    width, height = picture.size
    return [
        picture.getpixel((width // 4 + width // 2 * x, height // 4 + height // 2 * y))  # type: ignore[misc]
        for y in (0, 1)
        for x in (0, 1)
    ]


def close(found: list[tuple[int, ...]], colours: object = QUARTERS, by: int = 6) -> bool:
    return all(
        abs(one - other) <= by
        for a, b in zip(found, colours, strict=True)
        for one, other in zip(a, b, strict=True)  # type: ignore[call-overload]
    )


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_png_keeps_its_colours(mode: str, tmp_path: object) -> None:
    assert close(quarters(drawn(saved(quartered(mode), "PNG"), tmp_path)), by=8 if mode == "P" else 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_png_keeps_its_greys(mode: str, tmp_path: object) -> None:
    picture = Image.new("L", (80, 40), 255)
    picture.paste(0, (0, 0, 40, 20))
    picture = picture.point(lambda shade: shade * 257, "I").convert("I;16") if mode == "I;16" else picture.convert(mode)

    found = quarters(drawn(saved(picture, "PNG"), tmp_path))

    assert [colour[0] for colour in found] == [0, 255, 255, 255]


def test_png_keeps_its_transparency() -> None:
    picture = quartered("RGBA")
    picture.paste((200, 30, 30, 0), (0, 0, 40, 20))
    picture.paste((255, 255, 255, 128), (40, 0, 80, 20))

    found = quarters(drawn(saved(picture, "PNG")))

    assert close(found[:2], ((0, 200, 200), (127, 227, 227)), by=2)
    assert close(found[2:], QUARTERS[2:], by=1)


def test_png_of_a_palette_or_of_one_ink_stays_small() -> None:
    noise = Image.effect_noise((400, 400), 80)

    grey, two, palette = (len(page_with(saved(noise.convert(mode), "PNG"))) for mode in ("L", "1", "P"))
    full = len(page_with(saved(Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)]), "PNG")))

    assert two < grey / 4
    assert palette < full / 2
    assert grey < full / 2


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}])
def test_jpeg_is_stored_as_it_came(options: dict[str, object], tmp_path: object) -> None:
    content = saved(quartered(), "JPEG", quality=95, subsampling=0, comment=b"GPS 31.8N", **options)

    pdf = page_with(content)

    assert close(quarters(drawn(content, tmp_path)))
    (image,) = PdfReader(BytesIO(pdf)).pages[0].images
    assert image.data[:3] == b"\xff\xd8\xff"
    assert content[-200:] in pdf
    assert b"GPS" not in pdf
    assert b"Exif" not in pdf


def test_jpeg_of_greys_is_grey() -> None:
    found = quarters(drawn(saved(quartered("L"), "JPEG", quality=95)))

    assert all(max(colour) - min(colour) <= 1 for colour in found)


@pytest.mark.parametrize("adobe", [True, False])
def test_jpeg_of_four_inks_keeps_its_colours(adobe: bool, tmp_path: object) -> None:
    inks = Image.new("CMYK", (80, 40))
    for number, ink in enumerate(((0, 255, 255, 0), (255, 0, 255, 0), (0, 0, 0, 255), (0, 0, 0, 0))):
        x, y = number % 2 * 40, number // 2 * 20
        inks.paste(ink, (x, y, x + 40, y + 20))
    content = saved(inks, "JPEG", quality=95)  # Pillow writes as Adobe does: inverted, and says so
    if not adobe:
        plain = saved(Image.eval(inks, lambda value: 255 - value), "JPEG", quality=95)
        place = plain.index(b"\xff\xee")
        content = plain[:place] + plain[place + 2 + struct.unpack(">H", plain[place + 2 : place + 4])[0] :]

    red, green, black, white = quarters(drawn(content, tmp_path))

    assert red[0] > 200 > 90 > max(red[1:])
    assert green[1] > 140 > 110 > max(green[0], green[2])
    assert max(black) < 60
    assert min(white) > 245


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_jpeg_that_a_camera_held_otherwise_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = quartered().transpose(
        {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[orientation]
    )
    content = saved(turned, "JPEG", quality=95, subsampling=0, exif=exif)

    assert close(quarters(drawn(content)), by=8)
    assert check_picture(content).pixels == (80, 40)


def test_pictures_say_their_size_on_paper() -> None:
    assert check_picture(saved(quartered(), "PNG", dpi=(100, 100))) == PictureFacts("png", (80, 40), (20.32, 10.16))
    assert check_picture(saved(quartered(), "JPEG")) == PictureFacts("jpeg", (80, 40), (6.77, 3.39))


def moving(kind: str) -> bytes:
    """A red picture that turns blue."""
    first, second = Image.new("RGB", (50, 50), "red"), Image.new("RGB", (50, 50), "blue")
    return saved(first, kind, save_all=True, append_images=[second], duration=100)


def animated() -> bytes:
    return saved(quartered(), "PNG", save_all=True, append_images=[quartered().rotate(180)])


PNG, JPEG = saved(quartered(), "PNG"), saved(quartered(), "JPEG")
FRAME = JPEG.index(b"\xff\xc0")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (bomb(50_000, 50_000), PictureTooLarge),
        (bomb(9_000, 9_000), PictureTooLarge),
        (bomb(0, 10), PictureCutOff),
        (JPEG[: FRAME + 5] + b"\xc3\x50\xc3\x50" + JPEG[FRAME + 9 :], PictureTooLarge),
        (animated(), PictureMoves),
        (moving("GIF"), PictureMoves),
        (moving("WebP"), PictureMoves),
        (PNG[: len(PNG) // 2], PictureCutOff),
        (saved(quartered(size=(800, 400)).effect_spread(90), "JPEG")[:6000], PictureCutOff),
        (JPEG[:20], PictureCutOff),
        (b"\xff\xd8\xff\xe0\x00\x00" * 9, PictureCutOff),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', PictureIsDrawing),
        (saved(quartered(), "GIF"), PictureOfOtherKind),
        (saved(quartered(), "WebP"), PictureOfOtherKind),
        (saved(quartered(), "BMP"), PictureOfOtherKind),
        (saved(quartered(), "TIFF"), PictureOfOtherKind),
        (b"", PictureFileEmpty),
        ("这不是图片".encode(), PictureUnreadable),
        (b"PK\x03\x04", PictureUnreadable),
        (b"\x89PNG\r\n\x1a\n", PictureCutOff),
        (b"%PDF-1.7\n", PdfRefused),
        (b"%PDF-" + b"\0" * 1000, PdfRefused),
        (b"%PDF-1.4" + b" " * 21_000_000, PdfTooLarge),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused(content: bytes, refusal: type[PictureUnreadable]) -> None:
    for take in (check_picture, PdfFile(title="").add_picture, picture_preview):
        with pytest.raises(refusal) as refused:
            take(content)
        assert type(refused.value) is refusal


# A page of another PDF


def background(width: float = 80, height: float = 40, *, title: str = "底图") -> bytes:
    """A page in four colours, with a word and a picture in it."""
    file = PdfFile(title=title)
    painter = Painter(file)
    for number, colour in enumerate(QUARTERS):
        x, y = number % 2 * width / 2, (1 - number // 2) * height / 2
        painter.rectangle(x, y, width / 2, height / 2, fill=Colour(*colour))
    painter.text(2, 2, "底图", Style(Face.SONG, 12, BLACK))
    name, _, _ = file.add_picture(saved(Image.new("RGBA", (4, 4), (0, 0, 0, 255)), "PNG"))
    painter.picture(name, width / 2 - 1, height / 2 - 1, 2, 2)
    file.add_page((width, height), painter.content())
    return file.finish()


def rewritten(change: object, pdf: bytes | None = None) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf or background()))
    change(writer)  # type: ignore[operator]
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_page_of_another_pdf_is_drawn_as_it_is(tmp_path: object) -> None:
    content = background()

    picture = drawn(content, tmp_path)

    assert close(quarters(picture), by=1)
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (0, 0, 0)
    assert "底图" in text_of(page_with(content))
    assert check_picture(content) == PictureFacts("pdf", None, (80, 40))


def test_another_pdf_is_copied_once_and_the_same_way() -> None:
    file = PdfFile(title="")
    names = {file.add_picture(background())[0] for _ in range(3)}

    assert len(names) == 1
    assert page_with(background()) == page_with(background())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_drawn_turned(turn: int) -> None:
    wide, high = (40, 80) if turn in (90, 270) else (80, 40)
    content = rewritten(lambda writer: writer.pages[0].rotate(turn), background(wide, high))

    # What was upper left goes to the right with a quarter's turn.
    order = {90: (2, 0, 3, 1), 180: (3, 2, 1, 0), 270: (1, 3, 0, 2)}[turn]
    assert close(quarters(drawn(content)), [QUARTERS[one] for one in order], by=1)
    assert check_picture(content).size == (80, 40)


def test_only_the_crop_box_is_drawn() -> None:
    def crop(writer: PdfWriter) -> None:
        points = 72 / 25.4
        writer.pages[0].cropbox.lower_left = (40 * points, 20 * points)

    content = rewritten(crop)

    assert close(quarters(drawn(content))[1:], [QUARTERS[1]] * 3, by=1)
    assert check_picture(content).size == (40, 20)


def test_a_page_from_a_printing_program_keeps_its_inherited_resources_and_streams() -> None:
    def several(writer: PdfWriter) -> None:
        page = writer.pages[0]
        page.add_transformation(Transformation().scale(1))
        before, after = DecodedStreamObject(), DecodedStreamObject()
        before.set_data(b"q")
        after.set_data(b"Q")
        contents = page["/Contents"]
        parts = contents if isinstance(contents, ArrayObject) else [page.raw_get("/Contents")]
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), *parts, writer._add_object(after)])
        parent = page["/Parent"].get_object()
        parent[NameObject("/Resources")] = page.raw_get("/Resources")
        del page["/Resources"]

    assert close(quarters(drawn(rewritten(several))), by=1)


def scripted(writer: PdfWriter) -> None:
    script = DictionaryObject({NameObject("/Names"): ArrayObject()})
    writer._root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): script})


def opened_by_script(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    writer._root_object[NameObject("/OpenAction")] = action


def without_pages(writer: PdfWriter) -> None:
    writer.remove_page(0)


def huge(writer: PdfWriter) -> None:
    writer.pages[0].mediabox.upper_right = (FloatObject(99_999), FloatObject(99_999))
    writer.pages[0].cropbox.upper_right = (FloatObject(99_999), FloatObject(99_999))


def inside_out(writer: PdfWriter) -> None:
    writer.pages[0].mediabox.upper_right = (FloatObject(0), FloatObject(0))


@pytest.mark.parametrize(
    "content",
    [
        rewritten(lambda writer: writer.encrypt("secret")),
        rewritten(lambda writer: writer.encrypt("", "owner")),
        *(rewritten(change) for change in (scripted, opened_by_script, without_pages, huge, inside_out)),
        rewritten(lambda writer: writer.add_attachment("a.exe", b"MZ")),
        background()[:700],
        background().replace(b"endobj", b"endxbj"),
        background().replace(b"/Type/Page", b"/Type/Pag "),
    ],
)  # fmt: skip
def test_pdfs_that_are_locked_act_or_are_broken_are_refused_or_drawn(content: bytes) -> None:
    try:
        pdf = page_with(content)
    except PdfRefused:
        return
    assert page_count(pdf) == 1  # pypdf mends what is broken only a little


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (scripted, PdfActs), (opened_by_script, PdfActs), (without_pages, PdfWithoutPages), (huge, PdfPageSize),
        (inside_out, PdfRefused), (lambda writer: writer.encrypt("secret"), PdfLocked),
        (lambda writer: writer.encrypt("", "owner"), PdfLocked),
        (lambda writer: writer.add_attachment("a.exe", b"MZ"), PdfActs),
    ],
)  # fmt: skip
def test_pdfs_are_refused_with_what_is_in_the_way(change: object, refusal: type[PdfRefused]) -> None:
    with pytest.raises(PdfRefused) as refused:
        check_picture(rewritten(change))

    assert type(refused.value) is refusal


def test_a_page_that_refers_to_itself_is_copied_to_its_end() -> None:
    def loop(writer: PdfWriter) -> None:
        resources = writer.pages[0]["/Resources"].get_object()
        array = writer._add_object(ArrayObject())
        array.get_object().append(array)
        resources[NameObject("/Strange")] = array

    assert close(quarters(drawn(rewritten(loop))), by=1)


# Previews


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (PNG, "image/png", (80, 40)),
        (saved(quartered("P"), "PNG"), "image/png", (80, 40)),
        (JPEG, "image/jpeg", (80, 40)),
        (saved(quartered(size=(4000, 2000)), "PNG"), "image/png", (PREVIEW_SIDE, PREVIEW_SIDE // 2)),
        (background(), "image/png", (473, 237)),
        (background(800, 400), "image/png", (1600, 800)),
    ],
)  # fmt: skip
def test_previews_are_small_pictures(content: bytes, kind: str, size: tuple[int, int]) -> None:
    preview, media = picture_preview(content)

    picture = Image.open(BytesIO(preview))
    assert (media, picture.format) == (kind, kind.removeprefix("image/").upper())
    assert picture.size == pytest.approx(size, abs=1)
    assert close(quarters(picture.convert("RGB")), by=12)


def inks(*, adobe: bool, exif: bytes = b"") -> bytes:
    """A JPEG of four inks; Pillow writes as Adobe does: inverted, and says so."""
    picture = Image.new("CMYK", (80, 40))
    for number, ink in enumerate(((200, 20, 30, 10), (10, 220, 200, 0), (0, 0, 0, 255), (0, 0, 90, 0))):
        x, y = number % 2 * 40, number // 2 * 20
        picture.paste(ink, (x, y, x + 40, y + 20))
    if adobe:
        return saved(picture, "JPEG", quality=95, exif=exif)
    plain = saved(Image.eval(picture, lambda value: 255 - value), "JPEG", quality=95, exif=exif)
    place = plain.index(b"\xff\xee")
    return plain[:place] + plain[place + 2 + struct.unpack(">H", plain[place + 2 : place + 4])[0] :]


def test_a_picture_of_four_inks_looks_on_the_screen_as_it_does_on_the_page() -> None:
    upside_down = Image.Exif()
    upside_down[0x0112] = 3
    printed = []

    for adobe in (True, False):
        for exif in (b"", upside_down.tobytes()):
            content = inks(adobe=adobe, exif=exif)
            page = Image.open(BytesIO(page_png(page_with(content), dpi=100)))
            shown = Image.open(BytesIO(picture_preview(content)[0])).convert("RGB")
            printed.append(quarters(page)[:: -1 if exif else 1])

            assert close(quarters(shown), quarters(page), by=4)

    assert all(close(one, printed[0], by=4) for one in printed)
    cyan, red, black, cream = printed[0]
    assert cyan[0] < 80 < 130 < cyan[2]
    assert red[0] > 200 > 90 > max(red[1:])
    assert max(black) < 60
    assert min(cream[:2]) > 240 > cream[2]


def test_a_photograph_with_others_behind_it_is_its_first_picture() -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    content = saved(quartered(), "MPO", save_all=True, append_images=[quartered().rotate(180)], exif=exif, quality=95)

    assert check_picture(content).kind == "jpeg"
    assert close(quarters(drawn(content)), by=8)
    assert close(quarters(Image.open(BytesIO(picture_preview(content)[0])).convert("RGB")), by=12)
    assert b"secret camera" not in bare_jpeg(content)


def test_previews_carry_nothing_but_the_picture() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "张三")

    preview, _ = picture_preview(saved(quartered(), "PNG", pnginfo=words))

    assert Image.open(BytesIO(preview)).info == {}


def test_pages_of_finished_documents_are_pictures() -> None:
    pdf = background()

    picture = Image.open(BytesIO(page_png(pdf, dpi=127)))

    assert page_count(pdf) == 1
    assert picture.size == pytest.approx((400, 200), abs=1)
    assert close(quarters(picture), by=1)
    for wrong in (1, -1):
        with pytest.raises(PdfRefused):
            page_png(pdf, wrong)
    with pytest.raises(PdfRefused):
        page_png(b"%PDF-1.4 broken")
