"""Badge codes: what is read back, and what is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from meeting.checkin.codes import Code, CodeRefused, badge_token, code_text, parse_code, verify
from meeting.checkin.enums import Refusal
from meeting.documents.qr import qr_code

# RFC 8032 §7.1, TEST 1.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
TOKEN = bytes(range(11))
TEXT = code_text("https://meeting.jsda.org", key_id=1, token=TOKEN, key=KEY)


def _refusal(text: str) -> Refusal:
    with pytest.raises(CodeRefused) as caught:
        verify(parse_code(text), KEY.public_key())
    return caught.value.refusal


def test_code_text_is_address_key_id_token_and_signature_in_upper_case() -> None:
    head, _, body = TEXT.rpartition("/")

    raw = base64.b32decode(body + "=" * 6)
    assert (head, len(body), len(raw)) == ("HTTPS://MEETING.JSDA.ORG/B", 122, 76)
    assert raw[:12] == b"\x01" + TOKEN
    KEY.public_key().verify(raw[12:], raw[:12])


def test_code_text_fits_version_6_at_level_m_for_a_host_of_twenty_characters() -> None:
    text = code_text("https://abcdefghijklmnop.org", key_id=1, token=TOKEN, key=KEY)

    assert qr_code(text).size == 41  # ISO/IEC 18004: version v has 17 + 4 v modules


def test_code_text_of_the_same_badge_is_the_same() -> None:
    assert code_text("https://meeting.jsda.org", key_id=1, token=TOKEN, key=KEY) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.lower(),
        TEXT.swapcase(),
        f"  {TEXT}\r\n",
        f"{TEXT}\t",
        TEXT.replace("HTTPS://MEETING.JSDA.ORG", "http://elsewhere.example:8000"),
        TEXT.rpartition("/")[2],
        TEXT.rpartition("/")[2].lower(),
        TEXT.replace("://", "：、、").replace("/", "、"),
        TEXT.replace("/", "／"),
        "".join(chr(ord(c) + 0xFEE0) for c in TEXT),
    ],
    ids=[
        "whole",
        "lower",
        "caps lock",
        "blanks",
        "tab",
        "other host",
        "bare",
        "bare lower",
        "input method",
        "slash",
        "full width",
    ],
)
def test_parse_code_takes_what_scanners_make_of_it(text: str) -> None:
    code = parse_code(text)

    verify(code, KEY.public_key())
    assert (code.key_id, code.token) == (1, TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "张三",
        "6901234567892",
        "https://u.wechat.com/abc",
        "WIFI:S:hall;P:12345678;;",
        "B",
        "A" * 2_000,
        "\x00",
        "\ud800",
    ],
)
def test_parse_code_of_something_else_is_unknown(text: str) -> None:
    assert _refusal(text) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-1],
        TEXT[:-60],
        TEXT[: TEXT.index("/B/") + 3],
        TEXT[60:],
        TEXT + "A",
        TEXT[:-1] + "1",
        TEXT[:80] + "?" + TEXT[81:],
        TEXT[:-1] + chr(ord(TEXT[-1]) + 1),
    ],
    ids=["a character short", "half", "none", "head lost", "one more", "no base32", "a hole", "spare bits set"],
)
def test_parse_code_of_a_part_is_forged(text: str) -> None:
    assert _refusal(text) is Refusal.FORGED


@given(st.integers(0, 121), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_verify_refuses_every_altered_character(place: int, character: str) -> None:
    head, _, body = TEXT.rpartition("/")
    altered = f"{head}/{body[:place]}{character}{body[place + 1 :]}"

    if altered != TEXT:
        assert _refusal(altered) is Refusal.FORGED


def test_verify_refuses_a_key_of_another_installation() -> None:
    foreign = code_text("https://meeting.jsda.org", key_id=1, token=TOKEN, key=Ed25519PrivateKey.generate())

    assert _refusal(foreign) is Refusal.FORGED


def test_verify_refuses_a_key_id_that_nobody_has() -> None:
    with pytest.raises(CodeRefused) as caught:
        verify(Code(9, TOKEN, bytes(64)), None)

    assert caught.value.refusal is Refusal.FORGED


def test_badge_token_is_eleven_bytes_that_depend_on_id_and_secret() -> None:
    tokens = {badge_token(number, secret) for number in range(1, 501) for secret in (b"a" * 32, b"b" * 32)}

    assert len(tokens) == 1_000
    assert {len(token) for token in tokens} == {11}
    assert badge_token(7, b"a" * 32) == badge_token(7, b"a" * 32)
