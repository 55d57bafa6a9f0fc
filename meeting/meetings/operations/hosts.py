"""指导, 主办, 协办, 承办, 支持: units in their order of protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from meeting.db import db
from meeting.history.operations import By, record
from meeting.meetings.enums import HostRole
from meeting.meetings.errors import HostTwice
from meeting.meetings.models import Meeting, MeetingHost
from meeting.meetings.turns import hold
from meeting.people.models import Unit
from meeting.people.operations import find_or_add_unit


def set_hosts(meeting: Meeting, hosts: Mapping[HostRole, Sequence[str]], *, at: datetime, by: By) -> None:
    """Exactly these units, by role, in this order; units that the society doesn't know are added.

    Raises ``HostTwice``, ``UnitNameMissing``, ``UnitNameTooLong``.
    """
    hold(meeting)
    before = _in_words(meeting)
    for host in list(meeting.hosts):
        db.session.delete(host)
    db.session.flush()  # a unit may come back in the same role: its old row goes first
    db.session.expire(meeting, ["hosts"])
    for role in HostRole:
        for name in hosts.get(role, ()):
            unit, _ = find_or_add_unit(meeting.society_id, name, at=at, by=by)
            _append(meeting, role, unit)
    _record(meeting, "set-hosts", before, at=at, by=by)


def add_host(meeting: Meeting, role: HostRole, unit_name: str, *, at: datetime, by: By) -> MeetingHost:
    """One more unit, last in its role. Raises ``HostTwice``, ``UnitNameMissing``, ``UnitNameTooLong``."""
    hold(meeting)
    before = _in_words(meeting)
    unit, _ = find_or_add_unit(meeting.society_id, unit_name, at=at, by=by)
    host = _append(meeting, role, unit)
    _record(meeting, "add-host", before, at=at, by=by)
    return host


def remove_host(host: MeetingHost, *, at: datetime, by: By) -> None:
    """The unit stays among the society's."""
    meeting = host.meeting
    hold(meeting)
    before = _in_words(meeting)
    meeting.hosts.remove(host)
    db.session.delete(host)
    _number(meeting)
    _record(meeting, "remove-host", before, at=at, by=by)


def move_host(host: MeetingHost, *, up: bool, at: datetime, by: By) -> None:
    """One place up or down within its role; at the end nothing happens."""
    meeting = host.meeting
    hold(meeting)
    before = _in_words(meeting)
    peers = [other for other in meeting.hosts if other.role is host.role]
    place = peers.index(host)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(peers):
        return
    host.position, peers[target].position = peers[target].position, host.position
    db.session.flush()  # the order is read back below
    db.session.expire(meeting, ["hosts"])
    _record(meeting, "move-host", before, at=at, by=by)


def _append(meeting: Meeting, role: HostRole, unit: Unit) -> MeetingHost:
    if any(host.role is role and host.unit_id == unit.id for host in meeting.hosts):
        raise HostTwice(unit=unit.name)
    host = MeetingHost(unit=unit, unit_id=unit.id, role=role, position=len(meeting.hosts) + 1)
    meeting.hosts.append(host)
    _number(meeting)
    return host


def _number(meeting: Meeting) -> None:
    """Positions over all roles: role by role in the order of protocol."""
    roles = list(HostRole)
    for position, host in enumerate(sorted(meeting.hosts, key=lambda host: (roles.index(host.role), host.position)), 1):
        host.position = position
    db.session.flush()  # the caller may read them back in order
    db.session.expire(meeting, ["hosts"])


def _in_words(meeting: Meeting) -> str:
    return "；".join(f"{host.role.label}：{host.unit.name}" for host in meeting.hosts)


def _record(meeting: Meeting, action: str, before: str, *, at: datetime, by: By) -> None:
    changes = {"hosts": (before, _in_words(meeting))}
    record(action, meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
