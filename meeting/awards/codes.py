"""Verification codes: what a certificate's QR code says. Pure; ``docs/verification.md`` says how anybody checks one.

``MEETING_URL`` + ``/V/`` + base32 (RFC 4648 §6, capitals, no padding) of 91 bytes: key id (1), the certificate's code
(16, random), the head of the SHA-256 of its words (10), Ed25519 signature of these 27 bytes (64, RFC 8032). 146
characters: with a host of 20 a QR code of version 7 at level M.

The words are number, names (a unit that is honoured: its name), award and grade, each ``folded``, joined by line feeds.
A forger who keeps the code and changes one of them needs another set of words with the same 80 bits.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from meeting.awards.numbering import number_key
from meeting.signing import SIGNATURE_BYTES, base32, from_base32

CODE_BYTES, WORDS_BYTES = 16, 10
BARE, SIGNED = 26, 146
"""Characters of a code alone and of one with its signature."""

SAMPLE = "SAMPLE"
"""In the QR code of proofs (样本): no certificate's code, ever."""

_TEXT = re.compile(rf"(?:[^\s]*/V/)?([A-Z2-7]{{{SIGNED}}}|[A-Z2-7]{{{BARE}}})/?")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read. It proves nothing before it is compared or its signature verified."""

    text: str
    """The 26 characters that the certificate is found by."""
    key_id: int = 0
    words: bytes = b""
    signature: bytes = b""
    """Empty: a bare code."""

    @property
    def signed(self) -> bytes:
        """What the signature covers."""
        return bytes([self.key_id]) + (from_base32(self.text) or b"") + self.words

    def verify(self, key: Ed25519PublicKey) -> bool:
        """Whether this key signed it."""
        try:
            key.verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def words_digest(number: str, holder: str, award: str, grade: str) -> bytes:
    """What binds a code to the words beside it. ``holder``: the names, joined by 、, or the unit that is honoured."""
    words = "\n".join([number_key(number), folded(holder), folded(award), folded(grade)])
    return hashlib.sha256(words.encode()).digest()[:WORDS_BYTES]


def folded(text: str) -> str:
    """As words are compared: NFKC, without blanks, so that width and padding (张　三) don't count."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def sign(code: str, words: bytes, *, key_id: int, key: Ed25519PrivateKey) -> bytes:
    """The signature over a certificate's code and words; the same again for the same (RFC 8032 §5.1.6)."""
    return key.sign(Code(code, key_id, words).signed)


def code_text(code: Code) -> str:
    """What follows ``/V/``."""
    return base32(code.signed + code.signature) if code.signature else code.text


def verify_url(url: str, text: str) -> str:
    """``HTTPS://HOST/V/…``: in capitals the QR code is alphanumeric and smaller."""
    return f"{url}/V/{text}".upper()


def read_code(text: str) -> Code | None:
    """What somebody typed or scanned: a code alone or at the end of an address, in any case. None: it is none."""
    match = _TEXT.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper())
    if match is None:
        return None
    if len(match[1]) == BARE:
        return Code(match[1])
    raw = from_base32(match[1])
    if raw is None:
        return None
    code, words = raw[1 : 1 + CODE_BYTES], raw[1 + CODE_BYTES : -SIGNATURE_BYTES]
    return Code(base32(code), raw[0], words, raw[-SIGNATURE_BYTES:])
