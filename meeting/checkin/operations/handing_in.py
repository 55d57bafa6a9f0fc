"""What a device hands in: scans made with or without network, in any order, late, or twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from meeting.checkin.enums import Refusal, ScanMethod, ScanResult, Way
from meeting.checkin.models import Device, Gate
from meeting.checkin.operations.scans import Asked, Own, Settled, take
from meeting.errors import N_, Invalid

MOST = 500
"""Scans in one request."""


class GateUnknown(Invalid):
    """A gate that isn't the device's."""

    code = "gate-unknown"
    sentence = N_("这台设备不管这个签到点。请会务组在“签到设备”页核对。")


@dataclass(frozen=True)
class Handed:
    """One scan as a device sends it: by one of code, undoes and overrides."""

    id: UUID
    gate_id: int
    method: ScanMethod
    at: datetime
    offset_ms: int = 0
    code: str | None = None
    undoes: UUID | None = None
    overrides: UUID | None = None
    way: Way = Way.IN
    reason: str = ""
    shown: ScanResult | None = None
    refusal: Refusal | None = None
    warning: Refusal | None = None


@dataclass(frozen=True)
class _Nobody:
    """A device has no account."""

    name: str
    account_id: None = None


def hand_in(
    device: Device, handed: Iterable[Handed | Settled], *, gates: Mapping[int, Gate], now: datetime
) -> list[Settled]:
    """Take each by itself: one that is refused keeps none of the others back. In their order, by which an undo comes
    after the scan that it names. What is settled already stays in its place.
    """
    given = [_asked(device, each, gates, now) if isinstance(each, Handed) else each for each in handed]
    taken = iter(take(device.meeting, [each for each in given if isinstance(each, Asked)], received_at=now))
    return [next(taken) if isinstance(each, Asked) else each for each in given]


def _asked(device: Device, handed: Handed, gates: Mapping[int, Gate], now: datetime) -> Asked | Settled:
    gate = gates.get(handed.gate_id)
    if gate is None:
        return Settled(handed.id, error=GateUnknown())
    at = min(handed.at + timedelta(milliseconds=handed.offset_ms), now)  # nothing was scanned after it came
    return Asked(
        id=handed.id, gate=gate, method=handed.method, at=now if handed.shown is None else at, by=_Nobody(device.name),
        code=handed.code, undoes=handed.undoes, overrides=handed.overrides, way=handed.way, reason=handed.reason,
        may_override=device.may_override,
        own=Own(device, handed.at, handed.offset_ms, handed.shown, handed.refusal, handed.warning),
    )  # fmt: skip
