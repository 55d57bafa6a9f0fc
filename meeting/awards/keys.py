"""The installation's keys for certificates: ``keys/certificate-<id>.pem`` (``meeting.signing``).

Signatures are kept with the certificates: without the key these still print and verify, only new ones wait.
"""

import sqlalchemy as sa
from flask import current_app

from meeting.awards.errors import CertificateKeyMissing, CertificateKeysUsedUp
from meeting.awards.models import Certificate
from meeting.db import db
from meeting.signing import KeyRing, public_pem


class CertificateKeys(KeyRing):
    """The keys that sign certificates' codes."""

    name = "certificate"
    missing = CertificateKeyMissing
    used_up = CertificateKeysUsedUp

    def last_used(self) -> int:
        return db.session.scalar(sa.select(sa.func.max(Certificate.key_id))) or 0


def public_text() -> str:
    """All public keys, newest first, as PEM blocks below a line that names each; empty: nothing is signed as yet."""
    found = [(key_id, certificate_keys().public(key_id)) for key_id in reversed(certificate_keys().ids())]
    return "".join(f"certificate-{key_id}\n{public_pem(key)}" for key_id, key in found if key is not None)


def certificate_keys() -> CertificateKeys:
    """The installation's keys."""
    found: CertificateKeys | None = current_app.extensions.get("certificate_keys")
    if found is None:
        found = CertificateKeys(current_app.config["MEETING"].instance / "keys")
        current_app.extensions["certificate_keys"] = found
    return found
