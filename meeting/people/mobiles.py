"""Telephone numbers: read as people and spreadsheets write them, stored as E.164, shown masked.

A mobile is ``1[3-9]`` and nine digits. A landline, where a meeting takes one, is stored with its country code
too, and its extension as RFC 3966 writes it (``+8651985668010;ext=8001``).
"""

import re
from decimal import Decimal
from functools import lru_cache

from meeting.errors import N_, Invalid
from meeting.people.names import EDGE

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTES = "'’‘`´\"“”"
_BLANK = r"\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212\u2500\u30fc\ufe58\ufe63\uff70_]")
_BETWEEN = re.compile(rf"[{_BLANK}-]+")

_WHOLE = re.compile(r"([0-9]+)\.0*")
# A spreadsheet's 1.38E+10 has lost digits: a number has all of them, save for one final zero.
_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]{9,}E\+?[0-9]{1,2}", re.IGNORECASE)
_COUNTRY = r"(?:\(?(?:\+|00)86\)?)"
_MOBILE = re.compile(rf"(?:{_COUNTRY}|86|\(86\))?(1[3-9][0-9]{{9}})")
# Area codes: 010 and 02x with eight digits, 03xx to 09xx with seven or eight.
_AREA = r"10|2[0-9]|[3-9][0-9]{2}"
_LANDLINE = re.compile(rf"(?:0|{_COUNTRY}0?)({_AREA})([2-9][0-9]{{6,7}})")
_EXTENSION = re.compile(r"(?:转|转接|分机|ext\.?|x|#|,)[:：]?([0-9]{1,5})\Z", re.IGNORECASE)
_HYPHENED_EXTENSION = re.compile(r"(.*[0-9]{7,8})-([0-9]{1,5})\Z")

_STORED_MOBILE = re.compile(r"\+86(1[3-9][0-9]{9})")
_STORED_LANDLINE = re.compile(rf"\+86({_AREA})([2-9][0-9]{{6,7}})(?:;ext=([0-9]{{1,6}}))?")
_LONGEST = 40

STORED_LENGTH = 24
"""The longest stored number, for its column: a landline of eleven digits with an extension of five."""


class InvalidMobile(Invalid):
    """A text that is no mobile number of the mainland."""

    code = "mobile-invalid"
    sentence = N_("手机号“%(given)s”不对：应是1开头的11位数字，请核对。")
    field = "mobile"


class MobileMissing(InvalidMobile):
    """Nothing was given."""

    code = "mobile-missing"
    sentence = N_("没有填写手机号，请补上。")


class InvalidPhone(InvalidMobile):
    """Neither a mobile, nor a landline with area code, nor a foreign number with its country code."""

    code = "phone-invalid"
    sentence = N_("电话“%(given)s”不对：请填11位手机号，或带区号的座机（如0519-85668010）；境外号码以+开头。")


def parse_mobile(value: object) -> str:
    """Return the mobile number as E.164 (``+8613812345678``).

    ``value`` is what a person typed or a spreadsheet's cell holds: text with full-width digits, spaces,
    hyphens, a leading apostrophe or one of ``+86``, ``0086``, ``86``; an int; a whole float, also as text in
    scientific notation as long as no digit was lost. Raises ``MobileMissing`` or ``InvalidMobile``.
    """
    text = _typed(value)
    if not text:
        raise MobileMissing()
    match = _MOBILE.fullmatch(_joined(text))
    if match is None:
        raise InvalidMobile(given=_showable(text))
    return f"+86{match[1]}"


def parse_phone(value: object) -> str:
    """Return a mobile, a landline with area code, or a foreign number with ``+`` as E.164.

    A landline's extension follows as ``;ext=``. Raises ``MobileMissing`` or ``InvalidPhone``.
    """
    text = _typed(value)
    if not text:
        raise MobileMissing()
    joined = _joined(text)
    if match := _MOBILE.fullmatch(joined):
        return f"+86{match[1]}"
    main, extension = _without_extension(text)
    main = _joined(main).replace("(", "").replace(")", "")
    landline = _LANDLINE.fullmatch(main)
    if landline is not None and (len(landline[1]) == 3 or len(landline[2]) == 8):
        return f"+86{landline[1]}{landline[2]}" + (f";ext={extension}" if extension else "")
    foreign = _foreign(joined) if joined.startswith("+") and not joined.startswith("+86") else None
    if foreign is None:
        raise InvalidPhone(given=_showable(text))
    return foreign


def masked(number: str) -> str:
    """Return the number with its middle hidden: ``138****1234``.

    Of anything but a mobile at most the last four digits are shown, and at least four are hidden.
    """
    if match := _STORED_MOBILE.fullmatch(number):
        return f"{match[1][:3]}****{match[1][-4:]}"
    digits = re.sub("[^0-9]", "", number.partition(";")[0])
    return "****" + digits[max(4, len(digits) - 4) :] if digits else ""


def national(number: str) -> str:
    """Return the number as dialled at home, 13812341234 or 0519-85668010-8001; a foreign one as is."""
    if match := _STORED_MOBILE.fullmatch(number):
        return match[1]
    if match := _STORED_LANDLINE.fullmatch(number):
        return "-".join(part for part in (f"0{match[1]}", match[2], match[3]) if part)
    return number


def tail(number: str) -> str:
    """Return the last four digits, by which a delegate is looked for; an extension doesn't count."""
    return re.sub("[^0-9]", "", number.partition(";")[0])[-4:]


def is_mobile(number: str) -> bool:
    """Whether the stored number is a mobile of the mainland, which text messages reach."""
    return _STORED_MOBILE.fullmatch(number) is not None


def _typed(value: object) -> str:
    """Return the value as one line of half-width text without quotes and blanks at its ends."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).translate(_HALF_WIDTH).strip(_QUOTES + EDGE)
    if match := _WHOLE.fullmatch(text):
        return match[1]
    if _SCIENTIFIC.fullmatch(text):
        number = Decimal(text)
        return str(int(number)) if number == number.to_integral_value() else text
    return text


def _showable(text: str) -> str:
    """Return the beginning of the text as it can stand in a message."""
    return "".join(char if char.isprintable() else "□" for char in text[:_LONGEST])


def _joined(text: str) -> str:
    return _BETWEEN.sub("", _HYPHENS.sub("-", text))


def _without_extension(text: str) -> tuple[str, str]:
    hyphened = _HYPHENS.sub("-", re.sub(rf"[{_BLANK}]+", "", text))
    match = _EXTENSION.search(hyphened)
    if match is not None:
        return hyphened[: match.start()], match[1]
    match = _HYPHENED_EXTENSION.fullmatch(hyphened)
    return (match[1], match[2]) if match is not None else (hyphened, "")


@lru_cache(maxsize=256)
def _foreign(joined: str) -> str | None:
    # Imported late: metadata of all countries, which a meeting rarely needs.
    import phonenumbers

    if not re.fullmatch(r"\+[0-9().]{6,24}", joined):
        return None
    try:
        number = phonenumbers.parse(joined)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
