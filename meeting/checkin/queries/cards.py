"""Whose card a printed one is, and which kind of card somebody wears."""

from meeting.documents.layouts.kinds import Kind
from meeting.printing.queries import last_printed
from meeting.registration.enums import Category

PREFIX = "delegate:"
CARDS = (Kind.BADGE, Kind.EXHIBITOR_BADGE)
"""What a delegate may wear: either carries the code of the one badge that holds."""


def badge_subject(delegate_id: int) -> str:
    """As the print log calls a delegate's badge."""
    return f"{PREFIX}{delegate_id}"


def delegate_of_subject(subject: str) -> int:
    """The delegate's id in a subject."""
    return int(subject.removeprefix(PREFIX))


def wearing_exhibitors_badges(meeting_id: int) -> frozenset[str]:
    """Subjects of those to whom a 展商证 was printed."""
    return frozenset(last_printed(meeting_id, Kind.EXHIBITOR_BADGE))


def worn(category: Category, subject: str, exhibitors: frozenset[str]) -> Kind:
    """An exhibitor whose 展商证 was printed wears that; 参会证 is for everybody else."""
    both = category is Category.EXHIBITOR and subject in exhibitors
    return Kind.EXHIBITOR_BADGE if both else Kind.BADGE
