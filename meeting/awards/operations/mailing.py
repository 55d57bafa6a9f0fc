"""Sending certificates by mail. Addresses stand in the messages and nowhere else: the history keeps counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from meeting.awards.cards import KINDS, Certificates, items_of, keep_layouts, stamped
from meeting.awards.enums import AwardKind
from meeting.awards.matching import Target
from meeting.awards.messages import PLACES, TEST, Options, about, enclosure, values_of
from meeting.awards.models import Certificate
from meeting.history.operations import By, record, take_turn
from meeting.jobs.models import Job
from meeting.layouts.operations import take_copies
from meeting.layouts.queries import request_numbered
from meeting.layouts.rules import require_places
from meeting.mail import operations as mail
from meeting.mail.courier import mail_sender
from meeting.mail.enums import MessageState
from meeting.mail.errors import NothingToSend
from meeting.mail.models import Message
from meeting.mail.queries import written_about
from meeting.mail.words import Wording
from meeting.meetings.models import Meeting
from meeting.printing.items import PrintOrder
from meeting.printing.standing import chosen_layout


def mail_certificates(
    meeting: Meeting,
    targets: Sequence[Target],
    wording: Wording,
    *,
    batch: UUID,
    options: Options,
    again: bool = False,
    title: str,
    back: str,
    at: datetime,
    by: By,
) -> Job:
    """A message for each target, and the job that sends them. Who was written to before is left out unless ``again``.

    What leaves the house for the first time keeps its layout, as when it is printed. Of a request to use seals a copy
    is taken for each message. Raises ``MailNotSet``, ``PlaceholderRefused``, ``HeaderBroken``, ``NothingToSend``,
    ``LayoutGone``, and what printing with seals raises.
    """
    mail_sender()
    wording.check(PLACES)
    take_turn(meeting.society_id)
    before = written_about([about(target.certificate) for target in targets])
    written: list[Certificate] = []
    for target in targets:
        certificate = target.certificate
        earlier = before.get(about(certificate), [])
        if not again and was_written(earlier):
            continue
        turn, place = len({message.batch for message in earlier}), written.count(certificate)
        _write(f"{about(certificate)}:{turn}:{place}", target, wording, meeting, batch=batch, of=about(certificate),
               options=options, at=at)  # fmt: skip
        written.append(certificate)
    if not written:
        raise NothingToSend
    layouts = {
        kind: chosen_layout(meeting, PrintOrder(kind=cards, layout=options.layouts.get(kind, "")))
        for kind, cards in KINDS.items()
    }
    keep_layouts(((one, layouts[one.kind]) for one in written), meeting.society_id, at=at, by=by)
    job = _start(meeting, batch, key="1", title=title, back=back, at=at, by=by)
    if options.approval is not None:
        _take_copies(meeting, options.approval, written, job=job, at=at, by=by)
    _record("mail-certificates", meeting, len(written), at=at, by=by)
    return job


def mail_sample(
    meeting: Meeting,
    target: Target,
    wording: Wording,
    *,
    batch: UUID,
    options: Options,
    title: str,
    back: str,
    at: datetime,
    by: By,
) -> Job:
    """One message to oneself: what the certificate's holder would get, without seals; it counts as nothing."""
    mail_sender()
    wording.check(PLACES)
    without_seals = replace(options, approval=None)
    _write(f"{TEST}:{batch}", target, wording, meeting, batch=batch, of=TEST, options=without_seals, at=at)
    return _start(meeting, batch, key="1", title=title, back=back, at=at, by=by)


def mail_again(
    meeting: Meeting, batch: UUID, *, what: str = "certificates", key: str, title: str, back: str, at: datetime, by: By
) -> Job:
    """Send what was given up, and what waits since it was stopped; ``what``, as the history calls it. ``key``: of this
    asking. Raises ``MailNotSet``, ``NothingToSend``.
    """
    mail_sender()
    take_turn(meeting.society_id)
    count = mail.send_again(batch)
    _record(f"mail-{what}-again", meeting, count, at=at, by=by)
    return _start(meeting, batch, key=key, title=title, back=back, at=at, by=by)


def erase_mail_addresses(meeting: Meeting, batch: UUID, *, at: datetime, by: By) -> int:
    """How many addresses were blanked; those of messages that wait stay."""
    take_turn(meeting.society_id)
    count = mail.erase_addresses(batch, at=at)
    if count:
        _record("erase-mail-addresses", meeting, count, at=at, by=by)
    return count


def was_written(messages: Sequence[Message]) -> bool:
    """Whether one of them was sent, or waits to be."""
    return any(message.state in {MessageState.SENT, MessageState.QUEUED} for message in messages)


def _write(
    key: str, target: Target, wording: Wording, meeting: Meeting, *, batch: UUID, of: str, options: Options,
    at: datetime,
) -> None:  # fmt: skip
    certificate = target.certificate
    subject, text = wording.filled(values_of(certificate, meeting))
    mail.write_message(
        key, batch=batch, society_id=meeting.society_id, meeting_id=meeting.id, about=of, address=target.address,
        name=certificate.names or certificate.unit, subject=subject[: mail.LONGEST_SUBJECT], text=text,
        enclosures=[enclosure(certificate, options)], at=at,
    )  # fmt: skip


def _start(meeting: Meeting, batch: UUID, *, key: str, title: str, back: str, at: datetime, by: By) -> Job:
    return mail.start_sending(
        batch, key=key, title=title, back=back, at=at, account_id=by.account_id,
        society_id=meeting.society_id, meeting_id=meeting.id,
    )  # fmt: skip


def _take_copies(
    meeting: Meeting, number: int, certificates: Sequence[Certificate], *, job: Job, at: datetime, by: By
) -> None:
    approval = request_numbered(meeting.id, number)
    for kind in KINDS:
        items = items_of(_of(kind, certificates), meeting.society_id)
        Certificates(kind).check(meeting, items, approval)
        require_places(approval, dict.fromkeys(item.layout for item in items if item.layout))
    marks = stamped(approval, sorted(certificates, key=lambda one: (one.series_id, one.serial)))
    take_copies(approval, len(certificates), stamped=marks, job_id=job.id, at=at, by=by)


def _of(kind: AwardKind, certificates: Sequence[Certificate]) -> list[Certificate]:
    return [one for one in certificates if one.kind is kind]


def _record(action: str, meeting: Meeting, count: int, *, at: datetime, by: By) -> None:
    record(action, meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes={"messages": (None, count)})  # fmt: skip
