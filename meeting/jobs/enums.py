"""States of a job."""

from enum import StrEnum

from meeting.errors import N_


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return {
            "queued": N_("排队中"),
            "running": N_("进行中"),
            "done": N_("已完成"),
            "failed": N_("没有完成"),
            "stopped": N_("已停止"),
        }[self.value]
