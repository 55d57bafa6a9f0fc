"""Certificates as messages: the words that go with them, and the PDF that goes along."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from meeting.awards.documents import KINDS, certificate_subject, item_of
from meeting.awards.enums import CertificateState
from meeting.awards.matching import NotValid
from meeting.awards.models import Certificate
from meeting.awards.queries.mailing import certificates_with_ids, layouts_last_printed
from meeting.documents.placeholders import PlaceholderRefused, fill, pieces
from meeting.documents.signing import Signer
from meeting.errors import N_, Conflict, MeetingError
from meeting.layouts.enums import RequestState
from meeting.layouts.errors import RequestNotApproved
from meeting.layouts.queries import request_numbered
from meeting.layouts.signing import signer_of
from meeting.mail.enclosures import Arguments, Enclosure, source
from meeting.meetings.models import Meeting
from meeting.printing.drawing import Prepared, chosen_layout, draw
from meeting.printing.items import PrintOrder, Stamps
from meeting.printing.stamps import stamps_of
from meeting.printing.stocks import sheet_of
from meeting.web.answers import PDF

SOURCE = "certificate"

PLACES = ("姓名", "奖项", "等次", "编号", "会议")
"""What can stand in braces in a message's words."""

SUBJECT = N_("{会议}：{奖项}")
TEXT = N_("""{姓名}：

您好！现将“{奖项}”{等次}的电子证书发给您，编号 {编号}，见附件，可自行打印。
扫描证书上的二维码，可以查验真伪。

{会议}会务组
（这封邮件由系统发出，请不要直接回复。）
""")

_NOT_IN_A_FILE_NAME = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')


class CertificateGone(Conflict):
    """It isn't there any more."""

    code = "certificate-gone"
    sentence = N_("这份证书已经不在了，没有发。")


@dataclass(frozen=True)
class Wording:
    """Subject and text, with places."""

    subject: str
    text: str

    def check(self) -> None:
        """Raises ``PlaceholderRefused`` with its position, of the field that it stands in."""
        for field, words in (("subject", self.subject), ("text", self.text)):
            try:
                pieces(words, PLACES)
            except PlaceholderRefused as error:
                raise PlaceholderRefused(field=field, **error.params) from error

    def filled(self, certificate: Certificate, meeting: Meeting) -> tuple[str, str]:
        """Subject and text for one certificate; the subject on one line."""
        values = {
            "姓名": certificate.names or certificate.unit, "奖项": certificate.award, "等次": certificate.grade,
            "编号": certificate.number, "会议": meeting.title,
        }  # fmt: skip
        one_line = {place: " ".join(value.split()) for place, value in values.items()}
        return fill(self.subject, one_line), fill(self.text, values)


def about(certificate: Certificate) -> str:
    """As messages call it: the print log does, too."""
    return certificate_subject(certificate.id)


def file_name(certificate: Certificate) -> str:
    """编号-姓名.pdf, of characters that every system takes."""
    name = f"{certificate.number}-{certificate.names or certificate.unit}"
    return f"{_NOT_IN_A_FILE_NAME.sub('_', name)[:120]}.pdf"


def enclosure(certificate: Certificate, *, approval: int | None, signed: bool) -> Enclosure:
    """The certificate as a PDF of its own, drawn when it is sent."""
    arguments = {"id": certificate.id, "approval": approval, "signed": signed}
    return Enclosure(file_name(certificate), PDF, SOURCE, arguments)


@source(SOURCE)
def certificate_files(wanted: Sequence[Arguments]) -> Callable[[Arguments], bytes]:
    """The certificate as it is printed alone: on the layout that it was last printed with, else the default one.

    One that was revoked meanwhile is refused, and so is one with a seal whose request isn't approved any more.
    """
    found = {one.id: one for one in certificates_with_ids({arguments["id"] for arguments in wanted})}
    layouts = layouts_last_printed(found)
    made: dict[str, tuple[Prepared, Signer | None] | MeetingError] = {}
    for arguments in wanted:
        try:
            made[str(arguments)] = _prepared(found.get(arguments["id"]), layouts, arguments)
        except MeetingError as error:
            made[str(arguments)] = error
    titles = {one.id: one.recipient.award.meeting.title for one in found.values()}

    def make(arguments: Arguments) -> bytes:
        ready = made[str(arguments)]
        if isinstance(ready, MeetingError):
            raise ready
        prepared, signer = ready
        return draw([prepared], title=titles[arguments["id"]], signer=signer)

    return make


def _prepared(
    certificate: Certificate | None, layouts: Mapping[int, str], arguments: Arguments
) -> tuple[Prepared, Signer | None]:
    if certificate is None:
        raise CertificateGone
    if certificate.state is not CertificateState.VALID:
        raise NotValid(number=certificate.number, state=certificate.state.label)
    meeting, item = certificate.recipient.award.meeting, item_of(certificate)
    order = PrintOrder(
        kind=KINDS[certificate.kind], subject=item.subject, layout=layouts.get(certificate.id, ""),
        approval=arguments["approval"], signed=arguments["signed"],
    )  # fmt: skip
    layout = item.layout or chosen_layout(meeting, order)
    record = item.card(_stamps(meeting, order.approval)).record()
    section = (layout, sheet_of(order, layout, None), [record])
    signer = signer_of(meeting.society) if order.signed else None
    return Prepared(order, [item], [item], [layout], [section]), signer


def _stamps(meeting: Meeting, number: int | None) -> Stamps:
    """Copies were taken when the messages were written; an approval that was taken back since then holds them up."""
    if number is None:
        return Stamps()
    asked = request_numbered(meeting.id, number)
    if asked.state not in {RequestState.APPROVED, RequestState.USED_UP}:
        raise RequestNotApproved(number=asked.number, state=asked.state.label)
    return stamps_of(asked)
