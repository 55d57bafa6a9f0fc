"""A certificate → the card that is drawn."""

from meeting.awards.codes import SAMPLE, code_text, verify_url
from meeting.awards.content import Content, Paragraph
from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.verification import code_of
from meeting.documents.cards import Certificate as Drawn
from meeting.documents.cutting import Run
from meeting.printing.items import Stamps


def drawn(certificate: Certificate, *, url: str, stamps: Stamps) -> Drawn:
    """What stands on it: the content frozen when it was issued. ``url`` is the installation's address; a seal's
    place is blank without its picture.
    """
    content = Content.from_json(certificate.content)
    texts, appointment = content.texts, certificate.kind is AwardKind.APPOINTMENT
    return Drawn(
        title=texts["title"],
        salutation=_runs(content.salutation),
        body=tuple(_runs(paragraph) for paragraph in content.body),
        issuers=content.issuers,
        date=texts["date"],
        number=texts["number"],
        code=verify_url(url, SAMPLE if stamps.sample else code_text(code_of(certificate))),
        name=texts["names"],
        unit=texts["unit"],
        post=texts["award"] if appointment else "",
        award=texts["award"],
        grade=texts["grade"],
        work=texts["work"],
        term=texts["term"],
        seals=(stamps.seals.get(certificate.recipient.award.issuer_id),),
        signature=stamps.signature,
        appointment=appointment,
    )


def _runs(paragraph: Paragraph) -> tuple[Run, ...]:
    return tuple(Run(text, emphasised) for text, emphasised in paragraph)
