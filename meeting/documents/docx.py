"""Word documents (DOCX, ECMA-376) for what an office goes on editing: paragraphs, tables, sections, page numbers.

Six parts in an archive, with neither clock nor chance, so that the same input gives the same bytes. What the documents
need most (the grid of 22 × 28, fonts by script, footers of odd and even pages) libraries leave to be written as XML as
well: docs/decisions.md. Lengths are millimetres, type sizes points.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MADE = (1980, 1, 1, 0, 0, 0)  # the archive format's own first day
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def twips(length: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(length * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Font:
    """How a run is set: the font's name for Chinese and for Latin, the size; colour as RRGGBB; ``spacing`` (points) is
    added to each character.
    """

    chinese: str
    size: float
    latin: str = "Times New Roman"
    colour: str = ""
    bold: bool = False
    spacing: float = 0.0

    @property
    def properties(self) -> str:
        """As ``w:rPr`` holds it."""
        latin = quoteattr(self.latin)
        bold = "<w:b/>" if self.bold else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        spacing = f'<w:spacing w:val="{round(self.spacing * 20)}"/>'
        half_points = round(self.size * 2)
        return (
            f"<w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={quoteattr(self.chinese)} w:cs={latin}"
            f' w:hint="eastAsia"/>{bold}{colour}{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        )


def run(text: str, font: Font | None = None) -> str:
    """A run of text; line breaks and tabs are kept."""
    properties = f"<w:rPr>{font.properties}</w:rPr>" if font else ""
    content = []
    for piece in re.split("([\n\t])", NO_CHARACTER.sub("", text)):
        if piece == "\n":
            content.append("<w:br/>")
        elif piece == "\t":
            content.append("<w:tab/>")
        elif piece:
            content.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{properties}{''.join(content)}</w:r>"


def field(code: str, font: Font | None = None) -> str:
    """A field such as PAGE or NUMPAGES, shown as 1 until it is worked out."""
    properties = f"<w:rPr>{font.properties}</w:rPr>" if font else ""
    return f'<w:fldSimple w:instr=" {code} "><w:r>{properties}<w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(
    *runs: str,
    style: str = "",
    keep_next: bool = False,
    page_break: bool = False,
    frame: tuple[float, float, float] | None = None,
    rule: tuple[str, int, int, str] | None = None,
    tabs: Sequence[tuple[str, float]] = (),
    snap: bool = True,
    before: float = 0.0,
    after: float = 0.0,
    line: float = 0.0,
    left: float = 0.0,
    right: float = 0.0,
    first: float = 0.0,
    align: str = "",
    section: str = "",
) -> str:
    """A paragraph. ``frame``: x, y and width of a frame on the sheet; ``rule``: the lower border's kind, width (eighths
    of a point), distance (points) and colour; ``tabs``: kind and place; ``line``: exact distance of lines;
    ``first``: the first line's indentation, hanging if negative.
    """
    properties = [f'<w:pStyle w:val="{style}"/>'] if style else []
    if keep_next:
        properties.append("<w:keepNext/>")
    if page_break:
        properties.append("<w:pageBreakBefore/>")
    if frame:
        x, y, width = map(twips, frame)
        properties.append(
            f'<w:framePr w:w="{width}" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" w:x="{x}" w:y="{y}"/>'
        )
    if rule:
        kind, thickness, distance, colour = rule
        properties.append(
            f'<w:pBdr><w:bottom w:val="{kind}" w:sz="{thickness}" w:space="{distance}" w:color="{colour}"/></w:pBdr>'
        )
    if tabs:
        stops = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(place)}"/>' for kind, place in tabs)
        properties.append(f"<w:tabs>{stops}</w:tabs>")
    if not snap:
        properties.append('<w:snapToGrid w:val="0"/>')
    if before or after or line:
        exact = f' w:line="{twips(line)}" w:lineRule="exact"' if line else ""
        properties.append(f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}"{exact}/>')
    if left or right or first:
        edge = f' w:firstLine="{twips(first)}"' if first > 0 else f' w:hanging="{twips(-first)}"' if first else ""
        chars = ' w:firstLineChars="0"' if first <= 0 else ""
        properties.append(f'<w:ind w:left="{twips(left)}" w:right="{twips(right)}"{chars}{edge}/>')
    if align:
        properties.append(f'<w:jc w:val="{align}"/>')
    if section:
        properties.append(section)
    return f"<w:p>{'<w:pPr>' + ''.join(properties) + '</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: paragraphs, and whether it begins (``restart``) or goes on (``continue``) over several rows."""

    content: str
    merge: str = ""


