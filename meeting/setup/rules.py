"""Pure rules of setting up: which items make a session, whose meeting it is, what is a unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meeting.meetings.enums import Audience, HostRole
from meeting.programme.enums import PLENARY_KINDS, ItemKind, SessionKind
from meeting.setup.meeting_file import AgendaRow, MeetingFile

SHORT_GAP = timedelta(minutes=60)
"""A break that nobody wrote down; a longer one, such as lunch, parts two sessions."""

_KINDS = {
    ItemKind.CHECK_IN: SessionKind.CHECK_IN,
    ItemKind.COUNCIL: SessionKind.COUNCIL,
    ItemKind.VISIT: SessionKind.VISIT,
}

_SOCIETY = re.compile("学会|协会|研究会")
_UNIT = re.compile(
    r".{2,}(?:馆|局|厅|委|办|处|院|所|站|库|社|校|部|公司|集团|银行|大学|学院|中心|学会|协会|研究会|委员会|办公室|政府|医院|中学|小学)"
)


@dataclass(frozen=True)
class SessionPlan:
    """A session to be made of ``items``, with local hours."""

    kind: SessionKind
    title: str
    day: date
    start: time
    end: time
    room: str
    audience: Audience | None
    items: tuple[AgendaRow, ...]


def sessions_of(agenda: Sequence[AgendaRow]) -> list[SessionPlan]:
    """Contiguous items of plenary kinds in one room on one day are one session, each other item one of its own.

    Contiguous (decisions.md): next to each other in the list, with a short gap at most, and with nothing else in the
    room meanwhile.
    """
    groups: list[list[AgendaRow]] = []
    for row in agenda:
        if groups and _continues(groups[-1], row, agenda):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [_plan(group, groups) for group in groups]


def society_of(file: MeetingFile) -> str:
    """The first host that is called a society, else the first host, else ``""``."""
    hosts = file.hosts.get(HostRole.HOST, ())
    return next((name for name in hosts if _SOCIETY.search(name)), hosts[0] if hosts else "")


def reads_as_unit(name: str) -> bool:
    """Whether a recipient's name is an organisation's: four characters or more that end as such names do."""
    return len(name) >= 4 and "·" not in name and _UNIT.fullmatch(name) is not None


def _continues(group: list[AgendaRow], row: AgendaRow, agenda: Sequence[AgendaRow]) -> bool:
    if row.kind not in PLENARY_KINDS or group[-1].kind not in PLENARY_KINDS:
        return False
    if (row.day, row.room) != (group[-1].day, group[-1].room):
        return False
    start, end = min(each.start for each in group), max(each.end for each in group)
    gap = (end, row.start) if row.start >= end else (row.end, start)
    if gap[0] >= gap[1]:
        return True
    length = datetime.combine(row.day, gap[1]) - datetime.combine(row.day, gap[0])
    return length <= SHORT_GAP and not any(
        other.room == row.room and other.day == row.day and other.start < gap[1] and gap[0] < other.end
        for other in agenda
    )


def _plan(group: list[AgendaRow], groups: list[list[AgendaRow]]) -> SessionPlan:
    first = group[0]
    start, end = min(row.start for row in group), max(row.end for row in group)
    alone = len(group) == 1
    audiences = [row.audience for row in group]
    stated = [audience for audience in audiences if audience is not None]
    # The widest of its items: a narrower one stays hidden by its own audience.
    audience = min(stated, key=list(Audience).index) if len(stated) == len(group) else None
    return SessionPlan(
        kind=_KINDS.get(first.kind, SessionKind.PLENARY),
        title=first.title if alone else _plenary_title(group, groups),
        day=first.day, start=start, end=end, room=first.room, audience=audience, items=tuple(group),
    )  # fmt: skip


def _plenary_title(group: list[AgendaRow], groups: list[list[AgendaRow]]) -> str:
    if sum(len(other) > 1 for other in groups) == 1:
        return "全体大会"
    start = group[0].start
    part = "上午" if start < time(12) else "下午" if start < time(18) else "晚上"
    several_days = len({other[0].day for other in groups if len(other) > 1}) > 1
    return f"全体大会（{group[0].day.month}月{group[0].day.day}日{part}）" if several_days else f"全体大会（{part}）"
