"""Certificates into one PDF, one page each: for the page's job and for the command line alike."""

from collections.abc import Callable, Sequence

from meeting.awards.documents import drawn_all, looked_over
from meeting.awards.errors import ApprovalMissing, NothingToPrint, SealMissing
from meeting.awards.models import Certificate
from meeting.awards.queries.certificates import Wanted, printable
from meeting.db import release
from meeting.documents.certificates import certificates_pdf
from meeting.documents.preflight import require_printable
from meeting.layouts.models import Seal
from meeting.layouts.queries import seals_of
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage


def draw(
    meeting: Meeting,
    wanted: Wanted,
    *,
    url: str,
    sealed: bool = False,
    approval: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[bytes, list[int]]:
    """The PDF of the valid certificates among what is wanted, and their ids. Draws outside any transaction.

    ``url``: the installation's address. Raises ``NothingToPrint``, ``SealMissing``, ``ApprovalMissing``,
    ``CharactersUnprintable``, ``TextTooLong``.
    """
    title = meeting.title
    certificates = printable(meeting.id, wanted)
    check(meeting, certificates, sealed=sealed, approval=approval)
    require_printable(looked_over(certificates))
    keys = {unit_id: seal.file_key for unit_id, seal in _seals(meeting, certificates).items()} if sealed else {}
    ids, total = [certificate.id for certificate in certificates], len(certificates)
    seals = {unit_id: storage().get(key) for unit_id, key in keys.items()}
    pages = drawn_all(certificates, url=url, seals=seals)
    release()
    told = (lambda done: progress(done, total)) if progress else None
    return certificates_pdf(pages, title=title, progress=told), ids


def check(meeting: Meeting, certificates: Sequence[Certificate], *, sealed: bool, approval: str) -> None:
    """Whether these can be printed so. Raises ``NothingToPrint``, ``ApprovalMissing``, ``SealMissing``."""
    if not certificates:
        raise NothingToPrint
    if not sealed:
        return
    if not approval.strip():
        raise ApprovalMissing
    seals = _seals(meeting, certificates)
    for certificate in certificates:
        if certificate.recipient.award.issuer_id not in seals:
            raise SealMissing(issuer=certificate.issuer)


def _seals(meeting: Meeting, certificates: Sequence[Certificate]) -> dict[int, Seal]:
    issuers = {certificate.recipient.award.issuer_id for certificate in certificates}
    return seals_of(meeting.society_id, issuers)
