"""Gates: opened for a meeting, added, renamed, closed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from meeting.checkin.enums import GateKind, Passing, RuleKind, Shown
from meeting.checkin.inserting import insert_new
from meeting.checkin.models import Gate, GateRule, GateShows
from meeting.checkin.operations.attendance import settle_anew
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.queries.scans import hold_everybody
from meeting.db import db
from meeting.errors import N_, Conflict, Invalid
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import Category

LONGEST_NAME = 180


class GateNameMissing(Invalid):
    """A gate needs a name."""

    code = "gate-name-missing"
    sentence = N_("请填写签到点的名称。")
    field = "name"


class GateNameTooLong(Invalid):
    """Longer than a screen at the gate shows."""

    code = "gate-name-too-long"
    sentence = N_("签到点的名称最多 %(longest)s 个字，请写短一些。")
    field = "name"


class GateExists(Conflict):
    """Two gates of one name can't be told apart."""

    code = "gate-exists"
    sentence = N_("已经有名为“%(name)s”的签到点。")
    field = "name"


class HoursEmpty(Invalid):
    """From when to when, and the end isn't after the beginning."""

    code = "gate-hours-empty"
    sentence = N_("开放时间的结束要晚于开始。请改正时间。")


class GateClosed(Conflict):
    """A closed gate takes no scans."""

    code = "gate-closed"
    sentence = N_("签到点“%(name)s”已经关闭。请换一个签到点，或请会务组重新开放。")


def open_gates(meeting: Meeting, *, at: datetime, by: By) -> list[Gate]:
    """See that the meeting has a gate for 报到 and one for 会议签到; returns all its gates. Harmless again.

    Of two at once, the unique name lets one make them.
    """
    take_turn(meeting.society_id)
    known = {gate.kind for gate in gates_of(meeting.id)}
    for position, (kind, name) in enumerate(STANDING, start=1):
        if kind not in known:
            _insert(meeting, name, kind=kind, session_id=None, position=position, at=at, by=by)
    return gates_of(meeting.id)


STANDING = ((GateKind.ARRIVAL, "报到"), (GateKind.MEETING, "会议签到"))
"""What every meeting has. The names are data, which the organiser may change."""


def open_session_gate(meeting: Meeting, session: Session, *, at: datetime, by: By) -> Gate:
    """The gate of a session, made where there is none, named like it; a sub-forum's for those who have a seat in it."""
    take_turn(meeting.society_id)
    gates = gates_of(meeting.id)
    for gate in gates:
        if gate.session_id == session.id:
            return gate
    taken = {gate.name for gate in gates}
    name, number = session.title[:LONGEST_NAME], 1
    while name in taken:
        number += 1
        name = f"{session.title[: LONGEST_NAME - 8]}（{number}）"
    gate = _insert(meeting, name, kind=GateKind.SESSION, session_id=session.id, position=_next(gates), at=at, by=by)
    if session.kind is SessionKind.SUB_FORUM:  # the organiser may change it like any rule
        gate.rules.append(GateRule(kind=RuleKind.ENROLLED, session_id=session.id))
        db.session.flush()
    return gate


def add_gate(meeting: Meeting, name: str, *, kind: GateKind, at: datetime, by: By) -> Gate:
    """A further gate for 报到 or for the meeting (晚宴, 参观登车). Raises ``GateNameMissing``, ``GateExists``."""
    if kind is GateKind.SESSION:
        raise ValueError("a session's gate is opened by open_session_gate")
    take_turn(meeting.society_id)
    gates = gates_of(meeting.id)
    return _insert(meeting, _checked(name), kind=kind, session_id=None, position=_next(gates), at=at, by=by)


def rename_gate(gate: Gate, name: str, *, at: datetime, by: By) -> None:
    """Raises ``GateNameMissing``, ``GateNameTooLong``, ``GateExists``."""
    name = _checked(name)
    take_turn(gate.meeting.society_id)
    if name == gate.name:
        return
    if any(other.name == name for other in gates_of(gate.meeting_id)):
        raise GateExists(name=name)
    before, gate.name = gate.name, name
    _record("rename-gate", gate, at=at, by=by, changes={"name": (before, name)})


