"""Certificates as messages: the words that go with them, and the PDF that goes along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from meeting.awards.cards import KINDS, PREFIX, certificate_subject, items_of
from meeting.awards.enums import AwardKind, CertificateState
from meeting.awards.matching import NotValid
from meeting.awards.models import Certificate
from meeting.awards.queries.mailing import certificates_with_ids
from meeting.documents.layouts.singles import safe_name
from meeting.documents.signing import Signer
from meeting.errors import N_, Conflict, MeetingError
from meeting.layouts.enums import RequestState
from meeting.layouts.errors import RequestNotApproved
from meeting.layouts.signing import signer_of
from meeting.mail.enclosures import Arguments, Enclosure, source
from meeting.meetings.models import Meeting
from meeting.printing.drawing import Prepared, draw, sections_of
from meeting.printing.items import Item, PrintOrder
from meeting.printing.standing import approval_of
from meeting.web.answers import PDF

SOURCE = "certificate"
TEST = "test"
"""What a message to oneself is about."""
ABOUTS = (PREFIX, TEST)
"""How what this room's messages are about begins."""

PLACES = ("姓名", "奖项", "等次", "编号", "会议")
"""What can stand in braces in a message's words."""

SUBJECT = N_("{会议}：{奖项}")
TEXT = N_("""{姓名}：

您好！现将“{奖项}”{等次}的电子证书发给您，编号 {编号}，见附件，可自行打印。
扫描证书上的二维码，可以查验真伪。

{会议}会务组
（这封邮件由系统发出，请不要直接回复。）
""")


class CertificateGone(Conflict):
    """It isn't there any more."""

    code = "certificate-gone"
    sentence = N_("这份证书已经不在了，没有发。")


def values_of(certificate: Certificate, meeting: Meeting) -> dict[str, str]:
    """What the places of one certificate's message are filled in with."""
    return {
        "姓名": certificate.names or certificate.unit, "奖项": certificate.award, "等次": certificate.grade,
        "编号": certificate.number, "会议": meeting.title,
    }  # fmt: skip


@dataclass(frozen=True)
class Options:
    """How the PDFs are drawn. ``layouts``: refs for those that keep none as yet; missing or empty: the default."""

    layouts: Mapping[AwardKind, str] = field(default_factory=dict)
    approval: int | None = None
    """用印申请: its number; None leaves the seal's place blank."""
    signed: bool = False


def about(certificate: Certificate) -> str:
    """As messages call it: the print log does, too."""
    return certificate_subject(certificate.id)


def file_name(certificate: Certificate) -> str:
    """编号-姓名.pdf, of characters that every system takes."""
    return f"{safe_name(f'{certificate.number}-{certificate.names or certificate.unit}')}.pdf"


def enclosure(certificate: Certificate, options: Options) -> Enclosure:
    """The certificate as a PDF of its own, drawn when it is sent."""
    arguments = {
        "id": certificate.id, "layout": options.layouts.get(certificate.kind, ""), "approval": options.approval,
        "signed": options.signed,
    }  # fmt: skip
    return Enclosure(file_name(certificate), PDF, SOURCE, arguments)


@source(SOURCE)
def certificate_files(wanted: Sequence[Arguments]) -> Callable[[Arguments], bytes]:
    """The certificate as it is printed alone, on the layout that it keeps.

    One that was revoked meanwhile is refused, and so is one with a seal whose request isn't approved any more.
    """
    found = {one.id: one for one in certificates_with_ids({arguments["id"] for arguments in wanted})}
    items: dict[int, Item] = {}
    for society_id in {one.society_id for one in found.values()}:
        ours = [one for one in found.values() if one.society_id == society_id]
        items |= dict(zip((one.id for one in ours), items_of(ours, society_id), strict=True))
    made: dict[str, _Ready | MeetingError] = {}
    for arguments in wanted:
        try:
            made[str(arguments)] = _ready(found.get(arguments["id"]), items, arguments)
        except MeetingError as error:
            made[str(arguments)] = error

    def make(arguments: Arguments) -> bytes:
        ready = made[str(arguments)]
        if isinstance(ready, MeetingError):
            raise ready
        return draw([ready.prepared], signer=ready.signer)

    return make


@dataclass(frozen=True)
class _Ready:
    prepared: Prepared
    signer: Signer | None


def _ready(certificate: Certificate | None, items: Mapping[int, Item], arguments: Arguments) -> _Ready:
    if certificate is None:
        raise CertificateGone
    if certificate.state is not CertificateState.VALID:
        raise NotValid(number=certificate.number, state=certificate.state.label)
    meeting, item = certificate.recipient.award.meeting, items[certificate.id]
    order = PrintOrder(
        kind=KINDS[certificate.kind], subject=item.subject, layout=arguments["layout"],
        approval=arguments["approval"], signed=arguments["signed"],
    )  # fmt: skip
    _require_approved(meeting, order)
    sections = sections_of(meeting, order, [item])
    prepared = Prepared(order, meeting.society_id, [item], [sections[0][0]], sections, ())
    return _Ready(prepared, signer_of(meeting.society) if order.signed else None)


def _require_approved(meeting: Meeting, order: PrintOrder) -> None:
    """Copies were taken when the messages were written; an approval that was taken back since then holds them up."""
    asked = approval_of(meeting, order)
    if asked is not None and asked.state not in {RequestState.APPROVED, RequestState.USED_UP}:
        raise RequestNotApproved(number=asked.number, state=asked.state.label)
