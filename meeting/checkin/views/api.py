"""What devices at the gate ask and hand in (docs/device-api.md). Keys in place of sessions: no cookie, no CSRF."""

import base64
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeGuard, TypeVar
from uuid import UUID

from flask import Blueprint, current_app, jsonify, request
from flask_babel import force_locale, gettext
from limits import parse
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import everyone
from meeting.checkin.access import DeviceUnknown, devices_together, for_devices, sent_key
from meeting.checkin.answers import GUEST, LET_IN, NOT_INSIDE, answer_of, gate_name
from meeting.checkin.entries import LETTERS, entries_of
from meeting.checkin.enums import SHOWN_AS_A_RULE, Refusal, ScanMethod, ScanResult, Way
from meeting.checkin.keys import badge_keys
from meeting.checkin.models import Device, Gate, GateRule
from meeting.checkin.operations.badges import badge_code
from meeting.checkin.operations.devices import handle, join, note_contact, powers_of
from meeting.checkin.operations.handing_in import MOST, Delivery, Handed, Nobody, SearchNotAllowed, hand_in
from meeting.checkin.operations.kiosks import TAIL, NobodyFound, badge_picture, find_oneself
from meeting.checkin.operations.scans import LONGEST_REASON, Settled, read_code
from meeting.checkin.operations.spares import WalkIn, top_up
from meeting.checkin.queries.admissions import Told, overlap, told_since
from meeting.checkin.queries.attendance import overview
from meeting.checkin.queries.devices import devices_with
from meeting.checkin.queries.entries import head_number
from meeting.checkin.queries.gates import Kept, kept_gates
from meeting.checkin.queries.people import Listed, listed, with_tail
from meeting.checkin.queries.scans import badge_with
from meeting.db import transaction
from meeting.documents.qr import qr_code
from meeting.errors import N_, Invalid, MeetingError
from meeting.registration.enums import Category
from meeting.signing import raw_public
from meeting.web.answers import file_answer
from meeting.web.bodies import sent_json
from meeting.web.forms import in_words
from meeting.web.limits import asker, limits
from meeting.web.packed import pack_told
from meeting.web.together import Together

bp = Blueprint("api", __name__, url_prefix="/api/v1")
bp.after_request(pack_told)

T = TypeVar("T", bound=StrEnum)

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing was scanned before."""

MOST_OFFSET = 100 * 366 * 86_400_000
"""Milliseconds: a phone whose battery was taken out begins in 1970."""

LONG = 0.02
"""Seconds that counting may take each time."""

FINDING = parse("30 per minute")
"""Of one kiosk: faster, nobody types."""

SEARCHING = parse("120 per minute")
"""Of one device, by the digits of mobiles, which it doesn't hold."""

JOINING = parse("30 per minute")
"""Of one address; a venue's devices share one."""


class BodyInvalid(Invalid):
    """What no scanner sends that keeps to docs/device-api.md; ``what`` names the member."""

    code = "body-invalid"
    sentence = N_("内容里的 %(what)s 不对，没有收下。请按 docs/device-api.md 的格式发送。")


class TooManyJoining(MeetingError):
    """Somebody guesses invitations."""

    code = "too-many-joining"
    status = 429
    sentence = N_("加入得太频繁，请过一分钟再试。")


class TooManySearches(MeetingError):
    """Somebody tries names."""

    code = "too-many-searches"
    status = 429
    sentence = N_("查得太频繁，请过一分钟再试，或到报到台。")


class Locale:
    """The language that the device asks for: it has no session in which it could have chosen one."""

    def __enter__(self) -> None:
        english = request.accept_languages.best_match(["zh", "en"]) == "en"
        self.forced = force_locale("en" if english else "zh_Hans_CN")
        self.forced.__enter__()

    def __exit__(self, *what: Any) -> None:
        self.forced.__exit__(*what)


@bp.post("/devices")
@everyone
def join_device() -> tuple[Response, int]:
    """Join by ``{invitation, name}``."""
    if not limits().hit(JOINING, "join", asker()):
        raise TooManyJoining
    body = _body()
    invitation = _text(body, "invitation", 60)
    with transaction():
        device, token = join(invitation, at=clock.now())
        answer = {"token": token, "device": {"id": device.id, "name": device.name}}
    return jsonify(answer), 201


