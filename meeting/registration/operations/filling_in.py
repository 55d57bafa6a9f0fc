"""A unit fills in whom it sends: many rows at once, by its contact and until the deadline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from meeting.db import db
from meeting.errors import N_, Conflict, MeetingError
from meeting.history.operations import By, take_turn
from meeting.people.names import name_key
from meeting.registration.enums import LISTED, DelegateState, Source
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations.delegates import AlreadyRegistered, cancel, change, register
from meeting.registration.operations.entries import Entry, refuse_if_closed
from meeting.registration.operations.limits import PlacesTaken
from meeting.registration.queries.delegations import filled_in_by


class RowsRefused(MeetingError):
    """Some rows can't be taken, and all or nothing was asked for; ``refused`` says which and why."""

    code = "rows-refused"
    status = 422
    sentence = N_("有几行还不能保存，已在各格下面写明原因；没有错的行也还没有保存。")
    refused: dict[int, MeetingError]


class RowGone(Conflict):
    """The person isn't among those whom the unit fills in any more."""

    code = "row-gone"
    sentence = N_("这一位已经不在本单位填报的名单里：可能刚被别人取消，或由会务组改到了别处。这一行没有保存。")
    field = "name"


class NameFixed(Conflict):
    """Who is confirmed isn't renamed into somebody else."""

    code = "name-fixed"
    sentence = N_("%(name)s已经确认，不能直接改成别人。换人请点这一行的“换人”；名字写错了，请联系会务组。")
    field = "name"


class AlreadyInTheList(AlreadyRegistered):
    """The unit has the person in its list already."""

    code = "already-in-the-list"
    sentence = N_("“%(name)s”已经在本单位的名单里，不用再报；同名的两个人，请都填手机号。")


class RegisteredElsewhere(AlreadyRegistered):
    """Registered by themselves, by another unit or by the organiser."""

    code = "registered-elsewhere"
    sentence = N_("“%(name)s”已经另行报名（本人、别的单位或会务组报的），不用再报。要改，请联系会务组。")


class NoPlaceThere(PlacesTaken):
    """Changed into a category whose places are taken."""

    code = "no-place-there"
    sentence = N_("“%(whose)s”的 %(places)d 个名额已经满了，不能改成这一类。需要的话，请联系会务组。")
    field = "category"


@dataclass(frozen=True)
class Row:
    """What the unit says of one person. ``number``: the delegate's in the meeting; None: somebody new."""

    entry: Entry
    number: int | None = None
    gone: bool = False
    """Doesn't come after all."""


@dataclass
class Outcome:
    """What became of the rows, by their keys."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    refused: dict[int, MeetingError] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return len(self.added) + len(self.changed) + len(self.cancelled)


def fill_in(
    delegation: Delegation, rows: Mapping[int, Row], *, partly: bool = False, at: datetime, by: By
) -> Outcome:
    """Add, change and cancel what the rows say; unit, name and category of who is confirmed stay.

    Who is added waits for the organiser's approval. Of rows that can't be taken nothing is kept; unless ``partly``, of
    the others neither. Raises ``RowsRefused``, ``RegistrationClosed``.
    """
    meeting = delegation.meeting
    refuse_if_closed(meeting, at)
    take_turn(meeting.society_id)  # once for all rows: a row that is refused would give it back
    known = {delegate.number: delegate for delegate in filled_in_by(delegation)}
    outcome = Outcome()
    for key, row in rows.items():
        try:
            with db.session.begin_nested():
                _settle(delegation, row, known, outcome, at=at, by=by)
        except MeetingError as error:
            outcome.refused[key] = _for_the_unit(error, delegation)
    if outcome.refused and not partly:
        refusal = RowsRefused()
        refusal.refused = outcome.refused
        raise refusal
    return outcome


def note_opened(delegation: Delegation, *, at: datetime) -> None:
    """The contact has the page before the eyes; the first time counts."""
    if delegation.opened_at is None:
        delegation.opened_at = at


def _settle(
    delegation: Delegation, row: Row, known: Mapping[int, Delegate], outcome: Outcome, *, at: datetime, by: By
) -> None:
    entry = replace(row.entry, unit_name=delegation.unit.name)
    if row.number is None:
        register(delegation.meeting, entry, at=at, by=by, source=Source.RECEIPT)
        outcome.added.append(entry.name)
        return
    delegate = known.get(row.number)
    if delegate is None or delegate.state not in LISTED:
        raise RowGone
    if row.gone:
        cancel(delegate, at=at, by=by)
        outcome.cancelled.append(delegate.person.name)
        return
    if delegate.state is DelegateState.CONFIRMED:
        if name_key(entry.name) != name_key(delegate.person.name):
            raise NameFixed(name=delegate.person.name)
        entry = replace(entry, category=delegate.category)  # it is on the badge
    if change(delegate, entry, at=at, by=by):
        outcome.changed.append(delegate.person.name)


def _for_the_unit(error: MeetingError, delegation: Delegation) -> MeetingError:
    """A contact has no delegate's private link to be sent to, and sets no limits."""
    if isinstance(error, PlacesTaken):
        return NoPlaceThere(**error.params)
    if not isinstance(error, AlreadyRegistered):
        return error
    own = error.delegate.delegation_id == delegation.id and error.delegate.source is Source.RECEIPT
    return (AlreadyInTheList if own else RegisteredElsewhere)(name=error.delegate.person.name)
