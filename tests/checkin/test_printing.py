"""Badges as a PDF: by page and job, by command; and what a phone's own camera opens."""

import io
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.enums import Role
from meeting.checkin.models import Badge, Scan
from meeting.db import db, uuid7
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from tests.checkin.making import counted, make_code, make_confirmed, make_staff, sign_in
from tests.conftest import AT
from tests.printing.making import printed, remembered, runs, send
from tests.registration.making import make_delegate, make_meeting, make_unit


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_meeting()
    make_unit(meeting, "苏州市档案馆", position=2)
    make_unit(meeting, "常州市档案馆", position=1)
    make_confirmed(meeting, "张三丰", unit_name="苏州市档案馆")
    make_confirmed(meeting, "李四光", unit_name="常州市档案馆", category=Category.MEDIA)
    make_confirmed(meeting, "王五一", unit_name="苏州市档案馆")
    make_delegate(meeting, "赵待审", unit_name="苏州市档案馆")
    return meeting


NAMES = ("张三丰", "李四光", "王五一", "赵待审")


def _names(pdf: bytes) -> list[str]:
    """The names in a PDF, in the order in which they are drawn."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return sorted((name for name in NAMES if name in text), key=text.index)


def test_print_draws_confirmed_delegates_in_the_order_of_units(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    pdf = printed(client, meeting)

    assert _names(pdf) == ["李四光", "王五一", "张三丰"]
    assert [change for change, _, _ in remembered(runs()[0])] == ["new"] * 3
    assert "print-cards" in db.session.scalars(sa.select(Entry.action)).all()


def test_print_again_draws_the_same_bytes(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    assert printed(client, meeting) == printed(client, meeting)


def test_print_by_category_delegation_person_and_only_new(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    first = make_confirmed(meeting, "赵待审", unit_name="常州市档案馆", mobile="13700000001")

    media = printed(client, meeting, group="category:media")
    delegation = printed(client, meeting, group=f"delegation:{first.delegation_id}")
    one = printed(client, meeting, path=f"?subject=delegate:{first.id}", which=None)
    new = printed(client, meeting, which="new")
    nothing = send(client, meeting, which="new")

    assert (_names(media), _names(one)) == (["李四光"], ["赵待审"])
    assert _names(delegation) == ["李四光", "赵待审"]
    assert _names(new) == ["王五一", "张三丰"]
    assert nothing.status_code == 409
    assert "没有可打印的" in nothing.text


def test_print_reports_missing_glyphs_with_names_and_prints_nothing(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    make_confirmed(meeting, "钱\U000323af")

    answer = send(client, meeting)

    assert answer.status_code == 422
    assert "“\U000323af”（钱\U000323af）" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 0


def test_print_twice_with_one_form_starts_one_job(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    key = str(uuid7())

    answers = [send(client, meeting, form_key=key) for _ in range(3)]
    run_waiting(client.application)

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 1
    assert len(runs()) == 1


def test_print_of_another_choice_on_the_form_that_one_came_back_to_is_another_job(
    client: FlaskClient, meeting: Meeting
) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    key = str(uuid7())

    for which in ("all", "new"):
        send(client, meeting, form_key=key, which=which)

    jobs = db.session.scalars(sa.select(Job).order_by(Job.created_at)).all()
    assert [job.arguments["new_only"] for job in jobs] == [False, True]


def test_reissue_page_voids_and_issues(client: FlaskClient, meeting: Meeting) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    delegate = make_confirmed(meeting, "钱八")
    old = make_code(delegate)
    url = f"/desk/{meeting.slug}/badges/{delegate.id}"

    without = client.post(f"{url}/reissue", data={"form_key": str(uuid7()), "reason": " "})
    data = {"form_key": str(uuid7()), "reason": "遗失"}
    twice = [client.post(f"{url}/reissue", data=data).status_code for _ in range(2)]

    assert (without.status_code, twice) == (422, [302, 302])
    assert "请写明补发的原因" in without.text
    assert client.get(url).text.count("已作废") == 1
    assert make_code(delegate) != old


def test_badges_page_takes_as_many_statements_for_three_as_for_one(client: FlaskClient, app: Flask) -> None:
    meeting = make_meeting()
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    counts = []
    for number in range(3):
        make_confirmed(meeting, "孙某某", unit_name=f"第{number}市档案馆")
        with counted() as statements:
            client.get(f"/desk/{meeting.slug}/badges?q=孙某")
        counts.append(len(statements))

    assert counts[0] == counts[2]


def test_badges_command_writes_the_same_codes_again(app: Flask, meeting: Meeting, tmp_path: Path) -> None:
    runner, slug = app.test_cli_runner(), meeting.slug
    files = [tmp_path / "first.pdf", tmp_path / "second.pdf"]

    results = [runner.invoke(args=["badges", "--meeting", slug, "-o", str(file)]) for file in files]

    assert [result.exit_code for result in results] == [0, 0]
    assert results[0].stdout == f"3 张参会证：{files[0]}\n"
    assert _names(files[0].read_bytes()) == ["李四光", "王五一", "张三丰"]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_badges_command_says_which_meeting_is_unknown(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["badges", "--meeting", "nowhere", "-o", str(tmp_path / "x.pdf")])

    assert str(result.exception) == "没有网址名为“nowhere”的会议：这里还没有会议。请先用 meeting create 建立。"
    assert not (tmp_path / "x.pdf").exists()


def test_code_opens_the_meetings_page_and_changes_nothing(client: FlaskClient, meeting: Meeting) -> None:
    code = make_code(make_confirmed(meeting, "钱八"))
    path = code.removeprefix("HTTP://127.0.0.1:8000")

    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/m/changzhou-2020/")
    assert [client.open(path, method=method).status_code for method in ("POST", "PUT", "DELETE")] == [405, 405, 405]
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 0


def test_code_that_is_cut_altered_or_of_a_draft_is_a_friendly_404(client: FlaskClient, meeting: Meeting) -> None:
    code = make_code(make_confirmed(meeting, "钱八")).rpartition("/")[2]
    draft = make_meeting(meeting.society, slug="draft", title="筹备中的会", state=MeetingState.DRAFT, created_at=AT)
    hidden = make_code(make_confirmed(draft, "周九")).rpartition("/")[2]

    answers = [client.get(f"/B/{text}") for text in (code[:-1], "B" + code[1:], hidden, "x", "a/b", "%20", "张三")]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert all("这个码打不开会议的网页" in answer.text for answer in answers)