@bp.get("/device")
@for_devices()
def device(device: Device) -> Response:
    """The device, its meeting, its gates, and the words for what it decides by itself."""
    kept = kept_gates([device.meeting_id])[device.meeting_id]
    keys, meeting = badge_keys(), device.meeting
    with Locale():
        return jsonify(
            now=_sent(clock.now()),
            device={"id": device.id, "name": device.name, **asdict(powers_of(device))},
            meeting={"slug": meeting.slug, "title": meeting.title, "zone": meeting.zone,
                     "mobile_required": meeting.mobile_required},
            keys={str(key_id): raw_public(key) for key_id in keys.ids() if (key := keys.public(key_id)) is not None},
            gates=[_gate(gate) for gate in _gates(device, kept).values()],
            categories={letter: gettext(category.label) for category, letter in LETTERS.items()},
            sub_forums={str(gate.session_id): gate.session.title for gate in kept.gates.values() if gate.session},
            overridable=[refusal.value for refusal in Refusal if refusal.may_be_overridden],
            guest={"category": LETTERS[Category.GUEST], "sentence": gettext(GUEST)},
            let_in=gettext(LET_IN),
            not_inside=gettext(NOT_INSIDE),
            refusals={refusal.value: gettext(refusal.sentence) for refusal in Refusal},
        )


@bp.get("/entries")
@for_devices()
def entries(device: Device) -> Response:
    """What badges say, sealed; ``since`` a revision, what has changed after it."""
    since = request.args.get("since", "0")
    if not since.isascii() or not since.isdigit() or len(since) > 10:
        raise BodyInvalid(what="since")
    _, data = entries_of(device.meeting, int(since))
    return Response(data, mimetype="application/octet-stream")


@bp.post("/spares")
@for_devices()
def spares(device: Device) -> Response:
    """Badges for walk-ins, signed in advance: those that the device has not used, made up to what it may carry."""
    with transaction():
        found = [_spare(badge_code(badge)) for badge in top_up(device, at=clock.now())]
    return jsonify(spares=found)


@bp.post("/find")
@for_devices()
def find(device: Device) -> Response:
    """At a kiosk: the one whom ``{name, tail}`` fits, with the code of their badge."""
    if not limits().hit(FINDING, "find", str(device.id)):
        raise TooManySearches
    body = _body()
    with transaction():
        name, tail = _text(body, "name", 80), _text(body, "tail", 10)
        badge = find_oneself(device, name, tail, at=clock.now(), by=Nobody(device.name))
        code = badge_code(badge)
    return jsonify(code=code)


@bp.post("/badge.png")
@for_devices()
def badge(device: Device) -> Response:
    """At a kiosk: the badge that ``{code}`` is of, to be printed."""
    code = read_code(_text(_body(), "code", 1000))
    found = None if isinstance(code, Refusal) else badge_with(code)
    if found is None:
        raise NobodyFound
    return file_answer(badge_picture(device, found, at=clock.now(), by=Nobody(device.name)), "badge.png", "image/png")


@bp.get("/people")
@for_devices()
def people(device: Device) -> Response:
    """Everybody who may come, for a device that finds people by name."""
    if not device.may_search:
        raise SearchNotAllowed
    revision, secret = head_number(device.meeting.society_id), current_app.config["SECRET_KEY"]
    return jsonify(revision=revision, people=[_listed(each, secret) for each in listed(device.meeting_id)])


@bp.post("/people/tail")
@for_devices()
def tail(device: Device) -> Response:
    """Those of them whose mobiles end in ``{tail}``, four digits: the device holds none of their numbers."""
    if not device.may_search:
        raise SearchNotAllowed
    if not limits().hit(SEARCHING, "tail", str(device.id)):
        raise TooManySearches
    digits = _text(_body(), "tail", 11)
    if len(digits) < TAIL or not digits.isascii() or not digits.isdigit():
        raise BodyInvalid(what="tail")
    return jsonify(ids=with_tail(device.meeting_id, digits))


