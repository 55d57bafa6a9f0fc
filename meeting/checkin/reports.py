"""Attendance as a workbook: by person a line, by gate from when to when and how long."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from meeting import clock
from meeting.checkin.answers import gate_name
from meeting.checkin.enums import Passing
from meeting.checkin.models import Gate
from meeting.checkin.queries.reports import Attended
from meeting.documents.workbooks import ListColumn, list_xlsx


def attendance_xlsx(rows: Sequence[Attended], gates: Sequence[Gate], zone: str) -> bytes:
    """By person: when they went through each gate (of several days or stays each), minutes where they were counted."""
    columns = [
        ListColumn(gettext("序号"), 6), ListColumn(gettext("姓名"), 14), ListColumn(gettext("单位"), 28),
        ListColumn(gettext("职务"), 18), ListColumn(gettext("类别"), 10),
    ]  # fmt: skip
    for gate in gates:
        columns.append(ListColumn(gate_name(gate), 16))
        if gate.passing is Passing.IN_OUT:
            columns.append(ListColumn(gettext("%(gate)s分钟", gate=gate_name(gate)), 10))
    return list_xlsx(gettext("出席"), columns, [_line(row, gates, zone) for row in rows])


def _line(row: Attended, gates: Sequence[Gate], zone: str) -> list[str]:
    line = [str(row.number), row.name, row.unit, row.post, str(gettext(row.category.label))]
    for gate in gates:
        stays = row.stays.get(gate.id, [])
        said = []
        for came, left in stays:
            said.append(_time(came, zone) + (f"–{clock.local(left, zone):%H:%M}" if left else ""))
        if not stays and gate.id in row.leaves:
            reason = row.leaves[gate.id]
            said.append(gettext("请假：%(reason)s", reason=reason) if reason else gettext("请假"))
        line.append("；".join(said))
        if gate.passing is Passing.IN_OUT:
            minutes = row.minutes(gate)
            line.append("" if minutes is None else str(minutes))
    return line


def _time(at: datetime, zone: str) -> str:
    local = clock.local(at, zone)
    return f"{local.month}-{local.day} {local:%H:%M}"
