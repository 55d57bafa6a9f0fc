"""A meeting from a file, by operation, command line and page."""

from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.models import Society
from meeting.awards.models import Award, Recipient
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.exhibition.models import Booth, Exhibitor
from meeting.history.operations import broken_link
from meeting.meetings.enums import Audience, HostRole, MeetingState
from meeting.meetings.errors import MeetingExists
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person
from meeting.programme.errors import ItemsOverlap, RoomTaken, SpeakerTaken
from meeting.programme.models import Session
from meeting.programme.queries import agenda_for
from meeting.setup.errors import SocietyUnknown
from meeting.setup.meeting_file import read_meeting_file
from meeting.setup.operations import create_meeting
from tests.meetings.making import DOING, make_meeting, sign_in

REFERENCE = Path("meeting/data/changzhou-2020/meeting.toml")

SMALL = """\
[meeting]
title = "年会"
date = 2020-12-08
hosts = ["某省档案学会"]
"""


def _create(text: str, society: str | None = None) -> Meeting:
    with transaction():
        return create_meeting(read_meeting_file(text.encode()), society_name=society, **DOING)


def _count(row: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(row)) or 0


def test_create_meeting_makes_the_whole_reference(app: Flask) -> None:
    meeting = _create(REFERENCE.read_text(encoding="utf-8"))

    assert (meeting.slug, meeting.state) == ("changzhou-2020", MeetingState.OPEN)
    assert meeting.society.name == "江苏省档案学会"
    assert [unit.name for unit in meeting.hosts_as(HostRole.CO_HOST)] == ["常州市档案馆", "常州市档案学会"]
    assert (len(meeting.rooms), len(meeting.guests)) == (8, 8)
    agenda = agenda_for(meeting, Audience.STAFF)
    assert [(shown.session.kind.value, shown.session.title, len(shown.items)) for shown in agenda] == [
        ("check-in", "签到", 1),
        ("plenary", "全体大会", 5),
        ("sub-forum", "档案理论与法规分会", 0),
        ("sub-forum", "档案资源建设与编研分会", 0),
        ("sub-forum", "档案信息化分会", 0),
        ("sub-forum", "企业档案分会", 0),
        ("sub-forum", "高校档案分会", 0),
        ("council", "江苏省档案学会第七届理事会第三次常务理事会", 1),
    ]
    assert [len(agenda_for(meeting, audience)) for audience in (Audience.PUBLIC, Audience.DELEGATES)] == [7, 7]
    assert sum(shown.session.seats or 0 for shown in agenda) == 430
    assert (_count(Exhibitor), _count(Booth), _count(Award), _count(Recipient)) == (11, 11, 5, 11)
    booths = db.session.execute(sa.select(Booth.number, Booth.exhibitor_id).order_by(Booth.number)).all()
    assert (booths[0].number, all(booth.exhibitor_id for booth in booths)) == ("A01", True)
    assert broken_link(meeting.society_id) is None


def test_create_meeting_knows_guests_among_speakers_and_recipients(app: Flask) -> None:
    meeting = _create(REFERENCE.read_text(encoding="utf-8"))

    named = db.session.scalars(sa.select(Person).where(Person.name == "邹华")).all()
    assert [person.name for person in named] == ["邹华"]  # guest, speaker and recipient: one person
    items = [entry for shown in agenda_for(meeting, Audience.STAFF) for entry in shown.items]
    speakers = {speaker.person_id for entry in items for speaker in entry.speakers}
    assert len(speakers) == 4
    assert speakers < {guest.person_id for guest in meeting.guests}
    recipient = db.session.scalars(sa.select(Recipient).order_by(Recipient.id)).first()
    assert recipient is not None
    assert [each.person_id for each in recipient.persons] == [named[0].id]
    assert _count(Person) == 8 + 10


def test_create_meeting_parts_two_guests_of_one_name_from_a_speaker(app: Flask) -> None:
    _create(SMALL + """
        [[guests]]\nname = "张三"\npost = "馆长"
        [[guests]]\nname = "张三"\npost = "局长"
        [[agenda]]\nstart = "09:00"\nend = "10:00"\nkind = "report"\nspeaker = "张三"
        [[agenda]]\nstart = "10:00"\nend = "11:00"\nkind = "report"\nspeaker = "张三"
    """)  # fmt: skip

    assert _count(Guest) == 2
    assert _count(Person) == 3


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ("[[agenda]]\nstart='09:00'\nend='10:00'\nkind='council'\nroom='一'\n"
         "[[agenda]]\nstart='09:30'\nend='10:30'\nkind='visit'\nroom='一'", RoomTaken),
        ("[[agenda]]\nstart='09:00'\nend='10:00'\nkind='report'\n"
         "[[agenda]]\nstart='09:30'\nend='10:30'\nkind='report'", ItemsOverlap),
        ("[[agenda]]\nstart='09:00'\nend='10:00'\nkind='report'\nroom='一'\nspeaker='甲某'\n"
         "[[agenda]]\nstart='09:30'\nend='10:30'\nkind='report'\nroom='二'\nspeaker='甲某'", SpeakerTaken),
        ("[[agenda]]\nstart='09:00'\nend='10:00'\nkind='report'\nroom='一'\n"
         "[[sub_forums]]\nname='分论坛'\nstart='09:30'\nend='10:30'\nroom='一'", RoomTaken),
    ],
)  # fmt: skip
def test_create_meeting_refuses_clashes_and_leaves_nothing(app: Flask, more: str, refusal: type[MeetingError]) -> None:
    with pytest.raises(refusal):
        _create(SMALL + more)

    assert (_count(Meeting), _count(Society), _count(Session), _count(Person)) == (0, 0, 0, 0)


