"""Certificates as the drawing package takes them, and what a run of printing needs beforehand."""

from collections.abc import Iterable, Mapping, Sequence

from meeting.awards.codes import code_text, verify_url
from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.verification import code_of
from meeting.awards.wording import appointment_body, honour_body, honour_salutation
from meeting.documents import certificates as drawing
from meeting.documents.dates import chinese_date
from meeting.documents.typefaces import Face, Missing, missing_glyphs


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
        verify_url=verify_url(url, code_text(code_of(certificate))),
        seal=seal,
    )


def drawn_all(
    certificates: Iterable[Certificate], *, url: str, seals: Mapping[int, bytes] | None = None
) -> list[drawing.Certificate]:
    """``seals``: unit id of the issuer → picture."""
    return [
        drawn(certificate, url=url, seal=(seals or {}).get(certificate.recipient.award.issuer_id))
        for certificate in certificates
    ]


def stand_ins(certificates: Sequence[Certificate]) -> list[Missing]:
    """Before printing: the characters that 楷体 lacks, what stands in, and the names they are in."""
    texts: list[str] = []
    for certificate in certificates:
        texts += [name for name in certificate.names.split("、") if name]
        texts += [text for text in (certificate.unit, certificate.work, certificate.award, certificate.issuer) if text]
    return list(missing_glyphs(dict.fromkeys(texts), Face.KAI).values())
