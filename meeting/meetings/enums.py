"""States and kinds of a meeting."""

from enum import StrEnum

from meeting.errors import N_


class MeetingState(StrEnum):
    """Draft is seen by staff only; open has a public page and takes registrations; closed takes none."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"draft": N_("筹备中"), "open": N_("报名中"), "closed": N_("报名已截止")}[self.value]


class HostRole(StrEnum):
    """In order of protocol: 指导 above 主办 above 协办, 承办, 支持."""

    PATRON = "patron"
    HOST = "host"
    CO_HOST = "co-host"
    UNDERTAKER = "undertaker"
    SUPPORTER = "supporter"

    @property
    def label(self) -> str:
        return {
            "patron": N_("指导单位"),
            "host": N_("主办单位"),
            "co-host": N_("协办单位"),
            "undertaker": N_("承办单位"),
            "supporter": N_("支持单位"),
        }[self.value]


class Audience(StrEnum):
    """Who may see a session or a name."""

    PUBLIC = "public"
    DELEGATES = "delegates"
    NAMED = "named"
    STAFF = "staff"

    @property
    def label(self) -> str:
        return {
            "public": N_("公开"),
            "delegates": N_("参会人员"),
            "named": N_("指定人员"),
            "staff": N_("会务人员"),
        }[self.value]