def _listed(each: Listed, secret: bytes) -> dict[str, Any]:
    return {
        "id": each.id, "handle": _base64(handle(each.id, secret)), "name": each.name, "unit": each.unit,
        "post": each.post, "category": LETTERS[each.category], "forum": "" if each.forum is None else str(each.forum),
        "confirmed": each.confirmed, "pinyin": each.pinyin, "initials": each.initials,
    }  # fmt: skip


def _spare(code: str) -> dict[str, Any]:
    drawn = qr_code(code)
    return {"code": code, "qr": {"size": drawn.size, "rows": _base64(drawn.mask)}}


@dataclass(frozen=True)
class _Sent:
    """What one device sends, with the key that it sends it with."""

    key: str
    handed: list[Handed | Settled]
    since: datetime | None
    gates: frozenset[int] | None
    """Of which it wants to hear passages; None: of all its gates."""
    battery: int | None
    waiting: int


@dataclass(frozen=True)
class _Answer:
    """What it is told: all that outlives the transaction."""

    gates: Mapping[int, Gate]
    settled: list[Settled]
    others: dict[str, Any] | None
    """What came of the meeting meanwhile; None: the device was revoked."""


@bp.post("/scans")
@devices_together
def scans() -> tuple[Response, int]:
    """Take what was scanned; tell what others did. A revoked device's scans are kept as such, and it is told so."""
    key = sent_key()
    try:
        answer = _together.do(_read(key))
    except BodyInvalid:
        if not devices_with([key]):
            raise DeviceUnknown from None
        raise
    if answer is None:
        raise DeviceUnknown
    with Locale():
        answers = [_settled(each, answer.gates) for each in answer.settled]
        if answer.others is None:
            said = gettext(Refusal.DEVICE_REVOKED.sentence)
            return jsonify(code="device-unknown", message=said, answers=answers), 401
        return jsonify(now=_sent(clock.now()), answers=answers, **answer.others), 200


def _read(key: str) -> _Sent:
    """Raises ``BodyInvalid``."""
    body = _body()
    handed = _handed(body)
    since = None if body.get("since") is None else max(_any_instant(body, "since"), FIRST)
    battery, waiting, gates = body.get("battery"), _whole(body.get("waiting", 0)), body.get("gates")
    if gates is not None and not (isinstance(gates, list) and all(map(_is_count, gates))):
        raise BodyInvalid(what="gates")
    if battery is not None and not (_is_number(battery) and 0 <= battery <= 1):
        raise BodyInvalid(what="battery")
    if waiting is None or not 0 <= waiting < 2**31:
        raise BodyInvalid(what="waiting")
    wanted = None if gates is None else frozenset(gates)
    return _Sent(key, handed, since, wanted, None if battery is None else round(battery * 100), waiting)


def _answer_all(those: Sequence[_Sent]) -> list[_Answer | None]:
    """What devices send at the same time; None: nobody's key."""
    devices = devices_with({each.key for each in those})
    now = clock.now()  # where there is one writer it has the turn by now: what is committed later is later
    kept = kept_gates({device.meeting_id for device in devices.values()})
    known = [each for each in those if each.key in devices]
    senders = [devices[each.key] for each in known]
    deliveries = [
        Delivery(device, _gates(device, kept[device.meeting_id]), each.handed)
        for device, each in zip(senders, known, strict=True)
    ]
    settled = hand_in(deliveries, now=now)
    for delivery, sent in zip(deliveries, known, strict=True):
        offset = next((each.offset_ms for each in reversed(sent.handed) if isinstance(each, Handed)), None)
        if delivery.device.revoked_at is None:
            note_contact(delivery.device, at=now, battery=sent.battery, waiting=sent.waiting, offset_ms=offset)
    news = {meeting_id: _News(there, [each.since for each in known], now) for meeting_id, there in kept.items()}
    answers = iter([
        _Answer(each.gates, one, news[each.device.meeting_id].told_to(each, sent.since, sent.gates))
        for each, sent, one in zip(deliveries, known, settled, strict=True)
    ])
    return [next(answers) if each.key in devices else None for each in those]


