"""Roles, and what each may do, as data."""

from enum import StrEnum

from meeting.errors import N_


class Role(StrEnum):
    """What an account is in a society or in one meeting."""

    ADMIN = "admin"
    SEAL_KEEPER = "seal-keeper"
    OWNER = "owner"
    ORGANISER = "organiser"
    RECEPTION = "reception"
    CHECK_IN = "check-in"
    ARRIVAL = "arrival"
    CEREMONY = "ceremony"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.ADMIN: N_("学会管理员"),
    Role.SEAL_KEEPER: N_("用印审批人"),
    Role.OWNER: N_("会议负责人"),
    Role.ORGANISER: N_("会务组"),
    Role.RECEPTION: N_("接待组"),
    Role.CHECK_IN: N_("签到员"),
    Role.ARRIVAL: N_("报到组"),
    Role.CEREMONY: N_("颁奖组"),
}

SOCIETY_ROLES = frozenset({Role.ADMIN, Role.SEAL_KEEPER})
MEETING_ROLES = frozenset(Role) - SOCIETY_ROLES


class Permission(StrEnum):
    """One thing that may be done in a meeting (or, the last four, in a society)."""

    OVERVIEW = "overview"  # see the meeting's overview, with the parts one may open
    GRANT = "grant"  # give and take roles of the meeting
    SET_UP = "set-up"  # the meeting, its hosts, rooms, programme, exhibition
    GUESTS = "guests"  # keep guests and tick their arrival
    REGISTRATION = "registration"  # delegates, receipts, lists, exports
    BADGES = "badges"  # print badges
    CHECK_IN = "check-in"  # scan and search at a gate
    ARRIVAL = "arrival"  # work at the arrival desk: hand out, mend names, replace, take walk-ins
    ATTENDANCE = "attendance"  # see 应到/实到
    AWARDS = "awards"  # awards, recipients, certificates; ask for seals
    HISTORY = "history"  # who did what
    PEOPLE = "people"  # society: persons, units, merges
    SOCIETY = "society"  # society: new meetings, accounts
    LAYOUTS = "layouts"  # society: how badges and certificates look
    SEALS = "seals"  # society: pictures of seals and signatures; approve their use


MEETING_PERMISSIONS = frozenset(Permission) - {
    Permission.PEOPLE, Permission.SOCIETY, Permission.LAYOUTS, Permission.SEALS,
}  # fmt: skip

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.SEAL_KEEPER: frozenset({Permission.SEALS}),
    Role.OWNER: MEETING_PERMISSIONS,
    Role.ORGANISER: MEETING_PERMISSIONS - {Permission.GRANT},
    Role.RECEPTION: frozenset({Permission.OVERVIEW, Permission.GUESTS}),
    Role.CHECK_IN: frozenset({Permission.OVERVIEW, Permission.CHECK_IN}),
    Role.ARRIVAL: frozenset(
        {Permission.OVERVIEW, Permission.CHECK_IN, Permission.ARRIVAL, Permission.BADGES}
    ),
    Role.CEREMONY: frozenset({Permission.OVERVIEW, Permission.AWARDS}),
}
