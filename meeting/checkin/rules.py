"""Who is let in where, and what passages add up to: predicates and arithmetic on values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from meeting import clock
from meeting.checkin.enums import Passing, Refusal, RuleKind, Way
from meeting.checkin.models import GateRule
from meeting.registration.enums import Category, DelegateState


class Passage(NamedTuple):
    """One going through that counts; in the order in which they count."""

    at: datetime
    scan_id: UUID
    way: Way


@dataclass(frozen=True)
class Stay:
    """From a passage in to the next one out; ``also``: passages in that began nothing, for one was in already."""

    entry: int
    came: Passage
    left: Passage | None
    also: tuple[Passage, ...] = ()


def refusal_of(
    rules: Iterable[GateRule],
    *,
    revoked_at: datetime | None,
    state: DelegateState,
    category: Category,
    enrolled_in: int | None,
    at: datetime,
) -> tuple[Refusal | None, Refusal | None]:
    """Why a delegate of this meeting isn't admitted, None: admitted; and what speaks against it though they are.

    ``enrolled_in``: the session in which they have a seat; to wait for one is none.
    """
    if revoked_at is not None:
        return Refusal.REVOKED, None
    if state is not DelegateState.CONFIRMED:
        return Refusal.NOT_CONFIRMED, None
    warning = None
    for kind, alternatives in _by_kind(rules):
        if any(_meets(rule, category, enrolled_in, at) for rule in alternatives):
            continue
        if not all(rule.warns for rule in alternatives):
            return kind.objection, None
        warning = warning or kind.objection
    return None, warning


def stays(passages: Iterable[Passage], passing: Passing, zone: str) -> list[Stay]:
    """What passages through one gate add up to, in whatever order they came. Where one goes in once, or once a day, who
    leaves isn't counted.
    """
    found: list[Stay] = []
    ordered = sorted(passages)
    if passing is not Passing.IN_OUT:
        coming = [passage for passage in ordered if passage.way is Way.IN]
        for entry, those in groupby(coming, key=lambda passage: entry_at(passage.at, passing, zone)):
            first, *more = those
            found.append(Stay(entry, first, None, tuple(more)))
        return found
    for passage in ordered:
        last = found[-1] if found and found[-1].left is None else None
        if passage.way is Way.OUT:
            if last is not None:
                found[-1] = Stay(last.entry, last.came, passage, last.also)
        elif last is None:
            found.append(Stay(len(found) + 1, passage, None))
        else:
            found[-1] = Stay(last.entry, last.came, None, (*last.also, passage))
    return found


def before(found: Sequence[Stay], way: Way, at: datetime, passing: Passing, zone: str) -> tuple[bool, Passage | None]:
    """Whether going that way now does nothing, and which passage in is the reason."""
    if passing is Passing.IN_OUT:
        inside = next((stay.came for stay in reversed(found) if stay.left is None), None)
        return (inside is not None) is (way is Way.IN), inside
    entry = entry_at(at, passing, zone)
    first = next((stay.came for stay in found if stay.entry == entry), None)
    return first is not None, first


def is_expected(rules: Iterable[GateRule], category: Category, enrolled_in: int | None) -> bool:
    """Whether a delegate is one of those for whom the gate is (应到), whenever it is open and however strict."""
    return all(
        any(_meets(rule, category, enrolled_in, None) for rule in alternatives) for _, alternatives in _by_kind(rules)
    )


def entry_at(at: datetime, passing: Passing, zone: str) -> int:
    """Which entry a passage then is, where stays aren't counted."""
    return clock.local(at, zone).toordinal() if passing is Passing.DAILY else 1


def _by_kind(rules: Iterable[GateRule]) -> list[tuple[RuleKind, list[GateRule]]]:
    given = list(rules)
    return [(kind, those) for kind in RuleKind if (those := [rule for rule in given if rule.kind is kind])]


def _meets(rule: GateRule, category: Category, enrolled_in: int | None, at: datetime | None) -> bool:
    if rule.kind is RuleKind.CATEGORY:
        return rule.category is category
    if rule.kind is RuleKind.ENROLLED:
        return rule.session_id == enrolled_in
    if at is None:
        return True
    return (rule.from_at is None or rule.from_at <= at) and (rule.until_at is None or at < rule.until_at)