class _News:
    """What came of a meeting since those asked who ask now: read once for all of them."""

    def __init__(self, kept: Kept, sinces: Sequence[datetime | None], now: datetime) -> None:
        meeting, gates = kept.meeting, kept.gates
        self.now, self.secret = now, current_app.config["SECRET_KEY"]
        self.revision = head_number(meeting.society_id)
        self.counts = _counts(kept, now)
        asked = [since for since in sinces if since is not None]
        self.overlap = overlap()
        told = told_since(meeting.id, gates, min(asked) - self.overlap) if asked else []
        self.lately = [(each.received_at, each.gate_id, self._said(each)) for each in told]

    def told_to(
        self, delivery: Delivery, since: datetime | None, wanted: frozenset[int] | None
    ) -> dict[str, Any] | None:
        """None: the device was revoked."""
        if delivery.device.revoked_at is not None:
            return None
        gates = delivery.gates
        asked = set(gates) if wanted is None else wanted & set(gates)
        if since is None:
            said = [self._said(each) for each in told_since(delivery.device.meeting_id, asked, None)] if asked else []
        else:
            begin = since - self.overlap
            said = [each for at, gate_id, each in self.lately if at >= begin and gate_id in asked]
        return {
            "revision": self.revision,
            "cursor": _sent(self.now),
            "admissions": said,
            "counts": {str(gate_id): self.counts[gate_id] for gate_id in gates},
        }

    def _said(self, told: Told) -> dict[str, Any]:
        return {
            "handle": _base64(handle(told.delegate_id, self.secret)), "gate": told.gate_id, "at": _sent(told.at),
            "scan": str(told.scan_id), "way": told.way.value, "undone": told.undone,
        }  # fmt: skip


_together = Together(_answer_all)


class _Counted(NamedTuple):
    digest: str | None
    """Of the end of the society's history then."""
    began: float
    took: float
    counts: dict[int, dict[str, int]]


_counted: dict[int, _Counted] = {}
"""The last counting of each meeting."""


def _counts(kept: Kept, now: datetime) -> dict[int, dict[str, int]]:
    """实到 and 应到 by gate. Where counting takes long (a hundred thousand delegates), a twentieth of the time is spent
    on it at most: then they are of up to a second ago.
    """
    meeting, gates, began = kept.meeting, kept.gates, time.monotonic()
    last = _counted.get(meeting.id)
    lately = last is not None and last.digest == kept.digest and began - last.began < min(20 * last.took, 1)
    if last is not None and lately and last.took > LONG:
        return last.counts
    counts = {
        gate_id: {"present": present, "expected": expected}
        for gate_id, (present, expected) in overview(meeting, gates.values(), now).items()
    }
    _counted[meeting.id] = _Counted(kept.digest, began, time.monotonic() - began, counts)
    return counts


def _gates(device: Device, kept: Kept) -> Mapping[int, Gate]:
    """Those that the device may scan at: its own, or all of the meeting's."""
    return {gate.id: kept.gates[gate.id] for gate in device.gates} or kept.gates


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "id": gate.id, "name": gate_name(gate), "kind": gate.kind.value, "closed": gate.closed_at is not None,
        "passing": gate.passing.value, "rules": [_rule(rule) for rule in gate.rules],
        "shows": [each.what.value for each in gate.shows] or [each.value for each in SHOWN_AS_A_RULE],
        "words": {result.value: gettext(result.word(gate.kind)) for result in ScanResult},
    }  # fmt: skip


def _rule(rule: GateRule) -> dict[str, Any]:
    return {
        "kind": rule.kind.value, "objection": rule.kind.objection.value, "warns": rule.warns,
        "category": rule.category and LETTERS[rule.category], "sub_forum": rule.session_id,
        "from": rule.from_at and _sent(rule.from_at), "until": rule.until_at and _sent(rule.until_at),
    }  # fmt: skip


def _settled(settled: Settled, gates: Mapping[int, Gate]) -> dict[str, Any]:
    if settled.error is not None:
        error = {"code": settled.error.code, "message": in_words(settled.error), "keep": settled.keep}
        return {"id": str(settled.id), "error": error}
    scan = settled.scan
    if scan is None:
        raise ValueError("neither a scan nor an error")
    secret: bytes = current_app.config["SECRET_KEY"]
    whose = None if scan.delegate_id is None else _base64(handle(scan.delegate_id, secret))
    shown = scan.shown and scan.shown.value
    gate = gates[scan.gate_id]
    return answer_of(scan, gate, gate.meeting.zone) | {"shown": shown, "handle": whose, "gate_id": scan.gate_id}


