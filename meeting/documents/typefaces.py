"""The typefaces that ship with the package, those that societies upload, and which of them draws which character.

A text is set in a ``Face``, or in an uploaded font by its id. A character that the face lacks is drawn by the next
font of its chain; one that none has raises ``GlyphMissing``. docs/fonts.md says where the fonts come from and what they
hold.
"""

import hashlib
import re
import threading
import unicodedata
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reportlab.pdfbase.ttfonts import TTFError

from meeting.documents import sfnt
from meeting.documents.errors import FaceMissing, FontBroken, GlyphMissing
from meeting.documents.shipped_fonts import (
    BOLD_FACES,
    BOLD_FILES,
    BOLD_WEIGHT,
    CHAINS,
    NARROW,
    SAME_DESIGN,
    STAND_IN_NAMES,
    STAND_IN_STROKE,
    WRITTEN,
    Face,
    FontFile,
    chain,
    shipped,
)

AnyFace = Face | str
"""One of ours, or the id of an uploaded font that ``add_font`` gave."""


def font_file(name: str) -> FontFile:
    """A font of the package, or an uploaded one that is registered. Raises FaceMissing."""
    return _uploads[name].file if name.startswith(UPLOADED) else shipped(name)


# Characters that have no ink by definition: joiners, directional marks, variation selectors, soft hyphen.
INVISIBLE = frozenset(
    map(chr, (0xAD, 0x61C, *range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
) | frozenset(map(chr, (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0100, 0xE01F0))))
# Marks between Latin letters, and all of a text without a single Chinese character.
APOSTROPHE = re.compile("(?<=[A-Za-z\u00c0-\u024f\u1e00-\u1eff])’(?=[A-Za-z\u00c0-\u024f\u1e00-\u1eff])")
CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\U000f0000-\U000f7fff]")
NARROWED = str.maketrans(NARROW)
UNUSUAL = INVISIBLE | frozenset(NARROW)
COMBINING = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is drawn in one face."""

    character: str
    font: str
    advance: float  # thousandths of the type size
    stroke: float  # parts of the type size; 0 for none


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that the chosen face lacks: what stands in (None: nothing), and the texts it is in."""

    character: str
    stand_in: str | None
    texts: tuple[str, ...]


# Where drawings of one shape are planned (layouts/plans.py), private code points stand for "an ideograph" and "a
# figure" of a face's own font. Only the face's marked twin draws them: in a text that somebody wrote they are refused.
IDEOGRAPH_ADVANCE = 1000.0
IDEOGRAPH_MARKS = range(0xF0000, 0xF8000)
FIGURE_MARKS = range(0xF8000, 0xFFFF0)
MARKED = "*"


class _Marked(dict[str, Glyph | None]):
    """The glyphs of a face, and of marks."""

    def __init__(self, base: "_Glyphs") -> None:
        super().__init__()
        self.base = base

    def __missing__(self, character: str) -> Glyph | None:
        if ord(character) in IDEOGRAPH_MARKS:
            glyph: Glyph | None = Glyph(character, self.base.first, IDEOGRAPH_ADVANCE, 0.0)
        elif ord(character) in FIGURE_MARKS:
            figure = self.base["0"]
            glyph = None if figure is None else replace(figure, character=character)
        else:
            glyph = self.base[character]
        self[character] = glyph
        return glyph


