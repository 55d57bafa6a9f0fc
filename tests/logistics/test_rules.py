"""Lists of cards as people paste them."""

import pytest

from meeting.documents.layouts.kinds import Kind
from meeting.errors import MeetingError
from meeting.logistics.errors import LineInvalid, LinesTooMany, SeatTwice
from meeting.logistics.rules import Line, read_lines, written

TABLE, SEAT = Kind.TABLE_CARD, Kind.SEAT_CARD


@pytest.mark.parametrize(
    ("text", "kind", "lines"),
    [
        ("张三", TABLE, [Line("张三")]),
        ("张三\t市馆\t馆长\n\n李四,区馆", TABLE, [Line("张三", "市馆", "馆长"), Line("李四", "区馆")]),
        ("职务\t姓名\t序号\n馆长\t张三\t1", TABLE, [Line("张三", "", "馆长")]),
        ("张三\t3排5座\t市档案馆", SEAT, [Line("张三", "市档案馆", "", "3排5座")]),
        ("\t1排1座", SEAT, [Line(seat="1排1座")]),
        ("座号，姓名\n2，王五", SEAT, [Line("王五", "", "", "2")]),
        ("座位\t单位\n1排1座\t市馆", SEAT, [Line(unit="市馆", seat="1排1座")]),
        ("", SEAT, []),
        ("张　三\n欧 阳 修\nJ. Smith", TABLE, [Line("张三"), Line("欧阳修"), Line("J. Smith")]),
        ("古丽•娜尔\t1.12\n李四\t11.2", SEAT, [Line("古丽·娜尔", seat="1.12"), Line("李四", seat="11.2")]),
        ("张三\t3号桌\n李四\t3号桌", SEAT, [Line("张三", seat="3号桌"), Line("李四", seat="3号桌")]),
    ],
)
def test_read_lines_takes_what_is_pasted(text: str, kind: Kind, lines: list[Line]) -> None:
    assert read_lines(text, kind) == lines


@pytest.mark.parametrize(
    ("text", "kind", "refusal", "row"),
    [
        ("张三\n\t市档案馆", TABLE, LineInvalid, 2),
        ("张三\t甲\t乙\t丙", TABLE, LineInvalid, 1),
        ("\n单位\t职务\n市馆\t馆长", TABLE, LineInvalid, 2),
        ("张" * 121, TABLE, LineInvalid, 1),
        ("张三\t" + "座" * 41, SEAT, LineInvalid, 1),
        ("张三\n" * 3001, TABLE, LinesTooMany, None),
        ("姓名\t座位\n张三\t3排5座\n李四\t3排6座\n王五\t３排 5座", SEAT, SeatTwice, 2),
    ],
)
def test_read_lines_refuses_with_the_row(text: str, kind: Kind, refusal: type[MeetingError], row: int | None) -> None:
    with pytest.raises(refusal) as raised:
        read_lines(text, kind)

    assert raised.value.params.get("row") == row


def test_written_lines_are_read_again() -> None:
    lines = [Line("张三", "", "馆长", ""), Line("", "", "", "1排1座"), Line("李四", "市档案馆", "", "2排")]

    assert read_lines(written(lines, SEAT), SEAT) == lines
