"""Build the fonts in meeting/documents/fonts from their published sources.

    python scripts/build_fonts.py [--sources DIR]

Without --sources the packages of NPM and DEBIAN are downloaded. Each font is cut down to the characters that
its entry in BUILDS keeps, stripped of hinting and layout tables (the PDF engine places every glyph itself),
renamed (LXGW, 霞鹜 and Source are reserved names) and marked as changed, as the SIL and Arphic licences ask. What
comes out depends on the sources alone: a second run writes the same bytes. docs/fonts.md says why these fonts.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from meeting.documents.shipped_fonts import NARROW

TARGET = Path(__file__).resolve().parents[1] / "meeting" / "documents" / "fonts"
NPM = (
    "@expo-google-fonts/noto-serif-sc@0.4.3",
    "@expo-google-fonts/noto-sans-sc@0.4.3",
    "@expo-google-fonts/source-serif-4@0.4.1",
    "@expo-google-fonts/source-sans-3@0.4.1",
    "@fontsource/lxgw-wenkai@5.3.0",  # for its licence file only: it holds no TrueType
)
DEBIAN = (
    "fonts-lxgw-wenkai=1.250+repack-1",
    "fonts-babelstone-han=15.0.5-2",
    "fonts-arphic-ukai=0.2.20080216.2-5",  # for the Arphic licence as its authors wrote it
    "unicode-data=15.0.0-1",  # Unihan: which characters are standard, and who put the rare ones forward
)
CHANGED = "2026-11-23"
ONE_TIME = 3_860_000_000  # head.modified, seconds since 1904: fixed, so that builds are equal byte by byte

# What runs along with Chinese text: Latin with every diacritic, Greek, Cyrillic, punctuation, kana.
WRITING = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x2193), (0x2200, 0x22FF),
    (0x2460, 0x24FF), (0x25A0, 0x25CF), (0x2605, 0x2606), (0x2713, 0x2713), (0x3000, 0x303F),
    (0x3041, 0x30FF), (0x3100, 0x312F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEE),
)  # fmt: skip
LETTERS = ((0xC0, 0x24F), (0x370, 0x52F), (0x1E00, 0x1EFF))
IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# Values of Unihan's kIRG_GSource that are lists of living people and places: 公安部姓名 XM, 地名 DM, …
NAME_SOURCES = ("XM", "DM", "RM", "ZA", "IDC", "JZ", "HZR", "KJ", "FC", "ZH", "WZ", "XH", "FZ", "U", "K")


@dataclass(frozen=True, slots=True)
class Build:
    """One font: where it comes from, what it is called here, which characters it keeps."""

    file: str
    family: str
    source: str
    licence: str
    keep: Callable[[int, Unihan], bool]
    beside: str = ""  # the font whose letters these complete: nothing that it holds, and as large as in it
    changed: str = CHANGED


@dataclass(frozen=True, slots=True)
class Unihan:
    """What the build needs of the Unihan database and of the two national sets."""

    standard: frozenset[int]  # 通用规范汉字表 and GB 2312
    traditional: frozenset[int]  # Big5, level 1: names from Hong Kong, Macau and Taiwan
    named: frozenset[int]  # rare characters that living people's names have


def within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Say whether a code point lies in one of the closed ranges."""
    return any(first <= code <= last for first, last in ranges)


def core(code: int, unihan: Unihan) -> bool:
    """What 楷, 宋 and 黑 hold themselves."""
    return within(code, WRITING) or code in unihan.standard or code in unihan.traditional


def heading(code: int, unihan: Unihan) -> bool:
    """What the bold 宋 holds: standard characters."""
    return within(code, WRITING) or code in unihan.standard


def wide(code: int, unihan: Unihan) -> bool:
    """What stands in first: the ideographs of U+3400–9FFF and beyond that the core left out."""
    return within(code, IDEOGRAPHS) and not core(code, unihan)


def rare(code: int, unihan: Unihan) -> bool:
    """What stands in last: name characters of the extensions that the wide 宋 hasn't got either."""
    return within(code, IDEOGRAPHS) and code in unihan.named


def letters(code: int, _: Unihan) -> bool:
    """What completes the Latin, Greek and Cyrillic letters of 宋 and 黑: ř, Ł, ő, Ђ …; and their quotation marks."""
    return within(code, LETTERS)


