"""Reading a meeting's file: the reference, and each fault with its line."""

from datetime import date, time
from pathlib import Path

import pytest

from meeting.awards.enums import AwardKind
from meeting.meetings.enums import Audience, HostRole
from meeting.programme.enums import ItemKind
from meeting.setup import errors
from meeting.setup.meeting_file import (
    AgendaRow,
    AwardRow,
    ExhibitionRow,
    GuestRow,
    MeetingFile,
    RoomRow,
    SubForumRow,
    read_meeting_file,
)

REFERENCE = Path("meeting/data/changzhou-2020/meeting.toml")
DAY = date(2020, 12, 8)

SMALL = """\
[meeting]
title = "年会"
date = 2020-12-08
rooms = [{ name = "主会场", seats = 450 }]
"""


def test_read_meeting_file_takes_the_whole_reference() -> None:
    file = read_meeting_file(REFERENCE.read_bytes())

    assert (file.title, file.starts_on, file.ends_on, file.city) == ("全省档案工作者年会", DAY, DAY, "常州市")
    assert file.theme == "创新、赋能——档案工作与国家治理体系和治理能力现代化"
    assert file.expected_delegates == 400
    assert file.hosts == {
        HostRole.HOST: ("江苏省档案馆", "江苏省档案学会"),
        HostRole.CO_HOST: ("常州市档案馆", "常州市档案学会"),
    }
    assert (len(file.rooms), file.rooms[0], file.rooms[-1]) == (8, RoomRow("主会场", 450), RoomRow("展厅", 300))
    assert (len(file.guests), file.guests[0]) == (8, GuestRow("陈向阳", "江苏省档案馆馆长"))
    assert [row.kind.value for row in file.agenda] == [
        "check-in", "address", "speech", "award-ceremony", "keynote", "keynote", "council",
    ]  # fmt: skip
    assert file.agenda[1] == AgendaRow(
        DAY, time(9), time(9, 15), "主会场", ItemKind.ADDRESS, "致辞", ("方国强",), None
    )
    assert (len(file.sub_forums), sum(forum.seats or 0 for forum in file.sub_forums)) == (5, 430)
    assert file.sub_forums[0] == SubForumRow("档案理论与法规分会", DAY, time(14), time(16, 30), "第一会议室", 80)
    assert file.exhibition is not None
    assert (len(file.exhibition.names), file.exhibition.booths[-1]) == (11, "C03")
    assert [len(award.recipients) for award in file.awards] == [1, 4, 6, 0, 0]
    assert file.awards[2].term == (DAY, date(2025, 12, 7))
    assert file.awards[4].grades == {"一等奖": 10, "二等奖": 20, "三等奖": 40}
    assert file.awards[3].kind is AwardKind.CERTIFICATE


def test_read_meeting_file_needs_but_a_title_and_a_date() -> None:
    assert read_meeting_file('[meeting]\ntitle = "年会"\ndate = "2020-12-08"'.encode()) == MeetingFile("年会", DAY, DAY)


