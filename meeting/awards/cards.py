"""Certificates to print: 荣誉证书, 聘书."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import current_app

from meeting.accounts.enums import Permission
from meeting.awards.documents import drawn
from meeting.awards.enums import AwardKind
from meeting.awards.errors import CertificateEnded, SealMissing
from meeting.awards.models import Certificate
from meeting.awards.queries.certificates import Wanted, certificate_in, printable
from meeting.awards.queries.recipients import awards_of
from meeting.awards.rules import is_handed_over
from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import layout_digest
from meeting.errors import N_
from meeting.history.operations import By
from meeting.layouts.errors import SealNotAsked
from meeting.layouts.models import SealRequest
from meeting.layouts.operations import keep_layout, take_copies
from meeting.layouts.queries import layouts_of_versions, request_numbered
from meeting.layouts.rules import Stamped
from meeting.meetings.models import Meeting
from meeting.printing.items import Group, Home, Item
from meeting.printing.models import PrintRun

PREFIX = "certificate:"
KINDS = {AwardKind.CERTIFICATE: Kind.HONOUR, AwardKind.APPOINTMENT: Kind.APPOINTMENT}


def certificate_subject(certificate_id: int) -> str:
    """As the print log calls a certificate."""
    return f"{PREFIX}{certificate_id}"


class Certificates:
    """荣誉证书 or 聘书 to print: the valid ones."""

    permission = Permission.AWARDS
    home = Home(N_("证书"), "awards.certificates")
    sealable = True

    def __init__(self, of: AwardKind) -> None:
        self.of, self.kind = of, KINDS[of]

    def items(self, meeting: Meeting) -> list[Item]:
        """In calling order."""
        return items_of([one for one in printable(meeting.id, Wanted()) if one.kind is self.of], meeting.society_id)

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:  # noqa: ARG002
        """Awards."""
        return [
            Group(_group(award.id), award.title, N_("奖项"))
            for award in awards_of(meeting.id)
            if award.kind is self.of and not is_handed_over(award)
        ]

    def check(self, meeting: Meeting, items: Sequence[Item], approval: SealRequest | None) -> None:
        """What was asked for has its picture, and each issuer's seal was asked for; where only a signature was, the
        seals' places stay blank. Raises ``SealMissing``, ``SealNotAsked``.
        """
        if approval is None:
            return
        for seal in approval.seals:
            if not seal.file_key:
                raise SealMissing(issuer=seal.owner)
        asked = {seal.unit_id for seal in approval.seals if seal.unit_id}
        for one in _certificates(meeting, [item.subject for item in items]) if asked else ():
            if one.recipient.award.issuer_id not in asked:
                raise SealNotAsked(number=approval.number, owner=one.issuer)

    def prepare(self, meeting: Meeting, items: Sequence[Item], *, at: datetime, by: By) -> None:
        """They are issued already."""

    def printed(self, meeting: Meeting, layouts: Mapping[str, Layout], run: PrintRun, *, at: datetime, by: By) -> None:
        """Each keeps the layout that it is first printed with. Copies are taken off what the request to use seals
        allows, once for each job.

        Raises ``CertificateEnded``: one was revoked while it was drawn, so that its file must not leave the house;
        ``CopiesSpent``.
        """
        found = _certificates(meeting, layouts)
        for subject in layouts.keys() - {certificate_subject(one.id) for one in found}:
            ended = certificate_in(meeting, int(subject.removeprefix(PREFIX)))
            raise CertificateEnded(number=ended.number, state=ended.state.label)
        keep_layouts(
            ((one, layouts[certificate_subject(one.id)]) for one in found), meeting.society_id,
            again=bool(run.order.get("relayout")), at=at, by=by,
        )
        number = run.order["approval"]
        if number is None:
            return
        approval = request_numbered(meeting.id, number)
        take_copies(approval, len(found), stamped=stamped(approval, found), job_id=run.job_id, at=at, by=by)


def items_of(certificates: Sequence[Certificate], society_id: int) -> list[Item]:
    """The certificates as cards to print, each on the layout that it keeps, once it has one."""
    kept = {one.layout_version_id for one in certificates if one.layout_version_id}
    layouts = layouts_of_versions(society_id, kept) if kept else {}
    url = current_app.config["MEETING"].url
    return [_item(one, url, layouts.get(one.layout_version_id or 0)) for one in certificates]


def keep_layouts(
    layouts: Iterable[tuple[Certificate, Layout]], society_id: int, *, again: bool = False, at: datetime, by: By
) -> None:
    """Each keeps the layout that it leaves the house with for the first time; ``again``: it is given another."""
    kept: dict[str, int] = {}
    for one, layout in layouts:
        if again or one.layout_version_id is None:
            digest = layout_digest(layout)
            if digest not in kept:
                kept[digest] = keep_layout(society_id, layout, at=at, by=by).id
            one.layout_version_id = kept[digest]
    db.session.flush()  # the next printing reads them


def _item(certificate: Certificate, url: str, layout: Layout | None) -> Item:
    who = certificate.names or certificate.unit
    return Item(
        certificate_subject(certificate.id), f"{certificate.number} {who}", (certificate.digest, certificate.code),
        lambda stamps: drawn(certificate, url=url, stamps=stamps),
        frozenset({_group(certificate.recipient.award_id)}), layout,
    )  # fmt: skip


def _certificates(meeting: Meeting, subjects: Iterable[str]) -> list[Certificate]:
    """In calling order."""
    wanted = set(subjects)
    return [one for one in printable(meeting.id, Wanted()) if certificate_subject(one.id) in wanted]


def stamped(approval: SealRequest, certificates: Sequence[Certificate]) -> list[Stamped]:
    """Each seal that was asked for, on each series of numbers: a unit's on its own, a signature on all."""
    found = []
    for seal in approval.seals:
        series: dict[int, list[Certificate]] = {}
        for one in certificates:
            if seal.unit_id in (None, one.recipient.award.issuer_id):
                series.setdefault(one.series_id, []).append(one)
        found += [Stamped(seal, len(each), _range(each)) for each in series.values()]
    return found


def _range(certificates: Sequence[Certificate]) -> str:
    first, last = certificates[0].number, certificates[-1].number
    return first if first == last else f"{first} … {last}"


def _group(award_id: int) -> str:
    return f"award:{award_id}"