BUILDS = (
    Build("kai.ttf", "Meeting Kai", "LXGWWenKai-Regular.ttf", "OFL-kai.txt", core),
    Build("song.ttf", "Meeting Song", "NotoSerifSC_400Regular.ttf", "OFL-song.txt", core),
    Build("song-bold.ttf", "Meeting Song Bold", "NotoSerifSC_600SemiBold.ttf", "OFL-song.txt", heading),
    Build("hei.ttf", "Meeting Hei", "NotoSansSC_700Bold.ttf", "OFL-hei.txt", core),
    Build("song-wide.ttf", "Meeting Song Wide", "NotoSerifSC_400Regular.ttf", "OFL-song.txt", wide),
    Build("song-rare.ttf", "Meeting Song Rare", "BabelStoneHan.ttf", "ARPHICPL.txt", rare),
    # The letters of Noto Serif SC and Noto Sans SC are those of these two, somewhat larger.
    Build(
        "song-letters.ttf", "Meeting Song Letters", "SourceSerif4_400Regular.ttf", "OFL-song-letters.txt", letters,
        beside="song.ttf", changed="2026-11-26",
    ),
    Build(
        "song-bold-letters.ttf", "Meeting Song Bold Letters", "SourceSerif4_600SemiBold.ttf", "OFL-song-letters.txt",
        letters, beside="song-bold.ttf", changed="2026-11-26",
    ),
    Build(
        "hei-letters.ttf", "Meeting Hei Letters", "SourceSans3_700Bold.ttf", "OFL-hei-letters.txt", letters,
        beside="hei.ttf", changed="2026-11-26",
    ),
)  # fmt: skip

LICENCES = (
    ("OFL-kai.txt", "*lxgw-wenkai*/package/LICENSE"),
    ("OFL-song.txt", "*noto-serif*/package/LICENSE_FONT"),
    ("OFL-hei.txt", "*noto-sans*/package/LICENSE_FONT"),
    ("OFL-song-letters.txt", "*source-serif*/package/LICENSE_FONT"),
    ("OFL-hei-letters.txt", "*source-sans*/package/LICENSE_FONT"),
    ("ARPHICPL.txt", "license/english/ARPHICPL.TXT.gz"),
)


def download(folder: Path) -> None:
    """Bring the source packages into a folder and unpack them; needs npm, apt-get and dpkg-deb."""
    for package in NPM:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    subprocess.run(["apt-get", "download", *DEBIAN], cwd=folder, check=True)
    for archive in folder.glob("*.tgz"):
        target = folder / archive.stem
        target.mkdir()
        subprocess.run(["tar", "xzf", archive.name, "-C", target.name], cwd=folder, check=True)
    for archive in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", archive.name, "debian"], cwd=folder, check=True)


def one(folder: Path, name: str) -> Path:
    """Find the file of this name (or pattern) under the folder; without one the build ends."""
    found = sorted(folder.rglob(name))
    if not found:
        sys.exit(f"{name} is not under {folder}")
    return found[0]


