"""Certificates as the drawing package takes them, and what a run of printing needs beforehand."""

from collections.abc import Iterable, Mapping, Sequence

from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.wording import appointment_body, honour_body, honour_salutation
from meeting.documents import certificates as drawing
from meeting.documents.dates import chinese_date
from meeting.documents.preflight import Preflight, Words, preflight
from meeting.documents.typefaces import Face
from meeting.errors import N_


def drawn(certificate: Certificate, *, url: str, seal: bytes | None = None) -> drawing.Certificate:
    """What stands on it. ``url`` is the installation's address, ``seal`` the issuer's picture as PNG (None: blank)."""
    appointment = certificate.kind is AwardKind.APPOINTMENT
    kind = drawing.Kind.APPOINTMENT if appointment else drawing.Kind.HONOUR
    if appointment:
        body = appointment_body(
            names=certificate.names or certificate.unit, post=certificate.award,
            starts_on=certificate.term_starts_on, ends_on=certificate.term_ends_on,
        )  # fmt: skip
    else:
        body = honour_body(
            names=certificate.names, award=certificate.award, grade=certificate.grade, work=certificate.work
        )
    return drawing.Certificate(
        kind=kind,
        title=kind.value,
        salutation=() if appointment else honour_salutation(certificate.names, certificate.unit),
        body=body,
        issuers=(certificate.issuer,),
        date=chinese_date(certificate.issued_on),
        number=f"编号：{certificate.number}",
        verify_url=verify_url(url, certificate.code),
        seal=seal,
    )


def verify_url(url: str, code: str) -> str:
    """``HTTPS://HOST/V/CODE``: in capitals the QR code is alphanumeric and smaller."""
    return f"{url}/V/{code}".upper()


def drawn_all(
    certificates: Iterable[Certificate], *, url: str, seals: Mapping[int, bytes] | None = None
) -> list[drawing.Certificate]:
    """``seals``: unit id of the issuer → picture."""
    return [
        drawn(certificate, url=url, seal=(seals or {}).get(certificate.recipient.award.issuer_id))
        for certificate in certificates
    ]


def looked_over(certificates: Sequence[Certificate]) -> Preflight:
    """Before printing: what can't be printed, and what other typefaces draw."""
    words = []
    for certificate in certificates:
        whose = certificate.names or certificate.unit
        names = [(name, NAMES) for name in certificate.names.split("、")]
        rest = ((certificate.unit, UNIT), (certificate.work, WORK), (certificate.award, AWARD))
        for text, where in (*names, *rest, (certificate.grade, GRADE), (certificate.issuer, ISSUER)):
            if text:
                words.append(Words(Face.KAI, text, where, whose))
    return preflight(words)


NAMES, UNIT, WORK, AWARD = N_("姓名"), N_("单位"), N_("作品"), N_("奖项")
GRADE, ISSUER = N_("等次"), N_("颁发单位")
