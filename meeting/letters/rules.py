"""How a letter's number is written; which addresses in it nobody else can open."""

import re
from collections.abc import Iterable

from meeting.config import LOCAL_ADDRESS

NUMBERED = re.compile(r"(.*?)\s*[\[［(（【〔〖﹝]\s*(\d{4})\s*年?\s*[\]］)）】〕〗﹞]\s*第?\s*(\d+)\s*号?")
"""代字, year and serial of a 发文字号 in any brackets; figures may be as wide as characters."""

LOCAL_LINK = re.compile(LOCAL_ADDRESS.pattern + "[!-~]*")


def local_links(texts: Iterable[str]) -> list[str]:
    """The addresses in these texts that open on this machine only, each once."""
    return list(dict.fromkeys(link for text in texts for link in LOCAL_LINK.findall(text)))


def letter_number(text: str) -> str:
    """GB/T 9704, 7.2.5: the year in 〔〕, the serial without 第 and leading zeros: 苏档学〔2020〕12号.

    What isn't made of these three stays as it was typed.
    """
    found = NUMBERED.fullmatch(text.strip())
    if found is None or not int(found[3]):
        return text.strip()
    return f"{found[1]}〔{int(found[2])}〕{int(found[3])}号"
