"""Proofs of attendance: who attended what, for how long; 报到 is no attendance."""

import io
import zipfile
from datetime import timedelta

import docx
import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.letters.models import Letter
from meeting.letters.queries import attendants
from meeting.meetings.models import Meeting
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate
from meeting.storage.folder import storage
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_session_gate, scan
from tests.documents.reading import text_of
from tests.letters.test_notices import value
from tests.registration.making import make_sub_forum
from tests.registration.staff import keyed, statements

PAGE = "/desk/changzhou-2020/letters/proofs"


@pytest.fixture
def attended(meeting: Meeting) -> dict[str, Delegate]:
    """张䶮 at the door and in a sub-forum of two hours, 李四 at the door only, 王五 arrived only, 赵六 nowhere."""
    arrival, door = make_gates(meeting)
    forum = make_sub_forum(meeting, seats=None)
    gate = make_session_gate(meeting, forum)
    made = {"张䶮": make_confirmed(meeting, "张䶮", unit_name="常州市档案馆", sub_forum=forum)}
    made |= {name: make_confirmed(meeting, name, unit_name="常州市档案馆") for name in ("李四", "王五", "赵六")}
    for name, gates in (("张䶮", (arrival, door, gate)), ("李四", (door,)), ("王五", (arrival,))):
        for each in gates:
            scan(meeting, each, make_code(made[name]))
    return made


def pdf_text(data: bytes) -> str:
    return "".join(text_of(data).split())


def test_a_proof_lists_the_sessions_attended_with_their_hours(
    staff: Browser, meeting: Meeting, attended: dict[str, Delegate]
) -> None:
    answer = staff.post(f"{PAGE}/{attended['张䶮'].id}/pdf", data=keyed())
    word = staff.post(f"{PAGE}/{attended['李四'].id}/docx", data=keyed())

    assert answer.mimetype == "application/pdf"
    text = pdf_text(answer.data)
    assert "兹证明张䶮同志（常州市档案馆）于2020年12月8日在常州市会议中心参加2020年学术年会。" in text
    assert "12月8日14:00—16:00档案信息化分会2小时合计2小时" in text
    assert "特此证明。江苏省档案学会20" in text
    document = docx.Document(io.BytesIO(word.data))
    assert document.tables == []
    assert any("李四同志" in paragraph.text for paragraph in document.paragraphs)
    made = [entry for entry in db.session.scalars(sa.select(Entry)) if entry.action == "make-letters"]
    assert len(made) == 2


def test_the_times_of_the_sessions_add_up_to_the_total(staff: Browser, meeting: Meeting) -> None:
    """3 h, 2 h 30 and 45 min are 6 h 15; in tenths of an hour they read 3, 2.5, 0.8 and 6.2."""
    begin = make_sub_forum(meeting, seats=None).starts_at
    forums = []
    with transaction():
        for number, (after, minutes) in enumerate(((0, 180), (200, 150), (360, 45)), start=1):
            starts_at = begin + timedelta(minutes=after)
            forums.append(
                Session(meeting=meeting, kind=SessionKind.PLENARY, title=f"第{number}场", starts_at=starts_at,
                        ends_at=starts_at + timedelta(minutes=minutes))
            )  # fmt: skip
        db.session.add_all(forums)
    delegate = make_confirmed(meeting, "张三")
    for forum in forums:
        scan(meeting, make_session_gate(meeting, forum), make_code(delegate))

    text = pdf_text(staff.post(f"{PAGE}/{delegate.id}/pdf", data=keyed()).data)

    assert "14:00—17:00第1场3小时" in text
    assert "17:20—19:50第2场2小时30分" in text
    assert "20:00—20:45第3场45分合计6小时15分" in text


@pytest.mark.parametrize("name", ["王五", "赵六"])
def test_who_has_not_attended_gets_none(staff: Browser, attended: dict[str, Delegate], name: str) -> None:
    answer = staff.post(f"{PAGE}/{attended[name].id}/pdf", data=keyed())

    assert answer.status_code == 409
    assert f"没有“{name}”的签到记录" in answer.text