def test_create_meeting_honours_units_persons_and_co_authors(app: Flask) -> None:
    _create(SMALL + """
        [[awards]]\nkind = "证书"\ntitle = "奖"\nrecipients = ["苏州市档案馆", "张三、李四", "王五"]
    """)  # fmt: skip

    recipients = db.session.scalars(sa.select(Recipient).order_by(Recipient.position)).all()
    found = [(each.unit.name if each.unit else None, [p.person.name for p in each.persons]) for each in recipients]
    assert found == [("苏州市档案馆", []), (None, ["张三", "李四"]), (None, ["王五"])]


def test_create_meeting_brings_up_rooms_that_a_file_without_rooms_names(app: Flask) -> None:
    meeting = _create(SMALL + "[exhibition]\ntitle='展'\nroom='展厅'\n"
                      "[[sub_forums]]\nname='分论坛'\nstart='09:30'\nend='10:30'\nroom='一号厅'")  # fmt: skip

    assert [(room.name, room.seats) for room in meeting.rooms] == [("一号厅", None), ("展厅", None)]


def test_create_meeting_belongs_to_the_society_named_or_found(app: Flask) -> None:
    first = _create(SMALL)
    second = _create(SMALL.replace("年会", "第二个会"))
    third = _create(SMALL, society="别的协会")

    assert (first.slug, third.slug) == ("msdaxh-2020", "bdxh-2020")
    assert second.society_id == first.society_id
    assert [society.name for society in db.session.scalars(sa.select(Society).order_by(Society.id))] == [
        "某省档案学会", "别的协会",
    ]  # fmt: skip
    with pytest.raises(MeetingExists):
        _create(SMALL)
    with pytest.raises(SocietyUnknown):
        _create(SMALL.replace('hosts = ["某省档案学会"]', ""))


def test_create_command_prints_the_slug_as_its_last_line(app: Flask) -> None:
    runner = app.test_cli_runner()

    first = runner.invoke(args=["create", str(REFERENCE)])
    again = runner.invoke(args=["create", str(REFERENCE)])
    elsewhere = runner.invoke(args=["create", str(REFERENCE), "--society", "别的学会"])

    assert (first.exit_code, first.stdout.splitlines()[-1]) == (0, "changzhou-2020")
    assert isinstance(again.exception, MeetingExists)
    assert (elsewhere.exit_code, elsewhere.stdout) == (0, "changzhou-2020-2\n")
    assert _count(Meeting) == 2


def test_create_command_warns_of_words_and_refuses_a_missing_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(SMALL.replace("年会", "全国高端年会"), encoding="utf-8")
    runner = app.test_cli_runner()

    warned = runner.invoke(args=["create", str(tmp_path / "m.toml")])
    missing = runner.invoke(args=["create", str(tmp_path / "none.toml")])

    assert warned.stdout == "msdaxh-2020\n"
    assert "全国" in warned.stderr
    assert "高端" in warned.stderr
    assert isinstance(missing.exception, MeetingError)
    assert "none.toml" in str(missing.exception)


def _send(client: FlaskClient, data: bytes, key: str = "01931b66-7c00-7000-8000-0000000000aa"):
    return client.post(
        "/society/demo/meetings/from-file", data={"form_key": key, "file": (BytesIO(data), "m.toml")},
        content_type="multipart/form-data",
    )  # fmt: skip


def test_meeting_from_file_page_creates_it_once_in_the_pages_society(app: Flask, client: FlaskClient) -> None:
    make_meeting()
    sign_in(client)

    first = _send(client, REFERENCE.read_bytes())
    again = _send(client, REFERENCE.read_bytes())

    assert (first.status_code, first.location) == (302, "/desk/changzhou-2020-2/settings")
    assert (again.status_code, again.location) == (302, first.location)
    meetings = db.session.scalars(sa.select(Meeting).order_by(Meeting.id)).all()
    assert [(each.society.slug, each.state.value) for each in meetings] == [("demo", "draft"), ("demo", "open")]


def test_meeting_from_file_page_says_which_line_is_wrong_and_makes_nothing(app: Flask, client: FlaskClient) -> None:
    make_meeting()
    sign_in(client)

    answer = _send(client, (SMALL + "colour = 1\n").encode())
    empty = client.post("/society/demo/meetings/from-file", data={"form_key": "01931b66-7c00-7000-8000-0000000000ab"})

    assert answer.status_code == 422
    assert "第 5 行的“colour”不认识。[meeting] 里可以写：title、" in answer.text
    assert (empty.status_code, "请选择一个会议文件" in empty.text) == (422, True)
    assert _count(Meeting) == 1
