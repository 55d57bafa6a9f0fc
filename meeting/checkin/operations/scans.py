"""Scanning at a gate, and undoing it.

A scan is a fact. Whoever adds some holds their delegates' rows from before reading what there is, so that of fifty at
once one is admitted and everybody after is told when and where. There is no entry in the history: the scans are it.

However many are taken at once, it is a constant number of statements: read what they need, settle one after the other
in memory, write.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from meeting.checkin.codes import CodeRefused, parse_code, verify
from meeting.checkin.enums import PASSAGES, Refusal, ScanMethod, ScanResult, Way
from meeting.checkin.keys import BadgeKeys, badge_keys
from meeting.checkin.models import Device, Gate, Scan
from meeting.checkin.operations.attendance import settle
from meeting.checkin.operations.gates import GateClosed
from meeting.checkin.queries.admissions import Place, passages_of
from meeting.checkin.queries.scans import (
    COLUMNS,
    Taken,
    Whom,
    chosen,
    hold_delegates,
    name_firsts,
    scans_with,
    undone_of,
    worn,
)
from meeting.checkin.rules import Passage, before, refusal_of, stays
from meeting.db import db
from meeting.errors import N_, Conflict, Invalid, MeetingError, NotAllowed, NotFound
from meeting.history.operations import By
from meeting.meetings.models import Meeting

LONGEST_REASON = 100


class ScanReused(Conflict):
    """The same id came with another body."""

    code = "scan-reused"
    sentence = N_("这个扫码编号已经用在另一次扫码上。请刷新本页后再扫一次。")


class ScanEmpty(Invalid):
    """Neither a code nor a delegate nor a scan, or several."""

    code = "scan-empty"
    sentence = N_("没有收到码，也没有选中参会人员。请再扫一次，或按姓名查找。")


class NothingToUndo(Conflict):
    """The scan admitted nobody, or was undone already."""

    code = "nothing-to-undo"
    sentence = N_("这一次扫码没有签到成功，或已经撤销过，不用再撤销。")


class NothingToOverride(Conflict):
    """The scan wasn't refused, or for what nobody may let pass."""

    code = "nothing-to-override"
    sentence = N_("这一次没有被拦下，或不能放行。请再扫一次，或请对方到报到处。")


class OverrideNotAllowed(NotAllowed):
    """Who only checks in."""

    code = "override-not-allowed"
    sentence = N_("放行要由会务组来做。请会务组登录后放行，或在“签到设备”页允许这台设备放行。")


class OverrideReasonMissing(Invalid):
    """Who lets in against a rule says why."""

    code = "override-reason-missing"
    sentence = N_("请写明放行的原因，最多 %(longest)d 个字。")


@dataclass(frozen=True)
class Own:
    """Which device, when by its clock and what was added to that, and what it showed by itself if it didn't wait."""

    device: Device
    at: datetime
    offset_ms: int
    shown: ScanResult | None = None
    refusal: Refusal | None = None
    warning: Refusal | None = None


@dataclass(frozen=True)
class Asked:
    """One scan as it is asked for: by exactly one of a code, a delegate who was looked up, a scan that is taken back
    and a refused scan whose delegate is let in all the same.
    """

    id: UUID
    gate: Gate
    method: ScanMethod
    at: datetime
    by: By
    code: str | None = None
    delegate_id: int | None = None
    undoes: UUID | None = None
    overrides: UUID | None = None
    way: Way = Way.IN
    reason: str = ""
    may_override: bool = False
    own: Own | None = None

    @property
    def shown(self) -> ScanResult | None:
        return self.own.shown if self.own else None

    @property
    def is_of_revoked(self) -> bool:
        """From a device that was revoked: kept, and nothing comes of it."""
        return self.own is not None and self.own.device.revoked_at is not None

    @property
    def digest(self) -> str:
        """The same for the same again. What came later into scans is in it only where it is used."""
        parts: tuple[object, ...]
        if self.undoes is not None:
            parts = (self.gate.id, "undo", str(self.undoes))
        elif self.overrides is not None:
            parts = (self.gate.id, "override", str(self.overrides))
        else:
            parts = (self.gate.id, self.code, self.delegate_id, self.method.value)
        more = [part for part in (self.way.value if self.way is Way.OUT else "", self.reason) if part]
        return hashlib.sha256(json.dumps([*parts, *more]).encode()).hexdigest()


@dataclass(frozen=True)
class Settled:
    """What became of it: a scan, or an error; ``keep``: to be sent again."""

    id: UUID
    scan: Taken | None = None
    error: MeetingError | None = None
    keep: bool = False


