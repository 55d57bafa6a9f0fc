"""Checking a certificate's code without the installation: with its public key, and the words on the paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from meeting.awards.codes import Code, read_code, words_digest
from meeting.awards.errors import CertificateUnknown, CodeForged, CodeUnsigned, PublicKeyUnreadable, WordsDiffer

_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----")


@dataclass(frozen=True)
class Words:
    """As they stand on the paper: number, names (or the unit that is honoured), award, grade."""

    number: str
    name: str
    award: str
    grade: str = ""


def public_keys(file: Path) -> list[Ed25519PublicKey]:
    """Those in a file of PEM blocks, whatever is written between them. Raises ``PublicKeyUnreadable``."""
    try:
        blocks = _BLOCK.findall(file.read_text(encoding="ascii", errors="replace"))
        keys = [load_pem_public_key(block.encode()) for block in blocks]
    except (OSError, ValueError) as error:
        raise PublicKeyUnreadable(file=file.name) from error
    found = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not found:
        raise PublicKeyUnreadable(file=file.name)
    return found


def verify_offline(text: str, keys: Sequence[Ed25519PublicKey], words: Words | None = None) -> Code:
    """That one of the keys signed this code and, where words are given, that it signed it with these.

    Whether the certificate was revoked since isn't in the paper: only the installation knows. Raises
    ``CertificateUnknown``, ``CodeUnsigned``, ``CodeForged``, ``WordsDiffer``.
    """
    code = read_code(text)
    if code is None:
        raise CertificateUnknown
    if not code.signature:
        raise CodeUnsigned
    if not any(code.verify(key) for key in keys):
        raise CodeForged
    if words and words_digest(words.number, words.name, words.award, words.grade) != code.words:
        raise WordsDiffer
    return code
