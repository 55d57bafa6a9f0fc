"""Hashing passwords. Each call takes some 90 ms: outside the transaction, always."""

from typing import NewType

from flask_security.utils import hash_password, verify_password

from meeting.accounts.rules import clean_password, clean_username, require_strong

PasswordHash = NewType("PasswordHash", str)
"""What operations take: that it was hashed before the transaction began is then a matter of types."""

NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$oCWfWVOG6vE9CKE3AJ1y0w$IqKJ8QrKnEEn0UNpmEyteC1djGsrnUd9pmhiyO0tBMM"
"""The hash of a random password that was never kept, with the settings of all others: for names that nobody has."""


def hashed(password: str, *, username: str, name: str = "") -> PasswordHash:
    """Argon2id of a password that may be used. Raises ``WeakPassword``, ``BadUsername``."""
    require_strong(password, names=(clean_username(username), name))
    return PasswordHash(hash_password(clean_password(password)))


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    fits = verify_password(clean_password(password), stored or NOBODYS)
    return bool(fits) and stored is not None