class _Glyphs(dict[str, Glyph | None]):
    """The glyph of each character met so far in one face; looks a new one up in the face's chain."""

    def __init__(self, name: str, *, bold: bool, own: frozenset[str]) -> None:
        super().__init__()
        self.name = name
        self.bold = bold
        self.own = own  # the fonts that aren't reported as stand-ins

        self.marked = _Marked(self)

    @property
    def first(self) -> str:
        """The face's own font."""
        return CHAINS[Face(self.name)][0]

    def chain(self, character: str) -> tuple[str, ...]:
        """The fonts to look in for a character, in order."""
        return chain(Face(self.name), character)

    def font(self, name: str) -> FontFile:
        """A font of the chain."""
        return shipped(name)

    def stands_in(self, glyph: Glyph) -> bool:
        """Whether another face draws it. Letters that are set in another face on purpose are at home there."""
        return glyph.font not in self.own and glyph.font != self.chain(glyph.character)[0]

    def __missing__(self, character: str) -> Glyph | None:
        glyph = None
        for name in self.chain(character):
            font = self.font(name)
            if font.has(character):
                thin = self.bold and name not in BOLD_FILES and name != self.name
                glyph = Glyph(character, name, font.advance(character), STAND_IN_STROKE if thin else 0.0)
                break
        self[character] = glyph
        return glyph


class _Upload(_Glyphs):
    """An uploaded font: itself first, then 宋."""

    def __init__(self, file: FontFile, *, bold: bool) -> None:
        super().__init__(file.name, bold=bold, own=frozenset({file.name}))
        self.file = file
        self.fonts: tuple[str, ...] = (file.name, *CHAINS[Face.SONG_BOLD if bold else Face.SONG])

    @property
    def first(self) -> str:
        return self.name

    def chain(self, character: str) -> tuple[str, ...]:
        return chain(Face.SONG_BOLD if self.bold else Face.SONG, character) if character in WRITTEN else self.fonts

    def font(self, name: str) -> FontFile:
        return self.file if name == self.name else shipped(name)


class _Uploads:
    """The uploaded fonts that this process has parsed: those in use, and a few more."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.found: OrderedDict[str, _Upload] = OrderedDict()
        self.in_use: Counter[str] = Counter()

    def __getitem__(self, name: str) -> _Upload:
        found = self.found.get(name)
        if found is None:
            raise FaceMissing
        return found

    def add(self, upload: _Upload) -> None:
        """Keep it, and let the one go that was added longest ago and isn't in use."""
        with self.lock:
            self.found.setdefault(upload.name, upload)
            self.found.move_to_end(upload.name)
            idle = [name for name in self.found if not self.in_use[name]]
            for name in idle[: max(0, len(idle) - MOST_IDLE)]:
                del self.found[name]


UPLOADED = "up-"
"""How the ids of uploaded fonts begin."""
MOST_IDLE = 6
"""Uploaded fonts that are kept parsed for the next run: some 30 MB each."""

_GLYPHS: dict[str, _Glyphs] = {
    face: _Glyphs(face, bold=face in BOLD_FACES, own=frozenset({CHAINS[face][0], *SAME_DESIGN.get(face, ())}))
    for face in Face
}
_uploads = _Uploads()


def _glyphs_of(face: AnyFace) -> _Glyphs:
    """Raises FaceMissing."""
    found = _GLYPHS.get(face)
    return _uploads[face] if found is None else found


def face_id(content: bytes) -> str:
    """The id of an uploaded font: the same content has the same."""
    return f"{UPLOADED}{hashlib.sha256(content).hexdigest()[:20]}"


def add_font(content: bytes) -> str:
    """Register a font file that ``check_font`` has passed; returns its id, a face to set text in.

    The same content again costs nothing. It stays registered while it is ``kept``, and as one of the last few besides.
    Raises FontUnusable.
    """
    name = face_id(content)
    known = _uploads.found.get(name)
    if known is None:
        known = _parsed(name, content)
    _uploads.add(known)
    return name


def is_registered(face: AnyFace) -> bool:
    """Whether an uploaded font can be set in as it is. While it is ``kept`` the answer stays true."""
    return face in _uploads.found


@contextmanager
def kept(faces: Iterable[AnyFace]) -> Iterator[None]:
    """While drawing: uploaded fonts among these, registered before or within, aren't let go for others."""
    names = [str(face) for face in faces]
    with _uploads.lock:
        _uploads.in_use.update(names)
    try:
        yield
    finally:
        with _uploads.lock:
            _uploads.in_use.subtract(names)
            _uploads.in_use = +_uploads.in_use