def table(
    widths: Sequence[float],
    rows: Iterable[Sequence[Cell]],
    *,
    row_height: float,
    heading: bool = True,
    borders: str = "all",
    at_foot: bool = False,
) -> str:
    """A table of these column widths. ``heading``: the first row stands on each page. ``borders``: ``all``, or those of
    an imprint (``imprint``: thick above and below, thin between); ``at_foot``: at the text block's lower edge.
    """
    place = (
        '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        if at_foot
        else ""
    )
    outer, inner = ("8", "6") if borders == "imprint" else ("4", "4")
    sides = ("top", "bottom") if borders == "imprint" else ("top", "left", "bottom", "right")
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{outer}" w:space="0" w:color="000000"/>'
        if side in sides
        else f'<w:{side} w:val="nil"/>'
        for side in ("top", "left", "bottom", "right")
    )
    edges += f'<w:insideH w:val="single" w:sz="{inner}" w:space="0" w:color="000000"/>'
    if borders == "all":
        edges += '<w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    written = []
    for number, cells in enumerate(rows):
        head = "<w:tblHeader/>" if heading and number == 0 else ""
        inside = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>'
            + (f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else "")
            + f'<w:vAlign w:val="center"/></w:tcPr>{cell.content}</w:tc>'
            for width, cell in zip(widths, cells, strict=True)
        )
        written.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(row_height)}" w:hRule="atLeast"/>{head}</w:trPr>'
            f"{inside}</w:tr>"
        )
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>"
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A4 and its margins; ``footer``: distance of the footer's lower edge; ``lines``: the grid's, if there is one."""

    top: float
    right: float
    bottom: float
    left: float
    footer: float
    lines: int = 0

    def section(self, footers: Mapping[str, str], *, restart: bool = True) -> str:
        """As ``w:sectPr``; ``footers``: default, even or first (for that page alone) → the footer's name."""
        references = "".join(
            f'<w:footerReference w:type="{kind}" r:id="{name}"/>' for kind, name in sorted(footers.items())
        )
        numbers = '<w:pgNumType w:start="1"/>' if restart else ""
        grid = ""
        if self.lines:
            pitch = int(twips(297 - self.top - self.bottom) / self.lines)
            grid = f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>'
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
            f'<w:pgMar w:top="{twips(self.top)}" w:right="{twips(self.right)}" w:bottom="{twips(self.bottom)}"'
            f' w:left="{twips(self.left)}" w:header="851" w:footer="{twips(self.footer)}" w:gutter="0"/>'
            f"{numbers}{'<w:titlePg/>' if 'first' in footers else ''}{grid}</w:sectPr>"
        )


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its id, the name that Word knows or shows, its properties; ``level``: of a heading, from 0."""

    id: str
    name: str
    font: Font | None = None
    paragraph: str = ""
    level: int | None = None


def docx_file(
    *, title: str, body: str, section: str, styles: Sequence[Style], normal: Font, normal_paragraph: str = "",
    fonts: Mapping[str, str], footers: Mapping[str, str],
) -> bytes:  # fmt: skip
    """The file. ``section`` is the last one's; ``fonts``: name → what may stand in; ``footers``: name → paragraphs."""
    names = list(footers)
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"),
            *((name, "footer") for name in names),
        )
    )  # fmt: skip
    related = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{name}.xml"/>'
        for name, kind in (
            ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"),
            *((name, "footer") for name in names),
        )
    )  # fmt: skip
    root = f'xmlns:w="{W}" xmlns:r="{R}"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}"
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="document" Type="{R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(NO_CHARACTER.sub('', title))}</dc:title></cp:coreProperties>",
        "word/document.xml": f"<w:document {root}><w:body>{body}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "word/styles.xml": f"<w:styles {root}>{_styles(styles, normal, normal_paragraph)}</w:styles>",
        "word/settings.xml": f"<w:settings {root}>"
        "<w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
        "word/fontTable.xml": f"<w:fonts {root}>{_fonts(fonts)}</w:fonts>",
        **{f"word/{name}.xml": f"<w:ftr {root}>{content}</w:ftr>" for name, content in footers.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, DECLARATION + content)
    return out.getvalue()


def _styles(styles: Sequence[Style], normal: Font, normal_paragraph: str) -> str:
    written = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{normal.properties}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{normal_paragraph}</w:pPr><w:rPr>{normal.properties}</w:rPr></w:style>"
    ]
    for style in styles:
        level = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
        written.append(
            f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val={quoteattr(style.name)}/>'
            f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr>{style.paragraph}{level}</w:pPr>'
            f"{'<w:rPr>' + style.font.properties + '</w:rPr>' if style.font else ''}</w:style>"
        )
    return "".join(written)


def _fonts(fonts: Mapping[str, str]) -> str:
    return "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f"<w:altName w:val={quoteattr(stands_in)}/>" if stands_in else "")
        + '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, stands_in in fonts.items()
    )