def unihan_lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (code point, field, value) from a bzip2-compressed Unihan file."""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[0].startswith("U+"):
                yield int(parts[0][2:], 16), parts[1], parts[2]


def encoded(encoding: str, leads: range, trails: list[int]) -> set[int]:
    """The code points that a double-byte character set holds between these lead and trail bytes."""
    codes = set()
    for lead in leads:
        for trail in trails:
            try:
                codes.add(ord(bytes([lead, trail]).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                continue  # a hole in the table
    return codes


def read_unihan(folder: Path) -> Unihan:
    """Read the character sets from the sources."""
    standard = {code for code, field, _ in unihan_lines(one(folder, "Unihan_OtherMappings.txt.bz2")) if field == "kTGH"}
    (TARGET / "standard-characters.txt").write_text(
        "".join(f"{chr(code)}\n" for code in sorted(standard)), encoding="utf-8"
    )
    named = set()
    for code, field, value in unihan_lines(one(folder, "Unihan_IRGSources.txt.bz2")):
        source = value.split("-")[0]
        if field in ("kIRG_HSource", "kIRG_JSource") or (
            field == "kIRG_GSource" and source.removeprefix("G") in NAME_SOURCES
        ):
            named.add(code)
    # What Unihan has an English meaning for is in use somewhere; 𠮷 has none and is a common Japanese surname.
    named |= {code for code, field, _ in unihan_lines(one(folder, "Unihan_Readings.txt.bz2")) if field == "kDefinition"}
    named.add(ord("𠮷"))
    trails = list(range(0xA1, 0xFF))
    return Unihan(
        standard=frozenset(standard | encoded("gb2312", range(0xB0, 0xF8), trails)),
        traditional=frozenset(encoded("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *trails])),
        named=frozenset(named),
    )


def rename(font: TTFont, build: Build) -> None:
    """Give the font its own name and say in it what was changed, keeping who made it."""
    table = font["name"]
    copyright_notice = table.getDebugName(0)
    postscript = build.family.replace(" ", "")
    notice = (
        f"Changed {build.changed} for the meeting project by scripts/build_fonts.py: subset of {build.source}, "
        f"hinting and layout tables removed, {'enlarged, ' if build.beside else ''}renamed. "
        f"Licence: {build.licence}, beside this file."
    )
    table.names = []
    for name_id, text in (
        (0, copyright_notice), (1, build.family), (2, "Regular"), (3, f"{postscript};{build.changed}"),
        (4, build.family), (6, postscript), (10, notice), (13, build.licence),
    ):  # fmt: skip
        table.setName(text, name_id, 3, 1, 0x409)


def capital_height(font: TTFont) -> float:
    """How high an H is, in parts of the em."""
    return float(font["glyf"][font.getBestCmap()[ord("H")]].yMax / font["head"].unitsPerEm)


def enlarge(font: TTFont, scale: float) -> None:
    """Make the letters larger in the same em."""
    em = font["head"].unitsPerEm
    scale_upem(font, round(em * scale))
    font["head"].unitsPerEm = em


def set_apart(font: TTFont) -> None:
    """Move the quotation marks to private code points: the Chinese ones of 宋 and 黑 have theirs."""
    for table in font["cmap"].tables:
        for quote, narrow in NARROW.items():
            table.cmap[ord(narrow)] = table.cmap.pop(ord(quote))


def build_font(build: Build, source: Path, codes: set[int]) -> bytes:
    """Write the subset of one source font beside its licence; return the file's bytes."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = ["*"]
    options.drop_tables += [
        "GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "gasp", "STAT", "kern", "meta",
    ]  # fmt: skip
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    scale = capital_height(TTFont(TARGET / build.beside)) / capital_height(font) if build.beside else 1
    subsetter.subset(font)
    if build.beside:
        enlarge(font, scale)
        set_apart(font)
    rename(font, build)
    font["head"].modified = ONE_TIME
    path = TARGET / build.file
    font.save(path)
    return path.read_bytes()


def copy_licences(folder: Path) -> None:
    """Put the licence of each source beside the fonts, word for word."""
    for file, pattern in LICENCES:
        content = one(folder, pattern).read_bytes()
        (TARGET / file).write_bytes(gzip.decompress(content) if pattern.endswith(".gz") else content)


def main() -> None:
    """Build every font, and write what it was made from to built.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sources", type=Path, help="a folder that holds the unpacked packages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = arguments.sources or Path(scratch)
        if arguments.sources is None:
            download(folder)
        copy_licences(folder)
        unihan = read_unihan(folder)
        record = {}
        held: set[int] = set()
        for build in BUILDS:
            source = one(folder, build.source)
            with TTFont(source, lazy=True) as font:
                codes = {code for code in font.getBestCmap() if build.keep(code, unihan)}
            if build.keep is rare:
                codes -= held
            if build.beside:
                codes = codes - set(TTFont(TARGET / build.beside).getBestCmap()) | set(map(ord, NARROW))
            content = build_font(build, source, codes)
            held |= codes
            record[build.file] = {
                "characters": len(codes),
                "sha256": hashlib.sha256(content).hexdigest(),
                "source": build.source,
                "source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            }
            print(f"{build.file}: {len(codes)} characters, {len(content) / 1e6:.1f} MB")
        (TARGET / "built.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
