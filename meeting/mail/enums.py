"""States of a message."""

from enum import StrEnum

from meeting.errors import N_


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    """The server has taken it. Whether it arrives, a notice in the sender's own mailbox tells at most."""
    FAILED = "failed"
    """Given up; may be sent again."""
    REFUSED = "refused"
    """The server won't take it for this address, however often it is asked."""

    @property
    def label(self) -> str:
        return {
            "queued": N_("待发送"),
            "sent": N_("已发出"),
            "failed": N_("没有发出"),
            "refused": N_("被退回"),
        }[self.value]
