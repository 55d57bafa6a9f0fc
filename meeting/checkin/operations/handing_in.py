"""What a device hands in: scans made with or without network, in any order, late, or twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from meeting.checkin.enums import Refusal, ScanMethod, ScanResult, Way
from meeting.checkin.models import Device, Gate
from meeting.checkin.operations.scans import LONGEST_REASON, Asked, Own, Settled, take
from meeting.checkin.operations.spares import WalkIn, bind
from meeting.db import db
from meeting.errors import N_, Invalid, MeetingError, NotAllowed
from meeting.meetings.models import Meeting

MOST = 500
"""Scans in one request."""


class GateUnknown(Invalid):
    """A gate that isn't the device's."""

    code = "gate-unknown"
    sentence = N_("这台设备不管这个签到点。请会务组在“签到设备”页核对。")


class SearchNotAllowed(NotAllowed):
    """A device that only reads codes."""

    code = "search-not-allowed"
    sentence = N_("这台设备不能按姓名查找。请会务组在“签到设备”页设置。")


@dataclass(frozen=True)
class Handed:
    """One scan as a device sends it: by one of code, delegate, undoes and overrides."""

    id: UUID
    gate_id: int
    method: ScanMethod
    at: datetime
    offset_ms: int = 0
    code: str | None = None
    delegate_id: int | None = None
    """Who was looked up on a device that may."""
    undoes: UUID | None = None
    overrides: UUID | None = None
    way: Way = Way.IN
    reason: str = ""
    walk_in: WalkIn | None = None
    """Who came unannounced: ``code`` is the spare badge that they were given."""
    shown: ScanResult | None = None
    refusal: Refusal | None = None
    warning: Refusal | None = None


@dataclass(frozen=True)
class Nobody:
    """A device has no account."""

    name: str
    account_id: None = None


@dataclass(frozen=True)
class Delivery:
    """What one device hands in, and the gates at which it may scan."""

    device: Device
    gates: Mapping[int, Gate]
    handed: Sequence[Handed | Settled]


def hand_in(deliveries: Sequence[Delivery], *, now: datetime) -> list[list[Settled]]:
    """Take each scan by itself: one that is refused keeps none of the others back. In their order, by which an undo
    comes after the scan that it names. What is settled already stays in its place.
    """
    given = [
        [_asked(each.device, one, each.gates, now) if isinstance(one, Handed) else one for one in _bound(each, now)]
        for each in deliveries
    ]
    of_meetings: dict[Meeting, list[Asked]] = {}
    for each, those in zip(deliveries, given, strict=True):
        of_meetings.setdefault(each.device.meeting, []).extend(one for one in those if isinstance(one, Asked))
    taken = {meeting: iter(take(meeting, asked, received_at=now)) for meeting, asked in of_meetings.items()}
    return [
        [next(taken[each.device.meeting]) if isinstance(one, Asked) else one for one in those]
        for each, those in zip(deliveries, given, strict=True)
    ]


def _bound(delivery: Delivery, now: datetime) -> list[Handed | Settled]:
    """Walk-ins are registered first. One that can't be, and was let in already, is kept with what was typed, for the
    organisers to see (``queries.admissions.let_in_wrongly``).
    """
    device, found = delivery.device, list[Handed | Settled]()
    for each in delivery.handed:
        if isinstance(each, Handed) and each.walk_in is not None:
            if device.revoked_at is not None:  # nobody is registered by it
                found.append(replace(each, reason=str(each.walk_in)[:LONGEST_REASON]))
                continue
            try:
                with db.session.begin_nested():
                    bind(device, each.code or "", each.walk_in, at=now, by=Nobody(device.name))
            except MeetingError as error:
                if each.shown is None:
                    found.append(Settled(each.id, error=error))
                    continue
            each = replace(each, reason=str(each.walk_in)[:LONGEST_REASON])
        found.append(each)
    return found


def _asked(device: Device, handed: Handed, gates: Mapping[int, Gate], now: datetime) -> Asked | Settled:
    gate = gates.get(handed.gate_id)
    if gate is None:
        return Settled(handed.id, error=GateUnknown())
    if handed.delegate_id is not None and handed.shown is None and not device.may_search:
        return Settled(handed.id, error=SearchNotAllowed())
    at = min(handed.at + timedelta(milliseconds=handed.offset_ms), now)  # nothing was scanned after it came
    return Asked(
        id=handed.id, gate=gate, method=handed.method, at=now if handed.shown is None else at, by=Nobody(device.name),
        code=handed.code, delegate_id=handed.delegate_id, undoes=handed.undoes, overrides=handed.overrides,
        way=handed.way, reason=handed.reason, may_override=device.may_override,
        own=Own(device, handed.at, handed.offset_ms, handed.shown, handed.refusal, handed.warning),
    )  # fmt: skip
