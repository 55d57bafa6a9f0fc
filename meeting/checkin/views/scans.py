"""The gate's answers: one scan, one undo, a search, a count. For staff who check in: no lists.

Scans of one process are taken together (``web.together``): who asks, and whether they may, is looked up for all at
once, afresh each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.access import SignInNeeded
from meeting.accounts.actors import VISITOR, Actor, actors_with_identities, claimed_identity
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.answers import answer_of
from meeting.checkin.enums import ScanMethod, Way
from meeting.checkin.models import Gate
from meeting.checkin.operations.scans import LONGEST_REASON, Asked, Settled, take
from meeting.checkin.queries.attendance import counts_at
from meeting.checkin.queries.gates import Kept, kept_gates
from meeting.checkin.queries.scans import Taken
from meeting.checkin.queries.search import long_enough, matching
from meeting.checkin.views import bp
from meeting.errors import N_, Invalid, MeetingError, NotFound
from meeting.meetings.access import meeting_ids, meeting_staff, meeting_staff_together, opened
from meeting.meetings.models import Meeting
from meeting.web.bodies import sent_json
from meeting.web.together import Together

GATE = "/check-in/<slug>/<int:gate_id>"


class ScanInvalid(Invalid):
    """A body that no scanner of ours sends."""

    code = "scan-invalid"
    sentence = N_("扫码的内容不完整，没有签到。请刷新本页后再扫一次。")


@dataclass(frozen=True)
class _Request:
    """What one gate asks, with who it says it is: looked up together with all others."""

    identity: str
    slug: str
    gate_id: int
    body: Any
    undoes: UUID | None = None


@dataclass(frozen=True)
class _Done:
    scan: Taken
    gate: Gate


@bp.post(f"{GATE}/scans")
@meeting_staff_together(Permission.CHECK_IN)
def scan(slug: str, gate_id: int) -> Response:
    """Admit by ``{id, code | delegate_id, method, way, reason}``, or all the same, by who may, with ``{id, overrides,
    reason}``; ``id`` is a UUIDv7 made by the client.
    """
    return _answered(_Request(claimed_identity(), slug, gate_id, sent_json()))


@bp.post(f"{GATE}/scans/<uuid:undone_id>/undo")
@meeting_staff_together(Permission.CHECK_IN)
def undo_scan(slug: str, gate_id: int, undone_id: UUID) -> Response:
    """Take an admission back by ``{id}``."""
    return _answered(_Request(claimed_identity(), slug, gate_id, sent_json(), undone_id))


def _answered(asked: _Request) -> Response:
    done = _together.do(asked)
    if isinstance(done, MeetingError):
        raise done
    return jsonify(answer_of(done.scan, done.gate, done.gate.meeting.zone))


def _do_all(requests: Sequence[_Request]) -> list[_Done | MeetingError]:
    """What gates ask at the same time. One that may not, or that makes no sense, keeps none of the others back."""
    actors = actors_with_identities({each.identity for each in requests})
    now = clock.now()  # where there is one writer it has the turn by now: what is committed later is later
    ids = meeting_ids({each.slug for each in requests})
    kept = kept_gates(ids.values())
    read = [
        _read(each, actors.get(each.identity, VISITOR), kept.get(ids.get(each.slug, 0)), now) for each in requests
    ]
    settled: dict[int, Settled] = {}
    for meeting_id, there in kept.items():
        those = ((n, each) for n, each in enumerate(read) if isinstance(each, Asked))
        asked = {n: each for n, each in those if each.gate.meeting_id == meeting_id}
        settled |= zip(asked, take(there.meeting, list(asked.values()), received_at=now), strict=True)
    return [_done(settled[n], each.gate) if isinstance(each, Asked) else each for n, each in enumerate(read)]


_together = Together(_do_all)


def _read(asked: _Request, actor: Actor, there: Kept | None, now: datetime) -> Asked | MeetingError:
    try:
        return _asked(asked, _gate(asked, actor, there), actor, now)
    except MeetingError as error:
        return error


def _gate(asked: _Request, actor: Actor, there: Kept | None) -> Gate:
    """Raises what ``meeting_staff`` and ``gate_for`` do."""
    if not actor.signed_in:
        raise SignInNeeded
    opened(there and there.meeting, actor, Permission.CHECK_IN)
    gate = there.gates.get(asked.gate_id) if there else None
    if gate is None:
        raise NotFound
    return gate


def _asked(asked: _Request, gate: Gate, actor: Actor, now: datetime) -> Asked:
    body, meeting = asked.body, gate.meeting
    if not isinstance(body, dict):
        raise ScanInvalid
    if asked.undoes is not None:
        return Asked(_id(body), gate, ScanMethod.SEARCH, now, actor, undoes=asked.undoes)
    if body.get("overrides") is not None:
        return Asked(
            _id(body), gate, ScanMethod.SEARCH, now, actor, overrides=_id(body, "overrides"), reason=_reason(body),
            may_override=actor.may(Permission.SET_UP, society_id=meeting.society_id, meeting_id=meeting.id),
        )  # fmt: skip
    return Asked(
        _id(body), gate, _method(body), now, actor, code=_code(body), delegate_id=_delegate(body), way=_way(body),
        reason=_reason(body),
    )  # fmt: skip


def _done(settled: Settled, gate: Gate) -> _Done | MeetingError:
    if settled.scan is None:
        return settled.error or MeetingError()
    return _Done(settled.scan, gate)


@bp.get(f"{GATE}/search")
@meeting_staff(Permission.CHECK_IN)
def search(meeting: Meeting, actor: Actor, gate_id: int) -> str:
    """At most eight delegates, without their mobiles."""
    gate = gate_for(meeting, gate_id)
    asked = request.args.get("q", "")[:60]
    found = matching(meeting, gate.id, asked)
    return render_template(
        "checkin/_found.html", meeting=meeting, gate=gate, asked=asked.strip(), found=found, enough=long_enough(asked)
    )


@bp.get(f"{GATE}/count")
@meeting_staff(Permission.CHECK_IN)
def count(meeting: Meeting, actor: Actor, gate_id: int) -> Response:
    """实到 and 应到 of the gate."""
    gate = gate_for(meeting, gate_id)
    present, expected = counts_at(meeting, gate, clock.now())
    return jsonify(present=present, expected=expected)


def _id(body: dict[str, Any], name: str = "id") -> UUID:
    try:
        found = UUID(body[name])
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ScanInvalid from error
    if found.version != 7:
        raise ScanInvalid
    return found


def _code(body: dict[str, Any]) -> str | None:
    code = body.get("code")
    if code is None or isinstance(code, str):
        return code
    raise ScanInvalid


def _delegate(body: dict[str, Any]) -> int | None:
    delegate_id = body.get("delegate_id")
    if delegate_id is None:
        return None
    if isinstance(delegate_id, int) and not isinstance(delegate_id, bool) and 0 < delegate_id < 2**31:
        return delegate_id
    raise ScanInvalid


def _reason(body: dict[str, Any]) -> str:
    reason = body.get("reason", "")
    if isinstance(reason, str) and len(reason) <= LONGEST_REASON and "\0" not in reason:
        return reason.strip()
    raise ScanInvalid


def _way(body: dict[str, Any]) -> Way:
    try:
        return Way(body.get("way", "in"))
    except ValueError as error:
        raise ScanInvalid from error


def _method(body: dict[str, Any]) -> ScanMethod:
    try:
        return ScanMethod(body.get("method", ""))
    except ValueError as error:
        raise ScanInvalid from error
