"""Whether a certificate is genuine, as strangers are told: state, number, masked name, award, issuer, date.

trust.md, rows 2 and 3: a number is public and its page asks for the name too; a wrong number and a wrong name are
answered alike, after the same work; the QR's code holds 128 random bits. Nothing personal but a masked name is shown,
and of a newer certificate only that there is one: whoever holds the old one isn't told how to find it.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from meeting.awards.codes import Code, code_text, read_code, words_digest
from meeting.awards.enums import AwardKind, CertificateState
from meeting.awards.errors import CertificateUnknown
from meeting.awards.models import Certificate
from meeting.awards.queries.certificates import certificate_by_code, is_replaced, names_of_number
from meeting.awards.rules import answers_to, masked_names
from meeting.db import db


@dataclass(frozen=True)
class Verified:
    """What the public page shows."""

    state: CertificateState
    kind: AwardKind
    number: str
    name: str
    """Masked; a unit that is honoured stands in full."""
    award: str
    grade: str
    issuer: str
    issued_on: date
    ended_at: datetime | None
    replaced: bool
    """A newer certificate of the same recipient is valid."""
    term_starts_on: date | None
    term_ends_on: date | None


def verify_code(text: str) -> Verified:
    """By the QR's code, bare or as a whole address. Raises ``CertificateUnknown``.

    A signed one must be the certificate's own to the last bit: neither the key nor its file is asked for.
    """
    code = read_code(text)
    certificate = certificate_by_code(code.text if code else "")
    if code is None or certificate is None or not _is_of(code, certificate):
        raise CertificateUnknown
    return _shown(certificate)


def verify_number(number: str, name: str) -> Verified:
    """By number, and a full name, the last character of one, or the whole line of names as printed.

    Raises ``CertificateUnknown`` for either being wrong.
    """
    # Names are read and compared with or without a find: an unknown number takes as long as a wrong name (benchmarks:
    # verify-unknown-number-ratio).
    certificate_id, names, unit = names_of_number(number)
    fits = answers_to(names, unit, name)
    if not certificate_id or not fits:
        raise CertificateUnknown
    return _shown(db.session.get_one(Certificate, certificate_id))


def code_of(certificate: Certificate) -> Code:
    """What its QR code says, the same whenever it is printed."""
    if certificate.key_id is None or certificate.signature is None:
        return Code(certificate.code)
    words = words_digest(
        certificate.number, certificate.names or certificate.unit, certificate.award, certificate.grade
    )
    return Code(certificate.code, certificate.key_id, words, certificate.signature)


def _is_of(code: Code, certificate: Certificate) -> bool:
    """Bare codes are typed by hand: their 128 bits do."""
    return not code.signature or hmac.compare_digest(
        code_text(code).encode(), code_text(code_of(certificate)).encode()
    )


def _shown(certificate: Certificate) -> Verified:
    return Verified(
        state=certificate.state,
        kind=certificate.kind,
        number=certificate.number,
        name=masked_names(certificate.names) if certificate.names else certificate.unit,
        award=certificate.award,
        grade=certificate.grade,
        issuer=certificate.issuer,
        issued_on=certificate.issued_on,
        ended_at=certificate.ended_at,
        replaced=certificate.state is not CertificateState.VALID and is_replaced(certificate),
        term_starts_on=certificate.term_starts_on,
        term_ends_on=certificate.term_ends_on,
    )
