"""Badge codes: what the QR code of a badge says. Pure, apart from the keys handed in.

``MEETING_URL`` + ``/B/`` + base32 (RFC 4648 §6, upper case, no padding) of key id (1 byte), token (11 bytes) and the
Ed25519 signature (RFC 8032, 64 bytes) over key id and token: 122 characters. All in upper case, so that the QR code is
in alphanumeric mode. The token is a keyed hash of the badge's id and says nothing to who hasn't the key.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from meeting.checkin.enums import Refusal
from meeting.errors import Invalid
from meeting.signing import base32, from_base32

TOKEN_BYTES = 11
LENGTH = 122
"""Characters of base32 for 1 + 11 + 64 bytes."""

LONGEST_TEXT = 1_000
"""What a scanner may send at most; a code with its address has some 150 characters."""

_RUN = re.compile(r"[A-Z0-9]+")
_BASE32 = re.compile(r"[A-Z2-7]+")
_LIKE_A_CODE = 40
"""From how many characters a run of base32 without its address counts as a part of a code."""


class CodeRefused(Invalid):
    """What was read is no code of ours, or no longer whole; ``refusal`` says which."""

    code = "code-refused"

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.sentence = refusal.sentence  # type: ignore[misc]
        super().__init__()


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read. It proves nothing before ``verify``."""

    key_id: int
    token: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """What the signature covers."""
        return bytes([self.key_id]) + self.token


def badge_token(badge_id: int, secret: bytes) -> bytes:
    """The token of a badge: HMAC-SHA-256 of its id, cut to 11 bytes, under a key derived from the secret."""
    key = hmac.digest(secret, b"badge token 1", hashlib.sha256)
    return hmac.digest(key, badge_id.to_bytes(8), hashlib.sha256)[:TOKEN_BYTES]


def code_text(url: str, *, key_id: int, token: bytes, key: Ed25519PrivateKey) -> str:
    """The code's text, in upper case as a whole. The same badge and key give the same text (RFC 8032 §5.1.6)."""
    if len(token) != TOKEN_BYTES:
        raise ValueError(f"a token has {TOKEN_BYTES} bytes, not {len(token)}")
    signed = bytes([key_id]) + token
    return f"{url.upper()}/B/{base32(signed + key.sign(signed))}"


def sample_text(url: str) -> str:
    """In the QR code of proofs (样本) and of what isn't issued yet: nobody's badge, ever."""
    return f"{url.upper()}/B/SAMPLE"


def parse_code(text: str) -> Code:
    """Read what a camera saw or a scanner typed. Only the last part counts; the host is not trusted.

    Case doesn't matter (caps lock), nor blanks, line ends, full-width forms, or what an input method made of colon and
    slashes. Raises ``CodeRefused``: ``unknown`` for what is no badge's code at all, ``forged`` for a part of one.
    """
    if len(text) > LONGEST_TEXT:
        raise CodeRefused(Refusal.UNKNOWN)
    runs = _RUN.findall(unicodedata.normalize("NFKC", text).upper())
    if not runs:
        raise CodeRefused(Refusal.UNKNOWN)
    last = runs[-1]
    ours = len(runs) > 1 and "B" in runs
    if not ours and not (_BASE32.fullmatch(last) and len(last) >= _LIKE_A_CODE):
        raise CodeRefused(Refusal.UNKNOWN)
    if len(last) != LENGTH or not _BASE32.fullmatch(last):
        raise CodeRefused(Refusal.FORGED)
    raw = from_base32(last)
    if raw is None:
        raise CodeRefused(Refusal.FORGED)
    return Code(raw[0], raw[1 : 1 + TOKEN_BYTES], raw[1 + TOKEN_BYTES :])


def verify(code: Code, key: Ed25519PublicKey | None) -> None:
    """Check the signature against the key that the code names; None: nobody has that key. Raises ``CodeRefused``."""
    if key is None:
        raise CodeRefused(Refusal.FORGED)
    try:
        key.verify(code.signature, code.signed)
    except InvalidSignature as error:
        raise CodeRefused(Refusal.FORGED) from error
