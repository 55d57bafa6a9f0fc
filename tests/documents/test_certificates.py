import csv
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageDraw

from meeting.documents.cards import Certificate, cards_pdf
from meeting.documents.cutting import Run
from meeting.documents.errors import GlyphMissing, PictureUnreadable, TextTooLong
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Fit, Signatories, Text
from meeting.documents.layouts.press import issuer_middles
from meeting.documents.painter import Style
from meeting.documents.pdf import A4, MILLIMETRE
from meeting.documents.prose import Prose, Setting, indent_of, set_prose
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

DPI = 75
LAYOUT = default(Kind.HONOUR)
(BODY,) = (one for one in LAYOUT.front if isinstance(one, Text) and one.fit is Fit.PROSE)
(SIGNED,) = (one for one in LAYOUT.front if isinstance(one, Signatories))
HEIGHT = A4[0]  # lying on its long side
CLOSE = (Run("特发此证，以资鼓励。"),)


def certificates_pdf(
    certificates: Iterable[Certificate], *, title: str, progress: Callable[[int], None] | None = None
) -> bytes:
    listed = list(certificates)
    return cards_pdf(listed, title=title, kind=listed[0].kind, progress=progress)


def set_words(certificate: Certificate) -> tuple[Prose, list[str]]:
    """How the words of a certificate break."""
    paragraphs = [runs for runs in (certificate.salutation, *certificate.body) if runs]
    column = BODY.width * MILLIMETRE
    settings = [Setting(runs, Style(BODY.face, BODY.size), column, indent_of(runs)) for runs in paragraphs]
    prose = set_prose(settings, BODY.height, least=BODY.least, leading=BODY.leading)
    return prose, [line.text for setting in settings for line in setting.at(prose.size)[0]]


def honour(**changes: object) -> Certificate:
    certificate = Certificate(
        title="荣誉证书",
        salutation=(Run("张䶮", True), Run("（常熟市档案馆）：")),
        body=((Run("在首届全省档案职业技能竞赛中荣获"), Run("一等奖", True), Run("。")), CLOSE),
        issuers=("江苏省档案学会",),
        date="二〇二〇年十二月八日",
        number="JSDA-2020-LW-0001",
        code="HTTPS://MEET.EXAMPLE.CN/V/ABCDEFGHIJKLMNOPQRSTUVWX",
    )
    return replace(certificate, **changes)  # type: ignore[arg-type]


def letter(**changes: object) -> Certificate:
    return honour(
        appointment=True,
        title="聘书",
        salutation=(),
        body=(
            (Run("兹聘请"), Run("古丽娜尔·阿不都热合曼", True), Run("为"), Run("学术委员会委员", True), Run("。")),
            (Run("此聘。"),),
        ),
        number="苏档学〔2020〕001号",
        **changes,
    )


def longest() -> Certificate:
    names = "、".join([LONG_NAME, *(name for name in RARE_NAMES if name != "〇〇")][:14])
    paper = "国家治理体系和治理能力现代化视野下“互联网+”电子文件单套制归档与长期保存策略研究"
    return honour(
        salutation=(Run(names, True), Run(f"（{LONG_UNIT}）：")),
        body=(
            (
                Run(f"您撰写的论文《{paper}——基于长三角区域一体化的实证分析（2010—2020）》在评选中荣获"),
                Run("一等奖", True),
                Run("。"),
            ),
            CLOSE,
        ),
        issuers=("江苏省档案馆", "江苏省档案学会", LONG_UNIT),
        number="新疆维吾尔自治区档案学会〔2020〕优秀论文字第000001号（增补）",
    )


def reference() -> list[Certificate]:
    folder = files("meeting").joinpath("data", "changzhou-2020")
    rows = csv.DictReader(folder.joinpath("awards.csv").read_text(encoding="utf-8-sig").splitlines())
    return [
        honour(
            salutation=(Run(row["获奖者"], True), Run(f"（{row['单位']}）：")),
            body=(
                (
                    Run(f"您撰写的论文《{row['作品']}》在{row['奖项']}评选中荣获"),
                    Run(row["等次"], True),
                    Run("。"),
                ),
                CLOSE,
            ),
            number=f"JSDA-2020-LW-{number:04d}",
            code=f"HTTPS://MEET.EXAMPLE.CN/V/{number:024d}",
        )
        for number, row in enumerate(rows, start=1)
    ]


