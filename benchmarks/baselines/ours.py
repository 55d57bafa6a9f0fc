"""The engine that people use, through its public functions: the one place where the benchmark names them."""

from collections.abc import Iterable

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet
from meeting.documents.cards import A4_OF_FOUR, SINGLE, Badge, Certificate, cards_pdf
from meeting.documents.cutting import Run
from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.singles import single_pdfs, zip_of


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    return cards_pdf(map(certificate, made_up), title=sheets.TITLE, kind=Kind.HONOUR)


def draw_badges(made_up: Iterable[Sheet]) -> bytes:
    """A badge for each, four to a sheet."""
    return cards_pdf(map(badge, made_up), title="参会证", kind=Kind.BADGE, sheet=A4_OF_FOUR)


def draw_zip(made_up: Iterable[Sheet]) -> bytes:
    """A file for each, named by number and name."""
    records = (certificate(sheet).record() for sheet in made_up)
    return zip_of(single_pdfs(default(Kind.HONOUR), records, SINGLE))


def certificate(sheet: Sheet) -> Certificate:
    """As the awards hand it over: name, work and grade emphasised."""
    before, after = sheet.words.split(sheet.work)
    between = after.removesuffix(f"{sheet.grade}。")
    return Certificate(
        title=sheets.TITLE,
        salutation=(Run(sheet.name, True), Run(f"（{sheet.unit}）：")),
        body=(
            (Run(before), Run(sheet.work, True), Run(between), Run(sheet.grade, True), Run("。")),
            (Run(sheets.CLOSE),),
        ),
        issuers=(sheets.ISSUER,),
        date=sheets.DATE,
        number=sheet.number,
        code=sheet.address,
        name=sheet.name,
        unit=sheet.unit,
    )


def badge(sheet: Sheet) -> Badge:
    """As the check-in hands it over."""
    return Badge(
        meeting="江苏省档案学会2020年学术年会",
        name=sheet.name,
        unit=sheet.unit,
        category="正式代表",
        code=sheet.number,
        post="副研究馆员",
        forum="第三分会",
    )