def test_read_meeting_file_takes_every_optional_key() -> None:
    file = read_meeting_file(
        """\ufeff[meeting]\r
title = " 年  会 "\r
date = 2020-12-08
end_date = 2020-12-09
slug = "nianhui"
edition = "第十二届"
patrons = ["甲"]
undertakers = "乙"
supporters = ["丙"]
address = "某路1号"
directions = '''
地铁一号线
公交'''
introduction = "介绍"
contact = "张老师"
approval_number = "批〔2020〕1号"
mobile_required = false
landline_allowed = true
[[guests]]
name = "张　三"
unit = "某单位"
audience = "public"
received_by = "小李"
[[agenda]]
date = 2020-12-07
start = 15:00:00
end = "18：00"
kind = "check-in"
[[agenda]]
start = "9:00"
end = "10:00"
kind = "report"
title = "报告"
room = "新会场"
speakers = ["李四", "王五"]
audience = "delegates"
[[sub_forums]]
name = "分论坛"
date = 2020-12-09
start = "09:00"
end = "10:00"
audience = "staff"
[exhibition]
title = "展"
room = "展厅"
[[awards]]
kind = "证书"
title = "奖"
ground = "某办法"
recipients = ["张三、李四", "某市档案馆"]
""".encode()
    )

    assert (file.title, file.ends_on, file.slug) == ("年 会", date(2020, 12, 9), "nianhui")
    assert file.directions == "地铁一号线\n公交"
    assert file.hosts == {HostRole.PATRON: ("甲",), HostRole.UNDERTAKER: ("乙",), HostRole.SUPPORTER: ("丙",)}
    assert (file.mobile_required, file.landline_allowed) == (False, True)
    assert file.guests == (GuestRow("张三", "", "某单位", Audience.PUBLIC, "小李"),)
    assert file.agenda == (
        AgendaRow(date(2020, 12, 7), time(15), time(18), "", ItemKind.CHECK_IN, "签到"),
        AgendaRow(DAY, time(9), time(10), "新会场", ItemKind.REPORT, "报告", ("李四", "王五"), Audience.DELEGATES),
    )
    assert file.sub_forums == (
        SubForumRow("分论坛", date(2020, 12, 9), time(9), time(10), audience=Audience.STAFF),
    )
    assert file.exhibition == ExhibitionRow("展", "展厅")
    assert file.awards == (
        AwardRow(AwardKind.CERTIFICATE, "奖", recipients=(("张三", "李四"), ("某市档案馆",)), ground="某办法"),
    )


AGENDA = '[[agenda]]\nstart = "09:00"\nend = "10:00"\nkind = "report"\n'  # lines 5 to 8 after SMALL