def face_name(face: AnyFace) -> str:
    """What a reader calls a face. Raises FaceMissing."""
    return str(face) if face in _GLYPHS else _uploads[face].file.family


def _parsed(name: str, content: bytes) -> _Upload:
    """Raises FontUnusable."""
    font = sfnt.read(content)
    try:
        file = FontFile(name, sfnt.rewritten(font), family=font.names.family or font.names.postscript or name)
    except TTFError as error:
        raise FontBroken from error
    return _Upload(file, bold=font.weight >= BOLD_WEIGHT)


def marked_face(face: AnyFace) -> AnyFace:
    """The twin of a face that draws marks, too."""
    return f"{face}{MARKED}"


def unmarked_face(face: AnyFace) -> AnyFace:
    """The face whose twin this is, or itself."""
    return face.removesuffix(MARKED) if face.endswith(MARKED) else face


def replaceable(character: str, face: AnyFace) -> str | None:
    """Say whether a character is drawn just as any other "ideograph" or "figure" of the face is, save for its form."""
    code, found = ord(character), _glyphs_of(face)
    if character in "0123456789":
        glyph, other = found[character], found["0"]
        return "figure" if glyph and other and replace(glyph, character="0") == other else None
    if not 0x3400 <= code <= 0x9FFF and not 0x20000 <= code <= 0x3FFFF:
        return None
    glyph = found[character]
    if glyph and (glyph.font, glyph.advance, glyph.stroke) == (found.first, IDEOGRAPH_ADVANCE, 0.0):
        return "ideograph"
    return None


def visible(text: str, *, among: str | None = None) -> str:
    """The text as it is drawn: letter and combining accent as one character, without marks that have no ink, and with
    narrow quotation marks and apostrophes (``NARROW``) among Latin letters. ``among``: the whole of which it is a part.

    Ideographs stay as they are: NFC would turn compatibility ideographs, which names have, into others.
    """
    if text.isascii():
        return text
    text = COMBINING.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
    if UNUSUAL.isdisjoint(text):
        return text
    text = "".join(character for character in text if character not in INVISIBLE)
    return APOSTROPHE.sub(NARROW["’"], text) if CHINESE.search(among or text) else text.translate(NARROWED)


def glyph_of(character: str, face: AnyFace) -> Glyph:
    """The glyph that draws one character of a ``visible`` text. Raises GlyphMissing, FaceMissing."""
    found = _glyphs_of(unmarked_face(face))
    glyph = (found.marked if face.endswith(MARKED) else found)[character]
    if glyph is None:
        raise GlyphMissing(text=character, character=character)
    return glyph


def glyphs(text: str, face: AnyFace) -> list[Glyph]:
    """The glyphs that draw a text. Raises GlyphMissing, naming text and character, if no font has one; FaceMissing."""
    try:
        return [glyph_of(character, face) for character in visible(text)]
    except GlyphMissing as missing:
        raise GlyphMissing(text=text, character=missing.params["character"]) from None


def missing_glyphs(texts: Iterable[str], face: AnyFace) -> dict[str, Missing]:
    """Before a run: each character that the face itself lacks, with what stands in and the texts it is in.

    ``stand_in`` is None where no font has the character: drawing such a text raises GlyphMissing. Raises FaceMissing.
    """
    known = _glyphs_of(face)
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for character in dict.fromkeys(visible(text)):
            glyph = known[character]
            if glyph is None or known.stands_in(glyph):
                found.setdefault(character, {})[text] = None
    report = {}
    for character, in_texts in found.items():
        glyph = known[character]
        stand_in = STAND_IN_NAMES[glyph.font] if glyph is not None else None
        report[character] = Missing(WRITTEN.get(character, character), stand_in, tuple(in_texts))
    return report