def words(certificate: Certificate) -> list[str]:
    paragraphs = [certificate.salutation, *certificate.body]
    return ["".join(run.text for run in runs) for runs in paragraphs if runs]


def plain(text: str) -> str:
    return "".join(text.split())


def make_seal(colour: tuple[int, int, int, int] = (200, 0, 0, 255)) -> bytes:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((5, 5, 295, 295), fill=colour)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("certificate", [honour(), letter(), longest()])
def test_certificates_pdf_gives_words_number_and_code_back(certificate: Certificate, tmp_path: object) -> None:
    pdf = certificates_pdf([certificate], title="证书")

    check(pdf, tmp_path)
    text = plain(text_of(pdf))
    for value in [*words(certificate), certificate.title, certificate.date, *certificate.issuers]:
        assert plain(value) in text, value
    assert plain(certificate.number) in text
    assert codes_on(picture_of(pdf, dpi=150)) == {certificate.code}


def test_certificates_pdf_sets_the_reference_awards_in_22_to_26_points() -> None:
    certificates = reference()

    sizes = {set_words(certificate)[0].size for certificate in certificates}

    assert len(certificates) == 89
    assert sizes <= {22, 23, 24, 25, 26}


def test_certificates_pdf_codes_decode_on_every_page() -> None:
    certificates = reference()[::9]

    pdf = certificates_pdf(certificates, title="")

    found = [codes_on(picture_of(pdf, page, 150)) for page in range(1, len(certificates) + 1)]
    assert found == [{certificate.code} for certificate in certificates]


@pytest.mark.parametrize("make", [honour, letter])
def test_certificates_pdf_keeps_words_in_their_places(make: object) -> None:
    long = longest()
    certificate = make(  # type: ignore[operator]
        **({"salutation": long.salutation, "body": long.body} if make is honour else {}),
        **{"issuers": long.issuers},
    )
    blank = replace(certificate, salutation=(), body=(), issuers=(), date="", number="", code="")

    pages = picture_of(certificates_pdf([certificate], title=""), dpi=DPI)
    frame = picture_of(certificates_pdf([blank], title=""), dpi=DPI)

    added = ImageChops.invert(ImageChops.difference(pages, frame))
    box = ink_box(added)
    assert box is not None
    left, upper, right, lower = (edge * 25.4 / DPI for edge in box)
    assert left >= 39.5
    assert right <= 257.5
    assert HEIGHT - upper <= 147.5
    assert HEIGHT - lower >= 38
    # Between the words and the signatures a strip stays white.
    assert ink_box(part(added, DPI, 66, 62, 257, 71.5, HEIGHT)) is None


def test_certificates_pdf_prints_emphasis_bolder() -> None:
    line = Run("江苏省档案学会学术委员会委员")

    def ink(run: Run) -> int:
        certificate = honour(salutation=(), body=((run,),))
        words = part(picture_of(certificates_pdf([certificate], title="")), 150, 40, 60, 257, 141, HEIGHT)
        return sum(words.histogram()[:100])

    assert ink(line._replace(emphasised=True)) > 1.2 * ink(line)


def test_certificates_pdf_leaves_the_seals_place_blank_or_prints_its_picture() -> None:
    middle = issuer_middles(SIGNED, 1)[0]
    place = (middle - 20, 23, middle + 20, 40)  # below the date, where the seal's lower edge comes

    blank = picture_of(certificates_pdf([honour()], title=""), dpi=DPI)
    sealed = picture_of(certificates_pdf([honour(seals=(make_seal(),))], title=""), dpi=DPI)

    assert ink_box(part(blank, DPI, *place, HEIGHT)) is None
    box = ink_box(ImageChops.invert(ImageChops.difference(sealed, blank)))
    assert box is not None
    left, upper, right, lower = (edge * 25.4 / DPI for edge in box)
    assert right - left == pytest.approx(42 * 290 / 300, abs=0.8)
    assert (left + right) / 2 == pytest.approx(middle, abs=0.5)
    assert HEIGHT - (upper + lower) / 2 == pytest.approx(50, abs=0.5)  # between issuer and date
    # A hand stamp may come 5 mm low and stays clear of the frame, whose inner rule lies at 20.2 mm.
    assert HEIGHT - lower - 5 > 20.2 + 2


