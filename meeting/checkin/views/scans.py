"""The gate's answers: one scan, one undo, a search, a count. For staff who check in: no lists."""

from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.answers import answer_of
from meeting.checkin.enums import ScanMethod, Way
from meeting.checkin.operations.scans import LONGEST_REASON, OverrideNotAllowed, admit, let_in, undo
from meeting.checkin.queries.attendance import counts_at
from meeting.checkin.queries.search import long_enough, matching
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.errors import N_, Invalid
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting

GATE = "/check-in/<slug>/<int:gate_id>"


class ScanInvalid(Invalid):
    """A body that no scanner of ours sends."""

    code = "scan-invalid"
    sentence = N_("扫码的内容不完整，没有签到。请刷新本页后再扫一次。")


@bp.post(f"{GATE}/scans")
@meeting_staff(Permission.CHECK_IN)
def scan(meeting: Meeting, actor: Actor, gate_id: int) -> Response:
    """Admit by ``{id, code | delegate_id, method, way, reason}``, or all the same, by who may, with ``{id, overrides,
    reason}``; ``id`` is a UUIDv7 made by the client.
    """
    gate = gate_for(meeting, gate_id)
    body = _body()
    refused = None if body.get("overrides") is None else _id(body, "overrides")
    if refused is not None and not actor.may(Permission.SET_UP, society_id=meeting.society_id, meeting_id=meeting.id):
        raise OverrideNotAllowed
    with transaction():
        at, reason = clock.now(), _reason(body)
        if refused is not None:
            found = let_in(meeting, gate, refused, reason=reason, scan_id=_id(body), at=at, by=actor)
        else:
            found = admit(
                meeting, gate, scan_id=_id(body), code=_code(body), delegate_id=_delegate(body), method=_method(body),
                at=at, by=actor, way=_way(body), reason=reason,
            )  # fmt: skip
        answer = answer_of(found, meeting)  # before the commit, which would have everything read again
    return jsonify(answer)


@bp.post(f"{GATE}/scans/<uuid:undone_id>/undo")
@meeting_staff(Permission.CHECK_IN)
def undo_scan(meeting: Meeting, actor: Actor, gate_id: int, undone_id: UUID) -> Response:
    """Take an admission back by ``{id}``."""
    gate = gate_for(meeting, gate_id)
    with transaction():
        found = undo(meeting, gate, undone_id, scan_id=_id(_body()), at=clock.now(), by=actor)
        answer = answer_of(found, meeting)
    return jsonify(answer)


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


def _body() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except RecursionError as error:  # thousands of brackets
        raise ScanInvalid from error
    if not isinstance(body, dict):
        raise ScanInvalid
    return body


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