def take(meeting: Meeting, asked: Sequence[Asked], *, received_at: datetime) -> list[Settled]:
    """Settle each, in their order: one that can't be keeps none of the others back.

    Admitted is, once or as the gate has it, whoever wears the code's badge or was chosen from a search; the scan says
    how it went. What a device showed by itself isn't undone by what the server knows better: the scan says both. Only a
    code that is forged or unknown, a badge that was void and a gate that was closed by then admit nobody. The same id
    with the same body again is the same scan.

    Errors: ``ScanReused``, ``ScanEmpty``, ``GateClosed``, ``NothingToUndo``, ``NothingToOverride``,
    ``OverrideNotAllowed``, ``OverrideReasonMissing``; ``NotFound`` for a delegate of another meeting, and for a scan
    that isn't there (yet: to be sent again).

    Of two processes that store the same id at the same instant the second fails at the database, with nothing stored
    (``IntegrityError``): done again (``web.together``), it finds the first one's.
    """
    turn = _Turn(meeting, asked, received_at)
    settled = [turn.settled(each) for each in asked]
    turn.write()
    return settled


def admit(
    meeting: Meeting,
    gate: Gate,
    *,
    scan_id: UUID,
    code: str | None = None,
    delegate_id: int | None = None,
    method: ScanMethod,
    at: datetime,
    by: By,
    way: Way = Way.IN,
    reason: str = "",
) -> Taken:
    """One scan that waits for its answer. Raises what ``take`` names."""
    asked = Asked(
        scan_id, gate, method, at, by, code=code, delegate_id=delegate_id, way=way, reason=reason[:LONGEST_REASON]
    )
    return _alone(meeting, asked)


def undo(meeting: Meeting, gate: Gate, undone_id: UUID, *, scan_id: UUID, at: datetime, by: By) -> Taken:
    """Take a passage at this gate back, by a new scan that names it. Raises what ``take`` names."""
    return _alone(meeting, Asked(scan_id, gate, ScanMethod.SEARCH, at, by, undoes=undone_id))


def _alone(meeting: Meeting, asked: Asked) -> Taken:
    (settled,) = take(meeting, [asked], received_at=asked.at)
    if settled.scan is None:
        raise settled.error or ValueError("neither a scan nor an error")
    return settled.scan


@dataclass(frozen=True)
class _Found:
    """What was held before the gate."""

    whom: Whom | None = None
    badge_id: int | None = None
    revoked_at: datetime | None = None
    """Of the badge."""
    refusal: Refusal | None = None


@dataclass
class _Place:
    """One delegate at one gate: what counted when the turn began, and what counts now."""

    gate: Gate
    counted: list[Passage] = field(default_factory=list)
    counts: list[Passage] = field(default_factory=list)


