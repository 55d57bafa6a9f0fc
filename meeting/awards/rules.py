"""Pure rules about awards: who is honoured once, what is handed over, how numbers and masked names are made."""

import hashlib
import json
import re
from collections.abc import Sequence

from meeting.awards.errors import GradeInvalid
from meeting.awards.models import Award, Grade
from meeting.awards.numbering import LONGEST_CODE
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Meeting
from meeting.people import pinyin, surnames
from meeting.people.models import Unit
from meeting.people.names import INTERPUNCT, name_key

SEPARATORS = re.compile(r"[、，,；;\n]+")
"""What parts co-authors in one cell."""

MASK = "＊"
"""U+FF0A: as wide as the character that it covers."""


def is_handed_over(award: Award) -> bool:
    """转颁: issued by somebody who doesn't host the meeting; never numbered, sealed or printed by us (domain.md)."""
    return not may_issue(award.meeting, award.issuer)


def may_issue(meeting: Meeting, unit: Unit) -> bool:
    """Whether what the unit issues is made here, with its seal.

    Hosts are the meeting's 主办 units, and the society itself, whose meeting it is. Units are compared as rows: an
    alias was resolved to its unit when it was typed.
    """
    if any(host.id == unit.id for host in meeting.hosts_as(HostRole.HOST)):
        return True
    return name_key(meeting.society.name) in {unit.key, *(alias.key for alias in unit.aliases)}


def split_names(text: str) -> list[str]:
    """The names in one cell: 李媛立、戴洋立 are two. Blanks part Latin names from nothing, so they don't part."""
    return [name.strip() for name in SEPARATORS.split(text) if name.strip()]


def recipient_key(names: Sequence[str], unit_key: str, work: str) -> str:
    """Digest of the words that say who is honoured for what, however they are spaced."""
    facts = [[name_key(name) for name in names], unit_key, name_key(work)]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def code_from(name: str) -> str:
    """The letters that a unit signs its numbers with: pinyin initials in capitals (江苏省档案学会 → JSSDAXH)."""
    return re.sub(r"[^A-Z0-9]", "", pinyin.initials(name).upper())[: LONGEST_CODE - 3] or "DW"


def masked_name(name: str) -> str:
    """A person's name for strangers: the surname stays, each further character becomes ＊.

    张三 → 张＊, 欧阳修文 → 欧阳＊＊ (compound surnames whole). A name with an interpunct or of Latin letters keeps its
    first character and its dots, blanks and hyphens (阿卜杜拉·买买提 → 阿＊＊＊·＊＊＊); one of a single character is
    covered whole.
    """
    if len(name) < 2:
        return MASK * len(name)
    family, given = surnames.split(name)
    kept = len(family) if given else 1
    return name[:kept] + "".join(
        character if character in f"{INTERPUNCT} -'’" else MASK for character in name[kept:]
    )


def masked_names(names: str) -> str:
    """Several names joined by 、, each masked."""
    return "、".join(masked_name(name) for name in names.split("、"))


def answers_to(names: str, unit: str, given: str) -> bool:
    """Whether somebody who typed ``given`` knows whose certificate it is: one full name, or one name's last character.

    Several of the full names, too, in any order and however they are parted. For a unit that is honoured, its full
    name or its last character. Compared by ``name_key``.
    """
    key = name_key(given)
    known = [name_key(name) for name in (names.split("、") if names else [unit])]
    if not key:
        return False
    return any(key in {name, name[-1:]} for name in known) or _made_of(name_key(_BETWEEN_NAMES.sub("", given)), known)


def _made_of(text: str, names: Sequence[str]) -> bool:
    """Whether ``text`` is nothing but some of these names, each once at most, perhaps with an “and” in between."""
    for place, name in enumerate(names):
        if not text.startswith(name):
            continue
        others, rest = [*names[:place], *names[place + 1 :]], text[len(name) :]
        if not rest or any(_made_of(rest.removeprefix(word), others) for word in ("", *_AND) if rest.startswith(word)):
            return True
    return False


def parse_grades(text: str) -> dict[str, int | None]:
    """One grade a line, its quota behind it: 一等奖 3. Raises ``GradeInvalid``."""
    grades: dict[str, int | None] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _GRADE_LINE.fullmatch(line.strip())
        title = "".join(match[1].split()) if match else ""
        if match is None or title in grades or (match[2] and title[-1] in _TIMES):
            raise GradeInvalid(given=line.strip()[:40])
        grades[title] = int(match[2]) if match[2] else None
    return grades


def grades_as_text(grades: Sequence[Grade]) -> str:
    """What ``parse_grades`` reads."""
    return "\n".join(grade.title if grade.quota is None else f"{grade.title} {grade.quota}" for grade in grades)


_TIMES = "x×X*＊✕✖"
"""Between a grade and its quota (二等奖 x2) they would stay in the grade's name."""

_BETWEEN_NAMES = re.compile(r"[\s、，,；;：:。./／|｜&＆+＋\\＼]+")
_AND = ("和", "与", "及", "暨")

_GRADE_LINE = re.compile(r"(.*?\D)[\s:：,，]*(\d{1,4})?\s*[名个人篇项]?")
