"""The installation's own signatures: rings of Ed25519 keys (RFC 8032) in the instance folder, and base32 for codes.

A ring is ``keys/<name>-<id>.pem``, readable by its owner only. The key with the highest id signs; older ones go on to
verify what they signed. A key's id is never given twice: what the lost one signed would look forged.
"""

import base64
import os
import re
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from meeting.errors import MeetingError

LAST = 255
"""A key's id is one byte; 0 isn't used."""

SIGNATURE_BYTES = 64


class KeyRing:
    """Keys of one name in a folder, each read once. A child says what they sign, and what it raises without them."""

    name: ClassVar[str]
    missing: ClassVar[type[MeetingError]]
    """Raised with ``id``."""
    used_up: ClassVar[type[MeetingError]]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[int, Ed25519PrivateKey] = {}
        self._public: dict[int, Ed25519PublicKey] = {}

    def last_used(self) -> int:
        """The highest id of a key that signed something; 0: nothing is signed."""
        raise NotImplementedError

    def current(self) -> int:
        """The id of the key that signs; the first is made here. Raises ``missing``."""
        latest, used = max(self.ids(), default=0), self.last_used()
        if used > latest:
            raise self.missing(id=used)
        return latest or self._make(1)

    def rotate(self) -> int:
        """Make a new key and return its id. What is signed keeps its key. Raises ``used_up``."""
        latest = max([*self.ids(), self.last_used()])
        if latest >= LAST:
            raise self.used_up
        return self._make(latest + 1)

    def ids(self) -> list[int]:
        """The ids of the keys that there are."""
        named = re.compile(rf"{self.name}-([1-9]\d{{0,2}})\.pem")
        names = (named.fullmatch(path.name) for path in self.folder.glob(f"{self.name}-*.pem"))
        return sorted(int(match[1]) for match in names if match and int(match[1]) <= LAST)

    def private(self, key_id: int) -> Ed25519PrivateKey:
        """Raises ``missing``."""
        if key_id not in self._read:
            try:
                key = load_pem_private_key(self._path(key_id).read_bytes(), password=None)
            except (OSError, ValueError) as error:  # not there, or not a key
                raise self.missing(id=key_id) from error
            if not isinstance(key, Ed25519PrivateKey):
                raise self.missing(id=key_id)
            self._read[key_id] = key
        return self._read[key_id]

    def public(self, key_id: int) -> Ed25519PublicKey | None:
        """None: there is no such key."""
        if key_id not in self._public:
            try:
                self._public[key_id] = self.private(key_id).public_key()
            except self.missing:
                return None
        return self._public[key_id]

    def _path(self, key_id: int) -> Path:
        return self.folder / f"{self.name}-{key_id}.pem"

    def _make(self, key_id: int) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        fresh = self.folder / f"{self.name}-{key_id}.{os.getpid()}.{os.urandom(4).hex()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, self._path(key_id))  # of several first needs one wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return key_id


def public_pem(key: Ed25519PublicKey) -> str:
    """As any tool takes it: a PEM block of SubjectPublicKeyInfo (RFC 8410)."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def raw_public(key: Ed25519PublicKey) -> str:
    """The 32 bytes of the key in base64, for software that reads no PEM."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def base32(data: bytes) -> str:
    """RFC 4648 §6 in capitals, without padding: fit for a QR code's alphanumeric mode."""
    return base64.b32encode(data).decode("ascii").rstrip("=")


def from_base32(text: str) -> bytes | None:
    """What ``base32`` made this text of; None: nothing would make it (spare bits at the end are zero)."""
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    return data if base32(data) == text else None