@pytest.mark.parametrize(
    ("more", "refusal", "line", "says"),
    [
        ("colour = 1", errors.UnknownKey, 5, "colour"),
        ("[[agenda]]\nspeeker = '甲'", errors.MistypedKey, 6, "“speeker”不认识，是不是“speaker”"),
        ("[[guest]]\nname = '甲'", errors.MistypedKey, 5, "“guest”不认识，是不是“guests”"),
        ("hosts = [1]", errors.NotTexts, 5, "hosts"),
        ("hosts = ['甲', '甲']", errors.NamedTwice, 5, "甲"),
        ("city = 5", errors.NotText, 5, "city"),
        ('city = "a\\u0000b"', errors.NotText, 5, "city"),
        (f"city = '{'长' * 41}'", errors.TextTooLong, 5, "40"),
        ("introduction = ['x']", errors.NotText, 5, "introduction"),
        ("end_date = 2020-12-07", errors.EndBeforeStart, 5, "2020-12-07"),
        ("end_date = 2021-12-07", errors.EndBeforeStart, 5, "2021-12-07"),
        ("end_date = '明天'", errors.NotDay, 5, "end_date"),
        ("end_date = 2020-12-09T09:00:00", errors.NotDay, 5, "end_date"),
        ("expected_delegates = '400'", errors.NotNumber, 5, "expected_delegates"),
        ("expected_delegates = true", errors.NotNumber, 5, "expected_delegates"),
        ("expected_delegates = 0", errors.NotNumber, 5, "expected_delegates"),
        ("mobile_required = 'no'", errors.NotChoice, 5, "mobile_required"),
        ("slug = '常州'", errors.BadSlug, 5, "slug"),
        ("[[guests]]\npost = '馆长'", errors.KeyMissing, 5, "name"),
        ("[[guests]]\nname = ' '", errors.KeyMissing, 5, "name"),
        ("[[guests]]\nname = '甲、乙'", errors.BadName, 6, "甲、乙"),
        ("[guests]\nname = '甲'", errors.NotTable, 5, "guests"),
        ("[[guests]]\nname = '甲'\naudience = 'all'", errors.NotChoice, 7, "delegates"),
        (AGENDA.replace("report", "lecture"), errors.NotChoice, 8, "award-ceremony"),
        (AGENDA.replace("10:00", "09:00"), errors.EndBeforeStart, 7, "09:00"),
        (AGENDA.replace("10:00", "25:00"), errors.NotTime, 7, "end"),
        (AGENDA.replace('"10:00"', "10"), errors.NotTime, 7, "end"),
        (AGENDA.replace('end = "10:00"\n', ""), errors.KeyMissing, 5, "end"),
        (AGENDA + "room = '一号厅'", errors.UnknownRoom, 9, "一号厅"),
        (AGENDA + "date = 2020-12-09", errors.OutsideDays, 9, "2020-12-09"),
        (AGENDA + "date = 2020-12-04", errors.OutsideDays, 9, "2020-12-04"),
        (AGENDA + "speaker = ['甲', '甲']", errors.NamedTwice, 9, "甲"),
        (AGENDA + AGENDA + "speaker = 1", errors.NotTexts, 13, "speaker"),
        ("[[sub_forums]]\nname = '甲'\nstart = '09:00'\nend = '10:00'\nseats = -1", errors.NotNumber, 9, "seats"),
        ("[exhibition]\nexhibitors = 11", errors.KeyMissing, 5, "title"),
        ("[exhibition]\ntitle = '展'\nexhibitors = 1\nnames = ['甲', '乙']", errors.TooFewExhibitors, 7, "2"),
        ("[exhibition]\ntitle = '展'\nbooths = ['A1', 'A1']", errors.NamedTwice, 7, "A1"),
        ("[[awards]]\nkind = '奖状'\ntitle = '奖'", errors.NotChoice, 6, "聘书"),
        ("[[awards]]\nkind = '证书'\ntitle = '奖'\ngrades = ['一等奖']", errors.NotTable, 8, "grades"),
        ("[[awards]]\nkind = '证书'\ntitle = '奖'\n[awards.grades]\n'一等奖' = 0", errors.NotNumber, 9, "一等奖"),
        ("[[awards]]\nkind = '证书'\ntitle = '奖'\nterm = ['2020-12-08']", errors.NotTable, 8, "term"),
        (
            "[[awards]]\nkind = '聘书'\ntitle = '聘'\nterm = ['2020-12-08', '2019-12-08']",
            errors.EndBeforeStart, 8, "2019",
        ),
        ("[[awards]]\nkind = '证书'\ntitle = '奖'\nrecipients = ['甲', '甲']", errors.NamedTwice, 8, "甲"),
        ("title = '又一个'", errors.NotToml, 5, "TOML"),
        ("x = [1,\n\n", errors.NotToml, 7, "TOML"),
        ("x = 2020-02-30", errors.NotToml, 5, "TOML"),
        ("x = " + "9" * 5000 + "\ny = 1\n", errors.NumberTooLong, 5, "太长"),
        ("x = " + "[" * 5000 + "\ny = 1\n", errors.NestedTooDeep, 5, "太多层"),
        ("x = '[['\ny = " + "{a=" * 5000 + "1" + "}" * 5000 + "\nz = 1", errors.NestedTooDeep, 6, "太多层"),
    ],
)  # fmt: skip
def test_read_meeting_file_names_line_and_fault(
    more: str, refusal: type[errors.FileFault], line: int, says: str
) -> None:
    with pytest.raises(errors.FileFault) as caught:
        read_meeting_file((SMALL + more).encode())

    assert type(caught.value) is refusal
    assert int(caught.value.params["line"]) == line
    assert says in str(caught.value)
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.KeyMissing),
        (b"[[agenda]]\n", errors.KeyMissing),
        (b"[meeting]\ndate = 2020-12-08", errors.KeyMissing),
        ("[meeting]\ntitle = '会'".encode(), errors.KeyMissing),
        ("meeting = '会'".encode(), errors.NotTable),
        ("[meeting]\ntitle = '年会'".encode("gb18030"), errors.NotUtf8),
        ("[meeting]\ntitle = '年会'".encode("utf-16"), errors.NotUtf8),
        (b"PK\x03\x04\x00\x00", errors.NotUtf8),
        (b"\x00" * 100, errors.NotUtf8),
        (b"#" * (512 * 1024 + 1), errors.FileTooLarge),
    ],
)
def test_read_meeting_file_refuses_other_files(data: bytes, refusal: type[errors.FileFault]) -> None:
    with pytest.raises(errors.FileFault) as caught:
        read_meeting_file(data)

    assert type(caught.value) is refusal
    assert "%(" not in str(caught.value)
