"""Which items make a session, whose meeting it is, what is a unit."""

from datetime import date, time

import pytest

from meeting.meetings.enums import Audience, HostRole
from meeting.programme.enums import ItemKind
from meeting.setup.meeting_file import AgendaRow, MeetingFile
from meeting.setup.rules import reads_as_unit, sessions_of, society_of

DAY = date(2020, 12, 8)


def _row(
    hours: str, kind: str = "report", room: str = "主会场", day: date = DAY, audience: Audience | None = None
) -> AgendaRow:
    start, end = (time.fromisoformat(each) for each in hours.split("-"))
    return AgendaRow(day, start, end, room, ItemKind(kind), f"{kind} {hours}", (), audience)


def _sessions(*rows: AgendaRow) -> list[tuple[str, str, int]]:
    return [(plan.title, f"{plan.start:%H:%M}-{plan.end:%H:%M}", len(plan.items)) for plan in sessions_of(rows)]


def test_sessions_of_joins_what_is_next_to_each_other_in_one_room() -> None:
    assert _sessions(
        _row("08:00-09:00", "check-in"), _row("09:00-09:15", "address"), _row("09:15-09:45", "speech"),
        _row("09:45-10:15", "award-ceremony"), _row("10:30-11:15", "keynote"), _row("11:15-11:30", "break"),
        _row("11:30-12:00", "report"), _row("17:00-17:45", "council", "贵宾厅"),
    ) == [
        ("check-in 08:00-09:00", "08:00-09:00", 1),
        ("全体大会", "09:00-12:00", 6),
        ("council 17:00-17:45", "17:00-17:45", 1),
    ]  # fmt: skip


def test_sessions_of_parts_by_room_day_kind_and_a_long_gap() -> None:
    assert _sessions(
        _row("09:00-10:00"), _row("10:00-11:00", room="一号厅"), _row("11:00-12:00", room="一号厅"),
        _row("14:00-15:00", room="一号厅"), _row("15:00-16:00", room="一号厅"),
        _row("16:00-17:00", "visit", ""), _row("17:00-18:00", room="一号厅"),
        _row("18:00-19:00", room="一号厅", day=date(2020, 12, 9)),
    ) == [
        ("report 09:00-10:00", "09:00-10:00", 1),
        ("全体大会（上午）", "10:00-12:00", 2),
        ("全体大会（下午）", "14:00-16:00", 2),
        ("visit 16:00-17:00", "16:00-17:00", 1),
        ("report 17:00-18:00", "17:00-18:00", 1),
        ("report 18:00-19:00", "18:00-19:00", 1),
    ]  # fmt: skip


def test_sessions_of_does_not_bridge_a_gap_in_which_the_room_is_used() -> None:
    assert _sessions(_row("09:00-10:00"), _row("10:30-11:00"), _row("10:00-10:30", "council")) == [
        ("report 09:00-10:00", "09:00-10:00", 1),
        ("report 10:30-11:00", "10:30-11:00", 1),
        ("council 10:00-10:30", "10:00-10:30", 1),
    ]


def test_sessions_of_two_days_name_the_day() -> None:
    next_day = date(2020, 12, 9)

    titles = [title for title, *_ in _sessions(
        _row("09:00-10:00"), _row("10:00-11:00"),
        _row("19:00-20:00", day=next_day), _row("20:00-21:00", day=next_day),
    )]  # fmt: skip

    assert titles == ["全体大会（12月8日上午）", "全体大会（12月9日晚上）"]


def test_sessions_of_take_the_widest_audience_only_where_all_items_state_one() -> None:
    staff, delegates = Audience.STAFF, Audience.DELEGATES

    def audience(*stated: Audience | None) -> Audience | None:
        rows = [_row("09:00-10:00", audience=stated[0]), _row("10:00-11:00", audience=stated[1])]
        return sessions_of(rows)[0].audience

    assert audience(staff, delegates) is delegates
    assert audience(staff, None) is None


@pytest.mark.parametrize(
    ("hosts", "society"),
    [
        (("江苏省档案馆", "江苏省档案学会", "某协会"), "江苏省档案学会"),
        (("某大学", "某行业协会"), "某行业协会"),
        (("某大学", "文献研究会"), "文献研究会"),
        (("某大学", "某公司"), "某大学"),
        ((), ""),
    ],
)
def test_society_of_is_the_first_host_called_one_else_the_first(hosts: tuple[str, ...], society: str) -> None:
    assert society_of(MeetingFile("会", DAY, DAY, hosts={HostRole.HOST: hosts})) == society


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("苏州市档案馆", True),
        ("省人力资源和社会保障厅", True),
        ("南京大学", True),
        ("苏档科技有限公司", True),
        ("古丽娜尔·阿不都热合曼", False),
        ("欧阳大学", True),  # four characters that end so are taken for a unit; a guest of the name goes before
        ("王馆", False),
        ("尉迟玥", False),
        ("诸葛孔明", False),
    ],
)
def test_reads_as_unit_goes_by_how_such_names_end(name: str, unit: bool) -> None:
    assert reads_as_unit(name) is unit
