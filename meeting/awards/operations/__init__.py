"""What is done with awards: see the modules."""

from meeting.awards.operations.awards import add_award, change_award, move_award, remove_award
from meeting.awards.operations.certificates import Issued, issue_certificates, reissue, revoke
from meeting.awards.operations.imports import Fault, Imported, import_recipients
from meeting.awards.operations.numbering import set_pattern
from meeting.awards.operations.recipients import add_recipient, change_recipient, remove_recipient

__all__ = [
    "Fault",
    "Imported",
    "Issued",
    "add_award",
    "add_recipient",
    "change_award",
    "change_recipient",
    "import_recipients",
    "issue_certificates",
    "move_award",
    "reissue",
    "remove_award",
    "remove_recipient",
    "revoke",
    "set_pattern",
]