def _handed(body: dict[str, Any]) -> list[Handed | Settled]:
    """One that can't be read is answered by its id: it doesn't keep the others from being handed in."""
    rows = body.get("scans")
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        raise BodyInvalid(what="scans")
    found: list[Handed | Settled] = []
    for row in rows:
        scan_id = _uuid7(row, "id")
        try:
            found.append(_one(scan_id, row))
        except BodyInvalid as error:
            found.append(Settled(scan_id, error=error))
    return found


def _one(scan_id: UUID, row: dict[str, Any]) -> Handed:
    code, named = row.get("code"), {name: row[name] for name in ("undoes", "overrides") if row.get(name) is not None}
    delegate = None if row.get("delegate") is None else _whole(row["delegate"]) or 0
    if not isinstance(code, str | None) or len(named) + (code is not None) + (delegate is not None) != 1:
        raise BodyInvalid(what="code")
    if delegate is not None and not 0 < delegate < 2**31:
        raise BodyInvalid(what="delegate")
    gate, offset, reason = _whole(row.get("gate")), _whole(row.get("offset_ms", 0)), row.get("reason", "")
    if gate is None or not 0 < gate < 2**31:
        raise BodyInvalid(what="gate")
    if offset is None or abs(offset) > MOST_OFFSET:
        raise BodyInvalid(what="offset_ms")
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON or "\0" in reason:
        raise BodyInvalid(what="reason")
    return Handed(
        id=scan_id, gate_id=gate, code=code, delegate_id=delegate, walk_in=_walk_in(row),
        **{name: _uuid7(row, name) for name in named},
        method=_one_of(ScanMethod, row, "method"), at=_instant(row, "at"), offset_ms=offset, reason=reason,
        way=Way.IN if row.get("way") is None else _one_of(Way, row, "way"),
        shown=None if row.get("shown") is None else _one_of(ScanResult, row, "shown"),
        refusal=None if row.get("refusal") is None else _one_of(Refusal, row, "refusal"),
        warning=None if row.get("warning") is None else _one_of(Refusal, row, "warning"),
    )  # fmt: skip


def _walk_in(row: dict[str, Any]) -> WalkIn | None:
    given = row.get("walk_in")
    if given is None:
        return None
    if not isinstance(given, dict) or row.get("code") is None:
        raise BodyInvalid(what="walk_in")
    longest = {"name": 80, "unit": 120, "mobile": 40}
    fields = {name: given.get(name, "") for name in longest}
    if not all(isinstance(text, str) and len(text) <= longest[name] for name, text in fields.items()):
        raise BodyInvalid(what="walk_in")
    return WalkIn(**{name: " ".join("".join(char for char in text if char.isprintable()).split())
                     for name, text in fields.items()})  # fmt: skip


def _body() -> dict[str, Any]:
    body = sent_json()
    if not isinstance(body, dict):
        raise BodyInvalid(what="JSON")
    return body


def _text(body: dict[str, Any], name: str, longest: int) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= longest:
        raise BodyInvalid(what=name)
    return text


def _uuid7(row: dict[str, Any], name: str) -> UUID:
    try:
        found = UUID(row[name])
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise BodyInvalid(what=name) from error
    if found.version != 7:
        raise BodyInvalid(what=name)
    return found


def _instant(row: dict[str, Any], name: str) -> datetime:
    found = _any_instant(row, name)
    if not FIRST.year <= found.year < 2200:
        raise BodyInvalid(what=name)
    return found


def _any_instant(row: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(row[name]).astimezone(UTC)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise BodyInvalid(what=name) from error
    if "T" not in row[name]:
        raise BodyInvalid(what=name)
    return found


def _one_of(kind: type[T], row: dict[str, Any], name: str) -> T:
    try:
        return kind(str(row.get(name)))
    except ValueError as error:
        raise BodyInvalid(what=name) from error


def _whole(value: object) -> int | None:
    """A whole number, however it is written (JSON knows no difference between 7 and 7.0)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def _is_count(value: object) -> bool:
    number = _whole(value)
    return number is not None and number >= 0


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sent(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
