"""The engine that people use, through its public functions: the one place where the benchmark names them."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet
from meeting.documents.badges import Badge, badges_pdf
from meeting.documents.certificates import Certificate, Kind, certificates_pdf
from meeting.documents.typesetting import Run


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    return certificates_pdf(map(certificate, made_up), title=sheets.TITLE)


def draw_badges(made_up: Iterable[Sheet]) -> bytes:
    """A badge for each, four to a sheet."""
    return badges_pdf(map(badge, made_up), title="参会证")


def draw_zip(made_up: Iterable[Sheet]) -> bytes:
    """A file for each, named by number and name."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for sheet in made_up:
            archive.writestr(f"{sheet.number}-{sheet.name}.pdf", draw([sheet]))
    return target.getvalue()


def certificate(sheet: Sheet) -> Certificate:
    """As the awards hand it over: name, work and grade emphasised."""
    before, after = sheet.words.split(sheet.work)
    between = after.removesuffix(f"{sheet.grade}。")
    return Certificate(
        kind=Kind.HONOUR,
        title=sheets.TITLE,
        salutation=(Run(sheet.name, True), Run(f"（{sheet.unit}）：")),
        body=(
            (Run(before), Run(sheet.work, True), Run(between), Run(sheet.grade, True), Run("。")),
            (Run(sheets.CLOSE),),
        ),
        issuers=(sheets.ISSUER,),
        date=sheets.DATE,
        number=f"编号：{sheet.number}",
        verify_url=sheet.address,
        caption=sheets.CAPTION,
    )


def badge(sheet: Sheet) -> Badge:
    return Badge(
        meeting="江苏省档案学会2020年学术年会",
        name=sheet.name,
        unit=sheet.unit,
        category="正式代表",
        code=sheet.number,
        post="副研究馆员",
        note="第三分会",
    )
