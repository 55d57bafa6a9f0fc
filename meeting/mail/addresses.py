"""E-mail addresses: read as people write them, shown without giving them away."""

import re
import unicodedata

from meeting.errors import N_, Invalid

LONGEST, LONGEST_LOCAL = 254, 64  # RFC 5321 §4.5.3.1, RFC 3696 erratum 1690

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_BETWEEN = re.compile(r"[\s;,、/|<>()]+")
_STOPS = str.maketrans({"。": ".", "．": ".", "｡": "."})


class AddressInvalid(Invalid):
    """Not an address that mail can be sent to."""

    code = "mail-address-invalid"
    sentence = N_("邮箱“%(given)s”写得不对，要像 zhang@163.com 这样：一个 @，前后都不空，没有空格和汉字。")
    field = "address"


def read_address(text: str) -> str:
    """One address, full-width characters made plain (ｚｈ＠１６３．ｃｏｍ), its domain in lower case; a domain of
    ideographs as it goes through the post (IDNA). Raises ``AddressInvalid``.

    Quoted local parts and such that aren't ASCII are refused: many servers won't take them.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_STOPS)).strip().removeprefix("mailto:").strip("<>")
    local, _, domain = plain.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressInvalid(given=text.strip()[:80]) from error
    labels = domain.split(".")
    sound = (
        _LOCAL.fullmatch(local) and len(local) <= LONGEST_LOCAL and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
        and len(local) + 1 + len(domain) <= LONGEST
    )  # fmt: skip
    if not sound:
        raise AddressInvalid(given=text.strip()[:80])
    return f"{local}@{domain}"


def read_addresses(text: str) -> list[str]:
    """The addresses in one cell, each once. Raises ``AddressInvalid``, also where there is none."""
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part]
    if not any("@" in part for part in parts):
        raise AddressInvalid(given=text.strip()[:80])
    return list(dict.fromkeys(read_address(part) for part in parts))


def masked(address: str) -> str:
    """z***@163.com: enough for who knows it."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else ""


def without(address: str, text: str) -> str:
    """``text``, such as what a server answers, with the address masked."""
    return re.sub(re.escape(address), masked(address), text, flags=re.IGNORECASE) if address else text
