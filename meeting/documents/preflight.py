"""Before a run: which characters can't be printed, which others draw, and in whose words they are.

Pure: words in, a report out. Pages show the report by ``macros/preflight.html``; ``require_printable`` turns what would
stop the run into a refusal before anything is drawn.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from meeting.documents.errors import CharactersUnprintable, TextTooLong
from meeting.documents.shipped_fonts import WRITTEN
from meeting.documents.typefaces import INVISIBLE, AnyFace, face_name, missing_glyphs, visible

SHOWN = 5
"""Texts named for one character."""


class Trouble(StrEnum):
    """What is the matter with a character."""

    STAND_IN = "stand-in"
    """Another typeface draws it: the same character in a slightly different hand."""
    VARIANT = "variant"
    """A variation selector behind an ideograph: the usual form is drawn."""
    INVISIBLE = "invisible"
    """A mark without ink, such as a zero-width joiner: left out."""
    ABSENT = "absent"
    """No typeface has it."""
    PRIVATE = "private"
    """Private use: a character that somebody's system made up. Other systems show a box or another one."""
    COMBINING = "combining"
    """An accent that makes no one letter with what stands before it: drawn over it, perhaps a little off."""
    SCRIPT = "script"
    """Arabic, Tibetan, Mongolian …: letters that join and stack."""
    CONTROL = "control"
    """A line break within a name, NUL, half a character."""


STOPS = frozenset({Trouble.ABSENT, Trouble.PRIVATE, Trouble.SCRIPT, Trouble.CONTROL})
UNSEEN = frozenset({"Co", "Cc", "Cs", "Cf", "Zl", "Zp"})
"""Unicode categories of characters that a page shows as a box or not at all."""
SHOWABLE = frozenset({Trouble.STAND_IN, Trouble.ABSENT, Trouble.SCRIPT})


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is going to be printed: in which face, as what (姓名, 单位 …), and for whom."""

    face: AnyFace
    text: str
    where: str = ""
    whose: str = ""

    @property
    def visible(self) -> str:
        """The text with the codes of characters that a page would show as a box or not at all."""
        return "".join(f"〔{_code(each)}〕" if unicodedata.category(each) in UNSEEN else each for each in self.text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One character in one face, or several that share everything else, and the words that have it, each text once.

    ``stand_in``: the typeface that draws it. ``meant``: for a private-use character of old systems, which one it was.
    """

    characters: str
    trouble: Trouble
    face: str
    words: tuple[Words, ...]
    stand_in: str | None = None
    meant: str | None = None

    @property
    def codes(self) -> str:
        """As U+4E00."""
        return " ".join(map(_code, self.characters))

    @property
    def visible(self) -> str:
        """The characters; their codes where a page would show nothing, a box or something else."""
        return self.characters if self.trouble in SHOWABLE else self.codes

    @property
    def shown(self) -> tuple[Words, ...]:
        """The first few of the words."""
        return self.words[:SHOWN]

    @property
    def more(self) -> int:
        """How many others there are."""
        return max(0, len(self.words) - SHOWN)


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a run would meet. ``too_long``: the words that don't fit their place, for whoever lays them out to add."""

    stopping: tuple[Finding, ...] = ()
    replaced: tuple[Finding, ...] = ()
    too_long: tuple[Words, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stopping or self.replaced or self.too_long)

    @property
    def printable(self) -> bool:
        """Whether nothing stops the run."""
        return not self.stopping and not self.too_long


def preflight(words: Iterable[Words]) -> Preflight:
    """Look every word up in its face. Raises FaceMissing."""
    faces: dict[AnyFace, dict[str, Words]] = {}
    for each in words:
        faces.setdefault(each.face, {}).setdefault(each.text, each)
    findings = _together(finding for face, texts in faces.items() for finding in _findings(face, texts))
    return Preflight(
        stopping=tuple(finding for finding in findings if finding.trouble in STOPS),
        replaced=tuple(finding for finding in findings if finding.trouble not in STOPS),
    )


