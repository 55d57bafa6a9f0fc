"""What is new, changed or gone since the last printing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meeting.printing.enums import Change
from meeting.printing.items import Group, Item, PrintOrder


@dataclass(frozen=True, slots=True)
class Last:
    """A card as it is out there: what it said when it was last printed."""

    digest: str
    label: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a printing has to catch up with; ``changed`` and ``gone`` with what the card to be pulled out says."""

    new: tuple[Item, ...]
    changed: tuple[tuple[Item, str], ...]
    gone: tuple[tuple[str, str], ...]
    """Subject and label."""
    same: int

    @property
    def due(self) -> int:
        """How many cards a supplementary printing draws."""
        return len(self.new) + len(self.changed)


def difference(items: Sequence[Item], last: Mapping[str, Last]) -> Difference:
    """Compare all items of a kind with what was printed. A digest that isn't known counts as the same."""
    new, changed, same = [], [], 0
    for item in items:
        before = last.get(item.subject)
        if before is None:
            new.append(item)
        elif before.digest and before.digest != item.digest:
            changed.append((item, before.label))
        else:
            same += 1
    here = {item.subject for item in items}
    gone = [(subject, before.label) for subject, before in last.items() if subject not in here]
    return Difference(tuple(new), tuple(changed), tuple(gone), same)


def change_of(item: Item, last: Mapping[str, Last]) -> Change:
    """What printing this one now is."""
    before = last.get(item.subject)
    if before is None:
        return Change.NEW
    return Change.CHANGED if before.digest and before.digest != item.digest else Change.AGAIN


def chosen(items: Sequence[Item], last: Mapping[str, Last], order: PrintOrder) -> list[Item]:
    """Which of the items an order asks for."""
    found = [item for item in items if order.takes_in(item)]
    return [item for item in found if change_of(item, last) is not Change.AGAIN] if order.new_only else found


def counted(groups: Iterable[Group], items: Iterable[Item]) -> list[tuple[Group, int]]:
    """Groups with the number of items in each; those without any are left out."""
    counts = Counter(key for item in items for key in item.groups)
    return [(group, counts[group.key]) for group in groups if counts[group.key]]
