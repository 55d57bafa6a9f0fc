"""Importing a roster: the society gets its units, the meeting invites them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.db import db
from meeting.errors import N_, Conflict
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit, UnitAlias
from meeting.people.names import name_key
from meeting.people.operations import AliasTaken, add_unit
from meeting.people.queries import units_named
from meeting.registration.models import Delegation
from meeting.registration.operations.delegations import invite
from meeting.registration.rosters import Roster, RosterFault, RosterLine


class UnitTwice(Conflict):
    """Two rows of one roster name the same unit."""

    code = "unit-twice"
    sentence = N_("“%(name)s”和第%(row)d行是同一个单位，请删去一行。")
    field = "name"


@dataclass(frozen=True)
class RosterOutcome:
    """What an import did, in units; ``faults`` in order of rows."""

    added: int
    changed: int
    invited: int
    unchanged: int
    faults: tuple[RosterFault, ...]


def import_roster(meeting: Meeting, roster: Roster, *, at: datetime, by: By) -> RosterOutcome:
    """Add the units that the society lacks, mend place, region and aliases of the others, invite all of them.

    The same roster again changes nothing. A row that can't be taken is among the faults, the others are imported.
    """
    take_turn(meeting.society_id)
    known = units_named(meeting.society_id, [name for line in roster.lines for name in (line.name, *line.aliases)])
    _load_aliases(known.values())
    delegations = _delegations(meeting)
    rows: dict[int, int] = {}
    faults = list(roster.faults)
    added = changed = invited = unchanged = 0
    for line in roster.lines:
        unit = known.get(name_key(line.name))
        try:
            _refuse(line, unit, known, rows)
        except Conflict as error:
            faults.append(RosterFault(line.row, error))
            continue
        new = unit is None
        if unit is None:
            unit = add_unit(
                meeting.society_id, line.name, at=at, by=by, region=line.region, position=line.position
            )
            known[unit.key] = unit
        rows[unit.id] = line.row
        mended = _mend(unit, line, known, at=at, by=by)
        asked = unit.id not in delegations or delegations[unit.id].invited_at is None
        if asked:
            invite(meeting, unit, at=at, by=by, known=delegations)
        added, changed = added + new, changed + (mended and not new)
        invited, unchanged = invited + asked, unchanged + (not new and not mended and not asked)
    db.session.flush()  # what was mended is refused here rather than at the end
    return RosterOutcome(added, changed, invited, unchanged, tuple(sorted(faults, key=lambda fault: fault.row)))


def _refuse(line: RosterLine, unit: Unit | None, known: dict[str, Unit], rows: dict[int, int]) -> None:
    if unit is not None and unit.id in rows:
        raise UnitTwice(name=line.name, row=rows[unit.id])
    for alias in line.aliases:
        other = known.get(name_key(alias))
        if other is not None and other is not unit:
            raise AliasTaken(field="aliases", alias=alias, unit=other.name)


def _mend(unit: Unit, line: RosterLine, known: dict[str, Unit], *, at: datetime, by: By) -> bool:
    changes = {}
    for field, after in (("position", line.position), ("region", line.region)):
        before = getattr(unit, field)
        if after and after != before:
            setattr(unit, field, after)
            changes[field] = (before, after)
    has = {unit.key, *(alias.key for alias in unit.aliases)}
    for alias in line.aliases:
        key = name_key(alias)
        if key not in has:
            has.add(key)
            known[key] = unit
            unit.aliases.append(UnitAlias(society_id=unit.society_id, name=alias, key=key))
            record("add-alias", unit, by=by, at=at, society_id=unit.society_id, changes={"alias": (None, alias)})
            changes["alias"] = (None, alias)
    places = {field: values for field, values in changes.items() if field != "alias"}
    if places:
        record("change-unit", unit, by=by, at=at, society_id=unit.society_id, changes=places)
    return bool(changes)


def _load_aliases(units: Iterable[Unit]) -> None:
    ids = sorted({unit.id for unit in units})
    for start in range(0, len(ids), 500):
        query = sa.select(Unit).where(Unit.id.in_(ids[start : start + 500])).options(selectinload(Unit.aliases))
        db.session.scalars(query).all()


def _delegations(meeting: Meeting) -> dict[int, Delegation]:
    query = sa.select(Delegation).where(Delegation.meeting_id == meeting.id)
    return {delegation.unit_id: delegation for delegation in db.session.scalars(query)}
