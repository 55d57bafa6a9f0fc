"""Certificates as cards to draw, and as items to print."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from flask import current_app

from meeting.accounts.enums import Permission
from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.queries.certificates import Wanted, printable
from meeting.awards.queries.recipients import awards_of
from meeting.awards.rules import is_handed_over
from meeting.awards.wording import appointment_body, honour_body, honour_salutation
from meeting.documents.cards import Certificate as Drawn
from meeting.documents.dates import chinese_date, numeral_term
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.errors import N_
from meeting.history.operations import By
from meeting.layouts.queries import seals_of
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Meeting
from meeting.printing.items import Group, Home, Item, PrintOrder
from meeting.storage.folder import storage

PREFIX = "certificate:"
KINDS = {AwardKind.CERTIFICATE: Kind.HONOUR, AwardKind.APPOINTMENT: Kind.APPOINTMENT}


def certificate_subject(certificate_id: int) -> str:
    """As the print log calls a certificate."""
    return f"{PREFIX}{certificate_id}"


def drawn(certificate: Certificate, *, url: str, seal: bytes | None = None) -> Drawn:
    """What stands on it. ``url`` is the installation's address, ``seal`` the issuer's picture as PNG (None: blank)."""
    appointment = certificate.kind is AwardKind.APPOINTMENT
    starts, ends = certificate.term_starts_on, certificate.term_ends_on
    if appointment:
        body = appointment_body(
            names=certificate.names or certificate.unit, post=certificate.award, starts_on=starts, ends_on=ends
        )
    else:
        body = honour_body(
            names=certificate.names, award=certificate.award, grade=certificate.grade, work=certificate.work
        )
    meeting = certificate.recipient.award.meeting
    return Drawn(
        title=KINDS[certificate.kind].label,
        salutation=() if appointment else honour_salutation(certificate.names, certificate.unit),
        body=body,
        issuers=(certificate.issuer,),
        date=chinese_date(certificate.issued_on),
        number=certificate.number,
        code=verify_url(url, certificate.code),
        name=certificate.names,
        unit=certificate.unit,
        post=certificate.award if appointment else "",
        award=certificate.award,
        grade=certificate.grade,
        work=certificate.work,
        term=numeral_term(starts, ends) if starts and ends else "",
        meeting=meeting.title,
        theme=meeting.theme,
        hosts="、".join(unit.name for unit in meeting.hosts_as(HostRole.HOST)),
        seals=(seal,),
        appointment=appointment,
    )


def verify_url(url: str, code: str) -> str:
    """``HTTPS://HOST/V/CODE``: in capitals the QR code is alphanumeric and smaller."""
    return f"{url}/V/{code}".upper()


class Certificates:
    """荣誉证书 or 聘书 to print: the valid ones."""

    permission = Permission.AWARDS
    home = Home(N_("证书"), "awards.certificates")

    def __init__(self, of: AwardKind) -> None:
        self.of, self.kind = of, KINDS[of]

    def items(self, meeting: Meeting) -> list[Item]:
        """In calling order."""
        url, picture = current_app.config["MEETING"].url, _pictures(meeting.society_id)
        return [self._item(one, url, picture) for one in printable(meeting.id, Wanted()) if one.kind is self.of]

    def groups(self, meeting: Meeting) -> list[Group]:
        """Awards."""
        return [
            Group(f"award:{award.id}", award.title)
            for award in awards_of(meeting.id)
            if award.kind is self.of and not is_handed_over(award)
        ]

    def check(self, meeting: Meeting, items: Sequence[Item], order: PrintOrder) -> None:
        """Seals' pictures are printed on an approved request only. Raises ``ApprovalMissing``, ``SealMissing``."""

    def prepare(self, meeting: Meeting, items: Sequence[Item], *, at: datetime, by: By) -> None:
        """They are issued already."""

    def printed(
        self, meeting: Meeting, layouts: Mapping[str, Layout], order: PrintOrder, *, at: datetime, by: By
    ) -> None:
        """Each seal whose picture was used notes it."""

    def _item(self, certificate: Certificate, url: str, picture: Callable[[int], bytes | None]) -> Item:
        issuer_id = certificate.recipient.award.issuer_id

        def card(sealed: bool) -> Drawn:
            return drawn(certificate, url=url, seal=picture(issuer_id) if sealed else None)

        who = certificate.names or certificate.unit
        return Item(
            certificate_subject(certificate.id), f"{certificate.number} {who}", (certificate.number, certificate.code),
            card, frozenset({f"award:{certificate.recipient.award_id}"}),
        )  # fmt: skip


def _pictures(society_id: int) -> Callable[[int], bytes | None]:
    """The picture of an issuer's seal, read once."""

    @cache
    def picture(unit_id: int) -> bytes | None:
        seal = seals_of(society_id, [unit_id]).get(unit_id)
        return storage().get(seal.file_key) if seal else None

    return picture