def test_certificates_pdf_sets_code_and_signature_on_one_height() -> None:
    page = picture_of(certificates_pdf([honour()], title=""), dpi=150)

    def middle(left: float, right: float) -> float:
        box = ink_box(part(page, 150, left, 30, right, 70, HEIGHT))
        assert box is not None
        return 70 - (box[1] + box[3]) / 2 * 25.4 / 150

    assert middle(40, 62) == pytest.approx(50, abs=0.3)
    assert middle(180, 250) == pytest.approx(50, abs=0.7)


def test_set_words_steps_the_size_down_rather_than_leave_one_character() -> None:
    # The column is 615 pt, indented by two characters: 21.7 of 26 pt, 22.6 of 25 pt; a mark at the end needs half.
    certificate = honour(salutation=(), body=((Run("馆" * 22 + "。"),),))

    prose, lines = set_words(certificate)

    assert (prose.size, len(lines)) == (25, 1)


@pytest.mark.parametrize("name", ["尉迟玥", "张䶮", "陈𬭎", "吴㛃", "迪丽达·托合提", "古丽娜尔·阿不都热合曼"])
@pytest.mark.parametrize(
    "post",
    [
        "学术委员会委员", "江苏省档案学会学术委员会委员", "江苏省档案学会第七届理事会档案学术委员会委员",
        "档案职业技能竞赛评审专家",
        "江苏省档案学会第七届理事会档案信息化技术与电子文件管理专业委员会副主任委员兼秘书长",
    ],
)  # fmt: skip
def test_set_words_breaks_no_date_and_leaves_no_scrap(name: str, post: str) -> None:
    text = (Run("兹聘请"), Run(name, True), Run("为"), Run(post, True), Run("，聘期自2020年12月8日至2025年12月7日。"))

    prose, broken = set_words(replace(letter(), body=(text,)))

    assert 22 <= prose.size <= 26
    assert sum(line.count("2020年12月8日") + line.count("2025年12月7日") for line in broken) == 2
    assert not any(line.startswith(("员，", "家，", "长，")) for line in broken)
    assert len(broken[-1]) > 3


def test_certificates_pdf_stores_one_seal_once() -> None:
    seal = make_seal()

    one = certificates_pdf([honour(seals=(seal,))], title="")
    ten = certificates_pdf([honour(seals=(seal,))] * 10, title="")

    assert len(ten) - len(one) < 9 * 1_500


@pytest.mark.parametrize("seal", [b"", b"GIF89a", make_seal()[:80], b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_certificates_pdf_refuses_a_broken_seal(seal: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        certificates_pdf([honour(seals=(seal,))], title="")


def test_certificates_pdf_refuses_a_huge_seal() -> None:
    target = BytesIO()
    Image.new("1", (50_000, 10)).save(target, "PNG")

    with pytest.raises(PictureUnreadable):
        certificates_pdf([honour(seals=(target.getvalue(),))], title="")


@pytest.mark.parametrize("wording", ["{{config}}", "{0.__class__}", "%s %(x)s", "<b>粗</b>", "\\) Tj (", "${HOME}"])
def test_certificates_pdf_prints_wording_literally(wording: str) -> None:
    pdf = certificates_pdf([honour(body=((Run(wording),),))], title=wording)

    assert wording in text_of(pdf)


def test_certificates_pdf_refuses_words_that_cannot_fit() -> None:
    with pytest.raises(TextTooLong):
        certificates_pdf([honour(body=((Run("长" * 3000),),))], title="")


def test_certificates_pdf_refuses_a_character_that_no_font_has() -> None:
    with pytest.raises(GlyphMissing) as refused:
        certificates_pdf([honour(salutation=(Run("张😀", True),))], title="")

    assert refused.value.params["text"] == "张😀"


def test_certificates_pdf_is_the_same_for_the_same_certificates() -> None:
    certificates = [honour(), honour(seals=(make_seal(),))]

    assert certificates_pdf(certificates, title="证") == certificates_pdf(iter(certificates), title="证")


def test_certificates_pdf_tells_its_progress() -> None:
    told: list[int] = []

    certificates_pdf([honour()] * 3, title="", progress=told.append)

    assert told == [1, 2, 3]


@pytest.mark.parametrize("count", [2, 3])
def test_issuer_middles_leave_room_for_seals_that_do_not_touch(count: int) -> None:
    middles = issuer_middles(SIGNED, count)

    assert all(after - before > 42 for before, after in pairwise(middles))
    assert middles[-1] + 21 <= 262