class _Turn:
    """What several scans need, read at once, and what comes of them, written at once."""

    def __init__(self, meeting: Meeting, asked: Sequence[Asked], received_at: datetime) -> None:
        self.meeting, self.received_at = meeting, received_at
        self.made: dict[UUID, Taken] = {}
        self.completed: dict[UUID, ScanResult] = {}
        self.codes = {each.code: read_code(each.code) for each in asked if each.code is not None}
        tokens = [token for token in self.codes.values() if isinstance(token, bytes)]
        named = [named for each in asked for named in (each.undoes, each.overrides) if named is not None]
        delegate_ids = {each.delegate_id for each in asked if each.delegate_id is not None}
        hold_delegates(tokens, named, delegate_ids)  # from here on nobody else adds scans of them
        self.worn = worn(tokens)
        self.named = scans_with(named)
        self.known = scans_with([each.id for each in asked])
        self.undone = undone_of(self.known)
        named_ids = {scan.delegate_id for scan in self.named.values() if scan.delegate_id is not None}
        self.chosen = chosen(meeting.id, delegate_ids | named_ids)
        self.places: dict[Place, _Place] = {}
        self._read_places({each.gate.id: each.gate for each in asked})

    def _read_places(self, gates: dict[int, Gate]) -> None:
        delegates = {found.whom.id for found in self.worn.values()} | self.chosen.keys()
        delegates |= {scan.delegate_id for scan in self.known.values() if scan.delegate_id is not None}
        passages = passages_of(delegates, gates) if delegates else {}
        for delegate_id in delegates:
            for gate_id, gate in gates.items():
                counted = passages.get((delegate_id, gate_id), [])
                self.places[delegate_id, gate_id] = _Place(gate, counted, list(counted))

    # One after the other

    def settled(self, asked: Asked) -> Settled:
        try:
            return Settled(asked.id, self._scan(asked))
        except NotFound as error:
            later = asked.undoes is not None or asked.overrides is not None  # it overtook the scan that it names
            return Settled(asked.id, error=error, keep=later)
        except MeetingError as error:
            return Settled(asked.id, error=error)

    def _scan(self, asked: Asked) -> Taken:
        known = self.known.get(asked.id) or self.made.get(asked.id)
        if known is not None:
            return self._completed(_same(known, asked), asked)
        if sum(way is not None for way in (asked.code, asked.delegate_id, asked.undoes, asked.overrides)) != 1:
            raise ScanEmpty
        if asked.undoes is not None:
            return self._undo(asked, self._named(asked, asked.undoes))
        if asked.gate.closed_at is not None and asked.shown is None:
            raise GateClosed(name=asked.gate.name)
        if asked.overrides is not None:
            return self._let_in(asked, self._named(asked, asked.overrides))
        return self._admit(asked, self._held(asked))

    def _admit(self, asked: Asked, found: _Found) -> Taken:
        refusal, warning = self._objections(asked, found)
        if found.whom is None or refusal is not None:
            return self._make(asked, ScanResult.REFUSED, found, refusal=refusal)
        place = self.places[found.whom.id, asked.gate.id]
        gone = stays(place.counts, asked.gate.passing, self.meeting.zone)
        idle, first = before(gone, asked.way, asked.at, asked.gate.passing, self.meeting.zone)
        done = ScanResult.LEFT if asked.way is Way.OUT else ScanResult.ADMITTED
        named = first.scan_id if idle and first is not None else None
        return self._make(asked, ScanResult.REPEATED if idle else done, found, warning=warning, names_id=named)

    def _let_in(self, asked: Asked, refused: Taken) -> Taken:
        """What a device did by itself is kept, be it allowed or not: for what nobody may let pass, it admits nobody."""
        whom = self.chosen.get(refused.delegate_id or 0)
        may_be = whom is not None and refused.refusal is not None and refused.refusal.may_be_overridden
        if asked.shown is None:
            if not asked.may_override:
                raise OverrideNotAllowed
            if not 0 < len(asked.reason) <= LONGEST_REASON:
                raise OverrideReasonMissing(longest=LONGEST_REASON)
            if not may_be:
                raise NothingToOverride
        found, of = _Found(whom), {"names_id": refused.id, "badge_id": refused.badge_id}
        if asked.is_of_revoked:
            return self._make(asked, ScanResult.REFUSED, found, refusal=Refusal.DEVICE_REVOKED, **of)
        if whom is None or not may_be:
            return self._make(asked, ScanResult.REFUSED, found, refusal=refused.refusal or Refusal.UNKNOWN, **of)
        gone = stays(self.places[whom.id, asked.gate.id].counts, asked.gate.passing, self.meeting.zone)
        idle, first = before(gone, asked.way, asked.at, asked.gate.passing, self.meeting.zone)
        if idle and first is not None:
            of["names_id"] = first.scan_id
        result = ScanResult.REPEATED if idle else ScanResult.ADMITTED
        return self._make(asked, result, found, warning=refused.refusal, **of)

    def _undo(self, asked: Asked, undone: Taken) -> Taken:
        whom = self.chosen.get(undone.delegate_id or 0)
        values = {"badge_id": undone.badge_id, "method": undone.method, "delegate_id": undone.delegate_id}
        if asked.is_of_revoked:
            more = {"refusal": Refusal.DEVICE_REVOKED, "names_id": undone.id, **values}
            return self._make(asked, ScanResult.REFUSED, _Found(whom), **more)
        place = self.places.get((undone.delegate_id or 0, asked.gate.id))
        counted = [passage for passage in place.counts if passage.scan_id == undone.id] if place else []
        if not counted and asked.shown is None:
            raise NothingToUndo
        if place is not None:
            place.counts = [passage for passage in place.counts if passage.scan_id != undone.id]
        self.undone.add(undone.id)
        return self._make(asked, ScanResult.UNDONE, _Found(whom), names_id=undone.id, **values)

    def _named(self, asked: Asked, scan_id: UUID) -> Taken:
        scan = self.named.get(scan_id) or self.made.get(scan_id)
        if scan is None or scan.gate_id != asked.gate.id:
            raise NotFound
        if scan_id in self.made and scan.whom is not None:
            self.chosen[scan.whom.id] = scan.whom
        return scan

    def _held(self, asked: Asked) -> _Found:
        """Who is before the gate. A badge of another meeting is nobody's here: not even its name is shown."""
        if asked.code is None:
            whom = self.chosen.get(asked.delegate_id or 0)
            if whom is None and asked.shown is None:
                raise NotFound
            return _Found(whom, refusal=None if whom else Refusal.UNKNOWN)  # merged since the device let them in
        token = self.codes[asked.code]
        if isinstance(token, Refusal):
            return _Found(refusal=token)
        badge = self.worn.get(token)
        if badge is None:
            return _Found(refusal=Refusal.UNKNOWN)
        if badge.meeting_id != self.meeting.id:
            return _Found(refusal=Refusal.OTHER_MEETING)
        return _Found(badge.whom, badge.badge_id, badge.revoked_at)

    def _objections(self, asked: Asked, found: _Found) -> tuple[Refusal | None, Refusal | None]:
        own = asked.own
        if found.refusal is not None:
            return found.refusal, None
        if asked.is_of_revoked:
            return Refusal.DEVICE_REVOKED, None
        if own is not None and own.shown is not None:
            return _refusal_then(asked.gate, found, asked.at) or own.refusal, own.warning
        if found.whom is None:
            return None, None
        return refusal_of(
            asked.gate.rules if asked.way is Way.IN else (),
            revoked_at=found.revoked_at,
            state=found.whom.state,
            category=found.whom.category,
            enrolled_in=found.whom.enrolled_in,
            at=asked.at,
        )

    def _make(self, asked: Asked, result: ScanResult, found: _Found, **values: Any) -> Taken:
        own = asked.own
        given: dict[str, Any] = {
            "id": asked.id, "meeting_id": self.meeting.id, "gate_id": asked.gate.id, "result": result, "refusal": None,
            "badge_id": found.badge_id, "delegate_id": found.whom and found.whom.id,
            "method": asked.method, "at": asked.at, "received_at": self.received_at, "account_id": asked.by.account_id,
            "digest": asked.digest, "shown": asked.shown, "names_id": None, "warning": None, "way": asked.way,
            "reason": asked.reason, "device_id": own and own.device.id, "device_at": own and own.at,
            "offset_ms": own and own.offset_ms, "whom": found.whom,
            "by": asked.by.name if own or asked.by.account_id is not None else "",
        } | values  # fmt: skip
        scan = Taken(**given)
        self.made[scan.id] = scan
        self._count(scan)
        return scan

    def _count(self, scan: Taken) -> None:
        """What was shown at the gate decides: ``queries.admissions.COUNTS`` says the same in SQL."""
        place = self.places.get((scan.delegate_id or 0, scan.gate_id))
        if place is None:
            return
        place.counts = [passage for passage in place.counts if passage.scan_id != scan.id]
        if scan.refusal is None and (scan.shown or scan.result) in PASSAGES:
            place.counts.append(Passage(scan.at, scan.id, scan.way))

    def _completed(self, known: Taken, asked: Asked) -> Taken:
        """A device that waited for an answer in vain tells what it showed then: added once, and never changed."""
        own = asked.own
        if own is None or own.shown is None or known.shown is not None or known.device_id != own.device.id:
            return known
        known.shown = self.completed[known.id] = own.shown
        if known.id not in self.undone:
            self._count(known)
        return known

    # All at once

    def write(self) -> None:
        if self.made:
            rows = [{column: getattr(scan, column) for column in COLUMNS} for scan in self.made.values()]
            db.session.connection().execute(_INSERT, rows)
        name_firsts(self.made.values(), self.made | self.known)
        if self.completed:
            rows = [{"of": scan_id, "then": shown} for scan_id, shown in self.completed.items()]
            db.session.connection().execute(_COMPLETE, rows)
        changed = {place: found for place, found in self.places.items() if found.counts != found.counted}
        zone = self.meeting.zone
        settle(
            {place: stays(found.counts, found.gate.passing, zone) for place, found in changed.items()},
            {place: stays(found.counted, found.gate.passing, zone) for place, found in changed.items()},
        )


_SCANS = Scan.__table__
_INSERT = sa.insert(_SCANS)  # type: ignore[arg-type]
_COMPLETE = sa.update(_SCANS).where(_SCANS.c.id == sa.bindparam("of")).values(shown=sa.bindparam("then"))  # type: ignore[arg-type]


def read_code(text: str) -> bytes | Refusal:
    """The token in a code whose signature is right."""
    try:
        return _token(text, badge_keys())
    except CodeRefused as error:
        return error.refusal


@lru_cache(maxsize=16_384)
def _token(text: str, keys: BadgeKeys) -> bytes:
    """Remembered, as a badge is held before several gates; what is forged is read each time. Raises ``CodeRefused``."""
    code = parse_code(text)
    verify(code, keys.public(code.key_id))
    return code.token


def _refusal_then(gate: Gate, found: _Found, at: datetime) -> Refusal | None:
    """By what was so for good by then: what a device decided about the rest, it decided."""
    if found.revoked_at is not None and found.revoked_at <= at:
        return Refusal.REVOKED
    return Refusal.GATE_CLOSED if gate.closed_at is not None and gate.closed_at <= at else None


def _same(known: Taken, asked: Asked) -> Taken:
    if known.digest != asked.digest:
        raise ScanReused
    return known
