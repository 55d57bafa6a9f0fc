"""Merging two entries of one person or of one unit, with every link moved."""

from meeting.identity.operations.links import PERSON_LINKS, UNIT_LINKS, NotTwoEntries
from meeting.identity.operations.persons import merge_persons
from meeting.identity.operations.units import merge_units

__all__ = ["PERSON_LINKS", "UNIT_LINKS", "NotTwoEntries", "merge_persons", "merge_units"]
