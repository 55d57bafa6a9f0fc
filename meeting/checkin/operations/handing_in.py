"""What a device hands in: scans made with or without network, in any order, late, or twice."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from meeting.checkin.codes import CodeRefused, parse_code
from meeting.checkin.enums import Refusal, ScanMethod, ScanResult
from meeting.checkin.models import Device, Gate, Scan
from meeting.checkin.operations.scans import From, admit, undo
from meeting.checkin.queries.scans import hold_delegates
from meeting.db import db
from meeting.errors import N_, Invalid, MeetingError, NotFound

MOST = 500
"""Scans in one request."""


class GateUnknown(Invalid):
    """A gate that isn't the device's."""

    code = "gate-unknown"
    sentence = N_("这台设备不管这个签到点。请会务组在“签到设备”页核对。")


@dataclass(frozen=True)
class Handed:
    """One scan as a device sends it."""

    id: UUID
    gate_id: int
    code: str | None
    undoes: UUID | None
    method: ScanMethod
    at: datetime
    offset_ms: int
    shown: ScanResult | None
    refusal: Refusal | None


@dataclass(frozen=True)
class Settled:
    """What became of it: a scan, or an error; ``keep``: to be sent again."""

    id: UUID
    scan: Scan | None = None
    error: MeetingError | None = None
    keep: bool = False


@dataclass(frozen=True)
class _Nobody:
    """A device has no account."""

    name: str
    account_id: None = None


def hand_in(
    device: Device, handed: Iterable[Handed | Settled], *, gates: dict[int, Gate], now: datetime
) -> list[Settled]:
    """Take each by itself: one that is refused keeps none of the others back. In their order, by which an undo comes
    after the scan that it names. What is settled already stays in its place.
    """
    handed, settled = list(handed), []
    hold_delegates(_tokens(handed), [each.undoes for each in handed if isinstance(each, Handed) and each.undoes])
    for each in handed:
        if isinstance(each, Settled):
            settled.append(each)
            continue
        try:
            with db.session.begin_nested():
                scan = _take(device, each, gates=gates, now=now)
        except NotFound as error:  # an undo that overtook its scan
            settled.append(Settled(each.id, error=error, keep=True))
        except MeetingError as error:
            settled.append(Settled(each.id, error=error))
        else:
            settled.append(Settled(each.id, scan))
    return settled


def _tokens(handed: Iterable[Handed | Settled]) -> list[bytes]:
    """Of the badges in it, as far as they can be read."""
    tokens = []
    for each in handed:
        if isinstance(each, Handed) and each.code:
            with suppress(CodeRefused):
                tokens.append(parse_code(each.code).token)
    return tokens


def _take(device: Device, handed: Handed, *, gates: dict[int, Gate], now: datetime) -> Scan:
    gate = gates.get(handed.gate_id)
    if gate is None:
        raise GateUnknown
    meeting, by = device.meeting, _Nobody(device.name)
    at = min(handed.at + timedelta(milliseconds=handed.offset_ms), now)  # nothing was scanned after it came
    if handed.shown is None:
        at = now
    of = From(device, handed.at, handed.offset_ms, handed.shown, handed.refusal)
    if handed.undoes is not None:
        return undo(meeting, gate, handed.undoes, scan_id=handed.id, at=at, by=by, received_at=now, of=of)
    return admit(
        meeting, gate, scan_id=handed.id, code=handed.code or "", method=handed.method, at=at, by=by, received_at=now,
        of=of,
    )  # fmt: skip