def test_all_who_attended_and_still_are_confirmed_get_one(
    app: Flask, staff: Browser, meeting: Meeting, attended: dict[str, Delegate]
) -> None:
    for output in ("pdf", "zip", "docx"):
        assert staff.post(f"{PAGE}/make/{output}", data=keyed()).status_code == 302
    run_waiting(app)

    db.session.rollback()
    jobs = db.session.scalars(sa.select(Job).order_by(Job.id)).all()
    assert [(job.state.value, job.message) for job in jobs] == [("done", "")] * 3
    pdf, archive, word = (storage().get(job.file_key) for job in jobs)
    text = pdf_text(pdf)
    assert [name in text for name in ("张䶮", "李四", "王五", "赵六")] == [True, True, False, False]
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["常州市档案馆-李四.pdf", "常州市档案馆-张䶮.pdf"]
    assert len(docx.Document(io.BytesIO(word)).sections) == 2


def test_who_cancelled_is_not_among_them(meeting: Meeting, attended: dict[str, Delegate]) -> None:
    with transaction():
        attended["李四"].state = DelegateState.CANCELLED

    assert [one.name for one in attendants(meeting)] == ["张䶮"]


def test_attendants_take_one_statement_however_many(meeting: Meeting, attended: dict[str, Delegate]) -> None:
    meeting_id = meeting.id
    meeting = db.session.get_one(Meeting, meeting_id)
    with statements() as found:
        assert len(attendants(meeting)) == 2

    assert len(found) == 1


def test_the_wording_is_kept_once_for_the_meeting(staff: Browser, attended: dict[str, Delegate]) -> None:
    page = staff.get(PAGE).text
    typed = {name: value(page, name) for name in ("title", "body", "issuers", "dated", "shown")} | {"sealed": "y"}

    kept = staff.post(PAGE, data=keyed(**typed | {"body": "兹证明{姓名}到会。"}))
    refused = staff.post(PAGE, data=keyed(**typed | {"body": "兹证明{手机}到会。", "shown": ""}))

    assert kept.status_code == 302
    assert refused.status_code == 422
    assert value(refused.text, "body") == "兹证明{手机}到会。"
    db.session.rollback()
    assert [letter.body for letter in db.session.scalars(sa.select(Letter))] == ["兹证明{姓名}到会。"]
    text = pdf_text(staff.post(f"{PAGE}/{attended['张䶮'].id}/pdf", data=keyed()).data)
    assert "兹证明张䶮到会。" in text


def test_the_list_is_searched_by_name_and_unit(staff: Browser, attended: dict[str, Delegate]) -> None:
    page = staff.get(f"{PAGE}?q=李").text

    assert "李四" in page
    assert "张䶮" not in page
    assert staff.get(f"{PAGE}?page=9").status_code == 200


def test_who_has_no_record_is_named_with_the_reason_and_what_to_do(
    staff: Browser, meeting: Meeting, attended: dict[str, Delegate]
) -> None:
    with transaction():
        attended["赵六"].state = DelegateState.CANCELLED

    whole, found, nobody = (staff.get(f"{PAGE}{query}").text for query in ("", "?q=王五", "?q=孙七"))

    for page in (whole, found):
        assert "没有签到记录的人（1 人）" in page
        assert "王五" in page
        assert "报到不算出席。确实到会的，请到签到点按姓名补签，再回到这里" in page
        assert 'href="/check-in/changzhou-2020/"' in page
        assert "赵六" not in page
    assert "<table" not in found  # an empty list of others
    assert "“已确认”的人里没有姓名或单位有这几个字的" in nobody
    assert "没有签到记录的人" not in nobody


def test_who_was_at_the_door_only_has_a_proof_without_sessions_and_the_page_says_why(
    staff: Browser, attended: dict[str, Delegate]
) -> None:
    said = "没有在场次签到，证明只写参加会议"

    assert said in staff.get(f"{PAGE}?q=李四").text
    assert said not in staff.get(f"{PAGE}?q=张䶮").text


def test_before_anybody_checked_in_the_page_says_how_proofs_come(staff: Browser, meeting: Meeting) -> None:
    make_confirmed(meeting, "张三")

    page = staff.get(PAGE).text

    assert "证明按签到开：有人在大会或场次的签到点签到以后，这里就能开" in page
    assert 'href="/check-in/changzhou-2020/"' in page
