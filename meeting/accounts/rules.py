"""What a login name and a password must be, and how long one waits after wrong passwords. Pure."""

import re
import secrets
import unicodedata
from datetime import timedelta

from meeting.errors import N_, Invalid

LEAST = 10
"""Characters of a password: the length carries it, so nothing is asked about kinds of characters (NIST SP 800-63B)."""

MOST = 200
"""Longer ones are refused, so that nobody makes the server hash a book."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Read aloud and copied by hand: no 0 o, 1 l i."""

FREE_FAILURES = 9
"""Wrong passwords in a row that cost no waiting."""

_LONGEST_WAIT = timedelta(minutes=15)

COMMONEST = frozenset(
    """
    1234567890 0123456789 9876543210 0987654321 1234567891 12345678910 123456789a 123456789q a123456789 q123456789
    aa123456789 abc123456789 1234567890a 1234554321 1122334455 5544332211 1357924680 2468013579 1314520520 5201314520
    5201314521 5845201314 7758521520 woaini1314 woaini520 woaini5201314 woaini1314520 qwertyuiop qwertyuiop123
    1q2w3e4r5t 1qaz2wsx3edc 1qazxsw23edc qazwsxedcrfv qazwsx123456 zxcvbnm123 asdfghjkl123 asdfghjkl; password12
    password123 password1234 password123456 passw0rd123 p@ssw0rd123 p@ssword123 admin12345 admin123456 administrator
    root123456 test123456 guest123456 welcome123 welcome1234 iloveyou123 letmein1234 changeme123 abcdefghij abcd123456
    abc1234567 qq123456789 wang123456 zhang123456 li123456789 dangan123456 danganguan danganju123 huiyi123456
    nianhui2020 nianhui123456 meeting123 meeting2020
    """.split()  # noqa: SIM905  (seventy quoted words would hide the list)
)
"""Passwords of ten characters and more that stand high in published leaks, Chinese ones first, and those this
product invites."""


class BadUsername(Invalid):
    """A login name that can't be typed reliably."""

    code = "username-invalid"
    sentence = N_("用户名要用 2 到 40 个字母、数字、汉字，中间可以有点、横线、下划线，不能有空格。")
    field = "username"


class WeakPassword(Invalid):
    """A password that others guess."""

    code = "password-weak"
    sentence = N_("密码太容易猜到。请换一个至少 10 个字符、不含用户名和姓名、不常见的密码。")
    field = "password"


class ShortPassword(WeakPassword):
    code = "password-short"
    sentence = N_("密码至少要 %(least)s 个字符。可以用几个不相干的词连起来。")


class LongPassword(WeakPassword):
    code = "password-long"
    sentence = N_("密码最多 %(most)s 个字符，请缩短。")


def clean_username(username: str) -> str:
    """As stored and compared: full width folded, lower case. Raises ``BadUsername``."""
    cleaned = unicodedata.normalize("NFKC", username).strip().lower()
    if not re.fullmatch(r"(?!_)\w[\w.@+-]{0,38}(?!_)\w", cleaned):
        raise BadUsername
    return cleaned


def clean_password(password: str) -> str:
    """What is hashed: a Chinese keyboard left in full width gives the same password (NFKC, as RFC 8265 asks)."""
    return unicodedata.normalize("NFKC", password)


def require_strong(password: str, *, names: tuple[str, ...]) -> None:
    """Raises ``WeakPassword``. ``names``: login name and name, which the password must not be."""
    cleaned = clean_password(password)
    if len(cleaned) < LEAST:
        raise ShortPassword(least=LEAST)
    if len(cleaned) > MOST:
        raise LongPassword(most=MOST)
    folded = cleaned.casefold()
    if folded in COMMONEST or len(set(folded)) <= 2 or any(_is_but(name, folded) for name in names):
        raise WeakPassword


def _is_but(name: str, password: str) -> bool:
    """Whether the password is the name, perhaps twice, perhaps with figures and signs around it."""
    letters, called = (re.sub(r"[\W\d_]+", "", text) for text in (password, name.casefold()))
    return bool(called) and letters in {called, called * 2}


def wait_after(failures: int) -> timedelta | None:
    """How long an account waits after so many wrong passwords in a row: 1, 2, 4, 8, then 15 minutes, never longer."""
    beyond = failures - FREE_FAILURES
    if beyond < 1:
        return None
    return min(timedelta(minutes=2 ** min(beyond - 1, 10)), _LONGEST_WAIT)


def fresh_password() -> str:
    """A password to hand over on paper, such as ``k7mn-p2qr-wxyz-3abc``: 79 random bits in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