def require_printable(report: Preflight) -> None:
    """Raises CharactersUnprintable, naming the characters with the first of the words they are in; TextTooLong."""
    if report.stopping:
        raise CharactersUnprintable(which=_named(report.stopping))
    if report.too_long:
        raise TextTooLong(text="”“".join(words.text for words in report.too_long[:SHOWN]))


def _together(findings: Iterable[Finding]) -> list[Finding]:
    """Those that differ in the character alone become one: all letters of one Uyghur name."""
    joined: dict[Finding, list[str]] = {}
    for finding in findings:
        joined.setdefault(replace(finding, characters=""), []).append(finding.characters)
    return [replace(finding, characters="".join(characters)) for finding, characters in joined.items()]


def _named(findings: Sequence[Finding]) -> str:
    named = (f"“{each.visible}”（{'、'.join(words.visible for words in each.shown)}）" for each in findings)
    return "；".join(dict.fromkeys(named))


def _findings(face: AnyFace, texts: dict[str, Words]) -> Iterator[Finding]:
    name = face_name(face)
    for narrow in WRITTEN:  # ours, which nobody writes
        if words := tuple(texts[text] for text in texts if narrow in text):
            yield Finding(narrow, Trouble.PRIVATE, name, words)
    for missing in missing_glyphs(texts, face).values():
        character, words = missing.character, tuple(texts[text] for text in missing.texts)
        trouble = Trouble.STAND_IN if missing.stand_in else _trouble(character)
        yield Finding(character, trouble, name, words, missing.stand_in, MEANT.get(character))
    for character, marked in sorted(_marks(texts).items()):
        if character not in INVISIBLE:
            trouble = Trouble.COMBINING
        elif character in VARIATION_SELECTORS:
            trouble = Trouble.VARIANT
        else:
            trouble = Trouble.INVISIBLE
        yield Finding(character, trouble, name, tuple(marked))


def _marks(texts: dict[str, Words]) -> dict[str, list[Words]]:
    """What isn't drawn, or not in a place of its own; accents that make a letter with the one before are none."""
    found: dict[str, list[Words]] = {}
    for text, words in texts.items():
        if text.isascii():
            continue
        for character in INVISIBLE.intersection(text) | set(COMBINING.findall(visible(text))):
            found.setdefault(character, []).append(words)
    return found


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _trouble(character: str) -> Trouble:
    """Why no typeface has a character."""
    category = unicodedata.category(character)
    if category == "Co":
        return Trouble.PRIVATE
    if category in ("Cc", "Cs", "Zl", "Zp"):
        return Trouble.CONTROL
    if unicodedata.name(character, "").partition(" ")[0] in SCRIPTS:
        return Trouble.SCRIPT
    return Trouble.ABSENT


VARIATION_SELECTORS = frozenset(map(chr, (*range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
COMBINING = re.compile("[\u0300-\u036f\u302a-\u302f\u3099\u309a]")
"""Marks that our fonts have, and set over what stands before them."""

SCRIPTS = frozenset(
    {
        "ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "MONGOLIAN", "TIBETAN", "DEVANAGARI", "BENGALI", "TAMIL",
        "TELUGU", "GURMUKHI", "GUJARATI", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "MYANMAR", "KHMER", "TAI",
        "NEW", "PHAGS-PA",
    }
)  # fmt: skip
"""First words of the Unicode names of letters that join, stack or change places (New Tai Lue among them)."""

# GBK's rows FE50–FEA0 had no place in Unicode once, so old Windows and 公安 systems wrote them from U+E815 on. These
# are the characters as GB 18030-2022 (and before it Unicode 4.1 and 5.2) places them; U+E863, 䶮, is in many names.
FORMERLY_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌"
    "龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
MEANT = {chr(0xE815 + number): character for number, character in enumerate(FORMERLY_PRIVATE)}
