"""Kinds of sessions and of agenda items, as a meeting's file names them."""

from enum import StrEnum

from meeting.errors import N_


class SessionKind(StrEnum):
    PLENARY = "plenary"
    SUB_FORUM = "sub-forum"
    CHECK_IN = "check-in"
    COUNCIL = "council"
    VISIT = "visit"

    @property
    def label(self) -> str:
        return {
            "plenary": N_("大会"),
            "sub-forum": N_("分论坛"),
            "check-in": N_("签到"),
            "council": N_("理事会"),
            "visit": N_("参观调研"),
        }[self.value]


class ItemKind(StrEnum):
    CHECK_IN = "check-in"
    ADDRESS = "address"
    SPEECH = "speech"
    KEYNOTE = "keynote"
    REPORT = "report"
    AWARD_CEREMONY = "award-ceremony"
    COUNCIL = "council"
    VISIT = "visit"
    BREAK = "break"

    @property
    def label(self) -> str:
        return {
            "check-in": N_("签到"),
            "address": N_("致辞"),
            "speech": N_("讲话"),
            "keynote": N_("主旨演讲"),
            "report": N_("报告"),
            "award-ceremony": N_("颁奖"),
            "council": N_("理事会"),
            "visit": N_("参观调研"),
            "break": N_("茶歇"),
        }[self.value]


PLENARY_KINDS = frozenset(
    {ItemKind.ADDRESS, ItemKind.SPEECH, ItemKind.KEYNOTE, ItemKind.REPORT, ItemKind.AWARD_CEREMONY, ItemKind.BREAK}
)
"""Contiguous items of these kinds in one room are one plenary session (decisions.md)."""