@dataclass(frozen=True)
class Rule:
    """One row of a gate's rules; ``warns``: whoever doesn't meet it is let in, with a warning."""

    kind: RuleKind
    warns: bool = False
    category: Category | None = None
    session_id: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def set_rules(
    gate: Gate, passing: Passing, rules: Sequence[Rule], *, takes_self: bool = False, quorum: int | None = None,
    shows: Sequence[Shown] = (), at: datetime, by: By,
) -> None:
    """How often one goes through a gate, who may, when, whether by themselves, how many must, and what is shown of
    them: what was before is replaced. Attendance is added up anew where passages count otherwise now; scans stay as
    they are. Raises ``HoursEmpty``.
    """
    take_turn(gate.meeting.society_id)
    for rule in rules:
        if rule.from_at is not None and rule.until_at is not None and rule.from_at >= rule.until_at:
            raise HoursEmpty
    before = (gate.passing, [_as_rule(rule) for rule in gate.rules])
    face = (gate.takes_self, gate.quorum, [each.what for each in gate.shows])
    if (before, face) == ((passing, list(rules)), (takes_self, quorum, list(shows))):
        return
    gate.passing = passing
    if before[1] != list(rules):
        gate.rules = [GateRule(**asdict(rule)) for rule in rules]
    changes: dict[str, tuple[object, object]] = {"rules": (_in_words(before[1]), _in_words(rules))}
    if before[0] is not passing:
        changes["passing"] = (before[0], passing)
    if gate.takes_self is not takes_self:
        changes["takes_self"] = (gate.takes_self, takes_self)
        gate.takes_self = takes_self
    if gate.quorum != quorum:
        changes["quorum"] = (gate.quorum, quorum)
        gate.quorum = quorum
    if face[2] != list(shows):
        changes["shows"] = (", ".join(face[2]), ", ".join(shows))
        gate.shows = []
        db.session.flush()  # what stays comes again
        gate.shows = [GateShows(what=what) for what in shows]
    _record("set-gate-rules", gate, at=at, by=by, changes=changes)
    if before[0] is not passing:
        hold_everybody(gate.meeting_id)
        settle_anew([gate])


def _as_rule(rule: GateRule) -> Rule:
    return Rule(**{field.name: getattr(rule, field.name) for field in fields(Rule)})


def _in_words(rules: Sequence[Rule]) -> str:
    """For the history: kind and value of each."""
    said = []
    for rule in rules:
        values = (rule.category, rule.session_id, rule.from_at, rule.until_at)
        said.append(" ".join([f"{rule.kind}{'?' if rule.warns else ''}", *(str(value) for value in values if value)]))
    return "; ".join(said)


def close_gate(gate: Gate, *, at: datetime, by: By) -> None:
    """No more scans there. Harmless again."""
    take_turn(gate.meeting.society_id)
    if gate.closed_at is None:
        gate.closed_at = at
        _record("close-gate", gate, at=at, by=by, changes={"closed_at": (None, at)})


def reopen_gate(gate: Gate, *, at: datetime, by: By) -> None:
    """Scans again. Harmless again."""
    take_turn(gate.meeting.society_id)
    if gate.closed_at is not None:
        before, gate.closed_at = gate.closed_at, None
        _record("reopen-gate", gate, at=at, by=by, changes={"closed_at": (before, None)})


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise GateNameMissing
    if len(name) > LONGEST_NAME:
        raise GateNameTooLong(longest=LONGEST_NAME)
    return name


def _next(gates: Sequence[Gate]) -> int:
    return max((gate.position for gate in gates), default=0) + 1


def _insert(
    meeting: Meeting, name: str, *, kind: GateKind, session_id: int | None, position: int, at: datetime, by: By
) -> Gate:
    values = {"meeting_id": meeting.id, "kind": kind, "name": name, "session_id": session_id, "position": position}
    gate = db.session.scalar(insert_new(Gate).values(values).returning(Gate))
    if gate is None:
        raise GateExists(name=name)
    _record("open-gate", gate, at=at, by=by, changes={"name": (None, name)})
    return gate


def _record(action: str, gate: Gate, *, at: datetime, by: By, changes: dict[str, tuple[object, object]]) -> None:
    db.session.flush()
    record(action, gate, by=by, at=at, society_id=gate.meeting.society_id, meeting_id=gate.meeting_id, changes=changes)
