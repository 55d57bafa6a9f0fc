"""Certificates into one PDF, one page each: for the page's job and for the command line alike."""

from collections.abc import Callable, Sequence

from meeting.awards.documents import drawn_all
from meeting.awards.errors import NothingToPrint, SealMissing
from meeting.awards.models import Certificate
from meeting.awards.queries.certificates import Wanted, printable
from meeting.db import release
from meeting.documents.certificates import certificates_pdf
from meeting.layouts.errors import SealNotAsked
from meeting.layouts.models import Seal, SealRequest
from meeting.layouts.queries import seals_of
from meeting.layouts.rules import require_copies
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage


def draw(
    meeting: Meeting,
    wanted: Wanted,
    *,
    url: str,
    approval: SealRequest | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[bytes, list[int]]:
    """The PDF of the valid certificates among what is wanted, and their ids. Draws outside any transaction.

    ``url``: the installation's address. ``approval``: the request to print the issuers' seals on; None leaves their
    place blank. Raises what ``check`` raises, ``GlyphMissing``, ``TextTooLong``.
    """
    title = meeting.title
    certificates = printable(meeting.id, wanted)
    check(meeting, certificates, approval=approval)
    keys = {unit_id: seal.file_key for unit_id, seal in _seals(meeting, certificates).items()} if approval else {}
    ids, total = [certificate.id for certificate in certificates], len(certificates)
    seals = {unit_id: storage().get(key) for unit_id, key in keys.items()}
    pages = drawn_all(certificates, url=url, seals=seals)
    release()
    told = (lambda done: progress(done, total)) if progress else None
    return certificates_pdf(pages, title=title, progress=told), ids


def check(meeting: Meeting, certificates: Sequence[Certificate], *, approval: SealRequest | None) -> None:
    """Whether these can be printed so. Raises ``NothingToPrint``, ``RequestNotApproved``, ``CopiesSpent``,
    ``SealMissing``, ``SealNotAsked``.
    """
    if not certificates:
        raise NothingToPrint
    if approval is None:
        return
    require_copies(approval, len(certificates))
    asked = {seal.unit_id for seal in approval.seals}
    seals = _seals(meeting, certificates)
    for certificate in certificates:
        if certificate.recipient.award.issuer_id not in seals:
            raise SealMissing(issuer=certificate.issuer)
        if certificate.recipient.award.issuer_id not in asked:
            raise SealNotAsked(number=approval.number, owner=certificate.issuer)


def _seals(meeting: Meeting, certificates: Sequence[Certificate]) -> dict[int, Seal]:
    issuers = {certificate.recipient.award.issuer_id for certificate in certificates}
    return seals_of(meeting.society_id, issuers)
